"""What a type is for the layout of whoever uses it: fixed, as wide as a word, a pointer, ..."""

import re
from math import prod

from uapicheck.diff.index import Index
from uapicheck.diff.types import representation
from uapicheck.model.facts import Record, Typedef
from uapicheck.model.news import Nature

_MOST_TYPEDEFS = 32
_FUNCTION = "(*"
"""What the spelling of a pointer to a function, or to an array, has in its midst."""
_FIXED = frozenset(
    [f"__{sign}{bits}" for sign in "us" for bits in (8, 16, 32, 64, 128)]
    + [f"__{order}{bits}" for order in ("le", "be") for bits in (16, 32, 64)]
    + [f"{sign}int{bits}_t" for sign in ("", "u") for bits in (8, 16, 32, 64)]
    + ["__sum16", "__wsum", "__poll_t", "__kernel_time64_t", "__kernel_loff_t"]
)
# Their widths follow `long` by their purpose, also where a 32-bit ABI spells them `int`.
_WORDS = frozenset(
    ["size_t", "ssize_t", "uintptr_t", "intptr_t", "ptrdiff_t", "off_t", "time_t"]
    + [f"__kernel_{name}_t" for name in ("long", "ulong", "size", "ssize", "ptrdiff", "off", "time", "old_time")]
)
_ARITHMETIC = frozenset({"char", "short", "int", "long", "unsigned", "signed", "__int128"})
_QUALIFIERS = frozenset({"const", "volatile", "__volatile__", "__signed__"})


_TYPE_NAME = re.compile(r"__[usb]\d+|__[lb]e\d+|\w+_t|[us]\d+")
TYPE_WORDS = frozenset(
    {
        *("struct", "union", "enum", "const", "volatile", "__volatile__", "unsigned", "signed", "char", "short", "int"),
        *("long", "float", "double", "void", "_Bool", "bool", "typeof", "__typeof__", "register", "static", "extern"),
        *("inline", "__inline__"),
    }
)


def is_type_word(word: str) -> bool:
    """Tell whether a word is a type, or part of one, by its looks alone."""
    return word in TYPE_WORDS or _TYPE_NAME.fullmatch(word) is not None


def element(spelling: str) -> str:
    """Return a type's spelling without array bounds and qualifiers."""
    text = spelling if _FUNCTION in spelling else spelling.partition("[")[0]
    return " ".join(word for word in text.split() if word not in _QUALIFIERS)


def lengths(spelling: str) -> tuple[str, ...]:
    """Return the bounds of an array type from the outside in, as they are written; none for other types."""
    if _FUNCTION in spelling:
        return ()
    return tuple(part.partition("]")[0].strip() for part in spelling.split("[")[1:])


def nature(spelling: str, side: Index) -> tuple[Nature, tuple[str, ...]]:
    """Return what a type is, and the names that stand for it, from the one that is written to the last typedef's."""
    names: list[str] = []
    text = element(spelling)
    while text not in names and len(names) < _MOST_TYPEDEFS:
        names.append(text)
        if (found := _told_by_name(text)) is not None:
            return found, tuple(names)
        typedef = _typedef(text, side)
        if typedef is None:
            break
        text = element(typedef.type)
    return Nature.UNKNOWN, tuple(names)


def _told_by_name(text: str) -> Nature | None:
    if text in _FIXED:
        return Nature.FIXED
    if text in _WORDS:
        return Nature.WORD
    if "*" in text:
        return Nature.POINTER
    if text in {"_Bool", "bool"}:
        return Nature.BOOL
    words = text.split()
    if words[:1] == ["enum"]:
        return Nature.ENUM
    if words[:1] in (["struct"], ["union"]):
        return Nature.RECORD
    if words and _ARITHMETIC.issuperset(words):
        return Nature.WORD if words.count("long") == 1 else Nature.NATIVE
    return None


def _typedef(name: str, side: Index) -> Typedef | None:
    return next((fact for fact in side.facts(name) if isinstance(fact, Typedef)), None)


def size(spelling: str, side: Index) -> int | None:
    """Return the bytes of a type, None where its spelling does not tell."""
    bounds = lengths(spelling)
    if not all(bound.isdecimal() and len(bound) < 10 for bound in bounds):  # noqa: PLR2004 - no type is larger
        return None
    base = element(spelling)
    one: int | None = None
    for fact in side.facts(base):
        if isinstance(fact, Record | Typedef):
            one = fact.size
    if one is None and (number := representation(base, side.snapshot.target)) is not None:
        one = number[0]
    return None if one is None else one * prod(map(int, bounds))
