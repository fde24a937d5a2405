"""Number spaces for a terminal: a line for each with its map, or all that there is to tell of those asked for."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from uapicheck.frozen import replaced
from uapicheck.model.survey import IdLayout, Survey, SurveyedSpace
from uapicheck.render.escape import plain
from uapicheck.render.lines import wrapped
from uapicheck.render.options import Options
from uapicheck.render.paint import Paint
from uapicheck.render.space_map import CellState, cells, prefix, runs, spelled, used_numbers
from uapicheck.render.spaces_words import (
    DRAWN_KINDS,
    ESTIMATE,
    KINDS,
    by_targets,
    full_cell,
    full_words,
    growth_words,
    headline,
    left_out_words,
    pace,
    retired_words,
    scope_words,
)
from uapicheck.render.text_spaces import MARKS, space_lines
from uapicheck.render.words import counted, target_words

_LABEL: Final = 8
_LARGEST: Final = 256
"""Numbers of the largest map."""
_SEEN: Final = 3
"""As many of a run of free numbers as are shown where it is cut."""
_FREE_RUN: Final = re.compile(re.escape(MARKS[CellState.FREE]) + "+")
_PLACES: Final = 5
_BITS: Final = 64
_BYTE: Final = 8
_CUT: Final = "~"
"""Stands for more free numbers than there is room for."""


def spaces_text(survey: Survey, *, options: Options) -> str:
    """Return the survey as lines of at most `options.width` columns where names allow it."""
    paint = Paint(color=options.color)
    lines = [*_first_screen(survey, options, paint)]
    details = bool(survey.chosen) or options.verbose
    if not survey.chosen and survey.layouts:
        lines += ["", paint.strong("Register ids, bit 63 to bit 0"), *_layouts(survey.layouts, options)]
    if not details or not survey.chosen:
        lines += _tables(survey, options, paint)
    if details:
        for space in survey.spaces:
            lines += ["", *_details(space, survey, options)]
    lines += _unread(survey, options, paint)
    return "".join(line.rstrip() + "\n" for line in lines)


def _first_screen(survey: Survey, options: Options, paint: Paint) -> Iterator[str]:
    head = headline(survey)
    yield from (paint.strong(line) for line in wrapped(f"{head[:1].upper()}{head[1:]}", width=options.width, first=""))
    yield ""
    source = survey.source
    pinned = source.id[:12] if source.kind == "git revision" else source.id
    details = " ".join(plain(part) for part in (source.kind, pinned if pinned != source.label else "") if part)
    note = f"; {plain(source.note)}" if source.note else ""
    yield from _labelled("source", f"{plain(source.label)} ({details}{note})", options)
    targets = " ".join(plain(name) for name in survey.targets)
    yield from _labelled("scope", f"{scope_words(survey)}: {targets}", options)
    yield from _labelled("without", left_out_words(survey), options)
    if survey.releases:
        first, last = survey.releases[0].name, survey.releases[-1].name
        counted_ = counted(len(survey.releases), "release")
        yield from _labelled("growth", f"over {counted_}, {plain(first)} to {plain(last)}; {ESTIMATE}", options)
    if survey.unread:
        yield from _labelled("gaps", f"{counted(len(survey.unread), 'place')} could not be read", options)


def _labelled(label: str, words: str, options: Options, indent: str = "") -> list[str]:
    return wrapped(words, width=options.width, first=f"{indent}{label:<{_LABEL}}") if words else []


def _layouts(layouts: Sequence[IdLayout], options: Options) -> Iterator[str]:
    letters = _letters([field.label for layout in layouts for field in layout.fields])
    common = prefix([layout.arch for layout in layouts])
    names = [plain(layout.arch.removeprefix(common)) for layout in layouts]
    width = max(len(name) for name in names)
    # The bits under which bytes begin, as diagrams of registers have them.
    marks = "".join(f"{high:<{_BYTE}}{high - _BYTE:<{_BYTE + 1}}" for high in range(_BITS - 1, -1, -2 * _BYTE))
    yield f"  {'':<{width}}  {marks}"
    for name, layout in zip(names, layouts, strict=True):
        bits = "".join(letters[field.label] * (field.high - field.low + 1) for field in layout.fields)
        parts = (bits[start : start + 2 * _BYTE] for start in range(0, _BITS, 2 * _BYTE))
        yield f"  {name:<{width}}  {' '.join(parts)}"
    legend = ", ".join(f"{letter} {label or 'zero'}" for label, letter in letters.items())
    names_ = f"; names without {plain(common)}" if common else ""
    yield from wrapped(f"({legend}{names_})", width=options.width, first="  ", rest="   ")


def _letters(labels: Iterable[str]) -> Mapping[str, str]:
    """Return a letter for each label: the first of its own that no other one has."""
    found: dict[str, str] = {}
    for label in dict.fromkeys(labels):
        own = (char for char in label.upper() if char not in found.values())
        found[label] = next(own, "?") if label else "."
    return dict(sorted(found.items(), key=lambda item: not item[0]))


def _tables(survey: Survey, options: Options, paint: Paint) -> Iterator[str]:
    states: set[str] = set()
    for kind, (title, _) in KINDS.items():
        spaces = [space for space in survey.spaces if space.summary.kind == kind]
        if kind in {"numbers", "flags"}:  # those that are asked for most are those that many have come to
            spaces.sort(key=lambda space: -used_numbers(space.summary))
        if spaces:
            yield ""
            yield from _table(title, spaces, options, paint, states)
    legend = {mark: state.value for state, mark in MARKS.items()} | {_CUT: "more free ones"}
    if states:
        words = ", ".join(f"{mark} {name}" for mark, name in legend.items() if mark in states)
        yield from wrapped(f"({words})", width=options.width, first="  ", rest="   ")
    yield ""
    yield from wrapped(
        "--space NAME shows members, free and retired numbers; -v does for all", width=options.width, first=""
    )


def _table(
    title: str, spaces: Sequence[SurveyedSpace], options: Options, paint: Paint, states: set[str]
) -> Iterator[str]:
    grows = any(space.growth is not None for space in spaces)
    head = ("", "bits", "taken", "free", "next", *(("a year", "full") if grows else ()))
    rows = [_row(space, grows=grows) for space in spaces]
    filled = [column for column in range(len(head)) if column == 0 or any(row[column] for row in rows)]
    widths = {column: max(len(row[column]) for row in (head, *rows)) for column in filled}
    widths[0] = max(widths[0], len(title) - 2)

    def line(row: Sequence[str]) -> str:
        return "  ".join(f"{row[column]:<{widths[column]}}" for column in filled)

    yield paint.strong(f"{title:<{widths[0] + 2}}") + "  " + line(head)[widths[0] + 2 :].rstrip()
    for space, row in zip(spaces, rows, strict=True):
        text = f"  {line(row)}  "
        beside = _map(space, options.width - len(text))
        states.update(beside)
        if space.summary.holes and space.summary.capacity is None:
            beside = f"holes {runs(space.summary.holes, spelled(space.summary))}"
        yield from wrapped(beside, width=options.width, first=text)


def _row(space: SurveyedSpace, *, grows: bool) -> tuple[str, ...]:
    summary, growth = space.summary, space.growth
    used = used_numbers(summary)
    bounded = summary.capacity is not None
    return (
        plain(summary.name),
        plain(summary.bits) if summary.kind == "field" else "",
        f"{used} of {summary.capacity}" if bounded else str(used),
        # A nr that is retired is neither taken nor free; elsewhere the difference says it.
        str(len(summary.free)) if bounded and summary.retired else "",
        "-" if summary.next is None else spelled(summary)(summary.next),
        *((("" if growth is None else pace(growth.recent)), full_cell(growth, bounded=bounded)) if grows else ()),
    )


def _map(space: SurveyedSpace, room: int) -> str:
    """Return a mark for each number, the longest run of free ones cut where there is no room; empty for a large map."""
    text = "".join(MARKS[cell.state] for cell in cells(space.summary, kinds=("field", "flags")))
    if len(text) <= room:
        return text
    longest = max(_FREE_RUN.findall(text), key=len, default="")
    kept = min(room - len(text) + len(longest) - len(_CUT), _SEEN)
    return text.replace(longest, longest[:kept] + _CUT, 1) if 0 <= kept < len(longest) else ""


def _details(space: SurveyedSpace, survey: Survey, options: Options) -> Iterator[str]:
    summary = space.summary
    yield from space_lines(summary, replaced(options, verbose=True), kinds=DRAWN_KINDS, largest=_LARGEST)
    if space.title != summary.name:
        yield from _labelled("what", plain(space.title), options, "    ")
    if space.mask:
        name = f"{plain(space.mask_name)} = " if space.mask_name else ""
        yield from _labelled("mask", f"{name}0x{space.mask:016x}", options, "    ")
    if space.retired:
        # A number and its name stay on one line.
        for line in _labelled("was", retired_words(space, joint="\0"), options, "    "):
            yield line.replace("\0", " ")
    yield from _labelled("growth", growth_words(space), options, "    ")
    yield from _labelled("full", full_words(space), options, "    ")
    yield from _labelled("shown", f"by {target_words(space.targets, survey.targets)}", options, "    ")
    for targets, names in by_targets(space):
        on = f"by {target_words(targets, survey.targets)}" if targets else "by targets that were not looked at"
        yield from _labelled("", f"{on}: {', '.join(plain(name) for name in names)}", options, "    ")


def _unread(survey: Survey, options: Options, paint: Paint) -> Iterator[str]:
    if not survey.unread:
        return
    yield ""
    yield paint.strong(f"Not read: {counted(len(survey.unread), 'place')}; numbers in them may be taken")
    shown = survey.unread if options.verbose else survey.unread[:_PLACES]
    for each in shown:
        words = f"{plain(each.path)}:{each.line}: {plain(each.what)}: {plain(each.why)}, on "
        words += target_words(each.targets, survey.targets)
        yield from wrapped(words, width=options.width, first="  ", rest="    ")
    if len(shown) < len(survey.unread):
        yield f"  ... and {len(survey.unread) - len(shown)} more (--verbose lists all)"
