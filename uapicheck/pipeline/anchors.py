"""Where on the new side to show what is gone: forges mark lines of the new side alone."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter

from uapicheck.engine.paths import uapi_path
from uapicheck.frozen import replaced
from uapicheck.model.place import Location, Place, Side
from uapicheck.model.report import Finding, Report
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import HeaderTree


def anchored(report: Report, old: HeaderTree, new: HeaderTree) -> Report:
    """Return a report whose findings on the old side say which line of the new one is nearest to where they stood."""
    found = tuple(
        replaced(each, anchor=_anchor(each, old, new)) if each.where.side is Side.OLD else each
        for each in report.findings
    )
    return replaced(report, findings=found)


def _anchor(finding: Finding, old: HeaderTree, new: HeaderTree) -> Location | None:
    """Return the place on the new side; None where the same file is not there."""
    was = finding.where.place
    for arch in dict.fromkeys(TARGETS[name].arch for name in finding.targets):
        path = new.path(arch, was.header)
        if path is None or was.path not in old.files:
            continue
        place = Place(header=was.header, path=path, line=1)
        if uapi_path(place, arch) == finding.uapi_path == uapi_path(was, arch):
            line = nearest(old.files[was.path], new.files[path], was.line)
            return None if line is None else Location(side=Side.NEW, place=replaced(place, line=line))
    return None


def nearest(old: str, new: str, line: int) -> int | None:
    """Return the line of the new text that took the place of a line of the old one, else the next that is left.

    Both count from 1. At the end of the text it is the last line; None where there is none. Blank lines do not count.
    """
    before, after, steps = _steps(old, new)
    at = bisect_left(before, line)
    if at == len(before):
        return after[-1] if after else None
    # Of steps that start at one line the last one has it: those before it only add lines.
    start, _, from_, to = steps[bisect_right(steps, at, key=itemgetter(0)) - 1]
    # What a change adds in place of lines comes first: a forge shows an alert on lines of the change alone.
    found = min(from_ + at - start, to - 1) if to > from_ else to
    return after[min(found, len(after) - 1)] if after else None


@lru_cache(maxsize=8)
def _steps(old: str, new: str) -> tuple[Sequence[int], Sequence[int], Sequence[tuple[int, int, int, int]]]:
    """Return the numbers of lines that are not blank of both texts, and which of them follow from which."""
    from difflib import SequenceMatcher  # noqa: PLC0415 - most changes take nothing away

    texts = [{n: line for n, line in enumerate(text.split("\n"), start=1) if line.strip()} for text in (old, new)]
    before, after = (list(text.values()) for text in texts)
    # A common line, such as a brace, is no place to start from; large headers have many of them.
    steps = [step[1:] for step in SequenceMatcher(None, before, after).get_opcodes()]
    return tuple(texts[0]), tuple(texts[1]), steps
