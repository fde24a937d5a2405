"""Columns of a line of the atlas: cells between tabs, lists of names within a cell."""

from collections.abc import Iterable
from typing import Final

_TAB: Final = "\t"
_LIST: Final = "; "
_ESCAPES: Final = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))


def pack(cells: Iterable[str]) -> str:
    """Return cells as one string; empty ones at its end are left out."""
    return _TAB.join(_escaped(cell) for cell in cells).rstrip(_TAB)


def unpack(text: str, count: int) -> list[str]:
    """Return the first `count` cells of a string, those that were left out as empty ones."""
    cells = text.split(_TAB)
    if "\\" in text:
        cells = [_unescaped(cell) for cell in cells]
    if len(cells) < count:
        cells += [""] * (count - len(cells))
    return cells[:count]


def listed(names: Iterable[str]) -> str:
    """Return names as one cell."""
    return _LIST.join(names)


def count(cell: str) -> int:
    """Return the number in a cell; raise `ValueError` where it is none, or below zero."""
    if not (cell.isascii() and cell.isdecimal()):
        message = f"{cell!r} is no count"
        raise ValueError(message)
    return int(cell)


def names_in(cell: str) -> tuple[str, ...]:
    """Return the names of a cell."""
    return tuple(cell.split(_LIST)) if cell else ()


def _escaped(cell: str) -> str:
    for raw, escape in _ESCAPES:
        if raw in cell:
            cell = cell.replace(raw, escape)
    return cell


def _unescaped(cell: str) -> str:
    found, at = [], 0
    back = {escape[1]: raw for raw, escape in _ESCAPES}
    while (mark := cell.find("\\", at)) >= 0 and mark + 1 < len(cell):
        found += [cell[at:mark], back.get(cell[mark + 1], cell[mark + 1])]
        at = mark + 2
    return "".join(found) + cell[at:]
