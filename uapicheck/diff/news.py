"""The hazards of what the change brings and the headers will have to keep; those of old UAPI are no news."""

import re
from collections.abc import Iterable, Iterator

from uapicheck.diff.gaps import Gaps
from uapicheck.diff.index import Index, Namespace
from uapicheck.model.change import (
    Change,
    EnumeratorAdded,
    EnumeratorInserted,
    FieldAdded,
    FieldAppended,
    FieldInserted,
    FunctionMacroBodyChanged,
    MacroAdded,
    MacroTextChanged,
    MacroValueLost,
    PaddingUsed,
    RecordAdded,
    SpaceChange,
)
from uapicheck.model.facts import Constant
from uapicheck.model.news import ForeignTypeUsed, NewsChange
from uapicheck.model.subject import Cause, Subject

LAYOUTS = (RecordAdded, FieldAdded, FieldAppended, FieldInserted, PaddingUsed)
"""Changes that bring members."""
BODIES = (
    *(MacroAdded, EnumeratorAdded, EnumeratorInserted),
    *(MacroValueLost, MacroTextChanged, FunctionMacroBodyChanged),
)
"""Changes that bring bodies."""
_WORD = re.compile(r"[A-Za-z_]\w*")


def news(found: Iterable[Change], old: Index, new: Index, gaps: Gaps) -> tuple[NewsChange, ...]:
    """Return the hazards of what `found` says is new; nothing where the old side has no header at all."""
    if not old.snapshot.facts:
        return ()
    hidden = Gaps(new, old)
    fresh = tuple(change for change in found if not _may_be_old(change, hidden))
    return (*_layouts(fresh, old, new), *_foreign_types(old, new), *_bodies(fresh, new, gaps))


def _may_be_old(change: Change, hidden: Gaps) -> bool:
    """Tell whether what seems new may only have been unreadable before."""
    match change:
        case RecordAdded(record=fact) | MacroAdded(macro=fact) | EnumeratorAdded(enumerator=fact):
            return hidden.hiding(fact.where.header, fact) is not None
        case _:
            return False


def _layouts(fresh: tuple[Change, ...], old: Index, new: Index) -> Iterator[NewsChange]:
    ioctls = [change for change in fresh if isinstance(change, MacroAdded) and _is_ioctl(change)]
    if not ioctls and not any(isinstance(change, LAYOUTS) for change in fresh):
        return
    from uapicheck.diff.record_news import RecordNews  # noqa: PLC0415 - most patches bring numbers alone

    records = {change.record.name: change.record for change in fresh if isinstance(change, RecordAdded)}
    layouts = RecordNews(old, new, records)
    yield from layouts.changes(fresh)
    for change in ioctls:
        if isinstance(change.macro, Constant):
            yield from layouts.ioctls(change.subject, change.macro)


def _is_ioctl(change: MacroAdded) -> bool:
    return isinstance(change.macro, Constant) and change.macro.ioctl is not None


def _bodies(fresh: tuple[Change, ...], new: Index, gaps: Gaps) -> Iterator[NewsChange]:
    if not any(isinstance(change, BODIES) for change in fresh):
        return
    from uapicheck.diff.body_news import BodyNews  # noqa: PLC0415 - some patches bring members alone

    bodies = BodyNews(new, gaps)
    # What a body does to an id is told once, by what is wrong with the id.
    ids = {c.subject: Cause(change=type(c).__name__, subject=c.subject) for c in fresh if isinstance(c, SpaceChange)}
    for change in fresh:
        match change:
            case MacroAdded(macro=body) | EnumeratorAdded(enumerator=body) | EnumeratorInserted(enumerator=body):
                brought = bodies.change(change.subject, None, body, ids.get(change.subject))
            case (
                MacroValueLost(old=before, new=body)
                | MacroTextChanged(old=before, new=body)
                | FunctionMacroBodyChanged(old=before, new=body)
            ) if before.text != body.text:
                cause = Cause(change=type(change).__name__, subject=change.subject)
                brought = bodies.change(change.subject, before, body, cause)
            case _:
                continue
        if brought is not None:
            yield brought


def _foreign_types(old: Index, new: Index) -> Iterator[ForeignTypeUsed]:
    """Tell of declarations that only the new side has and that could not be read for a type of the kernel's."""
    known = {(gap.where.header, gap.what, gap.why) for gap in old.snapshot.gaps}
    gaps = [gap for gap in new.snapshot.gaps if (gap.where.header, gap.what, gap.why) not in known]
    gaps = [gap for gap in gaps if not gap.what.startswith("#")]
    if not gaps:
        return
    from uapicheck.diff.foreign import TYPES  # noqa: PLC0415 - most headers can be read

    for gap in gaps:
        words = [*_WORD.findall(gap.what), *_WORD.findall(gap.why)]
        name = next((word for word in words if word in TYPES), "")
        if name and new.holder(Namespace.TYPEDEF, name, gap.where.header) is None:
            subject = Subject(header=gap.where.header, symbol=gap.what)
            yield ForeignTypeUsed(subject=subject, where=gap.where, type=name, instead=TYPES[name])
