"""A struct's layout as the HTML page draws it: eight bytes a row, to scale, holes and padding visible."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from uapicheck.frozen import frozen
from uapicheck.model.exhibit import Layouts
from uapicheck.model.facts import Field, Record
from uapicheck.render.escape import plain

_ROW = 8
"""Bytes of a row."""
_BITS = 8
_AROUND = 1
"""Unchanged rows that stay beside changed ones where a layout is long."""
_WHOLE = 24
"""Rows of a layout that is drawn without leaving any out."""
_MOST = 64
"""Rows that are drawn at all."""
_MEMBERS = 256
"""Members that are listed at all."""
_NAMED = 4
"""Members of shared bytes that are named."""


@frozen(kw_only=True)
class CellView:
    """Bytes of one row that belong together."""

    width: int
    """In bytes, 1 to 8."""
    style: str
    """`same`, `came`, `went`, `moved`, `resized`, `hole`."""
    label: str


@frozen(kw_only=True)
class BytesView:
    """Eight bytes, or a run of rows that are left out (no cells)."""

    offset: str
    cells: tuple[CellView, ...]
    left_out: str


@frozen(kw_only=True)
class DrawingView:
    """One side."""

    side: str
    headline: str
    rows: tuple[BytesView, ...]


@frozen(kw_only=True)
class MemberView:
    """A member that did not stay as it was: offset and size on both sides, empty where a side lacks it."""

    name: str
    type: str
    old: str
    new: str
    what: str
    """`moved`, `new`, `gone`, `resized`."""


@frozen(kw_only=True)
class LayoutView:
    """A record as both sides lay it out."""

    name: str
    targets: str
    drawings: tuple[DrawingView, ...]
    members: tuple[MemberView, ...]
    more: int
    """Members that are not listed for want of room."""
    same: int
    """Members to which nothing happened."""


def layout_view(layouts: Layouts, *, targets: str) -> LayoutView:
    """Return the view of a record's layouts; `targets` says whose they are."""
    sides = {"old": layouts.old, "new": layouts.new}
    leaves = {side: _leaves(record) for side, record in sides.items()}
    news = _news(leaves["old"], leaves["new"])
    drawings = tuple(
        DrawingView(side=side, headline=f"{record.size} bytes", rows=tuple(_rows(record, leaves[side], news[side])))
        for side, record in sides.items()
    )
    members = _members(leaves["old"], leaves["new"])
    return LayoutView(
        name=plain(layouts.new.name),
        targets=targets,
        drawings=drawings,
        members=members[:_MEMBERS],
        more=max(len(members) - _MEMBERS, 0),
        same=len({*leaves["old"], *leaves["new"]}) - len(members),
    )


def _leaves(record: Record) -> dict[str, Field]:
    """Return the members that hold no others, by path, in order of place."""
    # The members of an array's elements say where those of the first one are; the array itself has all its bytes.
    whole = [each for each in record.fields if each.path and "[]" not in each.path]
    holders = {each.path.rpartition(".")[0] for each in whole if "." in each.path}
    found = (each for each in whole if each.path not in holders)
    return {each.path: each for each in sorted(found, key=lambda each: (each.bit_offset, each.path))}


def _news(old: Mapping[str, Field], new: Mapping[str, Field]) -> Mapping[str, Mapping[str, str]]:
    """Return for each side what became of its members, those left out to which nothing happened."""
    both = {path: _what(old[path], new[path]) for path in old if path in new}
    told = {path: what for path, what in both.items() if what}
    return {
        "old": told | {path: "went" for path in old if path not in new},
        "new": told | {path: "came" for path in new if path not in old},
    }


def _what(old: Field, new: Field) -> str:
    if old.bit_offset != new.bit_offset:
        return "moved"
    return "resized" if old.bit_size != new.bit_size else ""


@frozen(kw_only=True)
class _Block:
    """Bytes that are one thing: a member, members that share bytes, or nothing."""

    start: int
    end: int
    style: str
    label: str


def _blocks(record: Record, leaves: Mapping[str, Field], news: Mapping[str, str]) -> Iterator[_Block]:
    """Yield what the bytes of a record are, in order, from the first byte to the last."""
    at = 0
    for start, end, members in _clusters(leaves.values()):
        if start > at:
            yield _Block(start=at, end=start, style="hole", label=_bytes(start - at, "hole"))
        styles = [news[each.path] for each in members if each.path in news]
        yield _Block(start=start, end=end, style=styles[0] if styles else "same", label=_label(members))
        at = max(at, end)
    if record.size > at:
        yield _Block(start=at, end=record.size, style="hole", label=_bytes(record.size - at, "padding"))


