"""Lines of both sides around the ones that a finding speaks of, side by side."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from uapicheck.frozen import field, frozen, slotted
from uapicheck.model.exhibit import Excerpt, SourceLine, SourceRow

_AROUND = 3
"""Rows above and below, as `diff -u` has them."""
_NEAR = 16
"""Rows that lie between the two lines of one excerpt at most; farther ones make two."""
_MOST = 40
"""Rows of an excerpt: a longer change is shown in part."""
_LONGEST = 500
"""Characters of a line that is shown."""


@slotted
class Excerpts:
    """The texts of two sides by path, each pair aligned once."""

    old: Mapping[str, str]
    new: Mapping[str, str]
    known: dict[tuple[str, str], "_Rows"] = field(default_factory=dict)

    def around(self, old: tuple[str, int], new: tuple[str, int]) -> tuple[Excerpt, ...]:
        """Return the rows around a line of the old and one of the new side, each given as path and line.

        An empty path is a side that does not have the header, line 0 one that does not have the thing: the rows around
        the other side's line show where it stood. Two excerpts where the lines stand far apart, none where no side
        has its line.
        """
        paths = (old[0] if old[0] in self.old else "", new[0] if new[0] in self.new else "")
        rows = self._rows(*paths)
        places = [
            place
            for side, line in enumerate((old[1], new[1]))
            if paths[side] and line and (place := rows.places[side].get(line)) is not None
        ]
        if not places:
            return ()
        if max(places) - min(places) <= _NEAR:
            places = [min(places), max(places)]
            return (_excerpt(paths, rows.rows, places[0], places[1]),)
        return tuple(_excerpt(paths, rows.rows, place, place) for place in sorted(places))

    def _rows(self, old: str, new: str) -> "_Rows":
        if (known := self.known.get((old, new))) is None:
            sides = (self.old.get(old, "").splitlines(), self.new.get(new, "").splitlines())
            rows = tuple(_aligned(*sides))
            places = tuple(
                {line.number: place for place, line in enumerate(lines) if line is not None}
                for lines in ([row.old for row in rows], [row.new for row in rows])
            )
            known = self.known[old, new] = _Rows(rows, places)
        return known


@frozen
class _Rows:
    """Two texts side by side."""

    rows: tuple[SourceRow, ...]
    places: tuple[Mapping[int, int], ...]
    """For each side the row of each line, which counts from 1."""


def _aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[SourceRow]:
    """Yield the lines of two texts in order, each with its counterpart."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    tail = 0
    while tail < min(len(old), len(new)) - start and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    yield from _same(old, range(start), range(start))
    middle = SequenceMatcher(None, old[start : len(old) - tail], new[start : len(new) - tail])
    for kind, a, b, c, d in middle.get_opcodes():
        ours, theirs = range(start + a, start + b), range(start + c, start + d)
        if kind == "equal":
            yield from _same(old, ours, theirs)
            continue
        for step in range(max(len(ours), len(theirs))):
            yield SourceRow(
                old=_line(old, ours[step]) if step < len(ours) else None,
                new=_line(new, theirs[step]) if step < len(theirs) else None,
                is_same=False,
            )
    yield from _same(old, range(len(old) - tail, len(old)), range(len(new) - tail, len(new)))


def _same(old: Sequence[str], ours: range, theirs: range) -> Iterator[SourceRow]:
    for a, b in zip(ours, theirs, strict=True):
        line = _line(old, a)
        yield SourceRow(old=line, new=line if a == b else SourceLine(number=b + 1, text=line.text), is_same=True)


def _line(text: Sequence[str], index: int) -> SourceLine:
    return SourceLine(number=index + 1, text=text[index].rstrip()[:_LONGEST])


def _excerpt(paths: tuple[str, str], rows: Sequence[SourceRow], first: int, last: int) -> Excerpt:
    """Return the rows from `first` to `last`, the whole change that they are part of, and what stands around it."""
    room = max(_MOST - (last - first), 0) // 2
    start, end = first, last
    while start > max(first - room, 0) and not rows[start - 1].is_same:
        start -= 1
    while end < min(last + room, len(rows) - 1) and not rows[end + 1].is_same:
        end += 1
    return Excerpt(
        old_path=paths[0],
        new_path=paths[1],
        rows=tuple(rows[max(start - _AROUND, 0) : end + _AROUND + 1]),
    )
