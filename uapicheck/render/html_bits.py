"""The 64 bits of a register id as the HTML page draws them: fields named, the changed part marked."""

from collections.abc import Iterator

from uapicheck.frozen import frozen
from uapicheck.model.exhibit import IdBits
from uapicheck.render.escape import plain

_WORD = 64
_ROW = 32
"""Bits of a row."""


@frozen(kw_only=True)
class BitView:
    """One bit."""

    digit: str
    style: str
    """Of its value: `on`, `off`, or `stray` for one that is set outside the field; `was` besides where it changed."""


@frozen(kw_only=True)
class SpanView:
    """Neighbouring bits of one field."""

    width: int
    bits: str
    name: str
    """Empty where no mask covers them."""
    is_own: bool


@frozen(kw_only=True)
class WordView:
    """A row of 32 bits."""

    spans: tuple[SpanView, ...]
    bits: tuple[BitView, ...]


@frozen(kw_only=True)
class BitsView:
    """One number in its id."""

    symbol: str
    space: str
    words: tuple[WordView, ...]
    values: tuple[tuple[str, str], ...]
    """Side and number."""
    problem: str
    """Which bits are outside the field; empty where none are."""


def bits_view(ids: IdBits) -> BitsView:
    """Return the view of a part of register ids; the lower half is left out where nothing is in it."""
    shown = (ids.new if ids.new is not None else ids.old or 0) & ((1 << _WORD) - 1)
    before = shown if ids.old is None or ids.new is None else ids.old
    lower = (1 << _ROW) - 1
    halves = (_ROW, 0) if (shown | before | _masks(ids)) & lower else (_ROW,)
    stray = shown & ~ids.own
    return BitsView(
        symbol=plain(ids.symbol),
        space=plain(ids.space),
        words=tuple(
            WordView(
                spans=tuple(_spans(ids, first)),
                bits=tuple(_bit(shown, before, ids.own, first + _ROW - 1 - place) for place in range(_ROW)),
            )
            for first in halves
        ),
        values=tuple(
            (side, f"0x{value & ((1 << _WORD) - 1):016x}")
            for side, value in (("old", ids.old), ("new", ids.new))
            if value is not None
        ),
        problem=_problem(stray),
    )


def _masks(ids: IdBits) -> int:
    masks = 0
    for each in ids.fields:
        masks |= each.mask
    return masks


def _bit(value: int, before: int, own: int, place: int) -> BitView:
    bit = 1 << place
    style = "off" if not value & bit else "on" if own & bit else "stray"
    return BitView(digit="1" if value & bit else "0", style=f"{style} was" if (value ^ before) & bit else style)


def _spans(ids: IdBits, first: int) -> Iterator[SpanView]:
    """Yield the fields of a row, highest bits first."""
    at = first + _ROW
    while at > first:
        owner = _owner(ids, at - 1)
        end = at - 1
        while end > first and _owner(ids, end - 1) == owner:
            end -= 1
        bits = f"{at - 1}" if end == at - 1 else f"{at - 1}-{end}"
        name, is_own = owner
        yield SpanView(width=at - end, bits=bits, name=plain(name), is_own=is_own)
        at = end


def _owner(ids: IdBits, place: int) -> tuple[str, bool]:
    names = [each.name for each in ids.fields if each.mask >> place & 1]
    return " and ".join(names), bool(ids.own >> place & 1)


def _problem(stray: int) -> str:
    if not stray:
        return ""
    places = [place for place in range(_WORD - 1, -1, -1) if stray >> place & 1]
    shown = ", ".join(map(str, places[:8])) + (" ..." if len(places) > 8 else "")  # noqa: PLR2004 - enough to see which
    return f"bit{'' if len(places) == 1 else 's'} {shown} outside the field"
