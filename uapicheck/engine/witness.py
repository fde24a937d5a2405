"""Witnesses: a few lines of C that compile with the old headers and not with the new ones."""

from collections.abc import Mapping, Sequence

from uapicheck.engine import user_code
from uapicheck.engine.fold import Folded
from uapicheck.engine.user_code import Lines
from uapicheck.frozen import frozen
from uapicheck.model.change import (
    Change,
    ElementResized,
    EnumeratorRemoved,
    EnumeratorRenamed,
    EnumRemoved,
    EnumTypeChanged,
    FactKindChanged,
    FactUnreached,
    FieldInserted,
    FieldMoved,
    FieldRemoved,
    FieldRenamed,
    FieldResized,
    FieldTypeChanged,
    FunctionMacroParametersChanged,
    FunctionRemoved,
    HeaderRemoved,
    IncludeDropped,
    MacroRemoved,
    MacroRenamed,
    MacroValueLost,
    RecordRealigned,
    RecordRemoved,
    RecordRenamed,
    RecordResized,
    TypedefRemoved,
    TypedefRenamed,
    TypedefTypeChanged,
)
from uapicheck.model.facts import Constant, Fact, Field, Macro, MacroKind, Record, Typedef
from uapicheck.model.report import Severity


@frozen(kw_only=True)
class Witness:
    """A translation unit, and the target whose old headers it compiles with."""

    target: str
    text: str


def witness_of(folded: Folded, *, target: str, shown_by: Mapping[str, str]) -> Witness | None:
    """Return the witness of a finding on `target`: of its root where that breaks, else of what hangs beneath it.

    `shown_by` names for a header the one that a program includes to see it. None where nothing breaks, and where
    what breaks does so without a compiler noticing.
    """
    for opinion in (folded.root, *folded.also):
        if opinion.severity is Severity.BREAK and (text := witness(opinion.change, target=target, shown_by=shown_by)):
            return Witness(target=target, text=text)
    return None


def witness(change: Change, *, target: str, shown_by: Mapping[str, str] | None = None) -> str | None:
    """Return a C translation unit that compiles with the old headers of `target` and not with the new ones.

    None for a change that leaves every old use as it was, and for one that no use in C can tell.
    """
    lines = _lines(change)
    if lines is None:
        return None
    root = _included(change, shown_by or {})
    first = f"/* {target}: compiles with the old headers, not with the new ones */"
    return "\n".join((first, f"#include <{root}>", *lines, ""))


def _included(change: Change, shown_by: Mapping[str, str]) -> str:
    """Return the header that shows on the old side what `change` speaks of."""
    match change:
        case FactUnreached(roots=(first, *_)):
            return first
        case HeaderRemoved() | IncludeDropped():
            return change.subject.header
        case _:
            return shown_by.get(change.subject.header, change.subject.header)


def _lines(change: Change) -> Lines | None:
    """Return what follows the include; None where there is no witness."""
    match change:
        case HeaderRemoved():
            return ()
        case IncludeDropped(names=names):
            return user_code.named(next((name for name in names if not name.startswith("_")), names[0]))
        case FactUnreached(fact=fact):
            return user_code.use(fact)
        case FactKindChanged(old=old, new=new):
            return _other_kind(old, new)
        case FunctionMacroParametersChanged(old=macro, new=heir):
            return _refused_call(macro, heir)
        case TypedefTypeChanged(old=typedef, new=now):
            return _other_type(typedef, now)
        case RecordResized(old=record):
            return user_code.size(record.name, record.size)
        case RecordRealigned(old=record):
            return user_code.alignment(record.name, record.align)
        case _:
            return _by_name(change) or _by_field(change) or _by_value(change)


