"""Hunks of combined diffs, which compare a merge with all its parents at once."""

import re
from typing import Final

from uapicheck.frozen import replaced
from uapicheck.model.patch import Damage, Hunk, HunkLine, Mark
from uapicheck.sources.patches.hunks import Reading, is_boundary
from uapicheck.sources.patches.lines import Lines
from uapicheck.sources.patches.signs import COUNTS, UNNUMBERED

_HEADER = re.compile(r"(@{3,16}) ((?:-\d{1,9}(?:,\d{1,9})? ){2,15})\+(\d{1,9})(?:,(\d{1,9}))? @{3,16} ?(.*)", re.DOTALL)
_RANGE = re.compile(r"-(\d+)(?:,(\d+))?")
_OF_COLUMNS: Final = frozenset(" +-")


def combined_hunk_at(lines: Lines, at: int) -> Reading:
    """Return the hunk whose `@@@` stands at index `at`, as a hunk against the first parent and against each.

    Each line has a column for each parent: a minus says that the parent has it and the merge has not, a plus that
    the merge has it and the parent has not. What neither a parent nor the merge has is left out of its hunk.
    """
    number = lines.numbers[at]
    match = _HEADER.match(lines.texts[at])
    ranges = _RANGE.findall(match[2]) if match else []
    if match is None or len(ranges) != len(match[1]) - 1:
        width = max(2, len(lines.texts[at]) - len(lines.texts[at].lstrip("@")) - 1)
        taken, end, _ = _body(lines, at + 1, [0] * min(width, 15), 0)
        hunk = Hunk(old_start=0, old_count=0, new_start=0, new_count=0, section="", lines=taken[0], number=number)
        return Reading(hunk=hunk, end=end, damage=(Damage(what=UNNUMBERED, number=number, line=lines.texts[at]),))
    counts = [int(count or 1) for _, count in ranges]
    merged = int(match[4] or 1)
    taken, end, fits = _body(lines, at + 1, counts, merged)
    hunks = tuple(
        Hunk(
            old_start=int(start),
            old_count=count,
            new_start=int(match[3]),
            new_count=merged,
            section=match[5],
            lines=of_parent,
            number=number,
        )
        for (start, _), count, of_parent in zip(ranges, counts, taken, strict=True)
    )
    damage = () if fits else (Damage(what=COUNTS, number=number, line=lines.texts[at]),)
    return Reading(hunk=hunks[0], end=end, damage=damage, parents=hunks)


def _body(lines: Lines, start: int, counts: list[int], merged: int) -> tuple[list[tuple[HunkLine, ...]], int, bool]:
    """Return the lines against each parent, where the hunk ends, and whether the counts are right."""
    left = list(counts)
    width = len(left)
    taken: list[list[HunkLine]] = [[] for _ in left]
    last: tuple[int, ...] = ()
    at = start
    while at < len(lines.texts) and (merged > 0 or any(each > 0 for each in left)):
        text = lines.texts[at]
        columns = text[:width].ljust(width)
        if text.startswith("\\ ") and last:
            for parent in last:
                taken[parent][-1] = replaced(taken[parent][-1], ends=False)
            at += 1
            continue
        if not _OF_COLUMNS.issuperset(columns) or is_boundary(lines.texts, at):
            break
        gone = "-" in columns
        merged -= not gone
        left = [each - (column == ("-" if gone else " ")) for each, column in zip(left, columns, strict=True)]
        marks = [_mark(column, gone=gone) for column in columns]
        for into, mark in zip(taken, marks, strict=True):
            if mark is not None:
                into.append(HunkLine(mark=mark, text=text[width:], number=lines.numbers[at]))
        last = tuple(parent for parent, mark in enumerate(marks) if mark is not None)
        at += 1
    return [tuple(each) for each in taken], at, merged == 0 and not any(left)


def _mark(column: str, *, gone: bool) -> Mark | None:
    """Return what a line does to a parent; None where neither that nor the merge has it."""
    if gone:
        return Mark.REMOVED if column == "-" else None
    return Mark.ADDED if column == "+" else Mark.CONTEXT
