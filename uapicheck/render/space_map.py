"""A number space as it is drawn: runs of numbers, short names, one cell for each number."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from enum import StrEnum

from uapicheck.frozen import frozen
from uapicheck.model.report import SpaceSummary

_DRAWN = 256
"""Cells of the largest space that is drawn; a larger one is told in runs."""
_WIDEST = 1 << 12
"""Capacity beyond which nobody counts cells."""
_DECIMAL = 16
"""Fields of up to so many values count in decimal: `code 9`, as reviewers say it."""
_WORD = 64
_NOUNS = {"field": "codes", "flags": "bits", "ioctls": "nrs"}
_BITS = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?", re.ASCII)


class CellState(StrEnum):
    """What a number of a space is used for."""

    TAKEN = "taken"
    ADDED = "added"
    RETIRED = "retired"
    KEPT = "kept"
    """Neither taken nor free: by the words nobody is to have it."""
    FREE = "free"


@frozen(kw_only=True)
class Cell:
    """One number of a bounded space."""

    number: int
    state: CellState
    names: tuple[str, ...]


def spelled(space: SpaceSummary) -> Callable[[int], str]:
    """Return how numbers of this space are written: hexadecimal for wide fields and ioctls; flags by their bits."""
    wide = space.kind == "field" and (_end(space) or 0) > _DECIMAL
    return _nr if space.kind == "ioctls" else hex if wide else str


def _nr(number: int) -> str:
    return f"0x{number:02x}"


def runs(numbers: Iterable[int], spell: Callable[[int], str]) -> str:
    """Return `9-15, 20`: numbers in order, neighbours joined."""
    parts: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if parts and parts[-1][1] == number - 1:
            parts[-1] = (parts[-1][0], number)
        else:
            parts.append((number, number))
    return ", ".join(spell(a) if a == b else f"{spell(a)}-{spell(b)}" for a, b in parts)


def prefix(names: Sequence[str]) -> str:
    """Return what all names begin with, up to an underscore: `KVM_REG_SIZE_`."""
    if len(names) <= 1:
        return ""
    low, high = min(names), max(names)
    same = 0
    while same < min(len(low), len(high)) and low[same] == high[same]:
        same += 1
    return low[: low.rfind("_", 0, same) + 1]


def taken_words(space: SpaceSummary) -> str:
    """Return `9 of 16 codes taken`, or `246 numbers taken` where there is no end."""
    noun = _NOUNS.get(space.kind, "numbers")
    used = used_numbers(space)
    return f"{used} {noun} taken" if space.capacity is None else f"{used} of {space.capacity} {noun} taken"


def used_numbers(space: SpaceSummary) -> int:
    """Return how many numbers of a space are taken, those that do not fit it left out."""
    astray = set(outside(space))
    return len({member[1] for member in space.taken if member not in astray})


def outside(space: SpaceSummary) -> tuple[tuple[str, int], ...]:
    """Return the members of a bounded field whose number does not fit it."""
    end = _end(space)
    if space.kind != "field" or end is None:
        return ()
    return tuple((name, number) for name, number in space.taken if not 0 <= number < end)


def cells(space: SpaceSummary, *, kinds: Collection[str] = ("field",)) -> tuple[Cell, ...]:
    """Return one cell for each number of a space of these kinds that is small enough to draw, else none."""
    if space.kind not in kinds or space.capacity is None or space.capacity > _WIDEST:
        return ()
    astray = set(outside(space))
    names: dict[int, list[str]] = {number: [] for number in (*space.free, *space.retired)}
    for member in space.taken:
        if member not in astray:
            names.setdefault(member[1], []).append(member[0])
    kept = set(range(space.capacity)) - names.keys() if space.kind == "flags" else set()
    names.update({number: [] for number in kept})
    if len(names) > _DRAWN:
        return ()
    # Not every value of the field need be a number of the space: architecture codes go in steps of 16.
    return tuple(
        Cell(number=number, state=CellState.KEPT, names=())
        if number in kept
        else _cell(space, number, tuple(names[number]))
        for number in sorted(names)
    )


def by_number(space: SpaceSummary) -> tuple[tuple[str, int], ...]:
    """Return the members in the order of their numbers."""
    return tuple(sorted(space.taken, key=lambda member: member[1]))


def _end(space: SpaceSummary) -> int | None:
    """Return the first value that is too large for a field: from its bits, else from its capacity."""
    width = 0
    for part in space.bits.replace(" and ", ",").split(","):
        match = _BITS.fullmatch(part.strip())
        if match is None:
            return space.capacity
        high = int(match[1])
        width += high - int(match[2] or high) + 1
    return 1 << width if 0 < width <= _WORD else space.capacity


def _cell(space: SpaceSummary, number: int, names: tuple[str, ...]) -> Cell:
    state = CellState.FREE
    if names:
        state = CellState.ADDED if set(names) & set(space.added) else CellState.TAKEN
    elif number in space.retired:
        state = CellState.RETIRED
    return Cell(number=number, state=state, names=names)
