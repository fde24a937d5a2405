"""Patches that a web archive or a mail program damaged, recognised by what they expect of the file.

An archive that shows mails as HTML turns tabs into blanks or nothing, wraps lines, and may take long runs of digits for
something private: `0x0080000000000000ULL` became `0x0080ULL` in one that is much read. A hunk whose old lines are the
file's but for that is damaged, and so may be the lines that it adds.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence

from uapicheck.frozen import frozen
from uapicheck.model.applied import Damaged, Loss
from uapicheck.model.patch import FileFate, FilePatch, HunkLine, Patch
from uapicheck.sources.image import lines_of, old_lines

_LEAST_KNOWN = 12
"""Characters that have to be equal before white space and zeros are held to be lost."""

_LONG_RUN = 5
"""Zeros that make a run which an archive may shorten."""

_ZEROS = re.compile("00+")
_SEAM = re.compile(r"(?<=\w)\s+(?=\w)")
_PLAIN_ID = re.compile(r"[\w.+$=@%/!#&'*?^`{|}~-]{3,200}")


def damage(text: str, file: FilePatch, *, path: str = "") -> Damaged | None:
    """Return the first hunk that expects the text but for what mail archives lose, None where there is none.

    To be asked of a patch that does not apply to the text as it stands.
    """
    if file.binary or file.fate is FileFate.CREATED:
        return None
    squeezed = _Squeezed.of(text)
    has_tabs = any("\t" in line.text for hunk in file.hunks for line in hunk.lines)
    for index, hunk in enumerate(file.hunks):
        old = old_lines(hunk)
        if (at := squeezed.found(old, max(hunk.old_start, 1) - 1)) is None:
            continue
        losses, where, line = _losses([squeezed.lines[i] for i in at], old, has_tabs=has_tabs)
        if losses:
            return Damaged(
                file=file,
                path=path or file.path,
                losses=losses,
                hunk=index + 1,
                hunks=len(file.hunks),
                number=line.number,
                line=at[where] + 1,
                expected=squeezed.lines[at[where]],
                found=line.text,
            )
    return None


def advice(patch: Patch) -> str:
    """Return how to get the text that the author sent."""
    if patch.message_id and _PLAIN_ID.fullmatch(patch.message_id):
        return f"fetch the raw mail: `b4 am {patch.message_id}`, or https://lore.kernel.org/all/{patch.message_id}/raw"
    return "fetch the raw mail: `b4 am MESSAGE-ID`, or the raw link of the mail at lore.kernel.org"


def _bare(line: str) -> str:
    """Return a line without white space, long runs of zeros as one zero."""
    return _ZEROS.sub("0", "".join(line.split()))


@frozen(kw_only=True)
class _Squeezed:
    """A text without what archives lose."""

    lines: list[str]
    """As they stand, without their ends."""
    whole: str
    """All of them squeezed, without anything between them."""
    starts: list[int]
    """Where in `whole` each of them starts; one more for the end."""

    @staticmethod
    def of(text: str) -> "_Squeezed":
        """Return the squeezed form of a text."""
        lines = [line.removesuffix("\n") for line in lines_of(text)]
        bare = [_bare(line) for line in lines]
        starts = [0]
        for each in bare:
            starts.append(starts[-1] + len(each))
        return _Squeezed(lines=lines, whole="".join(bare), starts=starts)

    def found(self, old: Sequence[HunkLine], guess: int) -> range | None:
        """Return which lines a hunk's old lines stand for, those nearest to index `guess`; None where there are none.

        What is found begins where a line begins and ends where one ends.
        """
        wanted = "".join(_bare(line.text) for line in old)
        if len(wanted) < _LEAST_KNOWN:
            return None
        best: range | None = None
        position = self.whole.find(wanted)
        while position >= 0:
            first = bisect_left(self.starts, position)
            last = bisect_left(self.starts, position + len(wanted))
            if self.starts[first] == position and self.starts[last] == position + len(wanted):
                while first + 1 < last and self.starts[first + 1] == position:
                    first += 1  # blank lines above it
                if best is None or abs(first - guess) < abs(best.start - guess):
                    best = range(first, last)
                if first > guess:
                    break
            position = self.whole.find(wanted, position + len(wanted))
        return best


def _losses(lines: Sequence[str], old: Sequence[HunkLine], *, has_tabs: bool) -> tuple[tuple[Loss, ...], int, HunkLine]:
    """Return what the old lines of a hunk lack of the file's, and the first pair that shows it (index and line)."""
    ours = [(index, line) for index, line in enumerate(lines) if line.strip()]
    theirs = [line for line in old if line.text.strip()]
    losses: dict[Loss, tuple[int, HunkLine]] = {}
    if len(ours) != len(theirs):
        pairs = zip(ours, theirs, strict=False)
        differing = ((index, line) for (index, text), line in pairs if _bare(text) != _bare(line.text))
        losses[Loss.LINE_ENDS] = next(differing, (ours[0][0], theirs[0]))
        ours, theirs = [], []
    for (index, text), line in zip(ours, theirs, strict=True):
        kept, given = "".join(text.split()), "".join(line.text.split())
        if _bare(text) != _bare(line.text):
            losses.setdefault(Loss.LINE_ENDS, (index, line))
        elif kept != given:
            if not _shortened(kept, given):
                return (), 0, line  # other numbers: no archive did that
            losses.setdefault(Loss.ZEROS, (index, line))
        if text != line.text.removesuffix("\r") and _is_lost(text, line.text, has_tabs=has_tabs):
            losses.setdefault(Loss.WHITE_SPACE, (index, line))
    if not losses:
        return (), 0, old[0]
    # Zeros say more than white space: what the numbers of added lines are is then unknown.
    shown = min(losses, key=[Loss.ZEROS, Loss.LINE_ENDS, Loss.WHITE_SPACE].index)
    return tuple(loss for loss in Loss if loss in losses), *losses[shown]


def _shortened(text: str, given: str) -> bool:
    """Return whether a line differs by shorter runs of zeros only, and by long ones."""
    runs = [run.end() - run.start() for run in re.finditer("0+", text)]
    others = [run.end() - run.start() for run in re.finditer("0+", given)]
    pairs = list(zip(runs, others, strict=True)) if len(runs) == len(others) else [(0, 1)]
    return all(run == other or (run >= _LONG_RUN and other < run) for run, other in pairs)


def _is_lost(text: str, given: str, *, has_tabs: bool) -> bool:
    """Return whether white space of a line was lost on the way, rather than written otherwise by the author.

    Who re-indents keeps tabs elsewhere; an archive keeps none. Two words that are one now were no author's.
    """
    if text.split() == given.split():
        return "\t" in text and "\t" not in given and not has_tabs
    return not _seams(text) <= _seams(given)


def _seams(line: str) -> set[int]:
    """Return after how many characters white space parts two words."""
    parts = _SEAM.split(_ZEROS.sub("0", line))
    found, count = set(), 0
    for part in parts[:-1]:
        count += len("".join(part.split()))
        found.add(count)
    return found
