"""Names by shell-like patterns: what a config may say without making anybody wait."""

import re
from collections.abc import Iterable
from functools import cache

_WILD = "*?["
_PIECE = re.compile(r"\*+|\?|\[[^\]]+\]|[^*?\[]+|\[")
_CLASS = re.compile(r"\[!?[A-Za-z0-9_-]+\]")


def pattern(globs: Iterable[str]) -> str:
    """Return a regular expression that the whole of a name matches which one of `globs` matches.

    It needs time linear in the name: each `*` but the last takes the first place that fits and never another one, as
    `fnmatch` does it. Raises `ValueError` for a character class that is none.
    """
    return "|".join(_translated(glob) for glob in globs)


def prefix(glob: str) -> str:
    """Return what every name begins with that `glob` matches."""
    ends = [at for mark in _WILD if (at := glob.find(mark)) >= 0]
    return glob[: min(ends)] if ends else glob


def is_wild(glob: str) -> bool:
    """Tell whether `glob` may match more names than itself."""
    return any(mark in glob for mark in _WILD)


@cache
def _translated(glob: str) -> str:
    groups: list[str] = [""]
    for piece in _PIECE.findall(glob):
        if piece[0] == "*":
            groups.append("")
        elif piece == "?":
            groups[-1] += "."
        elif piece[0] == "[":
            if not _CLASS.fullmatch(piece):
                message = f"{piece} in {glob} is no set of letters and digits"
                raise ValueError(message)
            groups[-1] += piece.replace("[!", "[^")
        else:
            groups[-1] += re.escape(piece)
    first, *rest = groups
    if not rest:
        return first
    *middle, last = rest
    return first + "".join(f"(?>.*?{piece})" for piece in middle if piece) + ".*" + last
