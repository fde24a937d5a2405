"""Where the members of a record lie: GCC's rules for the System V ABIs.

Bit-fields follow PCC_BITFIELD_TYPE_MATTERS, which all Linux targets but m68k define: a
bit-field may not cross more boundaries of its declared type than that type would
itself, and lends the record its type's alignment. Offsets count from the first
byte in the order of allocation, for either byte order.
"""

from collections.abc import Iterable

from uapicheck.extract.arithmetic import NoValueError
from uapicheck.extract.limits import MAX_TYPE_SIZE
from uapicheck.extract.types import Member
from uapicheck.frozen import frozen


@frozen(eq=False)
class Sized:
    """A member with what its type asks for."""

    member: Member
    size: int
    """Bytes; 0 for a flexible array."""
    align: int
    """Bytes that the type asks for, `packed` and `aligned` of the member not yet applied."""
    width: int | None
    """Bits of a bit-field, None for other members."""
    aligned: int
    """Bytes that `aligned` attributes of the member ask for; 0 where there are none."""


@frozen(eq=False)
class Placed:
    """A member in its place."""

    member: Member
    bit_offset: int
    bit_size: int


@frozen(eq=False)
class Layout:
    """Size and alignment of a record in bytes, and its members in their places."""

    size: int
    align: int
    members: tuple[Placed, ...]


@frozen(kw_only=True)
class Packing:
    """What squeezes a record."""

    packed: bool
    pragma: int | None
    """Bytes of `#pragma pack`."""
    aligned: int
    """Bytes that `aligned` attributes of the record ask for; 0 where there are none."""
    unnamed_bitfields_align: bool
    bitfields_follow_type: bool


_WHOLE_INTEGERS = frozenset({16, 32, 64})
"""Bits of the integers that align to more than a byte."""
_EMPTY_FIELD_BOUNDARY = 2
"""Bytes that a zero-width bit-field aligns to where bit-fields do not follow their type (GCC's m68k)."""


def struct_layout(members: Iterable[Sized], packing: Packing) -> Layout:
    """Return the layout of a struct; raise `NoValueError` where it outgrows what compilers accept."""
    at = 0
    record_align = 1
    placed: list[Placed] = []
    for sized in members:
        if sized.width is not None:
            at, align = _bitfield_start(sized, sized.width, packing, at)
            size = sized.width
        else:
            align = _member_align(sized, packing)
            at = _round_up(at, align * 8)
            size = sized.size * 8
        record_align = max(record_align, align)
        if sized.width != 0:
            placed.append(Placed(sized.member, at, size))
        at += size
        _check(at)
    return _closed(at, record_align, placed, packing)


def union_layout(members: Iterable[Sized], packing: Packing) -> Layout:
    """Return the layout of a union."""
    size = 0
    record_align = 1
    placed: list[Placed] = []
    for sized in members:
        if sized.width is not None:
            _, align = _bitfield_start(sized, sized.width, packing, 0)
            bits = sized.width
        else:
            align, bits = _member_align(sized, packing), sized.size * 8
        record_align = max(record_align, align)
        if sized.width != 0:
            placed.append(Placed(sized.member, 0, bits))
        size = max(size, bits)
        _check(size)
    return _closed(size, record_align, placed, packing)


def _closed(bits: int, align: int, placed: list[Placed], packing: Packing) -> Layout:
    align = max(align, packing.aligned)
    return Layout(_round_up(_round_up(bits, 8) // 8, align), align, tuple(placed))


def _member_align(sized: Sized, packing: Packing) -> int:
    align = 1 if packing.packed or sized.member.packed else sized.align
    align = max(align, sized.aligned)
    return min(align, packing.pragma) if packing.pragma else align


def _bitfield_start(sized: Sized, width: int, packing: Packing, at: int) -> tuple[int, int]:
    """Return the bit where a bit-field starts, and the bytes of alignment that it lends the record."""
    packed = packing.packed or sized.member.packed
    if not packing.bitfields_follow_type:
        if width == 0:
            return _round_up(at, _EMPTY_FIELD_BOUNDARY * 8), _EMPTY_FIELD_BOUNDARY
        # GCC makes a bit-field that is as wide as an integer an ordinary member.
        own = _EMPTY_FIELD_BOUNDARY if width in _WHOLE_INTEGERS and not packed else 1
        align = max(own, sized.aligned)
        return _round_up(at, align * 8) if align > 1 else at, align
    type_align = min(sized.align, packing.pragma) if packing.pragma else sized.align
    if width == 0:
        align = sized.align if packing.unnamed_bitfields_align else 1
        return _round_up(at, sized.align * 8), align  # whatever #pragma pack says
    if sized.aligned:
        at = _round_up(at, sized.aligned * 8)
    if packed and not packing.pragma:
        return at, max(1, sized.aligned)
    # GCC leaves the crossing of boundaries unchecked under #pragma pack.
    if not packing.pragma and _crosses(at, width, type_align * 8, sized.size * 8):
        at = _round_up(at, type_align * 8)
    lends = sized.member.name or packing.unnamed_bitfields_align
    return at, max(type_align if lends else 1, sized.aligned)


def _crosses(at: int, width: int, align: int, size: int) -> bool:
    """Return whether the bits span more units of alignment than the declared type does."""
    units = (at % align + width + align - 1) // align
    return units > size // align


def _round_up(number: int, multiple: int) -> int:
    return -(-number // multiple) * multiple


def _check(bits: int) -> None:
    if bits > MAX_TYPE_SIZE:
        message = "is larger than any object can be"
        raise NoValueError(message)
