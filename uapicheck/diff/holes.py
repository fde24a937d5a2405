"""Bytes of a record that no member has."""

import re
from collections.abc import Iterator, Mapping

from uapicheck.diff.fields import leaves
from uapicheck.diff.natures import is_type_word, lengths
from uapicheck.diff.types import representation
from uapicheck.frozen import frozen
from uapicheck.model.facts import Field, Record
from uapicheck.model.news import Hole

_BYTE = 8
_BEFORE_COLON = re.compile(r"(\w+) ?:")
_ASKED_FOR = 8
"""Bytes: no type aligns so far that the compiler leaves as many by itself, but for 128-bit ones."""


@frozen(kw_only=True)
class _Holder:
    """A record, or an untagged one inside it; all numbers are bits."""

    path: str
    start: int
    size: int
    members: tuple[Field, ...]


def holes(record: Record, target: str) -> tuple[Hole, ...]:
    """Return the holes of `record` and of the untagged records in it, in order of place.

    The end of a smaller arm of a union is none: its bytes have names in other arms. Neither is what follows where a
    flexible array begins, a gap that an alignment written in the header asks for, or an unnamed bit-field, of which
    only the text tells.
    """
    if any(is_type_word(word) for word in _BEFORE_COLON.findall(record.text)):
        return ()
    inner = leaves(record)
    found = [hole for holder in _holders(record) for hole in _holes(holder, inner, target)]
    if "aligned" in record.text:
        found = [hole for hole in found if hole.size < _ASKED_FOR]
    if "aligned" in record.text.rpartition("}")[2]:
        found = [hole for hole in found if hole.holder or hole.before is not None]
    return tuple(sorted(found, key=lambda hole: hole.byte))


def _holder_of(path: str) -> str:
    holder = path.rpartition(".")[0]
    while holder.endswith("[]"):
        holder = holder[:-2]
    return holder


def _holders(record: Record) -> Iterator[_Holder]:
    members: dict[str, list[Field]] = {}
    for field in record.fields:
        members.setdefault(_holder_of(field.path), []).append(field)
    yield _Holder(path="", start=0, size=record.size * _BYTE, members=tuple(members.get("", ())))
    for field in record.fields:
        inner = members.get(field.path)
        if inner is None or not field.bit_size:
            continue
        count = 1
        for bound in lengths(field.canonical):
            count *= int(bound) if bound.isdecimal() and int(bound) else 1
        yield _Holder(
            path=field.path,
            start=field.bit_offset,
            size=field.bit_size // count,
            members=tuple(inner),
        )


def _is_named(holder: _Holder, inner: Mapping[str, Field], start: int, end: int) -> bool:
    """Tell whether a member outside of `holder` has bits from `start` to `end`."""
    prefix = f"{holder.path}."
    return bool(holder.path) and any(
        field.bit_offset < end and start < field.bit_offset + field.bit_size
        for field in inner.values()
        if not field.path.startswith((prefix, f"{holder.path}["))
    )


def _extent(field: Field, target: str) -> tuple[int, int]:
    """Return the bits that a member has to itself: a bit-field's neighbours in its unit have no bytes of their own."""
    start, end = field.bit_offset, field.bit_offset + field.bit_size
    if field.bitfield and (unit := representation(field.canonical, target)) is not None:
        bits = unit[0] * _BYTE
        return start // bits * bits, -(-end // bits) * bits
    return start, end


def _holes(holder: _Holder, inner: Mapping[str, Field], target: str) -> Iterator[Hole]:
    last: Field | None = None
    covered = holder.start
    is_open = False
    for field in sorted(holder.members, key=lambda field: field.bit_offset):
        start, end = _extent(field, target)
        if last is not None and start - covered >= _BYTE:
            yield _hole(holder, last, field, covered, start)
        is_open = is_open or (not field.bit_size and field.canonical.endswith("]"))
        if end > covered or last is None:
            last, covered = field, max(covered, end)
    end = holder.start + holder.size
    if last is not None and end - covered >= _BYTE and not is_open and not _is_named(holder, inner, covered, end):
        yield _hole(holder, last, None, covered, end)


def _hole(holder: _Holder, after: Field, before: Field | None, start: int, end: int) -> Hole:
    byte = -(-start // _BYTE)
    return Hole(holder=holder.path, after=after, before=before, byte=byte, size=end // _BYTE - byte)
