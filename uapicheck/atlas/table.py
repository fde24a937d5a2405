"""One file of the atlas: the lines about one header, or about which headers there are."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from uapicheck.atlas.lines import UNMOVED, Shift, joined, moved
from uapicheck.atlas.lines import parsed as shift_parsed
from uapicheck.atlas.manifest import AGAIN
from uapicheck.atlas.spans import Spans
from uapicheck.errors import AtlasError

INDEX: Final = ""
"""The table of what is no fact of one header: which headers a target gets, from where, and what was read from what."""
SHIFT: Final = "shift"
"""A line that says how the lines of a path moved with a release."""
_CELLS: Final = 6


class Line(NamedTuple):
    """A line of a table, its releases and targets resolved."""

    number: int
    name: str
    kind: str
    first: int
    last: int
    mask: int
    lines: tuple[int, ...]
    columns: str


class Table:
    """What a file of the atlas says."""

    def __init__(self, text: str, spans: Spans, *, where: str) -> None:
        """Read a file; raise `AtlasError` with its place where a line is damaged."""
        self.where = where
        self.lines: list[Line] = []
        self._shifts: dict[str, dict[int, Shift]] = {}
        self._courses: dict[tuple[str, int], dict[int, Shift]] = {}
        number = 0
        try:
            for number, raw in enumerate(text.split("\n"), start=1):
                if not raw or raw.startswith("#"):
                    continue
                name, kind, targets, releases, places, columns = (raw.split("\t", _CELLS - 1) + [""] * 3)[:_CELLS]
                first, last = spans.span(releases)
                if kind == SHIFT:
                    self._shifts.setdefault(name, {})[first] = shift_parsed(columns)
                else:
                    mask = spans.mask(targets)
                    self.lines.append(Line(number, name, kind, first, last, mask, _places(places), columns))
        except (KeyError, ValueError, IndexError) as error:
            raise self.damaged(number, error) from error

    def damaged(self, number: int, error: Exception) -> AtlasError:
        """Return the error for a line that cannot be read."""
        what = f"{error} is unknown" if isinstance(error, KeyError) else str(error)
        return AtlasError(f"damaged atlas: {what}", where=f"{self.where}:{number}", advice=AGAIN)

    def holding(self, release: int, bit: int) -> Iterator[Line]:
        """Yield the lines that hold for a release and a target."""
        return (line for line in self.lines if line.first <= release <= line.last and line.mask & bit)

    def placed(self, line: Line, path: str, release: int) -> tuple[int, ...]:
        """Return where the things of a line stand in a release that it holds for."""
        if line.first == release or path not in self._shifts:
            return line.lines
        course = self._courses.get((path, release))
        if course is None:
            course = self._courses[path, release] = self._course(path, release)
        by = course[line.first]
        if by is UNMOVED:
            return line.lines
        places = tuple([moved(place, by) for place in line.lines])
        if places and min(places) < 0:
            raise self.damaged(line.number, ValueError("its lines move above the first"))
        return places

    def _course(self, path: str, release: int) -> dict[int, Shift]:
        """Return how lines move from each earlier release to this one."""
        shifts = self._shifts[path]
        found = {release: UNMOVED}
        by = UNMOVED
        for earlier in range(release - 1, -1, -1):
            step = shifts.get(earlier + 1)
            if step is not None:
                by = joined(step, by)
            found[earlier] = by
        return found


def _places(text: str) -> tuple[int, ...]:
    """Return the lines in `217+2+1-3`: the first, and how far each is from the one before."""
    if not text:
        return ()
    if text.isdecimal():
        return (int(text),)
    found: list[int] = []
    for part in text.replace("-", "+-").split("+"):
        found.append(int(part) + (found[-1] if found else 0))
    if min(found) < 0:
        message = "no line is above the first"
        raise ValueError(message)
    return tuple(found)
