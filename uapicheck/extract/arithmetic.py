"""C's integer types and conversions on a target (C99 6.2.5, 6.3.1)."""

from functools import cache
from typing import NamedTuple

from uapicheck.extract.characters import characters
from uapicheck.extract.limits import MAX_SHIFTED_BITS
from uapicheck.frozen import field, frozen
from uapicheck.model.target import Target


class NoValueError(Exception):
    """An expression has no integer value; the message says why in a few words."""


@frozen(eq=False)
class IntegerType:
    """An integer type of a target."""

    name: str
    bits: int
    signed: bool
    rank: int
    """Conversion rank (C99 6.3.1.1)."""

    def wrapped(self, value: int) -> int:
        """Return `value` reduced to the type, as gcc does for signed types too."""
        value &= (1 << self.bits) - 1
        return value - (1 << self.bits) if self.signed and value >> (self.bits - 1) else value

    def holds(self, value: int) -> bool:
        """Return whether the type can represent `value`."""
        return self.wrapped(value) == value


class Value(NamedTuple):
    """An integer with its C type."""

    number: int
    type: IntegerType


CHARACTER_CONSTANT = "character constant"
"""Key of the type of one where it is not `int`: preprocessors have it unsigned in `#if` where `char` is."""


@frozen(eq=False)
class Arithmetic:
    """The integer types of a target by name, and what C does when they meet."""

    types: dict[str, IntegerType]
    literals: dict[str, Value | str] = field(default_factory=dict)
    """What has been asked for before; a text where it has no value."""

    def __getitem__(self, name: str) -> IntegerType:
        return self.types[name]

    def promoted(self, kind: IntegerType) -> IntegerType:
        """Return the type after the integer promotions (C99 6.3.1.1p2)."""
        return self.types["int"] if kind.rank < self.types["int"].rank else kind

    def common(self, one: IntegerType, other: IntegerType) -> IntegerType:
        """Return the type of the usual arithmetic conversions (C99 6.3.1.8)."""
        one, other = self.promoted(one), self.promoted(other)
        if one is other:
            return one
        if one.signed == other.signed:
            return one if one.rank > other.rank else other
        signed, unsigned = (one, other) if one.signed else (other, one)
        if unsigned.rank >= signed.rank:
            return unsigned
        return signed if signed.bits > unsigned.bits else self.types[f"unsigned {signed.name}"]

    def literal(self, text: str) -> Value:
        """Return the value of an integer constant (C99 6.4.4.1); raise `NoValueError` where it is none."""
        found = self.literals.get(text)
        if found is None:
            try:
                found = self._literal(text)
            except NoValueError as error:
                found = str(error)
            self.literals[text] = found
        if isinstance(found, str):
            raise NoValueError(found)
        return found

    def shifted(self, operator: str, left: Value, right: Value) -> Value:
        """Return the result of `<<` or `>>` (C99 6.5.7); raise `NoValueError` where the type is not wide enough."""
        kind, count = self.promoted(left.type), right.number
        if not 0 <= count < min(kind.bits, MAX_SHIFTED_BITS):
            message = f"shifts {kind.name} by {count}"
            raise NoValueError(message)
        number = left.number << count if operator == "<<" else left.number >> count
        return Value(kind.wrapped(number), kind)

    def character(self, text: str) -> Value:
        """Return the value of a character constant: several characters fill an `int` from the left, as gcc has it."""
        codes = characters(text[text.index("'") + 1 : -1])
        if len(codes) == 1:
            return Value(self.types["char"].wrapped(codes[0]), self.types.get(CHARACTER_CONSTANT, self.types["int"]))
        number = 0
        for code in codes:
            number = (number << 8 | code) & 0xFFFFFFFF
        return Value(self.types["int"].wrapped(number), self.types["int"])

    def _literal(self, text: str) -> Value:
        body = text.rstrip("uUlL")
        suffix = text[len(body) :].lower()
        number = integer(body)
        if number is None or suffix not in _SUFFIXES:
            why = "is a floating constant" if _is_floating(text) else "is no integer constant"
            message = f"{text} {why}"
            raise NoValueError(message)
        decimal = body[:1] != "0"
        for name in _candidates(suffix, decimal=decimal):
            if self.types[name].holds(number):
                return Value(number, self.types[name])
        message = f"{text} is too large for any integer type"
        raise NoValueError(message)


_SUFFIXES = frozenset({"", "u", "l", "ul", "lu", "ll", "ull", "llu"})


def integer(body: str) -> int | None:
    """Return the number that a constant without its suffix spells, None where it spells no integer."""
    try:
        if body[:2].lower() in {"0x", "0b"}:
            return int(body, 0) if body[2:].isalnum() else None
        return int(body, 8 if body[:1] == "0" else 10) if body.isdigit() else None
    except ValueError:
        return None


def _is_floating(text: str) -> bool:
    return any(c in text for c in ".eEpP") and text[:1] in "0123456789."


def truncated(text: str) -> int | None:
    """Return the integer part of a floating constant, None for other constants and for what no integer type holds."""
    if "'" in text or text[:2] in {"0x", "0X"} or not _is_floating(text):
        return None
    try:
        whole = int(float(text.rstrip("fFlL")))
    except (ValueError, OverflowError):
        return None
    return whole if whole < _BEYOND else None


_BEYOND = 1 << 64


@cache
def _candidates(suffix: str, *, decimal: bool) -> tuple[str, ...]:
    unsigned, longs = "u" in suffix, suffix.count("l")
    names = ("int", "long", "long long")[longs:]
    if unsigned:
        return tuple(f"unsigned {n}" for n in names)
    if decimal:
        return names
    return tuple(spelled for n in names for spelled in (n, f"unsigned {n}"))


@cache
def _integer_type(name: str, bits: int, signed: bool, rank: int) -> IntegerType:  # noqa: FBT001 - a row of a table
    """Return the type; targets share those that are the same."""
    return IntegerType(name, bits, signed, rank)


@cache
def _arithmetic(long_bits: int, *, char_signed: bool) -> Arithmetic:
    rows = (
        ("_Bool", 8, False, 0),
        ("char", 8, char_signed, 1),
        ("signed char", 8, True, 1),
        ("unsigned char", 8, False, 1),
        ("short", 16, True, 2),
        ("unsigned short", 16, False, 2),
        ("int", 32, True, 3),
        ("unsigned int", 32, False, 3),
        ("long", long_bits, True, 4),
        ("unsigned long", long_bits, False, 4),
        ("long long", 64, True, 5),
        ("unsigned long long", 64, False, 5),
        ("__int128", 128, True, 6),
        ("unsigned __int128", 128, False, 6),
    )
    return Arithmetic({row[0]: _integer_type(*row) for row in rows})


def arithmetic(target: Target) -> Arithmetic:
    """Return the integer types of `target`; targets with the same word sizes share them."""
    return _arithmetic(target.long_size * 8, char_signed=target.char_signed)
