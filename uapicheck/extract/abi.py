"""What of a target decides layouts: targets that agree on it share what is worked out."""

from collections.abc import Iterable
from functools import cache, lru_cache

from uapicheck.extract.arithmetic import integer
from uapicheck.extract.tokens import Kind, Token
from uapicheck.extract.types import TAGGED
from uapicheck.frozen import frozen
from uapicheck.model.target import Target


@frozen(eq=False)
class Abi:
    """A class of targets that agree on the sizes and alignments of all but rare types."""

    long_size: int
    pointer_size: int
    aligns: tuple[tuple[str, int], ...]
    size_type: str
    short_enums: bool


@cache
def _abi(*parts: object) -> Abi:
    return Abi(*parts)  # type: ignore[arg-type]  # only `abi` calls it, with the fields in order


def abi(target: Target) -> Abi:
    """Return the class that `target` belongs to: the same object for all of its targets."""
    aligns = tuple((name, align) for name, align in target.aligns.items() if name not in _RARE)
    return _abi(target.long_size, target.pointer_size, aligns, target.defines["__SIZE_TYPE__"], target.short_enums)


@cache
def extents(abi: Abi, basics: tuple[str, ...]) -> tuple[object, ...]:
    """Return sizes and alignments of basic types and `*`: targets that agree on them lay out what is made of these."""
    aligns = dict(abi.aligns)
    sizes = {"long": abi.long_size, "*": abi.pointer_size}  # the others are the same everywhere
    return tuple([(sizes.get(name), aligns.get(name)) for name in basics])


_RARE = frozenset({"__int128", "long double"})
_WIDE = frozenset({"double", "__int128", "__int128_t", "__uint128_t"})
_SIZED = frozenset({"long", "sizeof", "__alignof__", "__alignof", "_Alignof"}) | TAGGED
_LARGEST_INT = 0x7FFFFFFF


@lru_cache(4096)
def is_word_sized(number: str) -> bool:
    """Return whether the type of a constant may differ between targets of 32 and 64 bits."""
    body = number.rstrip("uUlL")
    longs = number[len(body) :].lower().count("l")
    if longs == 2:  # noqa: PLR2004 - `LL`
        return False
    value = integer(body)
    return longs == 1 or value is None or value > _LARGEST_INT


WORD = "word"
"""Stands for what depends on the size of a word: without it, and without a name, a value is the same everywhere."""


def particulars(words: Iterable[Token]) -> frozenset[str]:
    """Return what in `words` may depend on the size of a word, or on more of a target than its `Abi`."""
    found: set[str] = set()
    for word in words:
        if word.kind is Kind.CHARACTER or word.text == "char":
            found.add("char")
        elif word.text in _WIDE:
            found.add("wide")
        elif word.text in _SIZED or (word.kind is Kind.NUMBER and is_word_sized(word.text)):
            found.add(WORD)
        elif word.text == ":":
            found.add("bit-field")
    return _shared(frozenset(found)) if found else NONE


def joined(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """Return the particulars of two texts."""
    return one if other <= one else _shared(one | other)


NONE: frozenset[str] = frozenset()
_WORD_ALONE = frozenset({WORD})
_SETS: dict[frozenset[str], frozenset[str]] = {NONE: NONE}


def _shared(found: frozenset[str]) -> frozenset[str]:
    """Return the one object for all sets that are equal: there are sixteen, and every macro has one."""
    return _SETS.setdefault(found, found)


def distinction(found: frozenset[str], target: Target) -> tuple[object, ...]:
    """Return what `target` says of those particulars."""
    if not found or found == _WORD_ALONE:
        return ()
    return (
        (target.char_signed, target.defines["__WCHAR_TYPE__"]) if "char" in found else None,
        (target.aligns["__int128"], target.aligns["long double"], target.long_double_size) if "wide" in found else None,
        (target.unnamed_bitfields_align, target.bitfields_follow_type) if "bit-field" in found else None,
    )
