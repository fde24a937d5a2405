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
from uapicheck.diff.ids import PossibleBits
from uapicheck.diff.index import Index, Namespace, index
from uapicheck.diff.losses import loss_changes
from uapicheck.diff.masks import shrunk_masks
from uapicheck.diff.pairs import Pairing, pairing
from uapicheck.diff.records import RecordComparison, is_same_layout
from uapicheck.engine.paths import uapi_path
from uapicheck.frozen import replaced
from uapicheck.model.change import (
    Change,
    ConstantTypeChanged,
    EnumeratorAdded,
    EnumeratorInserted,
    EnumeratorRemoved,
    EnumeratorRenumbered,
    FactMoved,
    FieldAdded,
    FieldAppended,
    FieldInserted,
    FunctionMacroBodyChanged,
    IncludeDropped,
    IoctlNumberChanged,
    MacroAdded,
    MacroRemoved,
    MacroTextChanged,
    MacroValueChanged,
    MacroValueLost,
    PaddingUsed,
    RecordAdded,
    SpaceChange,
    order,
)
from uapicheck.model.comparison import Comparison
from uapicheck.model.facts import Constant, Record, Snapshot
from uapicheck.model.number_change import MaskShrunk
from uapicheck.model.place import Place
from uapicheck.model.subject import Cause, Subject
from uapicheck.spaces.fields import spaces
from uapicheck.spaces.words import Words

_BRINGING = (
    *(RecordAdded, FieldAdded, FieldAppended, FieldInserted, PaddingUsed, MacroAdded, EnumeratorAdded),
    *(EnumeratorInserted, MacroValueLost, MacroTextChanged, FunctionMacroBodyChanged),
)
"""Changes that bring declarations or bodies, which may have hazards of their own."""


def comparison(
    old: Snapshot,
    new: Snapshot,
    *,
    arch: str,
    words: Words | None = None,
    possible: PossibleBits | None = None,
) -> Comparison:
    """Compare two snapshots of one target, of the architecture that the kernel calls `arch`.

    `words` are a user's, beside those of the package; `possible` tells which bits a function-like macro may have.
    """
    found, codes = _found(old, new, words, possible)
    return Comparison(
        target=new.target,
        arch=arch,
        changes=found,
        old_spaces=spaces(old, codes.words),
        new_spaces=codes.fields,
        old_families=tuple(before for before, _ in codes.families),
        new_families=tuple(after for _, after in codes.families),
        old_paths=frozenset(
            uapi_path(Place(header=header, path=facts.path, line=1), arch) for header, facts in old.facts.items()
        ),
    )


def changes(old: Snapshot, new: Snapshot, words: Words | None = None) -> tuple[Change, ...]:
    """Return all changes from `old` to `new`, sorted by header, symbol and class."""
    return _found(old, new, words, None)[0]


def _found(
    old: Snapshot, new: Snapshot, words: Words | None, possible: PossibleBits | None
) -> tuple[tuple[Change, ...], Codes]:
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
    gone = frozenset(c.subject.symbol for c in found if isinstance(c, MacroRemoved | EnumeratorRemoved))
    codes = Codes(before, after, words, gone=gone, possible=possible)
    found = _with_codes(found, [*codes.changes(), *shrunk_masks(found)])
    found = _with_moves(Causes(before, after, found).linked())
    found += _news(found, before, after, gaps)
    return tuple(sorted(found, key=order)), codes


def _news(found: list[Change], before: Index, after: Index, gaps: Gaps) -> tuple[Change, ...]:
    """Return the hazards of what is new; most runs look at changes that bring nothing."""
    if not any(isinstance(change, _BRINGING) for change in found) and after.snapshot.gaps == before.snapshot.gaps:
        return ()
    from uapicheck.diff.news import news  # noqa: PLC0415 - see above

    return news(found, before, after, gaps)


def _compared(space: Namespace, paired: Pairing, before: Index, after: Index, gaps: Gaps) -> Iterator[Change]:
    target = after.snapshot.target
    if space is Namespace.NAME:
        added = {come.name: come.fact for come in paired.come if isinstance(come.fact, Constant)}
        values = Values(target, gaps, added, after.snapshot.facts)
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


def _with_codes(found: list[Change], codes: Iterable[SpaceChange]) -> list[Change]:
    """Hang a member's change of value beneath what that does to its space."""
    told: dict[str, Cause] = {}
    extra: list[Change] = []
    ioctls = {c.subject: c for c in found if isinstance(c, IoctlNumberChanged)}
    for change in codes:
        if isinstance(change, MaskShrunk) and change.subject.symbol in told:
            continue  # what it takes apart has been told
        ioctl = ioctls.get(change.subject)
        if ioctl is not None and change.cause is None:
            root = Cause(change=IoctlNumberChanged.__name__, subject=ioctl.subject)
            extra.append(replaced(change, cause=root))
            continue
        extra.append(change)
        told.setdefault(change.subject.symbol, Cause(change=type(change).__name__, subject=change.subject))
    values = (MacroValueChanged, EnumeratorRenumbered, ConstantTypeChanged)
    linked = [
        replaced(change, cause=told[change.subject.symbol])
        if isinstance(change, values) and change.cause is None and change.subject.symbol in told
        else change
        for change in found
    ]
    return linked + extra
