"""In which braces, comments and conditionals each line of C text stands, and which lines define a macro."""

import re
from collections.abc import Iterator, Sequence

from uapicheck.frozen import frozen

_TOKEN = re.compile(r"""/\*|//|"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|[{}()]""")
_DIRECTIVE = re.compile(r"\s*#\s*([a-z]*)")
_DEFINE = re.compile(r"\s*#\s*define\s+(\w+)")


@frozen(kw_only=True)
class Line:
    """A line, and the state in which it starts."""

    code: str
    """Without its comments."""
    depth: int
    """How many braces and parentheses are open; negative where more were closed than opened."""
    conditions: int
    """How many `#if` are open."""
    in_comment: bool
    is_continued: bool
    """Whether the line above ends in a backslash."""
    directive: str = ""
    """`define`, `if`, ...; empty where it is none. A continued line is one of the line above."""

    @property
    def is_open(self) -> bool:
        """Whether other lines can stand before it."""
        return not self.in_comment and not self.is_continued


@frozen(kw_only=True)
class Definition:
    """The lines that define a macro: from `start` up to and without `end`."""

    name: str
    start: int
    end: int
    text: str
    """Without comments, every run of white space as one blank."""


def scanned(texts: Sequence[str]) -> list[Line]:
    """Return each line with its state, and one more that stands for what would follow."""
    found: list[Line] = []
    depth = conditions = 0
    in_comment = is_continued = False
    directive = ""
    for text in texts:
        before = (depth, conditions, in_comment, is_continued)
        bare, in_comment = _without_comments(text, in_comment=in_comment)
        if not is_continued:
            match = _DIRECTIVE.match(bare)
            directive = match[1] if match else ""
            conditions += directive in {"if", "ifdef", "ifndef"}
            conditions -= directive == "endif"
        if not directive:
            for token in _TOKEN.findall(bare):
                depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(token, 0)
        found.append(_line(bare, before, directive))
        is_continued = text.rstrip("\r\n").endswith("\\")
    found.append(_line("", (depth, conditions, in_comment, is_continued), ""))
    return found


def _line(code: str, state: tuple[int, int, bool, bool], directive: str) -> Line:
    depth, conditions, in_comment, is_continued = state
    return Line(
        code=code,
        depth=depth,
        conditions=conditions,
        in_comment=in_comment,
        is_continued=is_continued,
        directive=directive,
    )


def _without_comments(text: str, *, in_comment: bool) -> tuple[str, bool]:
    """Return what is no comment of a line, and whether it ends in one."""
    kept: list[str] = []
    at = 0
    while True:
        if in_comment:
            end = text.find("*/", at)
            if end < 0:
                return "".join(kept), True
            kept.append(" ")
            at, in_comment = end + 2, False
        start = at
        while (match := _TOKEN.search(text, at)) is not None and match[0] not in {"/*", "//"}:
            at = match.end()
        kept.append(text[start : match.start() if match else len(text)])
        if match is None or match[0] == "//":
            return "".join(kept), False
        at, in_comment = match.end(), True


def definitions(lines: Sequence[Line]) -> Iterator[Definition]:
    """Yield the macros that scanned lines define, in order."""
    for start, line in enumerate(lines):
        match = None if line.is_continued or line.directive != "define" else _DEFINE.match(line.code)
        if match is None:
            continue
        end = start + 1
        while end < len(lines) - 1 and not lines[end].is_open:
            end += 1
        code = " ".join(" ".join(each.code.rstrip().removesuffix("\\") for each in lines[start:end]).split())
        yield Definition(name=match[1], start=start, end=end, text=code)
