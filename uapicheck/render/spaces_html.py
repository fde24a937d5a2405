"""Number spaces as one HTML file: what is taken at a glance, all members below, no scripts."""

import re
from collections.abc import Sequence
from typing import Final

from uapicheck.frozen import frozen, replaced
from uapicheck.model.survey import BitField, IdLayout, Survey, SurveyedSpace, Unread
from uapicheck.render.escape import plain
from uapicheck.render.html import document
from uapicheck.render.html_space import CellView, SpaceView, space_view
from uapicheck.render.options import Options
from uapicheck.render.space_map import CellState, spelled, used_numbers
from uapicheck.render.spaces_words import (
    DRAWN_KINDS,
    ESTIMATE,
    KINDS,
    full_cell,
    full_words,
    growth_words,
    headline,
    left_out_words,
    pace,
    retired_words,
    scope_words,
)
from uapicheck.render.words import counted, target_words

_HALF: Final = 32
"""Bits in a row of a map: a phone shows one row below the other."""
_SPELLED_OUT: Final = 4
"""Bits that a label needs at least."""
_NAMED: Final = 16
"""Cells of the largest space that show names."""
_IN_ROW: Final = 16
"""Cells in a row of a large map."""
_FEW: Final = 4
"""As many spaces as are shown unfolded."""
_NO_NAME: Final = re.compile(r"[^A-Za-z0-9_-]")


@frozen(kw_only=True)
class BitsView:
    """Neighbouring bits of an id; one label may be cut into two by the middle of the word."""

    label: str
    """Empty where there is no room for it."""
    kind: str
    """Style: `fixed` for what all ids have, `own` for what the architecture makes of its part, `index`, `zero`."""
    width: int


@frozen(kw_only=True)
class LayoutView:
    """One architecture's ids: both halves of the word, and the same in words."""

    name: str
    code: str
    halves: tuple[tuple[BitsView, ...], ...]
    words: str


@frozen(kw_only=True)
class RowView:
    """A space's line of its table."""

    id: str
    name: str
    title: str
    taken: str
    following: str
    pace: str
    full: str
    used: int
    capacity: int | None


@frozen(kw_only=True)
class MemberView:
    """A name with its number; the targets where not all show it."""

    number: str
    name: str
    targets: str


@frozen(kw_only=True)
class DetailView:
    """All that there is to tell of one space."""

    id: str
    opened: bool
    space: SpaceView
    rows: tuple[tuple[str, str], ...]
    members: tuple[MemberView, ...]


@frozen(kw_only=True)
class KindView:
    """The spaces of one kind."""

    id: str
    title: str
    count: int
    grows: bool
    rows: tuple[RowView, ...]
    details: tuple[DetailView, ...]


@frozen(kw_only=True)
class SurveyPage:
    """The whole page."""

    sentence: str
    title: str
    source: str
    kinds: tuple[KindView, ...]
    layouts: tuple[LayoutView, ...]
    provenance: tuple[tuple[str, str], ...]
    gaps: tuple[tuple[str, str], ...]
    """Place, and what could not be read there."""
    left_out: str
    tool: str


def spaces_html(survey: Survey, *, options: Options) -> str:
    """Return the survey as a self-contained HTML document."""
    return document("spaces.html.j2", page(survey, options), styles=("report.css", "spaces.css"))


def page(survey: Survey, options: Options) -> SurveyPage:
    """Return the view of a survey."""
    ids = _ids(survey.spaces)
    sentence = headline(survey)
    kinds = []
    for kind, (title, _) in KINDS.items():
        spaces = [space for space in survey.spaces if space.summary.kind == kind]
        if spaces:
            kinds.append(_kind(kind, title, spaces, survey, ids))
    return SurveyPage(
        sentence=f"{sentence[:1].upper()}{sentence[1:]}",
        title=f"Number spaces of {plain(survey.source.label)}",
        source=plain(survey.source.label),
        kinds=tuple(kinds),
        layouts=() if survey.chosen else tuple(_layout(layout) for layout in survey.layouts),
        provenance=_provenance(survey),
        gaps=tuple(_gap(each, survey) for each in survey.unread),
        left_out=left_out_words(survey),
        tool=plain(options.tool),
    )


def _ids(spaces: Sequence[SurveyedSpace]) -> dict[str, str]:
    """Return an id for each space by name: what a config calls its spaces need not be fit for one."""
    found: dict[str, str] = {}
    for number, space in enumerate(spaces, start=1):
        name = space.summary.name
        found[name] = f"space-{number}" if _NO_NAME.search(name) else f"space-{name}"
    return found


