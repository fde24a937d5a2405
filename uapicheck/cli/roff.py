r"""Text as roff's man macros have it.

What a reader may copy keeps the sign that was typed: a bare `-` would become a hyphen, a bare `'` or `^` an accent.
"""

import re
from textwrap import TextWrapper
from typing import Final

_SPECIAL: Final = {"\\": r"\e", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"}
_CODE: Final = re.compile(r"`([^`\n]+)`")
_WIDTH: Final = 78
_BREAK: Final = re.compile(r"\n[ \t]*\n")


def escaped(text: str) -> str:
    """Return text on one line that roff prints as it is."""
    line = "".join(_SPECIAL.get(char, char) for char in " ".join(text.split()))
    return rf"\&{line}" if line.startswith(".") else line


def bold(text: str) -> str:
    """Return text that is typed as it stands."""
    return rf"\fB{escaped(text)}\fR"


def italic(text: str) -> str:
    """Return text that stands for something else."""
    return rf"\fI{escaped(text)}\fR"


def prose(text: str) -> str:
    """Return a paragraph; what stands in backticks is bold, and each sentence begins a line as roff wants it."""
    found = _CODE.split(" ".join(text.split()))
    line = "".join(bold(part) if number % 2 else _bare(part) for number, part in enumerate(found))
    return filled(re.sub(r"(?<=[a-z0-9)])([.?!:]) (?=[A-Z\\])", r"\1\n", line))


def filled(text: str) -> str:
    """Return roff in lines that editors and diffs can show; it breaks lines where it likes anyway."""
    wrapper = TextWrapper(width=_WIDTH, break_long_words=False, break_on_hyphens=False)
    lines = (line for sentence in text.split("\n") for line in wrapper.wrap(sentence))
    return "\n".join(rf"\&{line}" if line.startswith(".") else line for line in lines)


def _bare(text: str) -> str:
    return "".join(_SPECIAL.get(char, char) for char in text)


def paragraphs(text: str) -> list[str]:
    """Return the lines of several paragraphs; one that is indented stays as it is."""
    lines: list[str] = []
    for number, each in enumerate(_BREAK.split(text.strip("\n"))):
        if each.startswith(" "):
            lines += display(each.splitlines())
        else:
            lines += [*([".PP"] if number else []), prose(each)]
    return lines


def display(lines: list[str]) -> list[str]:
    """Return lines that are not filled, indented."""
    least = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    shown = [_unfilled(line[least:]) for line in lines]
    return [".PP", ".RS 4", ".nf", *shown, ".fi", ".RE"]


def _unfilled(line: str) -> str:
    text = "".join(_SPECIAL.get(char, char) for char in line.rstrip())
    return rf"\&{text}" if text.startswith((".", "'")) or not text else text


def tagged(tag: str, text: list[str]) -> list[str]:
    """Return a paragraph behind a tag that is roff already."""
    return [".TP", tag, *text]


def section(title: str) -> str:
    """Return a heading."""
    return f".SH {title.upper()}" if " " not in title else f'.SH "{title.upper()}"'


def subsection(title: str) -> str:
    """Return a heading below that of a section."""
    return f".SS {title}" if " " not in title else f'.SS "{title}"'
