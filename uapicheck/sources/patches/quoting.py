"""What a reply quotes, taken out of its `>`."""

import re
from collections.abc import Iterator

from uapicheck.frozen import frozen
from uapicheck.sources.patches.lines import Lines

_MARKS = re.compile(r">(?: ?>){0,39}")
_MOST_LINES = 100_000
"""Quoted lines of a text that are looked at."""
_OF_A_DIFF = re.compile(r"diff --(?:git|cc|combined) |@@ -|--- \S|\+\+\+ \S")
_START = ("diff --", "@@ -", "--- ")


@frozen(kw_only=True)
class Quoted:
    """The lines of one depth, in order; what was written between them is left out."""

    depth: int
    lines: Lines


def quoted(lines: Lines) -> Iterator[Quoted]:
    """Yield the quoted lines of each depth that has a diff, the shallowest first."""
    texts: dict[int, list[str]] = {}
    numbers: dict[int, list[int]] = {}
    left = _MOST_LINES
    for line, number in zip(lines.texts, lines.numbers, strict=True):
        if (match := _MARKS.match(line)) is None:
            continue
        depth = match[0].count(">")
        texts.setdefault(depth, []).append(line[match.end() :])
        numbers.setdefault(depth, []).append(number)
        left -= 1
        if not left:
            break
    for depth in sorted(texts):
        found = texts[depth]
        spaced = sum(bool(_OF_A_DIFF.match(text, 1)) for text in found if text[:1] == " ")
        tight = sum(bool(_OF_A_DIFF.match(text)) for text in found if text.startswith(_START))
        if spaced or tight:
            if spaced >= tight:
                found = [text.removeprefix(" ") for text in found]
            yield Quoted(depth=depth, lines=Lines(texts=found, numbers=numbers[depth]))
