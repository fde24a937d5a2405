"""All changes between two snapshots of one target, each with the one that it follows from."""

from collections.abc import Iterable, Iterator

from uapicheck.diff.causes import Causes
from uapicheck.diff.codes import Codes
from uapicheck.diff.constants import Values
from uapicheck.diff.declarations import declaration_changes
from uapicheck.diff.enums import Renumbering
from uapicheck.diff.fields import unfolded
from uapicheck.diff.gaps import Gaps
from uapicheck.diff.headers import header_changes, include_changes
from uapicheck.diff.index import Index, Namespace, index
from uapicheck.diff.losses import loss_changes
from uapicheck.diff.pairs import Pairing, pairing
from uapicheck.diff.records import RecordComparison, is_same_layout
from uapicheck.diff.spaces import Words, spaces
from uapicheck.frozen import replaced
from uapicheck.model.change import (
    Change,
    ConstantTypeChanged,
    EnumeratorRenumbered,
    FactMoved,
    IncludeDropped,
    MacroValueChanged,
    SpaceChange,
)
from uapicheck.model.comparison import Comparison
from uapicheck.model.facts import Constant, Record, Snapshot
from uapicheck.model.subject import Cause, Subject


def comparison(old: Snapshot, new: Snapshot, *, arch: str, words: Words | None = None) -> Comparison:
    """Compare two snapshots of one target, of the architecture that the kernel calls `arch`."""
    return Comparison(
        target=new.target,
        arch=arch,
        changes=changes(old, new, words),
        old_spaces=spaces(old, words),
        new_spaces=spaces(new, words),
    )


def changes(old: Snapshot, new: Snapshot, words: Words | None = None) -> tuple[Change, ...]:
    """Return all changes from `old` to `new`, sorted by header, symbol and class."""
    before, after = index(old), index(new)
    gaps = Gaps(before, after)
    includes = include_changes(before, after, gaps)
    found: list[Change] = [*header_changes(before, after), *includes]
    dropped = {
        change.lost: Cause(change=IncludeDropped.__name__, subject=change.subject)
        for change in reversed(includes)
        if change.cause is None
    }
    for space in Namespace:
        paired = pairing(before, after, space, gaps, dropped)
        found.extend(paired.changes)
        losses = list(loss_changes(space, paired, before, after))
        found.extend(losses)
        found.extend(_compared(space, paired, before, after, gaps))
    found = _renumbered(found, before, after)
    found = _with_codes(found, Codes(before, after, words).changes())
    found = _with_moves(Causes(before, after, found).linked())
    return tuple(sorted(found, key=lambda change: (change.subject, type(change).__name__)))


def _compared(space: Namespace, paired: Pairing, before: Index, after: Index, gaps: Gaps) -> Iterator[Change]:
    target = after.snapshot.target
    if space is Namespace.NAME:
        added = {come.name: come.fact for come in paired.come if isinstance(come.fact, Constant)}
        values = Values(target, gaps, added)
        for pair in paired.pairs:
            yield from values.changes(pair)
    elif space is Namespace.RECORD:
        for pair in paired.pairs:
            if not isinstance(pair.old, Record) or not isinstance(pair.new, Record):
                continue
            if not is_same_layout(pair.old, pair.new):
                left = unfolded(pair.old, pair.new, before.record)
                right = unfolded(pair.new, pair.old, after.record)
                yield from RecordComparison(pair.header, left, right).changes()
    else:
        for pair in paired.pairs:
            yield from declaration_changes(pair, target)


def _renumbered(found: list[Change], old: Index, new: Index) -> list[Change]:
    """Say which enumerator moved which."""
    headers = sorted(
        {
            (change.old.where.header, change.new.where.header)
            for change in found
            if isinstance(change, EnumeratorRenumbered)
        }
    )
    linked: dict[tuple[str, Subject], Change] = {}
    for before, after in headers:
        sides = old.snapshot.facts.get(before), new.snapshot.facts.get(after)
        if sides[0] is not None and sides[1] is not None:
            linked.update(Renumbering(sides[0], sides[1], found).linked())
    return [linked.get((type(change).__name__, change.subject), change) for change in found]


def _with_moves(found: list[Change]) -> list[Change]:
    """Hang a move to another header beneath a change of what moved: a reader wants the change."""
    changed = {
        change.subject: Cause(change=type(change).__name__, subject=change.subject)
        for change in found
        if not isinstance(change, FactMoved)
    }
    return [
        replaced(change, cause=changed[change.subject])
        if isinstance(change, FactMoved) and change.subject in changed
        else change
        for change in found
    ]


def _with_codes(found: list[Change], codes: Iterable[Change]) -> list[Change]:
    """Hang a member's change of value beneath what that does to its space."""
    told: dict[str, Cause] = {}
    extra: list[Change] = []
    for change in codes:
        extra.append(change)
        if isinstance(change, SpaceChange):
            told.setdefault(change.subject.symbol, Cause(change=type(change).__name__, subject=change.subject))
    values = (MacroValueChanged, EnumeratorRenumbered, ConstantTypeChanged)
    linked = [
        replaced(change, cause=told[change.subject.symbol])
        if isinstance(change, values) and change.cause is None and change.subject.symbol in told
        else change
        for change in found
    ]
    return linked + extra
