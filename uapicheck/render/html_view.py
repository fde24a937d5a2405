"""What the HTML page shows, as data: every string is safe to print, every link leads to an id on the page."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

from uapicheck.frozen import frozen
from uapicheck.model.report import Addition, Consequence, Finding, Missing, Report, Severity, Variant
from uapicheck.model.tree import Provenance
from uapicheck.render.escape import plain
from uapicheck.render.html_space import SpaceView, space_view
from uapicheck.render.options import Options
from uapicheck.render.words import (
    Group,
    count_words,
    gap_groups,
    gap_place,
    grouped,
    milder_words,
    place_words,
    policy_words,
    standing,
    tally,
    target_words,
    verdict_sentence,
    waived,
)

_SHAPES: Final = {"break": "■", "review": "▲", "note": "●", "pass": "✔", "incomplete": "◆"}
"""Colour is not the only sign of a severity."""


@frozen(kw_only=True)
class Badge:
    """A severity or verdict as word, shape and style class."""

    word: str
    shape: str


@frozen(kw_only=True)
class SideView:
    """What stood on one side."""

    label: str
    text: str


@frozen(kw_only=True)
class VariantView:
    """How a finding reads on some targets."""

    targets: str
    message: str
    sides: tuple[SideView, ...]


@frozen(kw_only=True)
class ConsequenceView:
    """What follows from a finding's cause."""

    badge: Badge
    rule: str
    symbol: str
    message: str
    place: str
    targets: str
    sides: tuple[SideView, ...]


@frozen(kw_only=True)
class HunkLineView:
    """A line of a patch, its mark included."""

    text: str
    is_meant: bool


@frozen(kw_only=True)
class SeriesView:
    """The patches that were reviewed."""

    title: str
    rows: tuple[tuple[str, str], ...]
    """Label and words."""
    patches: tuple[tuple[str, str], ...]
    """Label, and what became of its files."""
    mended: tuple[str, ...]


Hunks: TypeAlias = Callable[[Finding], tuple[HunkLineView, ...]]
"""Shows the lines of a patch that a finding speaks of."""


@frozen(kw_only=True)
class FindingView:
    """One finding; `id` is its fingerprint."""

    id: str
    badge: Badge
    opened: bool
    rule: str
    symbol: str
    message: str
    place: str
    targets: str
    sides: tuple[SideView, ...]
    variants: tuple[VariantView, ...]
    also: tuple[ConsequenceView, ...]
    more: tuple[ConsequenceView, ...]
    """Consequences beyond the first few, folded away."""
    patch: str
    waiver: str
    witness: str
    """Lines of C, empty where none were asked for."""
    trial: str
    """What a compiler said of them."""
    hunk: tuple[HunkLineView, ...] = ()
    """The lines of the patch around the one that it speaks of."""


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
    severities: tuple[Badge, ...]
    matrix: tuple[MatrixRow, ...]
    groups: tuple[HeaderView, ...]
    gaps: tuple[GapsView, ...]
    gap_count: int
    spaces: tuple[SpaceView, ...]
    additions: tuple[AdditionsView, ...]
    addition_count: int
    waived: tuple[FindingView, ...]
    not_exported: tuple[tuple[str, str], ...]
    policy: str
    """What the findings were judged by; empty where that is the default."""
    tool: str
    series: SeriesView | None = None
    """The patches, where it is a review of some."""


_CONSEQUENCES: Final = 8
_MANY_ADDITIONS: Final = 40
"""A header with more new names than that starts folded."""


def page(report: Report, options: Options, *, hunks: Hunks = lambda _: (), series: SeriesView | None = None) -> Page:
    """Return the view of a report, of a review of patches with their lines and what there is to say of them."""
    writer = _Findings(report, hunks)
    groups = grouped(standing(report))
    headers = tuple(writer.header(number, group) for number, group in enumerate(groups, start=1))
    return Page(
        badge=_badge(report.verdict.value),
        sentence=verdict_sentence(report),
        title=f"{report.verdict.value}: {plain(report.old.label)} to {plain(report.new.label)}",
        sources=(_source("old", report.old), _source("new", report.new)),
        targets=", ".join(plain(name) for name in report.targets),
        target_count=len(report.targets),
        headers=report.headers,
        severities=tuple(_severity(severity) for severity in sorted(Severity, reverse=True)),
        matrix=tuple(_row(group, header) for group, header in zip(groups, headers, strict=True)),
        groups=headers,
        gaps=_gaps(report),
        gap_count=len(report.gaps),
        spaces=tuple(space_view(space) for space in report.spaces),
        additions=_additions(report),
        addition_count=len(report.additions),
        waived=tuple(writer.finding(finding) for finding in waived(report)),
        not_exported=tuple(
            (plain(header), ", ".join(plain(name) for name in targets)) for header, targets in report.not_exported
        ),
        policy=plain(policy_words(report.judged_by)),
        tool=plain(options.tool),
        series=series,
    )


