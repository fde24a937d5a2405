"""Kbuild lists: which headers are exported, and which `asm/` headers come from asm-generic.

Only what such lists use is understood: assignments, `ifeq`/`ifneq` on
`$(wildcard)` and `$(SRCARCH)`, comments and continued lines (kernel document
kbuild/makefiles). The body of a condition that cannot be told is skipped.
"""

import re
from collections.abc import Callable, Mapping

_ASSIGNMENT = re.compile(r"([A-Za-z0-9_-]+)\s*(?:\+|:|\?)?=\s*(.*)")
_INNERMOST = re.compile(r"\$\(([^()$]*)\)|\$\{([^{}$]*)\}")
_CONDITION = re.compile(r"(ifn?eq)\s*\((.*)\)\s*$|(ifn?eq)\s+([\"'])(.*?)\4\s+([\"'])(.*?)\6\s*$")
_MOST_EXPANSIONS = 64


def words(text: str, arch: str, exists: Callable[[str], bool]) -> Mapping[str, tuple[str, ...]]:
    """Return what each variable of a Kbuild file lists for `arch`; `exists` tells whether the tree has a path."""
    lists: dict[str, tuple[str, ...]] = {}
    # One entry for each open condition: is its present branch taken, and may its other branch be.
    branches: list[tuple[bool, bool]] = []
    for line in _lines(text):
        first = line.split(maxsplit=1)[0]
        if first in {"ifeq", "ifneq"}:
            holds = _holds(line, arch, exists)
            branches.append((holds is True, holds is False))
        elif first in {"ifdef", "ifndef"}:
            branches.append((False, False))
        elif first == "else":
            if branches:
                branches[-1] = (branches[-1][1], False)
        elif first == "endif":
            if branches:
                branches.pop()
        elif all(taken for taken, _ in branches) and (match := _ASSIGNMENT.fullmatch(line)):
            lists[match[1]] = lists.get(match[1], ()) + tuple(match[2].split())
    return lists


def _lines(text: str) -> list[str]:
    joined = re.sub(r"\\\n", " ", text)
    bare = (line.split("#", 1)[0].strip() for line in joined.split("\n"))
    return [line for line in bare if line]


def _holds(line: str, arch: str, exists: Callable[[str], bool]) -> bool | None:
    """Return whether a condition holds, None where that cannot be told."""
    match = _CONDITION.match(line)
    if match is None:
        return None
    if match[1]:
        left, comma, right = _split(match[2])
        if not comma:
            return None
    else:
        left, right = match[5], match[7]
    sides = _expanded(left, arch, exists), _expanded(right, arch, exists)
    if None in sides:
        return None
    return (sides[0] == sides[1]) is ((match[1] or match[3]) == "ifeq")


def _split(arguments: str) -> tuple[str, str, str]:
    """Return the parts of `arguments` before and after its first comma outside parentheses."""
    depth = 0
    for index, char in enumerate(arguments):
        if char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif char == "," and depth == 0:
            return arguments[:index], ",", arguments[index + 1 :]
    return arguments, "", ""


def _expanded(text: str, arch: str, exists: Callable[[str], bool]) -> str | None:
    """Return `text` with its variables and calls replaced, None where one of them is not known."""
    known = {"srctree": ".", "objtree": ".", "SRCARCH": arch, "ARCH": arch}
    for _ in range(_MOST_EXPANSIONS):
        match = _INNERMOST.search(text)
        if match is None:
            return text.strip()
        name = match[1] if match[1] is not None else match[2]
        if name.startswith("wildcard "):
            value: str | None = " ".join(path for path in name.split()[1:] if exists(path.removeprefix("./")))
        else:
            value = known.get(name)
        if value is None:
            return None
        text = text[: match.start()] + value + text[match.end() :]
    return None
