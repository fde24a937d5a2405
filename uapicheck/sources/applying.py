"""A file's patch applied to its text, in memory.

As `git apply` does it: all context has to be there, on the given line or elsewhere. Where that fails, as
`patch -F2` does it: up to two lines of context at each end of a hunk may be left out. Stricter than
both in what could put lines in a wrong place unseen: hunks stay in order, and what is left of a hunk's context has to
have a word in it. White space counts.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

from uapicheck.frozen import frozen
from uapicheck.model.applied import Applied, HunkPlace, Rejected
from uapicheck.model.patch import FileFate, FilePatch, Hunk, HunkLine, Mark
from uapicheck.sources.image import MOST_LINES, Image, ended, leading, new_lines, old_lines, trailing

MOST_FUZZ = 2
"""Lines of context that may be left out at each end of a hunk, as GNU patch does by default."""

_MOST_HUNKS = 2000
_MOST_TRIED = 64

Located: TypeAlias = "list[HunkPlace] | int"
"""Where the hunks go, or the index of the first that goes nowhere."""


def applied(text: str | None, file: FilePatch, *, path: str = "", most_fuzz: int = MOST_FUZZ) -> Applied | Rejected:
    """Return what a file's patch makes of the old text, which is None where the file does not exist.

    `text` has line feeds for line ends, as trees have it; `path` is the file's path in the tree. With `most_fuzz=0`
    all context has to be there.
    """
    path = path or file.path
    if (refused := _refused(text, file, path)) is not None:
        return refused
    image = _image(text or "")
    places = _located_exactly(image, file.hunks)
    if isinstance(places, int):
        if (again := _is_there_already(image, file.hunks)) is not None:
            return _rejected(image, file, path, again, "the file has already what this makes of it", already=True)
        failed = places
        if most_fuzz:
            places = _located_roughly(image, file.hunks, most_fuzz)
        if isinstance(places, int):
            return _rejected(image, file, path, max(places, failed) if most_fuzz else failed, "the context differs")
    made = _made(image, file.hunks, places)
    if file.fate is FileFate.DELETED:
        if made:
            return Rejected(file=file, path=path, number=file.number, why="it deletes a file that has other lines, too")
        return Applied(file=file, path=path, old_path=path, text=None, places=tuple(places))
    old_path = "" if file.fate is FileFate.CREATED else path
    return Applied(file=file, path=path, old_path=old_path, text=made, places=tuple(places))


@lru_cache(maxsize=4)
def _image(text: str) -> Image:
    return Image(text)  # what does not apply exactly is tried again


def _refused(text: str | None, file: FilePatch, path: str) -> Applied | Rejected | None:
    """Return what can be told without looking at the hunks."""
    why = ""
    if file.binary:
        why = "a binary diff, which is no change of a header"
    elif file.symlink:
        why = "it makes a symbolic link or a submodule of it"
    elif text is None and file.fate is not FileFate.CREATED:
        why = "there is no such file"
    elif text is not None and file.fate is FileFate.CREATED:
        same = text == "".join(ended(line) for hunk in file.hunks for line in new_lines(hunk))
        why = "the file has already what this makes of it" if same else "it creates a file that is there already"
        return Rejected(file=file, path=path, number=file.number, why=why, is_there_already=same)
    elif text and text.count("\n") >= MOST_LINES:
        why = f"a file of more than {MOST_LINES} lines"
    elif len(file.hunks) > _MOST_HUNKS:
        why = f"more than {_MOST_HUNKS} hunks, too many for a header"
    elif file.fate is FileFate.DELETED and not file.hunks:
        return Applied(file=file, path=path, old_path=path, text=None)  # as `git format-patch -D` writes it
    return Rejected(file=file, path=path, number=file.number, why=why) if why else None


@frozen(kw_only=True)
class _Progress:
    """How far the hunks before one have come."""

    least: int = 0
    """Index of the first line that none of them has used."""
    shift: int = 0
    """By how many lines the last of them was moved."""
    grown: int = 0
    """How many lines they add."""


def _located_exactly(image: Image, hunks: Sequence[Hunk]) -> Located:
    """Return where the hunks go with all their context (git's apply.c, `apply_one_fragment`)."""
    places: list[HunkPlace] = []
    so_far = _Progress()
    for index, hunk in enumerate(hunks):
        at = _without_context(image, hunk, so_far) if _is_bare(hunk) else _exact(image, hunk, so_far)
        if at is None:
            return index
        places.append(_place(index, hunk, at, so_far, fuzz=0))
        old, new = len(old_lines(hunk)), len(new_lines(hunk))
        so_far = _Progress(least=at + old, shift=at - _first(hunk), grown=so_far.grown + new - old)
    return places


def _exact(image: Image, hunk: Hunk, so_far: _Progress) -> int | None:
    marks = image.marked(old_lines(hunk))
    at_start, at_end = hunk.old_start <= 1, not trailing(hunk)
    if at_start or at_end:
        # Nothing stands above the first line, and without lines of context below a hunk is at the end.
        at = 0 if at_start else len(image) - len(marks)
        fits = at >= so_far.least and image.marks.startswith(marks, at)
        return at if fits and not (at_end and at + len(marks) != len(image)) else None
    return image.nearest(marks, max(hunk.new_start, 1) - 1 - so_far.grown, least=so_far.least)


def _without_context(image: Image, hunk: Hunk, so_far: _Progress) -> int | None:
    """Return where a hunk of `diff -U0` goes: to its line, or to the only place that has its old lines."""
    marks = image.marked(old_lines(hunk))
    at = _first(hunk) + so_far.shift
    if not marks:
        return at if so_far.least <= at <= len(image) else None
    if at >= so_far.least and image.marks.startswith(marks, at):
        return at
    other = image.nearest(marks, at, least=so_far.least)
    return other if other is not None and image.is_unique(marks, other) else None


def _located_roughly(image: Image, hunks: Sequence[Hunk], most_fuzz: int) -> Located:
    """Return where the hunks go if some of their context may differ (GNU patch 2.7, `locate_hunk`)."""
    places: list[HunkPlace] = []
    so_far = _Progress()
    for index, hunk in enumerate(hunks):
        at, fuzz = _without_context(image, hunk, so_far) if _is_bare(hunk) else None, 0
        if not _is_bare(hunk):
            for fuzz in range(min(most_fuzz, max(leading(hunk), trailing(hunk))) + 1):
                at = _rough(image, hunk, so_far, fuzz)
                if at is not None:
                    break
        if at is None:
            return index
        places.append(_place(index, hunk, at, so_far, fuzz=fuzz))
        # What stands below its last changed line may be context of the next one, too.
        so_far = _Progress(least=at + len(old_lines(hunk)) - trailing(hunk), shift=at - _first(hunk))
    return places


def _rough(image: Image, hunk: Hunk, so_far: _Progress, fuzz: int) -> int | None:
    old = old_lines(hunk)
    before, after = leading(hunk), trailing(hunk)
    skipped, dropped = fuzz + before - max(before, after), fuzz + after - max(before, after)
    guess = _first(hunk) + so_far.shift
    least = so_far.least
    kept = old[max(skipped, 0) : len(old) - max(dropped, 0)]
    if not any(_has_word(line) for line in kept):
        return None
    marks = image.marked(kept)
    at: int | None
    if skipped < 0 and hunk.old_start <= 1:
        # Less context above than below, at the first line: only the start of the file is meant.
        return 0 if not least and image.marks.startswith(marks) else None
    skipped = max(skipped, 0)
    if dropped < 0:
        at = len(image) - len(old)  # less context below than above: only the end of the file is meant
        return at if at >= least and image.marks.startswith(marks, at + skipped) else None
    at = image.nearest(marks, guess + skipped, least=least + skipped)
    return None if at is None else at - skipped


def _first(hunk: Hunk) -> int:
    """Return the index of a hunk's first line in the file that it was made for."""
    # Where there are no old lines the diff names the line above (POSIX, "Diff -u Output Format").
    return hunk.old_start if not hunk.old_count and not old_lines(hunk) else max(hunk.old_start, 1) - 1


def _is_bare(hunk: Hunk) -> bool:
    return all(line.mark is not Mark.CONTEXT for line in hunk.lines)


def _has_word(line: HunkLine) -> bool:
    return any(char.isalnum() for char in line.text)


def _place(index: int, hunk: Hunk, at: int, so_far: _Progress, *, fuzz: int) -> HunkPlace:
    return HunkPlace(hunk=index + 1, line=at + 1, offset=at - _first(hunk) - so_far.shift, fuzz=fuzz)


def _made(image: Image, hunks: Sequence[Hunk], places: Sequence[HunkPlace]) -> str:
    """Return the text with the hunks applied; context stays as the text has it."""
    out: list[str] = []
    done = 0
    for hunk, place in zip(hunks, places, strict=False):
        at = place.line - 1
        for line in hunk.lines:
            if line.mark is Mark.CONTEXT:
                at += 1
                continue
            out += image.lines[done:at]
            done = at
            if line.mark is Mark.REMOVED:
                at += 1
                done = at
            else:
                out.append(ended(line))
    out += image.lines[done:]
    # A last line without an end gets one where something follows it.
    return "".join([line if line.endswith("\n") else line + "\n" for line in out[:-1]] + out[-1:])


def _is_there_already(image: Image, hunks: Sequence[Hunk]) -> int | None:
    """Return the index of a hunk whose result the file has, where its old lines are not there, else None."""
    for index, hunk in enumerate(hunks):
        old, new = image.marked(old_lines(hunk)), image.marked(new_lines(hunk))
        if old in image.marks or not any(_has_word(line) for line in hunk.lines if line.mark is Mark.ADDED):
            continue
        if leading(hunk) and trailing(hunk) and new in image.marks:
            return index
    return None


def _rejected(image: Image, file: FilePatch, path: str, index: int, why: str, *, already: bool = False) -> Rejected:
    """Return what is wrong with a hunk: its first line that differs where most of its lines are found."""
    hunk = file.hunks[index]
    old = old_lines(hunk)
    at = _likeliest(image, old, _first(hunk))
    marks = image.marked(old)
    there = image.marks[at : at + len(old)]
    first = next((i for i in range(len(old)) if marks[i : i + 1] != there[i : i + 1]), 0)
    line = old[first] if old else None
    return Rejected(
        file=file,
        path=path,
        why=why,
        hunk=index + 1,
        hunks=len(file.hunks),
        number=line.number if line else hunk.number,
        line=at + first + 1,
        expected=line.text if line else "",
        found=image.lines[at + first].removesuffix("\n") if at + first < len(image) else None,
        is_there_already=already,
    )


def _likeliest(image: Image, old: Sequence[HunkLine], guess: int) -> int:
    """Return the index at which most of a hunk's lines are found, of equals the one nearest to `guess`."""
    marks = image.marked(old[:_MOST_TRIED])
    starts = {guess}
    for index, line in enumerate(old[:_MOST_TRIED]):
        if _has_word(line) and (found := image.nearest(marks[index], guess + index)) is not None:
            starts.add(found - index)

    def merit(start: int) -> tuple[int, int]:
        there = image.marks[max(start, 0) : max(start, 0) + len(marks)]
        return sum(a == b for a, b in zip(marks, there, strict=False)), -abs(start - guess)

    return max((start for start in starts if start >= 0), key=merit, default=max(guess, 0))