def _badge(word: str) -> Badge:
    return Badge(word=word, shape=_SHAPES[word])


def _severity(severity: Severity) -> Badge:
    return _badge(severity.name.lower())


def _source(side: str, provenance: Provenance) -> SourceView:
    return SourceView(
        side=side,
        label=plain(provenance.label),
        kind=plain(provenance.kind),
        id=plain(provenance.id),
        note=plain(provenance.note),
    )


def _sides(old: str | None, new: str | None) -> tuple[SideView, ...]:
    pairs = (("old", old), ("new", new))
    return tuple(SideView(label=label, text=plain(text)) for label, text in pairs if text is not None)


class _Findings:
    """Makes views of findings and sees to it that no id is given twice."""

    def __init__(self, report: Report, hunks: Hunks) -> None:
        self._every = report.targets
        self._hunks = hunks
        self._ids: dict[str, int] = {}

    def header(self, number: int, group: Group) -> HeaderView:
        return HeaderView(
            id=f"header-{number}",
            path=plain(group.uapi_path),
            counts=count_words(group.findings),
            findings=tuple(self.finding(finding) for finding in group.findings),
        )

    def finding(self, finding: Finding) -> FindingView:
        accepted = finding.waived
        until = f" (until {accepted.until})" if accepted and accepted.until else ""
        return FindingView(
            id=self._id(finding.fingerprint),
            badge=_severity(finding.severity),
            opened=finding.severity is Severity.BREAK and accepted is None,
            rule=plain(finding.rule),
            symbol=plain(finding.symbol),
            message=plain(finding.message),
            place=place_words(finding.where),
            targets=target_words(finding.targets, self._every) + milder_words(finding),
            sides=() if finding.variants else _sides(finding.old, finding.new),
            variants=tuple(_variant(variant, finding) for variant in finding.variants),
            also=tuple(self._consequence(consequence) for consequence in finding.also[:_CONSEQUENCES]),
            more=tuple(self._consequence(consequence) for consequence in finding.also[_CONSEQUENCES:]),
            patch=plain(finding.patch or ""),
            waiver=plain(f"{accepted.reason}{until}") if accepted else "",
            witness="\n".join(plain(line) for line in (finding.witness or "").splitlines()),
            trial=plain(finding.trial.words) if finding.trial else "",
            hunk=self._hunks(finding),
        )

    def _id(self, fingerprint: str) -> str:
        # Two findings with one identity should not be; if they are, neither may vanish behind the other's link.
        self._ids[fingerprint] = seen = self._ids.get(fingerprint, 0) + 1
        return fingerprint if seen == 1 else f"{fingerprint}-{seen}"

    def _consequence(self, consequence: Consequence) -> ConsequenceView:
        return ConsequenceView(
            badge=_severity(consequence.severity),
            rule=plain(consequence.rule),
            symbol=plain(consequence.symbol),
            message=plain(consequence.message),
            place=place_words(consequence.where),
            targets=target_words(consequence.targets, self._every),
            sides=_sides(consequence.old, consequence.new),
        )


def _variant(variant: Variant, finding: Finding) -> VariantView:
    return VariantView(
        targets=", ".join(plain(name) for name in variant.targets),
        message="" if variant.message == finding.message else plain(variant.message),
        sides=_sides(variant.old, variant.new),
    )


def _row(group: Group, header: HeaderView) -> MatrixRow:
    counts = tally(group.findings)
    return MatrixRow(
        path=header.path,
        link=f"#{header.id}",
        cells=tuple(
            MatrixCell(count=count, link=_first(header.findings, severity), badge=_severity(severity))
            for severity, count in counts.items()
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
