"""What the HTML page shows, as data: every string is safe to print, every link leads to an id on the page."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from uapicheck.frozen import frozen, replaced
from uapicheck.model.report import Addition, Missing, Report, Severity, SpaceSummary
from uapicheck.model.tree import Provenance
from uapicheck.render.escape import plain
from uapicheck.render.html_bits import BitsView, bits_view
from uapicheck.render.html_findings import Badge, Findings, FindingView, Spots, badge, severity_badge
from uapicheck.render.html_patch import SeriesView
from uapicheck.render.html_space import SpaceView, space_view
from uapicheck.render.options import Options
from uapicheck.render.subsystems import by_subsystem, is_wanted
from uapicheck.render.words import (
    Group,
    count_words,
    gap_groups,
    gap_place,
    grouped,
    policy_words,
    standing,
    tally,
    target_words,
    verdict_sentence,
    waived,
)


@frozen(kw_only=True)
class HeaderView:
    """The findings of one header."""

    id: str
    path: str
    counts: str
    findings: tuple[FindingView, ...]


@frozen(kw_only=True)
class MatrixCell:
    """How many findings of a severity a header has, and where the first stands."""

    count: int
    link: str
    badge: Badge


@frozen(kw_only=True)
class MatrixRow:
    """A header's line of the count matrix."""

    path: str
    link: str
    cells: tuple[MatrixCell, ...]


@frozen(kw_only=True)
class LinkView:
    """A way to another page."""

    text: str
    link: str


@frozen(kw_only=True)
class TouchedView:
    """A number space, and where the numbers that changed lie in an id."""

    space: SpaceView
    bits: tuple[BitsView, ...]


@frozen(kw_only=True)
class GapsView:
    """Places that could not be checked for one reason."""

    why: str
    places: tuple[tuple[str, str, str], ...]
    """Place, thing, targets."""


@frozen(kw_only=True)
class AdditionView:
    """A new name."""

    symbol: str
    kind: str
    value: str
    targets: str
    place: str


@frozen(kw_only=True)
class AdditionsView:
    """The new names of one header."""

    path: str
    additions: tuple[AdditionView, ...]
    opened: bool


@frozen(kw_only=True)
class SourceView:
    """One side of the comparison."""

    side: str
    label: str
    kind: str
    id: str
    note: str


@frozen(kw_only=True)
class Page:
    """The whole page."""

    badge: Badge
    sentence: str
    title: str
    sources: tuple[SourceView, ...]
    targets: str
    target_count: int
    headers: int
    differing: int
    severities: tuple[Badge, ...]
    subsystems: tuple[tuple[str, tuple[int, ...]], ...]
    """Names with their counts by severity, where there are so many headers that a reader first asks whose they are."""
    matrix: tuple[MatrixRow, ...]
    groups: tuple[HeaderView, ...]
    gaps: tuple[GapsView, ...]
    gap_count: int
    spaces: tuple[TouchedView, ...]
    additions: tuple[AdditionsView, ...]
    addition_count: int
    waived: tuple[FindingView, ...]
    not_exported: tuple[tuple[str, str], ...]
    policy: str
    """What the findings were judged by; empty where that is the default."""
    tool: str
    series: SeriesView | None = None
    """The patches, where it is a review of some."""
    ways: tuple[LinkView, ...] = ()
    """To the other pages, where there are any."""
    listed: tuple[LinkView, ...] = ()
    """Headers with nothing but new names, each a page of its own."""


_MANY_ADDITIONS: Final = 40
"""A header with more new names than that starts folded."""
_DRAWN: Final = 4
"""As many ids of one space as are drawn."""


def page(report: Report, options: Options, *, spots: Spots = lambda _: "", series: SeriesView | None = None) -> Page:
    """Return the view of a report; of a review of patches with these, `spots` telling the lines that findings mean."""
    writer = Findings(report, spots, options.rules)
    groups = grouped(standing(report))
    headers = tuple(_header(writer, number, group) for number, group in enumerate(groups, start=1))
    return Page(
        badge=badge(report.verdict.value),
        sentence=verdict_sentence(report),
        title=_title(report),
        sources=(_source("old", report.old), _source("new", report.new)),
        targets=", ".join(plain(name) for name in report.targets),
        target_count=len(report.targets),
        headers=report.headers,
        differing=report.differing,
        severities=tuple(severity_badge(severity) for severity in sorted(Severity, reverse=True)),
        subsystems=_subsystems(report),
        matrix=tuple(_row(group, header) for group, header in zip(groups, headers, strict=True)),
        groups=headers,
        gaps=_gaps(report),
        gap_count=len(report.gaps),
        spaces=tuple(_touched(report, space) for space in report.spaces),
        additions=_additions(report),
        addition_count=len(report.additions),
        waived=tuple(writer.view(finding) for finding in waived(report)),
        not_exported=tuple(
            (plain(header), ", ".join(plain(name) for name in targets)) for header, targets in report.not_exported
        ),
        policy=plain(policy_words(report.judged_by)),
        tool=plain(options.tool),
        series=series,
    )


