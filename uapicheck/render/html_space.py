"""A number space as the HTML page draws it."""

from collections.abc import Collection

from uapicheck.frozen import frozen
from uapicheck.model.report import SpaceSummary
from uapicheck.render.escape import plain
from uapicheck.render.space_map import CellState, by_number, cells, outside, prefix, runs, spelled, taken_words

_NAMED = 64
"""Cells of the largest space whose cells have room for a name."""


@frozen(kw_only=True)
class CellView:
    """One number."""

    number: str
    state: CellState
    names: str


@frozen(kw_only=True)
class SpaceView:
    """One space: headline, cells if it is drawn, lists, remarks."""

    name: str
    headline: str
    prefix: str
    dense: bool
    cells: tuple[CellView, ...]
    states: tuple[CellState, ...]
    rows: tuple[tuple[str, str], ...]
    """What and which numbers: `free`, `9-15`."""
    outside: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]


def space_view(space: SpaceSummary, *, kinds: Collection[str] = ("field",), named: int = _NAMED) -> SpaceView:
    """Return the view of a space, with cells if it is of one of `kinds`; up to `named` of them have names in them."""
    spell = spelled(space)
    drawn = cells(space, kinds=kinds)
    dense = len(drawn) > named
    common = prefix([name for name, _ in space.taken])
    bits = f"bits {plain(space.bits)}: " if space.bits else ""
    following = "" if space.next is None else f", next is {spell(space.next)}"
    added = ((name, number) for name, number in by_number(space) if name in space.added)
    rows = (
        ("added", ", ".join(f"{spell(number)} {plain(name)}" for name, number in added)),
        ("taken", runs((number for _, number in space.taken), spell)),
        ("free", runs(space.free, spell)),
        ("holes", "" if space.free else runs(space.holes, spell)),
        ("retired", runs(space.retired, spell)),
    )
    return SpaceView(
        name=plain(space.name),
        headline=f"{bits}{taken_words(space)}{following}",
        prefix="" if dense else plain(common),
        dense=dense,
        cells=tuple(
            CellView(
                number=f"{cell.number:02x}" if dense and space.kind != "flags" else spell(cell.number),
                state=cell.state,
                names=", ".join(plain(name.removeprefix(common)) for name in cell.names),
            )
            for cell in drawn
        ),
        states=tuple(state for state in CellState if any(cell.state is state for cell in drawn)),
        rows=tuple((label, words) for label, words in rows if words),
        outside=tuple((plain(name), hex(number)) for name, number in outside(space)),
        remarks=tuple(plain(remark) for remark in space.remarks),
    )
