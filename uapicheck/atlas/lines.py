"""Lines of a header over its releases: where a fact stands in one, told from where it stood in an earlier one."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias, TypeVar

K = TypeVar("K")
Shift: TypeAlias = tuple[tuple[int, int], ...]
"""How lines move from one release to the next: from each line on (first number) by so many lines (second)."""

UNMOVED: Final[Shift] = ((1, 0),)


def shift(before: Mapping[K, int], after: Mapping[K, int]) -> Shift:
    """Return how lines moved, told by the things that have a line in both releases.

    Only things that keep their order are believed: what was moved to another place tells nothing of its surroundings.
    """
    both = sorted((before[key], after[key]) for key in before.keys() & after.keys())
    found: list[tuple[int, int]] = []
    for old, new in _rising(both):
        if not found or found[-1][1] != new - old:
            found.append((old, new - old))
    if not found:
        return UNMOVED
    found[0] = (1, found[0][1])
    return tuple(found)


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of pairs that rise in both numbers (patience sorting), each old line once."""
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int] = [-1] * len(pairs)
    for at, (_, new) in enumerate(pairs):
        place = bisect_right(tails, new)
        previous[at] = ends[place - 1] if place else -1
        if place == len(tails):
            tails.append(new)
            ends.append(at)
        else:
            tails[place] = new
            ends[place] = at
    chain: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        if not chain or pairs[at][0] < chain[-1][0]:
            chain.append(pairs[at])
        at = previous[at]
    return chain[::-1]


def moved(line: int, by: Shift) -> int:
    """Return where a line is in the next release."""
    at = bisect_right(by, (line, 1 << 62)) - 1
    return line + by[max(at, 0)][1]


def joined(first: Shift, second: Shift) -> Shift:
    """Return what two releases do to lines, one after the other."""
    starts = [start for start, _ in second]
    found: list[tuple[int, int]] = []
    for number, (start, by) in enumerate(first):
        end = first[number + 1][0] if number + 1 < len(first) else None
        at = max(bisect_right(starts, start + by) - 1, 0)
        place = start
        while True:
            total = by + second[at][1]
            if not found or found[-1][1] != total:
                found.append((place, total))
            at += 1
            if at == len(second):
                break
            place = second[at][0] - by
            if end is not None and place >= end:
                break
    return tuple(found)


def spelled(by: Shift) -> str:
    """Return a shift as the atlas writes it: `1+0 45+3`."""
    return " ".join(f"{start}{delta:+d}" for start, delta in by)


def parsed(text: str) -> Shift:
    """Return a shift that `spelled` wrote; raise `ValueError` for anything else."""
    found = []
    for part in text.split(" "):
        sign = max(part.rfind("+"), part.rfind("-"))
        found.append((int(part[:sign]), int(part[sign:])))
    if found != sorted(found):
        message = "shifts of lines are not in order"
        raise ValueError(message)
    return tuple(found)