def headed(view: Page, report: Report) -> Page:
    """Return a page under the verdict of a report, which need not be the one that it shows."""
    return replaced(
        view,
        badge=badge(report.verdict.value),
        sentence=verdict_sentence(report),
        title=_title(report),
        subsystems=_subsystems(report),
    )


def _subsystems(report: Report) -> tuple[tuple[str, tuple[int, ...]], ...]:
    rows = by_subsystem(report) if is_wanted(report) else ()
    return tuple((plain(name), tuple(counts[each] for each in sorted(counts, reverse=True))) for name, counts in rows)


def _title(report: Report) -> str:
    return f"{report.verdict.value}: {plain(report.old.label)} to {plain(report.new.label)}"


def _header(writer: Findings, number: int, group: Group) -> HeaderView:
    return HeaderView(
        id=f"header-{number}",
        path=plain(group.uapi_path),
        counts=count_words(group.findings),
        findings=tuple(writer.view(finding) for finding in group.findings),
    )


def _touched(report: Report, space: SpaceSummary) -> TouchedView:
    found = [bits_view(each) for each in report.ids if each.space == space.name]
    return TouchedView(space=space_view(space), bits=tuple(found[:_DRAWN]))


def _source(side: str, provenance: Provenance) -> SourceView:
    return SourceView(
        side=side,
        label=plain(provenance.label),
        kind=plain(provenance.kind),
        id=plain(provenance.id),
        note=plain(provenance.note),
    )


def _row(group: Group, header: HeaderView) -> MatrixRow:
    return matrix_row(group, f"#{header.id}", {each: _first(header.findings, each) for each in Severity})


def matrix_row(group: Group, link: str, first: Mapping[Severity, str]) -> MatrixRow:
    """Return a header's line of the count matrix, with links to it and to the first finding of each severity."""
    return MatrixRow(
        path=plain(group.uapi_path),
        link=link,
        cells=tuple(
            MatrixCell(count=count, link=first[severity], badge=severity_badge(severity))
            for severity, count in tally(group.findings).items()
        ),
    )


def _first(findings: Iterable[FindingView], severity: Severity) -> str:
    word = severity.name.lower()
    return next((f"#{finding.id}" for finding in findings if finding.badge.word == word), "")


def _gaps(report: Report) -> tuple[GapsView, ...]:
    return tuple(
        GapsView(
            why=plain(group.why),
            places=tuple(
                (gap_place(missing), plain(missing.gap.what), _gap_targets(missing, report.targets))
                for missing in group.gaps
            ),
        )
        for group in gap_groups(report.gaps)
    )


def _gap_targets(missing: Missing, every: Sequence[str]) -> str:
    return target_words(missing.targets, every) if missing.targets else ""


def _additions(report: Report) -> tuple[AdditionsView, ...]:
    by_header: dict[str, list[Addition]] = {}
    for addition in report.additions:
        by_header.setdefault(addition.uapi_path, []).append(addition)
    return tuple(
        AdditionsView(
            path=plain(path),
            additions=tuple(_addition(addition, report.targets) for addition in additions),
            opened=len(additions) <= _MANY_ADDITIONS,
        )
        for path, additions in by_header.items()
    )


def _addition(addition: Addition, every: Sequence[str]) -> AdditionView:
    parts = (plain(addition.value or ""), plain(addition.type or ""))
    # There can be thousands: what the headline of their header says is not said again.
    everywhere = set(addition.targets) == set(every)
    same_file = addition.where.path == addition.uapi_path
    return AdditionView(
        symbol=plain(addition.symbol),
        kind=plain(addition.kind),
        value=", ".join(part for part in parts if part),
        targets="" if everywhere else target_words(addition.targets, every),
        place=f"line {addition.where.line}" if same_file else f"{plain(addition.where.path)}:{addition.where.line}",
    )
