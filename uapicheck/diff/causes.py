"""What follows from what across definitions: a text that did not change has its new value from what it uses."""

import re
from collections import deque
from collections.abc import Iterable

from uapicheck.diff.index import Index, Namespace
from uapicheck.diff.types import array, records
from uapicheck.frozen import replaced
from uapicheck.model.change import (
    ArrayBecameFlexible,
    Change,
    ConstantTypeChanged,
    ElementResized,
    EnumeratorRemoved,
    EnumeratorRenumbered,
    EnumRemoved,
    EnumTypeChanged,
    FactUnreached,
    FieldMoved,
    FieldRemoved,
    FieldResized,
    FieldTypeChanged,
    FunctionMacroBodyChanged,
    FunctionRemoved,
    IncludeDropped,
    IoctlNumberChanged,
    MacroRemoved,
    MacroRenamed,
    MacroTextChanged,
    MacroValueChanged,
    MacroValueLost,
    MaskWidened,
    RecordRealigned,
    RecordRemoved,
    RecordRenamed,
    RecordResized,
    SentinelMoved,
    TypedefRemoved,
    TypedefRenamed,
    TypedefTypeChanged,
)
from uapicheck.model.facts import Constant, Macro, Record, Typedef
from uapicheck.model.subject import Cause, Subject

_WORD = re.compile(r"[A-Za-z_]\w*")
# What can be the reason for another definition's new value, the most telling first.
_TELLING: tuple[type, ...] = (
    RecordResized,
    MacroValueChanged,
    EnumeratorRenumbered,
    SentinelMoved,
    MaskWidened,
    IoctlNumberChanged,
    TypedefTypeChanged,
    RecordRealigned,
    ConstantTypeChanged,
    EnumTypeChanged,
    FunctionMacroBodyChanged,
    MacroTextChanged,
    MacroValueLost,
    RecordRemoved,
    RecordRenamed,
    MacroRemoved,
    MacroRenamed,
    EnumeratorRemoved,
    TypedefRemoved,
    TypedefRenamed,
    EnumRemoved,
    FactUnreached,
)


