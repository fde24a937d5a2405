"""Members of structs by their place: which one an index points at that was made with offsetof()."""

import re

from uapicheck.decode.known import Known
from uapicheck.frozen import frozen
from uapicheck.model.facts import Record

_OFFSET = re.compile(
    r"offsetof ?\( ?(?P<record>(?:struct |union )?\w+) ?, ?\w+ ?\) ?/ ?"
    r"(?:sizeof ?\( ?(?P<type>[\w ]+?) ?\)|(?P<number>[0-9]{1,2}))"
)
_ARRAY = re.compile(r"(?P<element>[^\[\]]+)\[(?P<count>[0-9]{1,9})\](?P<rest>(?:\[[0-9]{1,9}\])*)")
_BITS = 8
_DEEPEST = 16
"""No struct of the headers nests deeper; one that does is not worth a deeper look."""


@frozen(kw_only=True)
class Measure:
    """What an offsetof() macro measures, and in what."""

    record: Record
    unit: int
    """Bytes for which the index counts one."""


@frozen(kw_only=True)
class Member:
    """A member without members, or an element of an array of such."""

    path: str
    """As offsetof() takes it: `regs.regs[0]`."""
    bit_offset: int
    """From the start of the outermost record."""
    bits: int


def measure(macro: str, known: Known) -> Measure | None:
    """Return what a macro's text says that it measures; None where the headers do not have it, or it is another one."""
    definition = known.macros.get(macro)
    match = None if definition is None else _OFFSET.search(definition.text)
    record = None if match is None else known.records.get(match["record"])
    if match is None or record is None:
        return None
    unit = int(match["number"]) if match["number"] else known.size_of(match["type"])
    return Measure(record=record, unit=unit) if unit else None


def member(record: Record, bit_offset: int, known: Known, *, bits: int) -> Member | None:
    """Return the member of `record` that covers a bit, None where there is none.

    Where several do, as in a union, it is one that starts there and has `bits` bits, if any does.
    """
    found = _covering(record, bit_offset, known, _DEEPEST)
    return min(found, key=lambda each: (each.bit_offset != bit_offset, each.bits != bits), default=None)


def _covering(record: Record, bit: int, known: Known, depth: int) -> list[Member]:
    found: list[Member] = []
    for field in record.fields:
        if field.bit_offset <= bit < field.bit_offset + field.bit_size and "[]" not in field.path:
            place = Member(path=field.path, bit_offset=field.bit_offset, bits=field.bit_size)
            found += _leaves(place, field.type, bit, known, depth)
    return found


def _leaves(place: Member, type_: str, bit: int, known: Known, depth: int) -> list[Member]:
    """Return what covers a bit of the outermost record in a member of this type."""
    array = _ARRAY.fullmatch(type_)
    if array and (count := int(array["count"])) and (each := place.bits // count):
        number = (bit - place.bit_offset) // each
        start = place.bit_offset + number * each
        element = Member(path=f"{place.path}[{number}]", bit_offset=start, bits=each)
        return _leaves(element, f"{array['element'].rstrip()}{array['rest']}", bit, known, depth)
    nested = known.records.get(type_)
    if nested is None and (typedef := known.typedefs.get(type_)) is not None:
        nested = known.records.get(typedef.canonical)
    if nested is None or not depth:
        return [place]
    return [
        Member(path=f"{place.path}.{inner.path}", bit_offset=place.bit_offset + inner.bit_offset, bits=inner.bits)
        for inner in _covering(nested, bit - place.bit_offset, known, depth - 1)
    ]
