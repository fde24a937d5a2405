"""How much room numbers, flags and ioctls have left, of all targets together."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TypeAlias

from uapicheck.frozen import replaced
from uapicheck.model.comparison import Comparison
from uapicheck.model.report import SpaceSummary
from uapicheck.model.space import SpaceKind, SpaceWords

_Members: TypeAlias = tuple[tuple[str, int], ...]
"""Names with their numbers, by number, then name."""

_SMALL = 1 << 31
"""Larger numbers are negative ones or bits, and nobody counts up to them."""
_WIDEST_SPAN = 4096
"""Of families that spread wider nobody asks for the holes."""
_LISTED = 24
"""Of families that are no larger a report lists all members, so their neighbours are plain to see."""
_MOST_RUNS = 4
"""Runs of new numbers whose neighbours are told."""


def family_summaries(comparisons: Iterable[Comparison]) -> tuple[SpaceSummary, ...]:
    """Return the families that a comparison touched on any target, each once, by what all targets have.

    A number that one architecture shows is taken, whatever the others see.
    """
    words: dict[str, SpaceWords] = {}
    before: dict[str, set[str]] = {}
    after: dict[str, dict[tuple[str, int], None]] = {}
    for comparison in comparisons:
        for old, new in zip(comparison.old_families, comparison.new_families, strict=True):
            name = new.words.name
            words.setdefault(name, new.words)
            before.setdefault(name, set()).update(old.members)
            # A name may have another number on another target: both are taken.
            after.setdefault(name, {}).update(dict.fromkeys(new.members.items()))
    made = [
        (words[name], family_summary(words[name], after[name], before=before[name])) for name in words if after[name]
    ]
    return tuple(_told_once(made))


def _told_once(made: Iterable[tuple[SpaceWords, SpaceSummary]]) -> Iterator[SpaceSummary]:
    """Yield summaries, of parts of a space that gain the same the first alone: a syscall comes to every ABI alike."""
    alike: dict[object, list[tuple[SpaceWords, SpaceSummary]]] = {}
    for words, summary in made:
        gained = tuple(each for each in summary.taken if each[0] in summary.added)
        key = (words.whole, summary.next, gained) if words.whole else words.name
        alike.setdefault(key, []).append((words, summary))
    for (words, first), *others in alike.values():
        names = [other.name.removeprefix(f"{words.whole}:") for _, other in others]
        same = (f"The same on {', '.join(names)}",) if names else ()
        yield replaced(first, remarks=(*first.remarks, *same))


def family_summary(
    words: SpaceWords, members: Iterable[tuple[str, int]], *, before: Collection[str] | None = None
) -> SpaceSummary:
    """Return what members, names with their numbers, have taken of a family; with the names `before`, which are new."""
    made = {SpaceKind.FLAGS: _flags, SpaceKind.IOCTLS: _ioctls}.get(words.kind, _numbers)
    taken = _ordered(members)
    added = () if before is None else tuple(dict.fromkeys(name for name, _ in taken if name not in before))
    return made(words, taken, added)


def _numbers(words: SpaceWords, members: _Members, added: tuple[str, ...]) -> SpaceSummary:
    top = max((at for _, at in members if at < _SMALL and not words.is_apart(at)), default=-1)
    shown = {name for name, _ in members}
    taken = _ordered([*(each for each in words.elsewhere if each[1] < top and each[0] not in shown), *members])
    used = {at for _, at in taken if at < _SMALL}
    is_dense = words.dense and bool(used) and top - min(used) < _WIDEST_SPAN
    return SpaceSummary(
        name=words.name,
        kind=words.kind,
        bits="",
        capacity=None,
        taken=taken,
        free=(),
        holes=tuple(at for at in range(min(used), top) if at not in used) if is_dense else (),
        retired=_retired(words, used),
        next=top + 1 if is_dense else None,
        remarks=tuple(_neighbours(taken, added)) if is_dense and len(taken) > _LISTED else (),
        added=added,
    )


def _flags(words: SpaceWords, members: _Members, added: tuple[str, ...]) -> SpaceSummary:
    taken = _ordered((name, value.bit_length() - 1) for name, value in members if value and not value & (value - 1))
    used = 0
    for _, value in members:
        used |= value
    top = used.bit_length()
    kept = {bit for each in words.ranges if each.owner for bit in range(each.first, min(each.last, 63) + 1)}
    unused = [bit for bit in range(max(words.width, top)) if not used >> bit & 1 and bit not in kept]
    return SpaceSummary(
        name=words.name,
        kind=words.kind,
        bits=f"{words.width - 1}-0" if words.width else "",
        capacity=words.width or None,
        taken=taken,
        free=tuple(unused) if words.width else (),
        holes=tuple(bit for bit in unused if bit < top) if words.dense else (),
        retired=(),
        next=top if words.dense and (not words.width or top < words.width) else None,
        remarks=(*([f"They are carried by {words.carrier}"] if words.carrier else []), *_foreign(words, str)),
        added=added,
    )


def _ioctls(words: SpaceWords, members: _Members, added: tuple[str, ...]) -> SpaceSummary:
    own = [at for each in words.ranges if not each.owner for at in range(each.first, min(each.last, 0xFF) + 1)]
    used = {at for _, at in members}
    retired = _retired(words, used)
    free = tuple(nr for nr in own if nr not in used and nr not in retired)
    top = max((at for name, at in members if name in added), default=max(used))
    return SpaceSummary(
        name=words.name,
        kind=words.kind,
        bits="",
        capacity=len(own) or None,
        taken=members,
        free=free,
        holes=tuple(nr for nr in free if nr < max(used)),
        retired=retired,
        next=next((nr for nr in free if nr > top), None),
        remarks=tuple(_foreign(words, "0x{:02x}".format)),
        added=added,
    )


def _ordered(members: Iterable[tuple[str, int]]) -> _Members:
    return tuple(sorted(members, key=lambda item: (item[1], item[0])))


def _retired(words: SpaceWords, used: set[int]) -> tuple[int, ...]:
    """Return the numbers that stay with names that are gone; one that was handed out again is taken."""
    return tuple(sorted({at for _, at in words.retired if at not in used and at <= max(used, default=-1)}))


def _foreign(words: SpaceWords, spell: Callable[[int], str]) -> Iterator[str]:
    for each in words.ranges:
        if each.owner:
            run = spell(each.first) if each.first == each.last else f"{spell(each.first)}-{spell(each.last)}"
            yield f"{run} is for {each.owner}"


def _neighbours(taken: Sequence[tuple[str, int]], added: Sequence[str]) -> Iterator[str]:
    """Say between whom the new numbers stand: that is where somebody else may have claimed one."""
    told = 0
    for at, (name, number) in enumerate(taken):
        if name not in added or (at and taken[at - 1][0] in added):
            continue
        last = at
        while last + 1 < len(taken) and taken[last + 1][0] in added:
            last += 1
        sides = [f"after {taken[at - 1][0]} = {taken[at - 1][1]}"] if at else []
        if last + 1 < len(taken):
            sides.append(f"before {taken[last + 1][0]} = {taken[last + 1][1]}")
        if sides:
            yield f"{name} = {number} comes {' and '.join(sides)}"
            told += 1
        if told == _MOST_RUNS:
            return
