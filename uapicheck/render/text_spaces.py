"""Number spaces as a terminal shows them: who holds which number, what is free, what comes next."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from uapicheck.model.report import SpaceSummary
from uapicheck.render.escape import plain
from uapicheck.render.lines import wrapped
from uapicheck.render.options import Options
from uapicheck.render.space_map import Cell, CellState, by_number, cells, outside, prefix, runs, spelled, taken_words

_ROW = 16
DRAWN = 64
"""Numbers of the largest map that has a column for each with its number above it."""
_LONG_ROW = 32
_GROUP = 8
_SHOWN = 24
"""Members that are listed by name before only the new ones are."""
MARKS = {
    CellState.TAKEN: "#", CellState.ADDED: "+", CellState.RETIRED: "x", CellState.KEPT: "-", CellState.FREE: ".",
}  # fmt: skip


def space_lines(
    space: SpaceSummary, options: Options, *, kinds: Collection[str] = ("field",), largest: int = DRAWN
) -> Iterator[str]:
    """Yield the lines of one space: headline, map, members, free numbers, remarks.

    Only a space of one of `kinds` has a map, and one of at most `largest` numbers.
    """
    bits = f"bits {plain(space.bits)}, " if space.bits else ""
    spell = spelled(space)
    following = "" if space.next is None else f", next is {spell(space.next)}"
    yield from wrapped(
        f"{plain(space.name)}: {bits}{taken_words(space)}{following}", width=options.width, first="  ", rest="    "
    )
    drawn = cells(space, kinds=kinds)
    if 0 < len(drawn) <= DRAWN:
        yield from _drawing(drawn, spell)
    elif 0 < len(drawn) <= largest:
        yield from _rows(drawn, space.kind)
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
        yield "    " + " ".join(f"{MARKS[cell.state]:>2}" for cell in row)
    yield _legend(drawn)


def _legend(drawn: Iterable[Cell]) -> str:
    states = {cell.state for cell in drawn}
    return "    (" + ", ".join(f"{mark} {state.value}" for state, mark in MARKS.items() if state in states) + ")"


def _rows(drawn: Sequence[Cell], kind: str) -> Iterator[str]:
    """Yield a map of many numbers, 32 in a row; rows in which all are free are told together."""
    marks = {cell.number: MARKS[cell.state] for cell in drawn}
    end = max(marks) + 1
    digits = len(f"{end - 1:x}")
    # Nrs that belong to somebody else are none of the space; a code that nobody counts is free.
    other = " " if kind == "ioctls" else MARKS[CellState.FREE]
    rows = [
        (start, "".join(marks.get(number, other) for number in range(start, min(start + _LONG_ROW, end))))
        for start in range(0, end, _LONG_ROW)
    ]
    free_from = 0
    for start, row in (*rows, (end, "")):
        if row and set(row) == {MARKS[CellState.FREE]}:
            continue
        if free_from < start:
            yield f"    0x{free_from:0{digits}x}  to 0x{start - 1:0{digits}x} all free"
        free_from = start + _LONG_ROW
        if row.strip():
            groups = " ".join(row[at : at + _GROUP] for at in range(0, len(row), _GROUP))
            yield f"    0x{start:0{digits}x}  {groups}"
    yield _legend(drawn)


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
