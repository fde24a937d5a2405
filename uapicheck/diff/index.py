"""A snapshot, indexed by what a comparison asks: who defines a name, and which headers show it."""

from collections.abc import Mapping
from enum import StrEnum

from uapicheck.frozen import frozen
from uapicheck.model.facts import Fact, HeaderFacts, MacroKind, Record, Snapshot


class Namespace(StrEnum):
    """What may share a name without clashing, as far as a comparison is concerned."""

    NAME = "name"
    """Macros and enumerators: a program cannot tell them apart where a constant is wanted."""
    RECORD = "record"
    ENUM = "enum"
    TYPEDEF = "typedef"
    FUNCTION = "function"


Table = Mapping[str, Fact]


@frozen(kw_only=True)
class Index:
    """One side of a comparison."""

    snapshot: Snapshot
    tables: Mapping[Namespace, Mapping[str, Table]]
    """By namespace and header: facts by name."""
    holders: Mapping[Namespace, Mapping[str, tuple[str, ...]]]
    """By namespace and name: the headers that define it, in order of appearance."""
    reach: Mapping[str, frozenset[str]]
    roots: Mapping[str, tuple[str, ...]]
    """For each header the headers asked for that show it."""

    def facts(self, name: str) -> tuple[Fact, ...]:
        """Return everything that goes by `name`, records and enums by their tag with keyword."""
        return tuple(
            self.tables[space][header][name] for space in Namespace for header in self.holders[space].get(name, ())
        )

    def record(self, name: str) -> Record | None:
        """Return the first struct or union that goes by `name`, as it is spelled without typedefs."""
        return next((fact for fact in self.facts(name) if isinstance(fact, Record)), None)

    def holder(self, space: Namespace, name: str, root: str) -> str | None:
        """Return the first header that shows `name` to a program that includes `root`."""
        seen = self.reach.get(root, frozenset())
        return next((header for header in self.holders[space].get(name, ()) if header in seen), None)


def _tables(facts: HeaderFacts) -> dict[Namespace, Table]:
    names: dict[str, Fact] = {name: macro for name, macro in facts.macros.items() if macro.kind is not MacroKind.GUARD}
    names.update(facts.constants)
    return {
        Namespace.NAME: names,
        Namespace.RECORD: facts.records,
        # An enum without tag or typedef has a name of our own making: only its enumerators are anyone's business.
        Namespace.ENUM: {name: enum for name, enum in facts.enums.items() if not name.startswith("enum {")},
        Namespace.TYPEDEF: facts.typedefs,
        Namespace.FUNCTION: facts.functions,
    }


def index(snapshot: Snapshot) -> Index:
    """Return `snapshot` indexed."""
    tables: dict[Namespace, dict[str, Table]] = {space: {} for space in Namespace}
    holders: dict[Namespace, dict[str, tuple[str, ...]]] = {space: {} for space in Namespace}
    for header, facts in snapshot.facts.items():
        for space, table in _tables(facts).items():
            tables[space][header] = table
            known = holders[space]
            for name in table:
                known[name] = (*known.get(name, ()), header)
    reach = {root: frozenset(seen) for root, seen in snapshot.reaches.items()}
    roots: dict[str, tuple[str, ...]] = {}
    for root in snapshot.headers:
        for header in sorted(reach.get(root, frozenset((root,)))):
            roots[header] = (*roots.get(header, ()), root)
    return Index(snapshot=snapshot, tables=tables, holders=holders, reach=reach, roots=roots)
