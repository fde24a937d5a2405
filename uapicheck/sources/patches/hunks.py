"""Hunks of unified and combined diffs, the damaged ones among them."""

import re
from collections.abc import Sequence
from typing import Final

from uapicheck.frozen import frozen
from uapicheck.model.patch import Damage, Hunk, HunkLine, Mark
from uapicheck.sources.patches.lines import Lines
from uapicheck.sources.patches.signs import COUNTS, MARK_LOST, UNNUMBERED, WRAPPED

_HEADER = re.compile(r"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@ ?(.*)", re.DOTALL)
_VERSION = re.compile(r"\d+\.\d+|$")
_STARTS: Final = ("diff --git ", "diff --cc ", "diff --combined ", "@@ -", "@@@ -", "Index: ", "base-commit: ")
_MARKS: Final = {mark.value: mark for mark in Mark}
_MOST_WRAPS: Final = 3
_WIDTH: Final = 72
"""Mail programs cut lines that are longer."""


@frozen(kw_only=True)
class Reading:
    """A hunk, where it ends, and what is wrong with it."""

    hunk: Hunk
    end: int
    damage: tuple[Damage, ...] = ()
    parents: tuple[Hunk, ...] = ()
    """Of a combined diff the hunk against each parent."""


@frozen(kw_only=True)
class _Body:
    lines: list[HunkLine]
    end: int
    damage: list[Damage]


def hunk_at(lines: Lines, at: int) -> Reading:
    """Return the hunk whose `@@` stands at index `at`.

    Its counts say where it ends. Where they cannot be right, it ends before the first line that is of no hunk.
    """
    number = lines.numbers[at]
    match = _HEADER.match(lines.texts[at])
    if match is None:
        body = _as_far_as_it_goes(lines, at + 1)
        old, new = _counted(body.lines)
        first = Damage(what=UNNUMBERED, number=number, line=lines.texts[at])
        section = lines.texts[at].strip("@ ")
        hunk = _hunk((0, old, 0, new), section, body.lines, number)
        return Reading(hunk=hunk, end=body.end, damage=(first, *body.damage))
    old_start, old_count, new_start, new_count = (int(group or 1) for group in match.groups()[:4])
    counts = (old_start, old_count, new_start, new_count)
    found = _by_counts(lines, at + 1, old_count, new_count)
    if found is None:
        found = _as_far_as_it_goes(lines, at + 1)
        if _counted(found.lines) != (old_count, new_count):
            found.damage.append(Damage(what=COUNTS, number=number, line=lines.texts[at]))
    return Reading(hunk=_hunk(counts, match[5], found.lines, number), end=found.end, damage=tuple(found.damage))


def _hunk(counts: tuple[int, int, int, int], section: str, lines: list[HunkLine], number: int) -> Hunk:
    old_start, old_count, new_start, new_count = counts
    return Hunk(
        old_start=old_start,
        old_count=old_count,
        new_start=new_start,
        new_count=new_count,
        section=section,
        lines=tuple(lines),
        number=number,
    )


def _counted(lines: Sequence[HunkLine]) -> tuple[int, int]:
    """Return how many lines the hunk has on the old and on the new side."""
    added = sum(line.mark is Mark.ADDED for line in lines)
    removed = sum(line.mark is Mark.REMOVED for line in lines)
    return len(lines) - added, len(lines) - removed


def _by_counts(lines: Lines, start: int, old: int, new: int) -> _Body | None:
    """Return as many lines as the counts say; None where they cannot be right."""
    texts, numbers = lines.texts, lines.numbers
    taken: list[HunkLine] = []
    damage: list[Damage] = []
    at = start
    while old > 0 or new > 0:
        if at >= len(texts):
            return None
        text = texts[at]
        mark = _MARKS.get(text[:1]) if text else Mark.CONTEXT
        if mark is None:
            if text.startswith("\\ "):
                _end_without_newline(taken)
            elif odd := _odd_line(lines, at, taken, damage):
                old -= odd[0]
                new -= odd[1]
            else:
                return None
            at += 1
            continue
        if mark is not Mark.ADDED:
            old -= 1
        if mark is not Mark.REMOVED:
            new -= 1
        if old < 0 or new < 0:
            return None
        taken.append(HunkLine(mark=mark, text=text[1:], number=numbers[at]))
        at += 1
    if at < len(texts) and texts[at].startswith("\\ "):
        _end_without_newline(taken)
        at += 1
    if (at < len(texts) and is_signature(texts, at - 1)) or _has_more(texts, at):
        return None
    if _is_rest_of(texts, at, taken):
        _join(lines, at, taken, damage)
        at += 1
    return _Body(lines=taken, end=at, damage=damage)


