"""The basic types that a declaration's layouts are made of, so that targets that agree on these share them.

A struct of `__u32` is laid out once for targets of 32 and of 64 bits. What a declaration
refers to is no matter of its own: it is shared where all that is referred to is.
"""

from collections.abc import Iterable, Sequence

from uapicheck.extract.abi import is_word_sized
from uapicheck.extract.meaning import Meaning
from uapicheck.extract.tokens import Kind, Token
from uapicheck.extract.types import Array, Basic, CType, EnumType, FunctionType, Named, Pointer, RecordType

_BUILT_IN = frozenset({"__builtin_va_list", "__int128_t", "__uint128_t"})
"""Typedefs that no header declares, so that no origin tells what they are."""
_ASKING = frozenset({"sizeof", "__alignof__", "__alignof", "_Alignof", "offsetof", "__builtin_offsetof"})


def layout_basics(meant: Meaning, names: Iterable[str], words: Sequence[Token]) -> tuple[str, ...] | None:
    """Return the basic types behind the layouts of a declaration of records and typedefs, `*` for pointers.

    None where they depend on more: enums, whose types depend on their values; constants, which may be as wide as a
    word; and whatever asks for a size.
    """
    if meant.enums or meant.objects or not _BUILT_IN.isdisjoint(names):
        return None
    if any(w.text in _ASKING or (w.kind is Kind.NUMBER and is_word_sized(w.text)) for w in words):
        return None
    found: set[str] = set()
    pending: list[CType] = [alias.type for alias in meant.typedefs]
    pending += [member.type for record in meant.records for member in record.members or ()]
    while pending:
        match pending.pop():
            case Basic(name):
                found.add(name.removeprefix("unsigned ").removeprefix("signed "))
            case Pointer():
                found.add("*")
            case Array(of, _):
                pending.append(of)
            case Named() | RecordType() | EnumType() | FunctionType():
                continue  # a definition inside is among the records, a reference is a name
            case _:
                return None
    return tuple(sorted(found))
