"""The value of a constant as C spells it, so that it has the constant's type (C11 6.4.4.1)."""

from uapicheck.engine.user_code import literal
from uapicheck.model.facts import Constant

_OF_LITERALS = frozenset({"int", "unsigned int", "long", "unsigned long", "long long", "unsigned long long"})
_WIDE = 64
"""Bits of the widest literal."""


def typed_literal(constant: Constant) -> str:
    """Return an expression of the constant's value and type: a literal where there is one of that type."""
    if "__int128" in constant.type:
        return _wide(constant)
    text = literal(constant)
    if constant.value < 0 and not text.startswith("("):
        text = f"({text})"
    # Literals of narrower types do not exist.
    return text if constant.type in _OF_LITERALS else f"(({constant.type}){text})"


def _wide(constant: Constant) -> str:
    """Return a value of 128 bits, put together from its halves."""
    value, type_ = constant.value, constant.type
    if value < 0:
        if value == -(1 << (2 * _WIDE - 1)):  # its opposite is no value of the type
            return f"(-{_halves(-(value + 1), type_)} - 1)"
        return f"(-{_halves(-value, type_)})"
    return _halves(value, type_)


def _halves(value: int, type_: str) -> str:
    high, low = value >> _WIDE, value & ((1 << _WIDE) - 1)
    if not high:
        return f"(({type_})0x{low:x}ULL)"
    return f"((({type_})0x{high:x}ULL << {_WIDE}) | 0x{low:x}ULL)"