def _bytes(count: int, what: str) -> str:
    return f"{count} byte{'' if count == 1 else 's'} of {what}" if what == "padding" else f"{count}-byte {what}"


def _clusters(members: Iterable[Field]) -> Iterator[tuple[int, int, Sequence[Field]]]:
    """Yield first byte, end and members of each run of bytes that overlapping members share."""
    start, end, found = 0, 0, list[Field]()
    for each in members:
        first, last = each.bit_offset // _BITS, -(-(each.bit_offset + each.bit_size) // _BITS)
        if first == last:  # a flexible array has no bytes of its own
            continue
        if found and first >= end:
            yield start, end, found
            found = []
        if not found:
            start, end = first, last
        end = max(end, last)
        found.append(each)
    if found:
        yield start, end, found


def _label(members: Sequence[Field]) -> str:
    if len(members) == 1:
        return plain(members[0].path)
    names = [f"{each.path}:{each.bit_size}" if each.bitfield else each.path for each in members[:_NAMED]]
    more = len(members) - _NAMED
    joined = (", " if any(each.bitfield for each in members) else " | ").join(map(plain, names))
    return f"{joined} and {more} more" if more > 0 else joined


def _rows(record: Record, leaves: Mapping[str, Field], news: Mapping[str, str]) -> Iterator[BytesView]:
    blocks = tuple(_blocks(record, leaves, news))
    rows = [_row(blocks, offset) for offset in range(0, min(record.size, 1 << 16), _ROW)]
    kept = _kept(rows)
    shown = 0
    for keep, run in groupby(range(len(rows)), key=lambda number: number in kept):
        numbers = list(run)
        if keep and shown + len(numbers) <= _MOST:
            shown += len(numbers)
            for number in numbers:
                yield BytesView(offset=str(number * _ROW), cells=rows[number], left_out="")
            continue
        first, last = numbers[0] * _ROW, min((numbers[-1] + 1) * _ROW, record.size) - 1
        yield BytesView(offset=str(first), cells=(), left_out=f"bytes {first} to {last}")


def _row(blocks: Sequence[_Block], offset: int) -> tuple[CellView, ...]:
    return tuple(
        CellView(
            width=min(block.end, offset + _ROW) - max(block.start, offset),
            style=block.style,
            label=block.label if block.start >= offset else f"… {block.label}",
        )
        for block in blocks
        if block.start < offset + _ROW and block.end > offset
    )


def _kept(rows: Sequence[Sequence[CellView]]) -> set[int]:
    """Return the rows that are drawn: all of a short layout; of a long one the first and last of each block."""
    edges = {
        number
        for number, row in enumerate(rows)
        if len(row) > 1
        or not row[0].label.startswith("… ")
        or number + 1 == len(rows)
        or not rows[number + 1][0].label.startswith("… ")
    }
    if len(edges) <= _WHOLE:
        return edges
    changed = {number for number in edges if any(cell.style not in ("same", "hole") for cell in rows[number])}
    return {
        number
        for number in edges
        if any(near in changed for near in range(number - _AROUND, number + _AROUND + 1)) or number + 1 == len(rows)
    }


def _members(old: Mapping[str, Field], new: Mapping[str, Field]) -> tuple[MemberView, ...]:
    def place(path: str) -> tuple[int, int, str]:
        return (new.get(path) or old[path]).bit_offset, path not in old, path

    found = []
    for path in sorted({*old, *new}, key=place):
        before, after = old.get(path), new.get(path)
        what = "new" if before is None else "gone" if after is None else _what(before, after)
        if what:
            shown = plain((after or old[path]).type)
            found.append(MemberView(name=plain(path), type=shown, old=_span(before), new=_span(after), what=what))
    return tuple(found)


def _span(member: Field | None) -> str:
    if member is None:
        return ""
    if member.bitfield:
        return f"{member.bit_offset // _BITS}.{member.bit_offset % _BITS}, {member.bit_size} bits"
    return f"{member.bit_offset // _BITS}, {member.bit_size // _BITS}"
