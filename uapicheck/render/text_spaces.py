"""Number spaces as a terminal shows them: who holds which number, what is free, what comes next."""

from collections.abc import Callable, Iterator, Sequence

from uapicheck.model.report import SpaceSummary
from uapicheck.render.escape import plain
from uapicheck.render.lines import wrapped
from uapicheck.render.options import Options
from uapicheck.render.space_map import Cell, CellState, by_number, cells, outside, prefix, runs, spelled, taken_words

_ROW = 16
_DRAWN = 64
_SHOWN = 24
"""Members that are listed by name before only the new ones are."""
_MARKS = {CellState.TAKEN: "#", CellState.ADDED: "+", CellState.RETIRED: "x", CellState.FREE: "."}


def space_lines(space: SpaceSummary, options: Options) -> Iterator[str]:
    """Yield the lines of one space: headline, map, members, free numbers, remarks."""
    bits = f"bits {plain(space.bits)}, " if space.bits else ""
    spell = spelled(space)
    following = "" if space.next is None else f", next is {spell(space.next)}"
    yield from wrapped(
        f"{plain(space.name)}: {bits}{taken_words(space)}{following}", width=options.width, first="  ", rest="    "
    )
    drawn = cells(space)
    if 0 < len(drawn) <= _DRAWN:
        yield from _drawing(drawn, spell)
    yield from _members(space, options)
    for label, numbers in (("free", space.free), ("holes", space.holes), ("retired", space.retired)):
        if numbers and not (label == "holes" and space.free):  # holes are free, too
            yield from wrapped(runs(numbers, spell), width=options.width, first=f"    {label:<8}")
    for name, number in outside(space):
        yield from wrapped(f"{plain(name)} = {number:#x} does not fit", width=options.width, first="    OUTSIDE ")
    for remark in space.remarks:
        yield from wrapped(plain(remark), width=options.width, first="    * ")


def _drawing(drawn: Sequence[Cell], spell: Callable[[int], str]) -> Iterator[str]:
    for start in range(0, len(drawn), _ROW):
        row = drawn[start : start + _ROW]
        labels = [spell(cell.number).removeprefix("0x") for cell in row]
        yield "    " + " ".join(f"{label:>2}" for label in labels)
        yield "    " + " ".join(f"{_MARKS[cell.state]:>2}" for cell in row)
    states = {cell.state for cell in drawn}
    yield "    (" + ", ".join(f"{mark} {state.value}" for state, mark in _MARKS.items() if state in states) + ")"


def _members(space: SpaceSummary, options: Options) -> Iterator[str]:
    """Yield the members by number; of a crowded space only those that the change adds."""
    everyone = options.verbose or len(space.taken) <= _SHOWN
    shown = [member for member in by_number(space) if everyone or member[0] in space.added]
    if not shown:
        return
    spell = spelled(space)
    common = prefix([name for name, _ in space.taken])
    items = (
        f"{spell(number)} {plain(name.removeprefix(common))}{' (added)' if name in space.added else ''}"
        for name, number in shown
    )
    # A number and its name stay on one line: the break falls between members only.
    text = ", ".join(item.replace(" ", "\0") for item in items)
    label = "taken" if everyone else "added"
    for line in wrapped(text, width=options.width, first=f"    {label:<8}"):
        yield line.replace("\0", " ")
    if common:
        yield f"{'':<12}(names without {plain(common)})"
