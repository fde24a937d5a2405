"""C text without what does not count: comments, blank lines, and white space that parts nothing.

A header that was drawn from facts has no comments and its own white space. Lines of a patch are found in it where both
are squeezed.
"""

import re
from collections.abc import Iterator, Sequence

from uapicheck.frozen import replaced
from uapicheck.model.patch import FileFate, FilePatch, Hunk, HunkLine, Mark
from uapicheck.sources.scopes import scanned

_STRING = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'""")
_DEFINE = re.compile(r"\s*#\s*define\s+(\w+(?:\([^()]*\))?)(.*)", re.DOTALL)
_SPACE = re.compile(r"(?<=\w)\s+(?=[^\w\s])|(?<=[^\w\s])\s+(?=\w)|(?<=[()\[\]{};,])\s+|\s+(?=[()\[\]{};,])")
_IN_COMMENT = re.compile(r"\s*\*(?:\s|/|$)")


def squeezed(code: str) -> str:
    """Return a line of code, its comments gone already, with as little white space as means the same."""
    if match := _DEFINE.fullmatch(code):
        # Without the blank a macro would take its body for parameters.
        return f"#define {_tight(match[1])} {_tight(match[2])}".rstrip()
    return _tight(code)


def _tight(code: str) -> str:
    parts: list[str] = []
    at = 0
    for match in _STRING.finditer(code):
        parts += [_SPACE.sub("", " ".join(code[at : match.start()].split())), match[0]]
        at = match.end()
    parts.append(_SPACE.sub("", " ".join(code[at:].split())))
    return "".join(parts)


def squeezed_file(file: FilePatch) -> FilePatch:
    """Return a file's patch as it would be if the file were squeezed; a new file keeps what it says."""
    if file.fate is FileFate.CREATED or file.combined:
        return file
    return replaced(file, hunks=tuple(_hunk(hunk) for hunk in file.hunks))


def _hunk(hunk: Hunk) -> Hunk:
    code = {mark: _code(hunk, mark) for mark in (Mark.REMOVED, Mark.ADDED)}
    lines = tuple(_lines(hunk, code[Mark.REMOVED] | code[Mark.ADDED]))
    count = {mark: sum(line.mark in {mark, Mark.CONTEXT} for line in lines) for mark in code}
    return replaced(hunk, lines=lines, old_count=count[Mark.REMOVED], new_count=count[Mark.ADDED])


def _code(hunk: Hunk, mark: Mark) -> dict[int, str]:
    """Return what is no comment of the lines that one side has, by index."""
    shown = [at for at, line in enumerate(hunk.lines) if line.mark in {mark, Mark.CONTEXT}]
    texts = [hunk.lines[at].text for at in shown]
    # A hunk that begins in the middle of a comment does not say so.
    ends = next((n for n, text in enumerate(texts) if "*/" in text), None)
    if ends is not None and all(_IN_COMMENT.match(text) or not text.strip() for text in texts[:ends]):
        opens = any("/*" in text for text in texts[: ends + 1])
        if not opens:
            texts[: ends + 1] = [*([""] * ends), texts[ends].partition("*/")[2]]
    code = [line.code for line in scanned(texts)][: len(texts)]
    found = {at: "" if _IN_COMMENT.match(text) else text for at, text in zip(shown, code, strict=True)}
    return {at: text for at, text in found.items() if hunk.lines[at].mark in {mark, Mark.CONTEXT}}


def _lines(hunk: Hunk, code: dict[int, str]) -> Iterator[HunkLine]:
    """Yield the lines that say something, continued ones as one."""
    for mark, run in _runs(hunk.lines):
        started: tuple[int, list[str]] | None = None
        for at in run:
            text = code[at].rstrip()
            first, parts = started or (at, [])
            parts.append(text.removesuffix("\\"))
            started = (first, parts) if text.endswith("\\") else None
            if started is None and (whole := squeezed(" ".join(parts))):
                yield replaced(hunk.lines[first], text=whole, mark=mark)
        if started is not None and (whole := squeezed(" ".join(started[1]))):
            yield replaced(hunk.lines[started[0]], text=whole, mark=mark)


def _runs(lines: Sequence[HunkLine]) -> Iterator[tuple[Mark, list[int]]]:
    """Yield the indexes of neighbours that are changed in the same way."""
    run: list[int] = []
    for at, line in enumerate(lines):
        if run and lines[run[-1]].mark is not line.mark:
            yield lines[run[-1]].mark, run
            run = []
        run.append(at)
    if run:
        yield lines[run[-1]].mark, run
