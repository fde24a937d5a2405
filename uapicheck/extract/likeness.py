"""Facts of structs and enums taken over from where the same text was worked out to the same layout.

A struct of `__u32` and `__u64` looks alike on most targets, and on both sides of most changes it only stands on other
lines. To write its facts down costs ten times what it costs to see that they are the same.
"""

from operator import attrgetter
from typing import TypeAlias

from uapicheck.extract.declarations import Declaration
from uapicheck.extract.declared_facts import Facts
from uapicheck.extract.outcomes import Outcome
from uapicheck.extract.program import Program
from uapicheck.extract.tokens import NOTHING_HIDDEN
from uapicheck.extract.types import Named
from uapicheck.frozen import replaced
from uapicheck.model.facts import Field, Record
from uapicheck.model.place import Place

_HIDDEN, _LINE = attrgetter("hidden"), attrgetter("line")
_PLAIN = frozenset({NOTHING_HIDDEN})
Likeness: TypeAlias = tuple[object, ...]
"""Declarations that agree on it have the same facts, as far apart as their first lines are."""


def likeness(outcome: Outcome, declaration: Declaration, paths: tuple[str, ...], program: Program) -> Likeness | None:
    """Return what the facts of a declaration depend on, None where that is more than is looked at here."""
    known, words = outcome.known, declaration.words
    meant = known.meaning
    if meant.typedefs or meant.objects or not known.is_fixed:
        return None
    if not _PLAIN.issuperset(map(_HIDDEN, words)):
        return None  # the same tokens may come from other macros elsewhere
    first = words[0].line
    layouts = [outcome.layouts.get(record) for record in meant.records]
    return (
        known,
        paths,
        declaration.starts,
        *[(run.header, run.guard) for run in declaration.runs],
        tuple([line - first for line in map(_LINE, words)]),
        *[program.canonical(Named(name)) for name in known.names if name in program.typedefs],
        *[
            None
            if layout is None
            else (layout.size, layout.align, *[(p.bit_offset, p.bit_size) for p in layout.members])
            for layout in layouts
        ],
        *[outcome.enum_types[enum].name for enum in meant.enums],
        *outcome.enumerators.items(),
    )


def moved(facts: Facts, by: int) -> Facts:
    """Return facts that stand `by` lines further down, and are the same otherwise."""
    if not by:
        return facts
    return tuple(
        [
            _record(fact, by) if isinstance(fact, Record) else replaced(fact, where=_below(fact.where, by))
            for fact in facts
        ]
    )


def _record(record: Record, by: int) -> Record:
    fields = [
        Field(
            path=field.path,
            type=field.type,
            canonical=field.canonical,
            bit_offset=field.bit_offset,
            bit_size=field.bit_size,
            where=_below(field.where, by),
            guard=field.guard,
            bitfield=field.bitfield,
            element_size=field.element_size,
        )
        for field in record.fields
    ]
    return replaced(record, fields=tuple(fields), where=_below(record.where, by))


def _below(place: Place, by: int) -> Place:
    return Place(header=place.header, path=place.path, line=place.line + by)
