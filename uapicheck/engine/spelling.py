"""How facts are written for people: numbers as the header writes them, fields with byte and size."""

import re

from uapicheck.model.facts import Constant, Enum, Fact, Field, Function, Macro, MacroKind, Record, Typedef

_LITERAL = re.compile(r"\(*\s*(?P<number>0[xX][0-9a-fA-F]+|[0-9]+)[uUlL]*\s*\)*")
_LOOKS_HEX = re.compile(r"0[xX]|<<|\|")
_HEX_FROM = 0x10000
"""Larger numbers that the header does not write out are easier to read in hex."""
_TEXT_LIMIT = 120


def spelled_value(constant: Constant) -> str:
    """Return a constant's value as a reader of the header would write it, hex as wide as it is written there."""
    value = constant.value
    if constant.ioctl is not None:
        return f"0x{value & 0xFFFFFFFF:08x}" if value >= 0 else str(value)
    found = _LITERAL.fullmatch(constant.text)
    if found is not None and found["number"][:2] in {"0x", "0X"} and value >= 0:
        return f"0x{value:0{len(found['number']) - 2}x}"
    if value < 0 or found is not None:
        return str(value)
    if value >= _HEX_FROM or _LOOKS_HEX.search(constant.text):
        return f"0x{value:x}"
    return str(value)


def spelled_bits(bits: int) -> str:
    """Return which bits are set, highest first: `bit 56`, `bits 55-52`, `bits 63-60 and 3`."""
    runs: list[str] = []
    high = bits.bit_length() - 1
    while high >= 0:
        if not bits >> high & 1:
            high -= 1
            continue
        low = high
        while low > 0 and bits >> (low - 1) & 1:
            low -= 1
        runs.append(str(high) if high == low else f"{high}-{low}")
        high = low - 1
    if not runs:
        return "no bits"
    word = "bit" if bits.bit_count() == 1 else "bits"
    *most, last = runs
    return f"{word} {', '.join(most)} and {last}" if most else f"{word} {last}"


def _declared(field: Field) -> str:
    name = field.path
    if "[" in field.type and not field.type.endswith("}"):
        element, bracket, lengths = field.type.partition("[")
        return f"{element.strip()} {name}{bracket}{lengths}"
    return f"{field.type} {name}"


def spelled_field(field: Field) -> str:
    """Return a field with its place: `__u32 flags, byte 8, 4 bytes`."""
    byte, bit = divmod(field.bit_offset, 8)
    if field.bitfield:
        return f"{_declared(field)} : {field.bit_size}, byte {byte} bit {bit}"
    size = field.bit_size // 8
    extent = f"{size} byte{'' if size == 1 else 's'}"
    if not size and field.type.endswith("[]"):
        extent = "flexible array"
    return f"{_declared(field)}, byte {byte}, {extent}"


def spelled_record(record: Record) -> str:
    """Return a struct or union with size and alignment: `struct kvm_one_reg, 16 bytes, aligned to 8`."""
    return f"{record.name}, {record.size} byte{'' if record.size == 1 else 's'}, aligned to {record.align}"


def spelled_typedef(typedef: Typedef) -> str:
    """Return a typedef as C declares it."""
    return f"typedef {typedef.type} {typedef.name}"


def spelled_enum(enum: Enum) -> str:
    """Return an enum with the integer type behind it."""
    return f"{enum.name}, as {enum.type}"


def _short(text: str) -> str:
    return text if len(text) <= _TEXT_LIMIT else text[: _TEXT_LIMIT - 3].rstrip() + "..."


def spelled_fact(fact: Fact) -> str:
    """Return any definition in one line."""
    match fact:
        case Constant():
            return spelled_value(fact)
        case Macro(kind=MacroKind.FUNCTION):
            return _short(f"{fact.name}({', '.join(fact.params or ())}) {fact.text}".rstrip())
        case Macro(kind=MacroKind.EMPTY):
            return "defined as nothing"
        case Macro():
            return _short(fact.text)
        case Record():
            return spelled_record(fact)
        case Enum():
            return spelled_enum(fact)
        case Typedef():
            return spelled_typedef(fact)
        case Function():
            return _short(fact.text)
