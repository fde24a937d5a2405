"""Changes of things that only one side has: removed, added, renamed, or become another kind of thing."""

from collections.abc import Iterator, Mapping

from uapicheck.diff.constants import meaning
from uapicheck.diff.declarations import record_meaning, typedef_meaning
from uapicheck.diff.index import Index, Namespace
from uapicheck.diff.pairs import Come, Gone, Pairing
from uapicheck.diff.renames import renames
from uapicheck.model.change import (
    Change,
    EnumAdded,
    EnumeratorAdded,
    EnumeratorRemoved,
    EnumeratorRenamed,
    EnumRemoved,
    FactKindChanged,
    FunctionAdded,
    FunctionRemoved,
    MacroAdded,
    MacroRemoved,
    MacroRenamed,
    RecordAdded,
    RecordRemoved,
    RecordRenamed,
    TypedefAdded,
    TypedefRemoved,
    TypedefRenamed,
)
from uapicheck.model.facts import Constant, ConstantKind, Enum, Fact, Function, Macro, Record, Typedef
from uapicheck.model.subject import Cause, Subject

_ORDINARY = (Namespace.NAME, Namespace.TYPEDEF, Namespace.FUNCTION)


def removed(fact: Fact, subject: Subject, cause: Cause | None) -> Change:
    """Return the change that says that `fact` is gone."""
    match fact:
        case Constant(kind=ConstantKind.ENUMERATOR):
            return EnumeratorRemoved(subject=subject, enumerator=fact, cause=cause)
        case Constant() | Macro():
            return MacroRemoved(subject=subject, macro=fact, cause=cause)
        case Record():
            return RecordRemoved(subject=subject, record=fact, cause=cause)
        case Enum():
            return EnumRemoved(subject=subject, enum=fact, cause=cause)
        case Typedef():
            return TypedefRemoved(subject=subject, typedef=fact, cause=cause)
        case Function():
            return FunctionRemoved(subject=subject, function=fact, cause=cause)


def added(fact: Fact, subject: Subject) -> Change:
    """Return the change that says that `fact` is new."""
    match fact:
        case Constant(kind=ConstantKind.ENUMERATOR):
            return EnumeratorAdded(subject=subject, enumerator=fact)
        case Constant() | Macro():
            return MacroAdded(subject=subject, macro=fact)
        case Record():
            return RecordAdded(subject=subject, record=fact)
        case Enum():
            return EnumAdded(subject=subject, enum=fact)
        case Typedef():
            return TypedefAdded(subject=subject, typedef=fact)
        case Function():
            return FunctionAdded(subject=subject, function=fact)


def _renamed(old: Fact, new: Fact, subject: Subject) -> Change | None:
    match old, new:
        case Constant(kind=ConstantKind.ENUMERATOR), Constant():
            return EnumeratorRenamed(subject=subject, old=old, new=new)
        case Constant() | Macro(), Constant() | Macro():
            return MacroRenamed(subject=subject, old=old, new=new)
        case Record(), Record():
            return RecordRenamed(subject=subject, old=old, new=new)
        case Typedef(), Typedef():
            return TypedefRenamed(subject=subject, old=old, new=new)
        case _:
            return None


_MEANINGS = {Namespace.NAME: meaning, Namespace.RECORD: record_meaning, Namespace.TYPEDEF: typedef_meaning}


def _names(
    space: Namespace, pairing: Pairing, old: Index, new: Index
) -> tuple[Mapping[tuple[str, str], Come], frozenset[tuple[str, str]]]:
    if space not in _MEANINGS:
        return {}, frozenset()
    candidates = [gone for gone in pairing.gone if gone.cause is None and gone.header in new.tables[space]]
    come = [thing for thing in pairing.come if thing.header in old.tables[space]]
    found = renames(candidates, come, old.tables[space], new.tables[space], _MEANINGS[space])
    return found, frozenset((thing.header, thing.name) for thing in found.values())


def loss_changes(space: Namespace, pairing: Pairing, old: Index, new: Index) -> Iterator[Change]:
    """Tell of everything in `space` that only one side has."""
    found, taken = _names(space, pairing, old, new)
    for gone in pairing.gone:
        subject = Subject(header=gone.header, symbol=gone.name)
        heir = found.get((gone.header, gone.name))
        change = _renamed(gone.fact, heir.fact, subject) if heir is not None else _turned(gone, subject, new, space)
        yield change or removed(gone.fact, subject, gone.cause)
    for come in pairing.come:
        if (come.header, come.name) in taken or _was_other(come, old, space):
            continue
        yield added(come.fact, Subject(header=come.header, symbol=come.name))


def _turned(gone: Gone, subject: Subject, new: Index, space: Namespace) -> FactKindChanged | None:
    """Return the change of a name that is another kind of thing now, as a macro that became an inline function."""
    if space not in _ORDINARY:
        return None
    for other in _ORDINARY:
        holders = new.holders[other].get(gone.name, ())
        if other is not space and holders:
            header = gone.header if gone.header in holders else holders[0]
            return FactKindChanged(subject=subject, old=gone.fact, new=new.tables[other][header][gone.name])
    return None


def _was_other(come: Come, old: Index, space: Namespace) -> bool:
    return space in _ORDINARY and any(come.name in old.holders[other] for other in _ORDINARY if other is not space)
