"""Text from input as GitHub's Markdown: nothing in it is a tag, a link, a mention or a reference to an issue.

A backslash does not keep a mention from being one, for those are found in the finished page, outside of code. So every
word that is not plainly a word of a sentence is shown as code, which suits names of C anyway.
"""

import re
from typing import Final

from uapicheck.render.escape import plain
from uapicheck.render.forge import shortened

LONGEST: Final = 400
"""Characters of one name or text."""
_WORD: Final = re.compile(r"\(?(?P<word>[A-Za-z]+(?:['-][a-z]+)*|[0-9]{1,6}(?:-[a-z]+)?)\)?[.,;:]?\)?", re.ASCII)
_COMMIT: Final = re.compile(r"[a-f]{7,}", re.ASCII)
_TRAILING: Final = re.compile(r"(?P<word>.+?)(?P<close>[.,;:]?)", re.ASCII)
_PIECE: Final = re.compile(
    r"(?P<before>(?:['-]?[a-z]+)?[.,;:)]*\s*)(?P<text>.*?)(?P<after>\s*\(?)", re.ASCII | re.DOTALL
)
_TICKS: Final = re.compile("`+")


def code(text: str) -> str:
    """Return a text as inline code, on one line."""
    words = shortened(plain(text), LONGEST).strip()
    if not words:
        return "(empty)"
    fence = "`" * (longest_run(words) + 1)
    room = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{room}{words}{room}{fence}"


def longest_run(text: str) -> int:
    """Return the length of the longest run of backticks."""
    return max((len(run) for run in _TICKS.findall(text)), default=0)


def sentence(text: str, *, longest: int = 2 * LONGEST) -> str:
    """Return a sentence with every word as code that is not plainly a word or a number."""
    parts: list[str] = []
    names: list[str] = []
    for word in shortened(plain(text), longest).split():
        if _is_prose(word) and not _is_open(names):
            parts += _named(names)
            names = []
            parts.append(word)
        else:
            names.append(word)
    return " ".join([*parts, *_named(names)])


def paragraph(text: str) -> str:
    """Return prose that has names in single backticks already, as docstrings do."""
    parts = [code(part) if number % 2 else _between(part) for number, part in enumerate(text.split("`"))]
    return "".join(parts)


def _between(text: str) -> str:
    """Return a piece of a sentence between two names, with what joins it to them as it is."""
    match = _PIECE.fullmatch(text)
    if match is None:
        return text
    return f"{match['before']}{sentence(match['text'], longest=len(text))}{match['after']}"


def fenced(lines: list[str], language: str = "") -> list[str]:
    """Return lines as a block of code that none of them ends."""
    fence = "`" * max(3, longest_run("\n".join(lines)) + 1)
    return [f"{fence}{language}", *lines, fence]


def _is_prose(word: str) -> bool:
    match = _WORD.fullmatch(word)
    return match is not None and _COMMIT.fullmatch(match["word"]) is None


def _is_open(names: list[str]) -> bool:
    """Return whether a bracket waits for its other half, as in `AREA(w, h)`."""
    return sum(name.count("(") - name.count(")") for name in names) > 0


def _named(names: list[str]) -> list[str]:
    """Return names that follow each other as one piece of code, a comma or full stop at its end outside of it."""
    match = _TRAILING.fullmatch(" ".join(names))
    return [] if match is None else [code(match["word"]) + match["close"]]
