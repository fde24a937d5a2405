"""Where the members of a record lie: GCC's rules for the System V ABIs.

Bit-fields follow PCC_BITFIELD_TYPE_MATTERS, which all Linux targets but m68k define: a
bit-field may not cross more boundaries of its declared type than that type would
itself, and lends the record its type's alignment. Offsets count from the first
byte in the order of allocation, for either byte order.
"""

from collections.abc import Iterable

from uapicheck.frozen import frozen
from uapicheck.model.target import Target


@frozen(kw_only=True)
class Wanted:
    """What a member asks for."""

    size: int
    """Bytes; 0 for a flexible array."""
    align: int
    """Bytes that the type asks for, `packed` and `aligned` of the member not yet applied."""
    width: int | None = None
    """Bits of a bit-field, None for other members."""
    aligned: int = 0
    """Bytes that `aligned` attributes of the member ask for; 0 where there are none."""
    packed: bool = False
    named: bool = True
    """False for anonymous members and unnamed bit-fields."""


@frozen(kw_only=True)
class Packing:
    """What squeezes a record."""

    packed: bool = False
    pragma: int | None = None
    """Bytes of `#pragma pack`."""
    aligned: int = 0
    """Bytes that `aligned` attributes of the record ask for; 0 where there are none."""
    unnamed_bitfields_align: bool
    bitfields_follow_type: bool


@frozen
class Spot:
    """Where a member lies, and what it does to its record."""

    start: int
    """Bits from the start of the record."""
    bits: int
    """Its size; 0 for a flexible array."""
    align: int
    """Bytes of alignment that it lends the record."""


@frozen
class Places:
    """Size and alignment of a record in bytes, and the spot of every member."""

    size: int
    align: int
    spots: tuple[Spot, ...]


_WHOLE_INTEGERS = frozenset({16, 32, 64})
"""Bits of the integers that align to more than a byte."""
_EMPTY_FIELD_BOUNDARY = 2
"""Bytes that a zero-width bit-field aligns to where bit-fields do not follow their type (GCC's m68k)."""


def packing_of(target: Target, *, packed: bool = False, pragma: int | None = None, aligned: int = 0) -> Packing:
    """Return what squeezes a record of `target` with these attributes, in bytes."""
    return Packing(
        packed=packed,
        pragma=pragma,
        aligned=aligned,
        unnamed_bitfields_align=target.unnamed_bitfields_align,
        bitfields_follow_type=target.bitfields_follow_type,
    )


def spot(wanted: Wanted, packing: Packing, at: int) -> Spot:
    """Return where a member lies in a struct whose members before it end at bit `at`."""
    if wanted.width is not None:
        start, align = _bitfield_start(wanted, wanted.width, packing, at)
        return Spot(start, wanted.width, align)
    align = _member_align(wanted, packing)
    return Spot(round_up(at, align * 8), wanted.size * 8, align)


def struct_places(members: Iterable[Wanted], packing: Packing) -> Places:
    """Return the layout of a struct."""
    at = 0
    spots = []
    for wanted in members:
        found = spot(wanted, packing, at)
        spots.append(found)
        at = found.start + found.bits
    return _closed(at, spots, packing)


def union_places(members: Iterable[Wanted], packing: Packing) -> Places:
    """Return the layout of a union."""
    found = (spot(wanted, packing, 0) for wanted in members)
    spots = [Spot(0, each.bits, each.align) for each in found]
    return _closed(max((each.bits for each in spots), default=0), spots, packing)


def _closed(bits: int, spots: list[Spot], packing: Packing) -> Places:
    align = max([1, packing.aligned, *[each.align for each in spots]])
    return Places(round_up(round_up(bits, 8) // 8, align), align, tuple(spots))


def _member_align(wanted: Wanted, packing: Packing) -> int:
    align = 1 if packing.packed or wanted.packed else wanted.align
    align = max(align, wanted.aligned)
    return min(align, packing.pragma) if packing.pragma else align


def _bitfield_start(wanted: Wanted, width: int, packing: Packing, at: int) -> tuple[int, int]:
    """Return the bit where a bit-field starts, and the bytes of alignment that it lends the record."""
    packed = packing.packed or wanted.packed
    if not packing.bitfields_follow_type:
        if width == 0:
            return round_up(at, _EMPTY_FIELD_BOUNDARY * 8), _EMPTY_FIELD_BOUNDARY
        # GCC makes a bit-field that is as wide as an integer an ordinary member.
        own = _EMPTY_FIELD_BOUNDARY if width in _WHOLE_INTEGERS and not packed else 1
        align = max(own, wanted.aligned)
        return round_up(at, align * 8) if align > 1 else at, align
    type_align = min(wanted.align, packing.pragma) if packing.pragma else wanted.align
    if width == 0:
        align = wanted.align if packing.unnamed_bitfields_align else 1
        return round_up(at, wanted.align * 8), align  # whatever #pragma pack says
    if wanted.aligned:
        at = round_up(at, wanted.aligned * 8)
    if packed and not packing.pragma:
        return at, max(1, wanted.aligned)
    # GCC leaves the crossing of boundaries unchecked under #pragma pack.
    if not packing.pragma and _crosses(at, width, type_align * 8, wanted.size * 8):
        at = round_up(at, type_align * 8)
    lends = wanted.named or packing.unnamed_bitfields_align
    return at, max(type_align if lends else 1, wanted.aligned)


def _crosses(at: int, width: int, align: int, size: int) -> bool:
    """Return whether the bits span more units of alignment than the declared type does."""
    units = (at % align + width + align - 1) // align
    return units > size // align


def round_up(number: int, multiple: int) -> int:
    """Return the least multiple of `multiple` that is not below `number`."""
    return -(-number // multiple) * multiple
