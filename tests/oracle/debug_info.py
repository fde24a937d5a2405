"""Names and layouts of types as a compiler's debug information (DWARF 4 or 5) tells them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from elftools.dwarf.die import DIE

from tests.oracle import elf

_KINDS = {"DW_TAG_structure_type": "struct", "DW_TAG_union_type": "union"}
_TRANSPARENT = ("DW_TAG_const_type", "DW_TAG_volatile_type", "DW_TAG_atomic_type", "DW_TAG_restrict_type")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Place of a member in its record."""

    bit_offset: int
    bit_size: int
    """0 for a flexible array."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A struct or union: bytes, and members by path as `uapicheck.model.facts.Field` spells it."""

    size: int
    members: Mapping[str, Member]


@dataclass(frozen=True, slots=True, kw_only=True)
class DebugInfo:
    """The types of one translation unit."""

    records: Mapping[str, Layout]
    """By `struct x`, `union y`, or the typedef's name where there is no tag."""
    enums: tuple[str, ...]
    """`enum x`, or the typedef's name where there is no tag; enums with neither are left out."""
    enumerators: tuple[str, ...]
    typedefs: tuple[str, ...]


def read(path: Path) -> DebugInfo:
    """Return the types that the object at `path` describes."""
    dies = [die for unit in elf.debug_info(path).iter_CUs() for die in unit.iter_DIEs()]
    records: dict[str, Layout] = {}
    enums: dict[str, None] = {}
    enumerators: dict[str, None] = {}
    typedefs: dict[str, None] = {}
    for die in dies:
        name = _name(die)
        if die.tag == "DW_TAG_typedef":
            typedefs[name] = None
            beneath = _target(die)
            if beneath is None or _name(beneath) or "DW_AT_declaration" in beneath.attributes:
                continue
            if beneath.tag in _KINDS:
                records.setdefault(name, _layout(beneath))
            elif beneath.tag == "DW_TAG_enumeration_type":
                enums[name] = None
        elif die.tag in _KINDS and name and "DW_AT_declaration" not in die.attributes:
            records[f"{_KINDS[die.tag]} {name}"] = _layout(die)
        elif die.tag == "DW_TAG_enumeration_type" and "DW_AT_declaration" not in die.attributes:
            if name:
                enums[f"enum {name}"] = None
            enumerators |= dict.fromkeys(_name(child) for child in die.iter_children())
    return DebugInfo(records=records, enums=tuple(enums), enumerators=tuple(enumerators), typedefs=tuple(typedefs))


def _name(die: DIE) -> str:
    found = die.attributes.get("DW_AT_name")
    return found.value.decode() if found else ""


def _target(die: DIE) -> DIE | None:
    """Return the type that `die` refers to, None for void."""
    return die.get_DIE_from_attribute("DW_AT_type") if "DW_AT_type" in die.attributes else None


def _layout(die: DIE) -> Layout:
    return Layout(size=die.attributes["DW_AT_byte_size"].value, members=dict(_members(die, "", 0)))


def _members(record: DIE, prefix: str, start: int) -> Iterator[tuple[str, Member]]:
    """Yield the members of `record`, which itself starts at bit `start`, anonymous ones flattened."""
    for die in record.iter_children():
        if die.tag != "DW_TAG_member":
            continue
        kind = _target(die)
        assert kind is not None, "a member has a type"
        name = _name(die)
        # gcc 12 does not always say where a bit-field of a union lies; each member of a union is its first.
        offset = start + (0 if record.tag == "DW_TAG_union_type" else _bit_offset(die))
        path = prefix + name
        if name:
            bits = die.attributes.get("DW_AT_bit_size")
            size = 8 * _size(kind) if bits is None else bits.value
            yield path, Member(bit_offset=offset, bit_size=size)
        while kind is not None and (kind.tag == "DW_TAG_array_type" or kind.tag in _TRANSPARENT):
            path += "[]" if kind.tag == "DW_TAG_array_type" else ""
            kind = _target(kind)
        if kind is not None and kind.tag in _KINDS and not _name(kind):
            yield from _members(kind, f"{path}." if name else prefix, offset)


def _bit_offset(die: DIE) -> int:
    """Return where a member begins, from the start of its record (DWARF 5 section 5.7.6)."""
    bits = die.attributes.get("DW_AT_data_bit_offset")
    if bits is not None:
        return int(bits.value)
    location = die.attributes.get("DW_AT_data_member_location")
    start = 8 * location.value if location else 0  # a member of a union may have none
    if "DW_AT_bit_offset" not in die.attributes:
        return int(start)
    # gcc 12 still writes DWARF 2's form for some bit-fields: counted from the most significant bit of a storage unit.
    from_top = die.attributes["DW_AT_bit_offset"].value
    if not die.dwarfinfo.config.little_endian:
        return int(start + from_top)
    unit = 8 * die.attributes["DW_AT_byte_size"].value
    return int(start + unit - from_top - die.attributes["DW_AT_bit_size"].value)


def _size(die: DIE) -> int:
    """Return the bytes of a type, 0 for a flexible array."""
    if die.tag != "DW_TAG_array_type":
        if "DW_AT_byte_size" in die.attributes:
            return int(die.attributes["DW_AT_byte_size"].value)
        if die.tag == "DW_TAG_pointer_type":
            return int(die.cu["address_size"])
    beneath = _target(die)
    assert beneath is not None, f"{die.tag} has no size"
    size = _size(beneath)
    if die.tag == "DW_TAG_array_type":
        for dimension in die.iter_children():
            size *= _count(dimension)
    return size


def _count(dimension: DIE) -> int:
    """Return the elements of one dimension, 0 where none are given."""
    if "DW_AT_count" in dimension.attributes:
        return int(dimension.attributes["DW_AT_count"].value)
    if "DW_AT_upper_bound" not in dimension.attributes:
        return 0
    return int(dimension.attributes["DW_AT_upper_bound"].value) + 1