class Causes:
    """Finds the change that another one follows from, through what definitions use."""

    def __init__(self, old: Index, new: Index, changes: Iterable[Change]) -> None:
        self._old, self._new = old, new
        self._changes = list(changes)
        self._telling: dict[str, Cause] = {}
        self._lost: dict[str, Cause] = {}
        rank = {kind: place for place, kind in enumerate(_TELLING)}
        ranked = [change for change in self._changes if type(change) in rank]
        for change in sorted(ranked, key=lambda change: rank[type(change)]):
            self._telling.setdefault(change.subject.symbol, _name(change))
        for change in self._changes:
            if isinstance(change, IncludeDropped):
                for name in change.names:
                    self._lost.setdefault(name, _name(change))

    def linked(self) -> list[Change]:
        """Return all changes, each with its cause where it has one."""
        linked = [self._linked(change) for change in self._changes]
        linked.extend(self._elements())
        while turned := {_name(change): sentinel for change in linked if (sentinel := _sentinel(change)) is not None}:
            linked = [turned.get(_name(change), change) for change in linked]
            linked = [
                replaced(change, cause=_name(turned[change.cause])) if change.cause in turned else change
                for change in linked
            ]
        return linked

    def _linked(self, change: Change) -> Change:
        if change.cause is not None:
            return change
        cause = self._cause(change)
        return change if cause is None or cause.subject == change.subject else replaced(change, cause=cause)

    def _cause(self, change: Change) -> Cause | None:
        match change:
            case (
                MacroValueChanged(old=old, new=new)
                | EnumeratorRenumbered(old=old, new=new)
                | ConstantTypeChanged(old=old, new=new)
                | IoctlNumberChanged(old=old, new=new)
            ):
                retyped = self._retyped(new) if isinstance(change, ConstantTypeChanged) else None
                return retyped or (self._search(new.name, new.uses) if old.text == new.text else None)
            case MacroValueLost(old=old, new=new):
                return self._search(new.name, new.uses) if old.text == new.text else None
            case FieldResized(old=old, new=new, record=record):
                own = record.name
                return self._search(own, records(new.type)) or (
                    self._search(own, record.uses) if self._same_text(record) else None
                )
            case FieldTypeChanged(old=old, new=new, record=record):
                return self._search(record.name, (*records(old.type), *records(new.type))) or (
                    self._search(record.name, record.uses) if self._same_text(record) else None
                )
            case FieldMoved(record=record) | ArrayBecameFlexible(record=record):
                return self._search(record.name, record.uses) if self._same_text(record) else None
            case RecordResized(old=old, new=new) | RecordRealigned(old=old, new=new):
                return self._search(new.name, new.uses) if old.text == new.text else None
            case TypedefTypeChanged(old=old, new=new):
                used = records(old.canonical) if old.type != new.type else (*old.uses, *new.uses)
                return self._search(new.name, used)
            case RecordRemoved(record=record) if not record.name.startswith(("struct ", "union ")):
                return self._telling_other(record.name, RecordRemoved)
            case RecordRenamed(old=record) if not record.name.startswith(("struct ", "union ")):
                return self._telling_other(record.name, RecordRenamed)
            case EnumeratorRemoved(enumerator=enumerator):
                cause = self._telling.get(enumerator.enum)
                whole = cause if cause is not None and cause.change == EnumRemoved.__name__ else None
                return whole or self._guard(enumerator.guard)
            case MacroRemoved(macro=gone) | RecordRemoved(record=gone) | TypedefRemoved(typedef=gone):
                return self._guard(gone.guard)
            case FunctionRemoved(function=gone) | FieldRemoved(field=gone):
                return self._guard(gone.guard)
            case _:
                return None

    def _retyped(self, constant: Constant) -> Cause | None:
        cause = self._telling.get(constant.enum)
        return cause if cause is not None and cause.change == EnumTypeChanged.__name__ else None

    def _guard(self, guard: tuple[str, ...]) -> Cause | None:
        """Return what became of a name that a definition's `#if` asked for."""
        words = [word for condition in guard for word in _WORD.findall(condition) if word != "defined"]
        return next((cause for word in words if (cause := self._telling.get(word) or self._lost.get(word))), None)

    def _telling_other(self, name: str, own: type) -> Cause | None:
        wanted = {RecordRemoved: TypedefRemoved, RecordRenamed: TypedefRenamed}[own]
        return next(
            (_name(c) for c in self._changes if isinstance(c, wanted) and c.subject.symbol == name),
            None,
        )

    def _same_text(self, record: Record) -> bool:
        return any(isinstance(fact, Record) and fact.text == record.text for fact in self._old.facts(record.name))

    def _search(self, own: str, names: Iterable[str]) -> Cause | None:
        """Walk what is used, nearest first, to the first thing that changed; stop at what kept its value."""
        seen = {own}
        waiting = deque(name for name in names if name != own)
        while waiting:
            name = waiting.popleft()
            if name in seen:
                continue
            seen.add(name)
            if (cause := self._telling.get(name) or self._lost.get(name)) is not None:
                return cause
            waiting.extend(self._below(name))
        return None

    def _below(self, name: str) -> tuple[str, ...]:
        after = self._new.facts(name) or self._old.facts(name)
        return tuple(used for fact in after if isinstance(fact, Macro | Typedef) for used in fact.uses)

    def _elements(self) -> list[ElementResized]:
        resized = {c.subject.symbol: c for c in self._changes if isinstance(c, RecordResized)}
        told = {c.subject for c in self._changes if isinstance(c, FieldResized | ArrayBecameFlexible)}
        found: list[ElementResized] = []
        if not resized:
            return found
        for header, table in self._new.tables[Namespace.RECORD].items():
            for fact in (fact for fact in table.values() if isinstance(fact, Record)):
                for field in fact.fields:
                    parts = array(field.canonical)
                    if parts is None or field.bit_size or parts[0] not in resized:
                        continue
                    subject = Subject(header=header, symbol=f"{fact.name}.{field.path}")
                    change = resized[parts[0]]
                    if subject not in told and self._old.facts(fact.name):
                        found.append(
                            ElementResized(
                                subject=subject,
                                record=fact,
                                field=field,
                                element=parts[0],
                                old_size=change.old.size,
                                new_size=change.new.size,
                                cause=_name(change),
                            )
                        )
        return found


def _sentinel(change: Change) -> SentinelMoved | None:
    """Return the growth of what is computed from a sentinel as a sentinel's growth."""
    if (
        isinstance(change, MacroValueChanged | EnumeratorRenumbered)
        and change.cause is not None
        and change.new.value > change.old.value
        and change.old.text == change.new.text
        and change.cause.change in {SentinelMoved.__name__, MaskWidened.__name__}
    ):
        return SentinelMoved(subject=change.subject, old=change.old, new=change.new, cause=change.cause)
    return None


def _name(change: Change) -> Cause:
    return Cause(change=type(change).__name__, subject=change.subject)