def _by_name(change: Change) -> Lines | None:
    """Return a use of a name that is gone, or that is no longer what it was."""
    match change:
        case MacroRemoved(macro=fact) | MacroRenamed(old=fact) | MacroValueLost(old=fact):
            return user_code.use(fact)
        case EnumeratorRemoved(enumerator=fact) | EnumeratorRenamed(old=fact):
            return user_code.use(fact)
        case EnumRemoved(enum=fact) | EnumTypeChanged(old=fact):
            return user_code.use(fact)
        case RecordRemoved(record=fact) | RecordRenamed(old=fact):
            return user_code.use(fact)
        case TypedefRemoved(typedef=fact) | TypedefRenamed(old=fact) | FunctionRemoved(function=fact):
            return user_code.use(fact)
        case _:
            return None


def _by_field(change: Change) -> Lines | None:
    """Return a use of a member that is gone, or that is no longer what it was."""
    match change:
        case FieldInserted(old=old, new=new):
            return _moved(old, new)
        case FieldRemoved(record=record, field=field) | FieldRenamed(record=record, old=field):
            return user_code.member(record, field)
        case FieldMoved(record=record, old=field):
            return user_code.offset(record, field)
        case FieldTypeChanged(record=record, old=field):
            return user_code.member_type(record, field)
        case FieldResized(record=record, old=field):
            return user_code.member_size(record, field)
        case ElementResized(record=record, field=field, old_size=bytes_):
            return user_code.size_of_member(record, field, bytes_, element="[0]")
        case _:
            return None


def _by_value(change: Change) -> Lines | None:
    """Return a use of a constant that has another value, whatever else a change says of it."""
    # Every change of a number, of a member of a space too, has its two sides under these names; a constant that is
    # new has none on the old side, and breaks nothing that compiled.
    old, new = getattr(change, "old", None), getattr(change, "new", getattr(change, "constant", None))
    if isinstance(old, Constant) and isinstance(new, Constant) and old.name == new.name and old.value != new.value:
        return user_code.equal(old, other=new.value)
    return None


def _other_kind(old: Fact, new: Fact) -> Lines | None:
    if isinstance(old, Macro) and old.kind is MacroKind.FUNCTION:
        return user_code.as_member(old.name)
    lines = user_code.use(old)
    if isinstance(old, Constant) and isinstance(new, Macro) and new.kind is MacroKind.FLOAT:
        lines += user_code.same_type(old.name, old.type, old.name)  # 3.0 == 3 holds
    return lines


def _other_type(old: Typedef, new: Typedef) -> Lines | None:
    if old.size is not None and old.size != new.size:
        return user_code.size(old.name, old.size)
    if old.align is not None and old.align != new.align:
        return user_code.alignment(old.name, old.align)
    return None if "{" in old.canonical else user_code.same_type(old.name, old.canonical, old.name)


def _refused_call(old: Macro, new: Macro) -> Lines | None:
    """Return a call that the old macro takes and the new one refuses, None where there is no such call."""
    least_old, most_old = _arguments(old)
    least_new, most_new = _arguments(new)
    for count in (least_old, least_old + 1):
        fits = most_old is None or count <= most_old
        refused = count < least_new or (most_new is not None and count > most_new)
        if fits and refused and (count or least_new > 1):  # no argument at all is an empty one (C11 6.10.3p4)
            return user_code.call(old.name, count)
    return None


def _arguments(macro: Macro) -> tuple[int, int | None]:
    """Return how many arguments a function-like macro takes, at least and at most."""
    params = macro.params or ()
    if params and params[-1].endswith("..."):
        return len(params) - 1, None  # as GNU C has it: the variable ones may be missing with their comma
    return len(params), len(params)


def _moved(old: Record, new: Record) -> Lines | None:
    """Return a use of the first member that stands elsewhere, else of the record's size where that differs."""
    after: dict[str, Field] = {field.path: field for field in new.fields}
    pairs: Sequence[tuple[Field, Field]] = [(f, after[f.path]) for f in old.fields if f.path in after]
    for before, now in pairs:
        if before.bit_offset != now.bit_offset and (lines := user_code.offset(old, before)) is not None:
            return lines
    return user_code.size(old.name, old.size) if old.size != new.size else None