def _as_far_as_it_goes(lines: Lines, start: int) -> _Body:
    """Return all lines up to the first that is of no hunk."""
    texts = lines.texts
    taken: list[HunkLine] = []
    damage: list[Damage] = []
    at = start
    while at < len(texts) and not is_boundary(texts, at):
        text = texts[at]
        mark = _MARKS.get(text[:1]) if text else Mark.CONTEXT
        if mark is not None:
            taken.append(HunkLine(mark=mark, text=text[1:], number=lines.numbers[at]))
        elif text.startswith("\\ "):
            _end_without_newline(taken)
        elif not _odd_line(lines, at, taken, damage):
            break
        at += 1
    while taken and not texts[at - 1]:
        # Empty lines behind the last are the mail's.
        taken.pop()
        at -= 1
    return _Body(lines=taken, end=at, damage=damage)


def _odd_line(lines: Lines, at: int, taken: list[HunkLine], damage: list[Damage]) -> tuple[int, int] | None:
    """Take a line that has no mark: return what it counts on both sides, None where it is of no hunk."""
    text = lines.texts[at]
    if is_boundary(lines.texts, at):
        return None
    if text[0] in "\t\u00a0":
        rest = text if text[0] == "\t" else text[1:]
        taken.append(HunkLine(mark=Mark.CONTEXT, text=rest, number=lines.numbers[at]))
        damage.append(Damage(what=MARK_LOST, number=lines.numbers[at], line=text))
        return 1, 1
    wraps = 0
    while wraps < _MOST_WRAPS and at + wraps < len(lines.texts) and not _is_of_a_hunk(lines.texts, at + wraps):
        wraps += 1
    goes_on = at + wraps < len(lines.texts) and _is_of_a_hunk(lines.texts, at + wraps)
    if not taken or not lines.texts[at - 1] or not goes_on:
        return None
    _join(lines, at, taken, damage)
    return 0, 0


def _join(lines: Lines, at: int, taken: list[HunkLine], damage: list[Damage]) -> None:
    last = taken[-1]
    text = f"{last.text.rstrip(' ')} {lines.texts[at]}"
    taken[-1] = HunkLine(mark=last.mark, text=text, number=last.number, ends=last.ends)
    damage.append(Damage(what=WRAPPED, number=lines.numbers[at], line=lines.texts[at]))


def _is_of_a_hunk(texts: Sequence[str], at: int) -> bool:
    return texts[at][:1] in {" ", "+", "-", "\t"} and not is_signature(texts, at)


def _is_rest_of(texts: Sequence[str], at: int, taken: Sequence[HunkLine]) -> bool:
    """Return whether a line behind a complete hunk is the rest of its last line."""
    if at >= len(texts) or not taken or not texts[at] or texts[at][0] in " +-\\@#>" or is_boundary(texts, at):
        return False
    long = 1 + len(taken[-1].text)
    fits = long >= _WIDTH - 12 and long + len(texts[at].split(" ", 1)[0]) >= _WIDTH
    return fits and (at + 1 >= len(texts) or is_boundary(texts, at + 1))


def _has_more(texts: Sequence[str], at: int) -> bool:
    """Return whether lines of a hunk go on behind what its counts say, up to the next hunk, file or the mail's end."""
    if at >= len(texts) or texts[at][:1] not in {" ", "+", "-"}:
        return False
    changes = 0
    while at < len(texts) and not is_boundary(texts, at):
        if texts[at][:1] not in {" ", "+", "-"}:
            return False
        changes += texts[at][0] != " "
        at += 1
    return at < len(texts) and changes > 0


def _end_without_newline(taken: list[HunkLine]) -> None:
    if taken:
        last = taken[-1]
        taken[-1] = HunkLine(mark=last.mark, text=last.text, number=last.number, ends=False)


def is_signature(texts: Sequence[str], at: int) -> bool:
    """Return whether `-- ` and git's version stand here, as they do below a mailed patch."""
    return texts[at] == "-- " and _VERSION.match(texts[at + 1] if at + 1 < len(texts) else "") is not None


def is_boundary(texts: Sequence[str], at: int) -> bool:
    """Return whether a hunk, a file, or the patch's end starts here, whatever counts say."""
    text = texts[at]
    if text.startswith(_STARTS) or is_signature(texts, at):
        return True
    return text.startswith("--- ") and starts_file(texts, at)


def starts_file(texts: Sequence[str], at: int) -> bool:
    """Return whether the names of both sides and a hunk stand here."""
    return at + 2 < len(texts) and texts[at + 1].startswith("+++ ") and texts[at + 2].startswith("@@")
