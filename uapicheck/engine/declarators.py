"""C's spelling of types taken apart and put round a name (C11 6.7.6, 6.7.7)."""

import re
from collections.abc import Iterator

from uapicheck.frozen import frozen

_BASE = re.compile(r"[^*(\[]*")
_NAME = re.compile(r"(?:\b(?:struct|union|enum)\s+)?[A-Za-z_]\w*")
_COUNT = re.compile(r"\[(\d*)\]")
UNTAGGED = "{...}"
"""Stands for the body of a record or enum without a tag."""
_INNER = "(*"
_LEVELS = {"(": 1, "[": 1, ")": -1, "]": -1}
KEYWORDS = frozenset(
    {
        *("_Bool", "char", "short", "int", "long", "float", "double", "__int128", "signed", "unsigned", "void"),
        *("struct", "union", "enum", "const", "volatile", "sizeof", "_Alignof", "__alignof__"),
    }
)
"""Words of a type's spelling that are no names."""


@frozen(kw_only=True)
class Spelling:
    """A type's spelling in its parts."""

    base: str
    """Specifiers: `unsigned int`, `struct x`, `struct {...}`."""
    declarator: str
    """What stands around a name: `*`, `[16]`, `(*)(int)`."""

    @property
    def is_pointer(self) -> bool:
        """Whether an object of the type is a pointer or an array of pointers."""
        return "*" in _outside(self.declarator)

    @property
    def is_untagged(self) -> bool:
        """Whether the type is made of a record or enum without a tag."""
        return self.base.endswith(UNTAGGED)

    @property
    def is_flexible(self) -> bool:
        """Whether the type is an array without a length."""
        return self.declarator.startswith("[]", _name_at(self.declarator))


def taken_apart(type_: str) -> Spelling:
    """Return the parts of a type's spelling."""
    found = _BASE.match(type_)
    end = found.end() if found is not None else 0
    return Spelling(base=type_[:end].strip(), declarator=type_[end:].strip())


def declared(type_: str, name: str) -> str:
    """Return the declaration of `name` with the type of this spelling: `int (*name)(void)` for `int (*)(void)`."""
    spelling = taken_apart(type_)
    return f"{spelling.base} {around(spelling.declarator, name)}".strip()


def around(declarator: str, name: str) -> str:
    """Return a declarator with `name` in its place."""
    at = _name_at(declarator)
    return declarator[:at] + name + declarator[at:]


def _name_at(declarator: str) -> int:
    at = 0
    while at < len(declarator):
        if declarator[at] in "* ":
            at += 1
        elif declarator.startswith(_INNER, at):
            at += len(_INNER)
        else:
            break
    return at


def counts(declarator: str) -> tuple[int | None, ...]:
    """Return the lengths of an array, outermost first; None for the one that is left open."""
    return tuple(int(count) if count else None for count in _COUNT.findall(declarator))


def used_names(type_: str) -> Iterator[tuple[str, bool]]:
    """Yield each tag (`struct x`) and name that a type refers to, and whether it must be defined before.

    Behind a pointer and among parameters a tag need not be; in the length of an array everything must.
    """
    spelling = taken_apart(type_)
    for name in names_in(spelling.base):
        yield name, not (spelling.is_pointer or spelling.declarator.startswith("(")) or " " not in name
    for depth, text in _nested(spelling.declarator):
        for name in names_in(text):
            yield name, " " not in name or depth == "["


def names_in(text: str) -> Iterator[str]:
    """Yield each tag (`struct x`) and each name that is no keyword."""
    for found in _NAME.findall(text):
        words = found.split()
        if words[0] not in KEYWORDS or len(words) > 1:
            yield " ".join(words)


def _nested(declarator: str) -> Iterator[tuple[str, str]]:
    """Yield the outermost bracket around each piece of a declarator, and the piece."""
    opened = ""
    piece = ""
    level = 0
    for char in declarator:
        level += _LEVELS.get(char, 0)
        if level == 1 and char in "([":
            opened = char
        elif not level and piece:
            yield opened, piece
            piece = ""
        elif level:
            piece += char


def _outside(declarator: str) -> str:
    """Return a declarator without lengths and parameters: `(*)` keeps its star."""
    kept = ""
    level = 0
    for at, char in enumerate(declarator):
        if char in ")]":
            level -= 1 if level else 0
        elif char == "[" or (char == "(" and (level or not declarator.startswith(_INNER, at))):
            level += 1
        elif not level:
            kept += char
    return kept