def _kind(kind: str, title: str, spaces: Sequence[SurveyedSpace], survey: Survey, ids: dict[str, str]) -> KindView:
    if kind in {"numbers", "flags"}:  # as the text has it: the crowded ones first
        spaces = sorted(spaces, key=lambda space: -used_numbers(space.summary))
    opened = bool(survey.chosen) or len(survey.spaces) <= _FEW
    return KindView(
        id=kind,
        title=title,
        count=len(spaces),
        grows=any(space.growth is not None for space in spaces),
        rows=tuple(_row(space, ids[space.summary.name]) for space in spaces),
        details=tuple(_detail(space, survey, ids[space.summary.name], opened=opened) for space in spaces),
    )


def _row(space: SurveyedSpace, id_: str) -> RowView:
    summary, growth = space.summary, space.growth
    used, bounded = used_numbers(summary), summary.capacity is not None
    return RowView(
        id=id_,
        name=plain(summary.name),
        title="" if space.title == summary.name else plain(space.title),
        taken=f"{used} of {summary.capacity}" if bounded else str(used),
        following="" if summary.next is None else spelled(summary)(summary.next),
        pace="" if growth is None else pace(growth.recent),
        full=full_cell(growth, bounded=bounded),
        used=used,
        capacity=summary.capacity,
    )


def _detail(space: SurveyedSpace, survey: Survey, id_: str, *, opened: bool) -> DetailView:
    mask = f"{plain(space.mask_name)} = 0x{space.mask:016x}".removeprefix(" = ") if space.mask else ""
    rows: tuple[tuple[str, str], ...] = (
        ("what", "" if space.title == space.summary.name else plain(space.title)),
        ("mask", mask),
        ("was", retired_words(space)),
        ("growth", growth_words(space)),
        ("full", full_words(space)),
        ("shown by", target_words(space.targets, survey.targets)),
    )
    spell = spelled(space.summary)
    view = space_view(space.summary, kinds=DRAWN_KINDS, named=_NAMED)
    drawn = _drawn(view.cells)
    if len(drawn) < len(view.cells):
        rows = (("drawn", f"up to {drawn[-1].number}; all behind it are free"), *rows)
    return DetailView(
        id=id_,
        opened=opened,
        space=replaced(view, cells=drawn),
        rows=tuple((label, words) for label, words in rows if words),
        members=tuple(
            MemberView(
                number=spell(each.number),
                name=plain(each.name),
                targets="" if set(each.targets) == set(space.targets) else _shown(each.targets, survey),
            )
            for each in space.members
        ),
    )


def _drawn(cells: Sequence[CellView]) -> tuple[CellView, ...]:
    """Return the cells up to the end of the row after the last that is not free: nobody reads hundreds of free ones."""
    used = max((at for at, cell in enumerate(cells) if cell.state is not CellState.FREE), default=-1)
    end = (used // _IN_ROW + 2) * _IN_ROW
    return tuple(cells[:end])


def _shown(targets: Sequence[str], survey: Survey) -> str:
    return target_words(targets, survey.targets) if targets else "on targets that were not looked at"


def _layout(layout: IdLayout) -> LayoutView:
    high = [view for field in layout.fields if (view := _bits(field, _HALF, 2 * _HALF)) is not None]
    low = [view for field in layout.fields if (view := _bits(field, 0, _HALF)) is not None]
    words = ", ".join(
        f"{plain(field.label) or 'zero'} {field.high}{f'-{field.low}' if field.low != field.high else ''}"
        for field in layout.fields
    )
    return LayoutView(
        name=plain(layout.arch), code=f"0x{layout.code:016x}", halves=(tuple(high), tuple(low)), words=words
    )


def _bits(field: BitField, start: int, end: int) -> BitsView | None:
    width = min(field.high, end - 1) - max(field.low, start) + 1
    if width < 1:
        return None
    kind = {"arch": "fixed", "size": "fixed", "index": "index", "": "zero"}.get(field.label, "own")
    label = plain(field.label) or "0"
    return BitsView(label=label if width >= _SPELLED_OUT or not field.label else "", kind=kind, width=width)


def _provenance(survey: Survey) -> tuple[tuple[str, str], ...]:
    source = survey.source
    pinned = "" if source.id == source.label else f" {plain(source.id)}"
    rows = [("source", f"{plain(source.label)} ({plain(source.kind)}{pinned})")]
    if source.note:
        rows.append(("note", plain(source.note)))
    rows.append(("scope", scope_words(survey)))
    rows.append(("headers", ", ".join(plain(name) for name in survey.headers)))
    rows.append(("targets", ", ".join(plain(name) for name in survey.targets)))
    if survey.releases:
        first, last = plain(survey.releases[0].name), plain(survey.releases[-1].name)
        rows.append(("growth", f"over {counted(len(survey.releases), 'release')}, {first} to {last}; {ESTIMATE}"))
    return tuple(rows)


def _gap(each: Unread, survey: Survey) -> tuple[str, str]:
    words = f"{plain(each.what)}: {plain(each.why)}, on {target_words(each.targets, survey.targets)}"
    return f"{plain(each.path)}:{each.line}", words
