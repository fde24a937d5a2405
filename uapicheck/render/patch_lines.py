"""Which line of a patch a finding speaks of: places of the old and the new side followed through a series.

A finding's line is one of the tree before the whole series, or of the tree after it. The patches between move it about,
so it is followed from patch to patch, by where each hunk was applied, to the patch that causes the finding.
"""

import re
from collections.abc import Mapping, Sequence

from uapicheck.frozen import frozen
from uapicheck.model.applied import Applied, Fragments
from uapicheck.model.patch import Mark
from uapicheck.model.place import Side
from uapicheck.model.report import Finding
from uapicheck.model.review import Review

_COMMENT = re.compile(r"/\*.*?(?:\*/|$)|//.*")


@frozen(kw_only=True)
class Spot:
    """A line of a hunk."""

    step: int
    """Index of the patch in the series."""
    file: int
    """Index of the file among the patch's outcomes."""
    hunk: int
    """Index of the hunk in the file's patch."""
    line: int
    """Index of the line in the hunk."""

    @property
    def order(self) -> tuple[int, int, int, int]:
        """The order in which a reader comes by."""
        return self.step, self.file, self.hunk, self.line


@frozen(kw_only=True)
class _Track:
    """The lines of one file before and after its patch."""

    old: Mapping[int, tuple[int, int, int | None]]
    """For each line of the old file that a hunk shows: hunk, index in it, line of the new file if it is there still."""
    new: Mapping[int, tuple[int, int, int | None]]
    """The same the other way round."""
    ends: tuple[tuple[int, int], ...]
    """The first line behind each hunk, in the old file and in the new one."""

    def moved(self, line: int, side: Side) -> int | None:
        """Return the other file's line for one of the old (or new) file's, None where it has none."""
        mine, other, table = (0, 1, self.old) if side is Side.OLD else (1, 0, self.new)
        if line in table:
            return table[line][2]
        shift = 0
        for end in self.ends:
            if end[mine] > line:
                break
            shift = end[other] - end[mine]
        return line + shift


class Lines:
    """The lines of a series' patches, by the places of the trees before and after it."""

    def __init__(self, review: Review) -> None:
        """Take the review; nothing is looked at until a finding asks."""
        self._review = review
        self._tracks: dict[tuple[int, int], _Track] = {}

    def spot(self, finding: Finding) -> Spot | None:
        """Return the line of the patch that causes a finding and that the finding speaks of.

        None where that patch does not show the line. Context is an answer only for the patch that causes it: another
        one shows it by chance.
        """
        steps = self._review.steps
        wanted = next(
            (i for i, step in enumerate(steps) if step.label == finding.patch), 0 if len(steps) == 1 else None
        )
        side = finding.where.side
        path, line = finding.where.place.path, finding.where.place.line
        for index in range(len(steps)) if side is Side.OLD else range(len(steps) - 1, -1, -1):
            for number, outcome in enumerate(steps[index].outcomes):
                if isinstance(outcome, Fragments) and outcome.path == path and index == wanted and side is Side.NEW:
                    return _alike(outcome, line, step=index, file=number)
                if not isinstance(outcome, Applied) or path != (outcome.old_path if side is Side.OLD else outcome.path):
                    continue
                track = self._track(index, number, outcome)
                shown = (track.old if side is Side.OLD else track.new).get(line)
                if shown is not None and index == wanted:
                    return Spot(step=index, file=number, hunk=shown[0], line=shown[1])
                moved = track.moved(line, side)
                if moved is None or index == wanted:
                    return None
                path, line = outcome.path if side is Side.OLD else outcome.old_path, moved
                break
        return None

    def _track(self, step: int, file: int, outcome: Applied) -> _Track:
        if (step, file) not in self._tracks:
            self._tracks[step, file] = _track(outcome)
        return self._tracks[step, file]


def _alike(outcome: Fragments, line: int, *, step: int, file: int) -> Spot | None:
    """Return the added line that reads as one of a file which only some lines of the patch were put into.

    Comments and white space are no part of it: a file that was drawn from facts has neither.
    """
    texts = outcome.text.split("\n")
    wanted = _bare(texts[line - 1]) if 0 < line <= len(texts) else ""
    found = [
        Spot(step=step, file=file, hunk=number, line=index)
        for number, hunk in enumerate(outcome.file.hunks)
        for index, each in enumerate(hunk.lines)
        if each.mark is Mark.ADDED and _bare(each.text) == wanted
    ]
    return found[0] if len(found) == 1 and wanted else None


def _bare(text: str) -> str:
    return "".join(_COMMENT.sub("", text).split())


def _track(outcome: Applied) -> _Track:
    old: dict[int, tuple[int, int, int | None]] = {}
    new: dict[int, tuple[int, int, int | None]] = {}
    ends: list[tuple[int, int]] = []
    grown = 0
    for number, (hunk, start) in enumerate(zip(outcome.file.hunks, _starts(outcome), strict=False)):
        before, after = start, start + grown
        for index, line in enumerate(hunk.lines):
            if line.mark is Mark.ADDED:
                new[after] = (number, index, None)
                after += 1
            elif line.mark is Mark.REMOVED:
                old[before] = (number, index, None)
                before += 1
            else:
                old[before], new[after] = (number, index, after), (number, index, before)
                before, after = before + 1, after + 1
        ends.append((before, after))
        grown = after - before
    return _Track(old=old, new=new, ends=tuple(ends))


def _starts(outcome: Applied) -> Sequence[int]:
    if outcome.places:
        return [place.line for place in outcome.places]
    return [max(hunk.old_start, 1) for hunk in outcome.file.hunks]
