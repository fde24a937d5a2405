"""Lines of C that a user of a header may write: they compile as long as a definition is what it was.

Everything is C11 with what gcc and clang add to it (`__typeof__`, `__builtin_offsetof`,
`__builtin_types_compatible_p`), and nothing but the header itself has to be included.
"""

import re

from uapicheck.engine.spelling import spelled_value
from uapicheck.model.facts import Constant, Enum, Fact, Field, Function, Macro, MacroKind, Record, Typedef

_SUFFIXES = {
    "unsigned int": "U",
    "long": "L",
    "unsigned long": "UL",
    "long long": "LL",
    "unsigned long long": "ULL",
}
"""What makes a literal have a type (C11 6.4.4.1); all that is narrower promotes to `int`."""
_WIDEST = 64
"""Bits of the widest literal."""
_MOST_NEGATIVE = {-(1 << 31), -(1 << 63)}
_DECIMAL = re.compile(r"-?[1-9][0-9]*|0")

Lines = tuple[str, ...]


def equal(constant: Constant, *, other: int | None = None) -> Lines:
    """Return a use of a constant that holds while it has its value, and not once it is `other`."""
    name, value = f"({constant.name})", constant.value
    condition = f"{name} == {literal(constant)}"
    if other is not None and value and (value < 0) != (other < 0):
        # An unsigned operand makes the other one unsigned too (C11 6.3.1.8): -1 == 0xffffffffU holds.
        condition += f" && {name} {'<' if value < 0 else '>'} 0"
    return (_asserted(condition, constant.name),)


def literal(constant: Constant) -> str:
    """Return the value of a constant as C spells it with the constant's own type."""
    value, suffix = constant.value, _SUFFIXES.get(constant.type, "")
    if value.bit_length() > _WIDEST or "__int128" in constant.type:
        return _wide(value, "unsigned __int128" if "unsigned" in constant.type else "__int128")
    if value in _MOST_NEGATIVE:
        return f"({value + 1}{suffix} - 1)"  # the digits are a literal of their own and must fit (C11 6.4.4.1p6)
    text = spelled_value(constant)
    return (text if text.startswith("0x") or _DECIMAL.fullmatch(text) else str(value)) + suffix


def _wide(value: int, name: str) -> str:
    high, low = value >> _WIDEST, value & ((1 << _WIDEST) - 1)
    sign = "-" if high < 0 else ""
    return f"((({name}){sign}0x{abs(high):x}ULL) * ((({name})1) << 64) + 0x{low:x}ULL)"


def same_type(expression: str, type_: str, message: str) -> Lines:
    """Return a use of an expression that holds while it has a type."""
    return (_asserted(f"__builtin_types_compatible_p(__typeof__({expression}), {type_})", message),)


def use(fact: Fact) -> Lines:
    """Return a use of any definition by its name."""
    match fact:
        case Constant():
            return equal(fact)
        case Macro(kind=MacroKind.STRING):
            return (f"static const char use[] = {fact.name};",)
        case Macro():
            return (f"#ifndef {fact.name}", f'#error "{fact.name} is not defined"', "#endif")
        case Record():
            return size(fact.name, fact.size)
        case Enum():
            return (_asserted(f"sizeof({fact.name}) == sizeof({fact.type})", fact.name),)
        case Typedef(size=None):
            return (f"{fact.name} *use;",)
        case Typedef():
            return size(fact.name, fact.size or 0)
        case Function():
            return (f"__typeof__({fact.name}) *use = {fact.name};",)


def named(name: str) -> Lines:
    """Return a use of a name of which no more is known: a macro, an enumerator, a type or a function."""
    if " " in name:  # `struct x`: only a complete type has a size
        return (_asserted(f"sizeof({name}) >= 0", name),)
    return (f"#ifndef {name}", f"__typeof__({name}) *use;", "#endif")


def size(type_: str, bytes_: int) -> Lines:
    """Return a use of a type that holds while it has a size."""
    return (_asserted(f"sizeof({type_}) == {bytes_}", type_),)


def alignment(type_: str, bytes_: int) -> Lines:
    """Return a use of a type that holds while a struct aligns it so."""
    # Inside a struct: `__alignof__` tells another number on i386 (GCC manual, Alignment).
    probe = f"struct {{ char first; {type_} second; }}"
    return (_asserted(f"__builtin_offsetof({probe}, second) == {bytes_}", type_),)


def offset(record: Record, field: Field) -> Lines | None:
    """Return a use of a member that holds while it stands where it stands; None for bit-fields and unnamed ones."""
    if field.bitfield or not field.path or field.bit_offset % 8:
        return None
    place = f"__builtin_offsetof({record.name}, {_reached(field)})"
    return (_asserted(f"{place} == {field.bit_offset // 8}", f"{record.name}.{field.path}"),)


def member(record: Record, field: Field) -> Lines | None:
    """Return a use of a member that compiles while there is one of its name and nature, None for an unnamed one."""
    if not field.path:
        return None
    if "{" in field.canonical:
        return offset(record, field)
    if "[" in field.canonical or "(" in field.canonical:
        return member_type(record, field)
    value = "unsigned long long" if field.bitfield else field.canonical
    return (f"{value} use({record.name} *given)", "{", f"\treturn given->{_reached(field)};", "}")


def member_size(record: Record, field: Field) -> Lines | None:
    """Return a use of a member that holds while it has its size; None where C gives it no size of its own."""
    if field.bitfield or not field.path or field.type.endswith("[]"):
        return None
    return size_of_member(record, field, field.bit_size // 8)


def size_of_member(record: Record, field: Field, bytes_: int, *, element: str = "") -> Lines:
    """Return a use of a member, or with `[0]` of its first element, that holds while that has a size."""
    condition = f"sizeof({_member(record, field)}{element}) == {bytes_}"
    return (_asserted(condition, f"{record.name}.{field.path}"),)


def member_type(record: Record, field: Field) -> Lines | None:
    """Return a use of a member that holds while it has its type; None where that cannot be written down."""
    if field.bitfield or not field.path or "{" in field.canonical:
        return None
    return same_type(_member(record, field), field.canonical, f"{record.name}.{field.path}")


def call(name: str, arguments: int) -> Lines:
    """Return a call of a function-like macro that compiles while it takes so many arguments, whatever it expands to."""
    given = ", ".join(str(number) for number in range(1, arguments + 1))
    return (
        "#define WORDS(...) #__VA_ARGS__",
        "#define EXPANDED(...) WORDS(__VA_ARGS__)",
        f"static const char use[] = EXPANDED({name}({given}));",
    )


def as_member(name: str) -> Lines:
    """Return a use of a function-like macro's name that is no call: it compiles while the name alone stays a name."""
    return (f"struct use {{ int {name}; }};",)


def _member(record: Record, field: Field) -> str:
    return f"(({record.name} *)0)->{_reached(field)}"


def _reached(field: Field) -> str:
    return field.path.replace("[]", "[0]")


def _asserted(condition: str, message: str) -> str:
    return f'_Static_assert({condition}, "{message}");'
