"""Snapshots with their headers where a kernel source tree has them, whatever tree they were taken of."""

from collections.abc import Mapping
from typing import TypeVar

from uapicheck.engine.paths import uapi_path
from uapicheck.frozen import replaced
from uapicheck.model.facts import Fact, HeaderFacts, Record, Snapshot
from uapicheck.model.place import Place
from uapicheck.model.targets import TARGETS

F = TypeVar("F", bound=Fact)


def at_home(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot whose paths are those of a kernel source tree."""
    arch = TARGETS[snapshot.target].arch
    return replaced(
        snapshot,
        facts={name: _header(facts, arch) for name, facts in snapshot.facts.items()},
        gaps=tuple(replaced(gap, where=_moved(gap.where, arch)) for gap in snapshot.gaps),
    )


def _header(facts: HeaderFacts, arch: str) -> HeaderFacts:
    path = uapi_path(Place(header=facts.header, path=facts.path, line=1), arch)
    if path == facts.path:
        return facts
    return HeaderFacts(
        header=facts.header,
        path=path,
        constants=_facts(facts.constants, arch),
        macros=_facts(facts.macros, arch),
        records=_facts(facts.records, arch),
        enums=_facts(facts.enums, arch),
        typedefs=_facts(facts.typedefs, arch),
        functions=_facts(facts.functions, arch),
    )


def _facts(facts: Mapping[str, F], arch: str) -> dict[str, F]:
    return {name: _fact(fact, arch) for name, fact in facts.items()}


def _fact(fact: F, arch: str) -> F:
    if isinstance(fact, Record):
        fields = tuple(replaced(field, where=_moved(field.where, arch)) for field in fact.fields)
        return replaced(fact, where=_moved(fact.where, arch), fields=fields)
    return replaced(fact, where=_moved(fact.where, arch))


def _moved(where: Place, arch: str) -> Place:
    return replaced(where, path=uapi_path(where, arch))
