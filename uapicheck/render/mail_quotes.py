"""The lines of a patch that a reply quotes: around those that it speaks of, in the patch's own words."""

from collections.abc import Iterator

from uapicheck.model.applied import Applied, Fragments
from uapicheck.model.patch import FileFate, FilePatch, Hunk, Mark
from uapicheck.model.review import Step
from uapicheck.render.escape import plain
from uapicheck.render.patch_lines import Spot

_BEFORE = 7
"""Lines of a hunk that are quoted above one that is spoken of."""
_LONGEST = 400
"""Characters of a line: mails have no lines of more than 998 (RFC 5322, 2.1.1)."""
_SAMPLE = 14
"""Lines of a hunk that nothing is wrong with, and of a definition that goes on."""
_LEFT_OUT = "> [...]"


class Quotes:
    """What of one patch has been quoted so far: each line once, in order."""

    def __init__(self, step: Step) -> None:
        """Take the patch; what is quoted comes in the order of its lines."""
        self._step = step
        self._file = -1
        self._hunk = -1
        self._next = 0

    def up_to(self, spot: Spot) -> Iterator[str]:
        """Yield the lines that lead to one that is spoken of, and that one; nothing where it has been quoted."""
        file = self._step.outcomes[spot.file].file
        hunk = file.hunks[spot.hunk]
        if spot.file != self._file:
            yield from _file_lines(file)
            self._file, self._hunk = spot.file, -1
        if spot.hunk != self._hunk:
            yield _header(hunk)
            self._hunk, self._next = spot.hunk, 0
        first = max(spot.line - _BEFORE, 0)
        # What was there and what stands for it now are read together: a run of `-` and `+` is not cut.
        while first > self._next and hunk.lines[first].mark is not Mark.CONTEXT and spot.line - first < 2 * _BEFORE:
            first -= 1
        if first > self._next:
            yield _LEFT_OUT
        first, last = max(first, self._next), _end(hunk, spot.line)
        for line in hunk.lines[first:last]:
            yield _quoted(line.mark.value + line.text)
        self._next = max(self._next, last)


def _end(hunk: Hunk, index: int) -> int:
    """Return the index behind a line and those that continue it."""
    end = index + 1
    while end < min(len(hunk.lines), index + _SAMPLE) and hunk.lines[end - 1].text.endswith("\\"):
        end += 1
    return end


def sample(step: Step) -> Iterator[str]:
    """Yield the first change that a patch makes to a header, for an answer that finds nothing wrong with it."""
    for outcome in step.outcomes:
        if not isinstance(outcome, Applied | Fragments) or not outcome.path.endswith(".h") or not outcome.file.hunks:
            continue
        yield from _file_lines(outcome.file)
        hunk = outcome.file.hunks[0]
        yield _header(hunk)
        marks = [index for index, line in enumerate(hunk.lines) if line.mark is not Mark.CONTEXT]
        first = max((marks[0] if marks else 0) - 3, 0)
        if first:
            yield _LEFT_OUT
        last = min(first + _SAMPLE, (marks[-1] if marks else first) + 1)
        for line in hunk.lines[first:last]:
            yield _quoted(line.mark.value + line.text)
        if marks and marks[-1] >= last:
            yield _LEFT_OUT
        return


def _file_lines(file: FilePatch) -> Iterator[str]:
    old = "/dev/null" if file.fate is FileFate.CREATED else f"a/{file.old_path}"
    new = "/dev/null" if file.fate is FileFate.DELETED else f"b/{file.new_path}"
    yield _quoted(f"--- {old}")
    yield _quoted(f"+++ {new}")


def _header(hunk: Hunk) -> str:
    places = f"@@ -{hunk.old_start},{hunk.old_count} +{hunk.new_start},{hunk.new_count} @@"
    return _quoted(f"{places} {hunk.section}" if hunk.section else places)


def _quoted(text: str) -> str:
    """Return a line behind `> `: never wrapped, its tabs as they are, and nothing else in it that does not print."""
    safe = "\t".join(plain(part) for part in text.rstrip("\r").split("\t"))
    if len(safe) > _LONGEST:
        safe = f"{safe[:_LONGEST]} [...]"
    return f"> {safe}"
