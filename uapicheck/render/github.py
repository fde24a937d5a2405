"""Annotations for GitHub: workflow commands that a job's log turns into marks on the lines of a pull request.

GitHub shows ten errors, ten warnings and ten notices of a step and drops the others without a word. So no more are
written, and where any are left out a last notice says how many.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from uapicheck.frozen import frozen
from uapicheck.model.report import Finding, Report, Severity
from uapicheck.render.escape import plain
from uapicheck.render.forge import (
    finding_path,
    gap_path,
    line_of,
    severity_of,
    shortened,
    shown,
    shown_at,
    told,
    untold,
    worst_first,
)
from uapicheck.render.options import Options
from uapicheck.render.words import counted, gap_groups, verdict_sentence

_SHOWN: Final = 10
"""Annotations of one level that GitHub shows for a step."""
_GAPS: Final = 3
"""Reasons for gaps that are told beside the findings that need a look."""
_LEVELS: Final = {Severity.BREAK: "error", Severity.REVIEW: "warning", Severity.NOTE: "notice"}
_TITLE: Final = 200
_TEXT: Final = 4000
"""Characters of an annotation: GitHub refuses one of 64 KB."""


@frozen(kw_only=True)
class _Annotation:
    level: str
    path: str
    line: int
    title: str
    text: str


def github(report: Report, *, options: Options) -> str:
    """Return a workflow command a line for one report."""
    return github_of((report,), options=options)


def github_of(reports: Sequence[Report], *, options: Options) -> str:
    """Return a workflow command a line, worst first, as many as GitHub shows for a step."""
    gaps = [gap for report in reports for gap in _gaps(report)]
    found = [(each, report.targets) for report in reports for each in shown(report, options)]
    order = {id(each): number for number, each in enumerate(worst_first(each for each, _ in found))}
    found.sort(key=lambda pair: order[id(pair[0])])
    by_level: dict[str, list[_Annotation]] = {level: [] for level in _LEVELS.values()}
    for finding, every in found:
        annotation = _annotation(finding, every)
        by_level[annotation.level].append(annotation)
    # A doubt about the whole must not be crowded out by what merely needs a look, nor crowd that out.
    by_level["warning"][:0] = gaps[:_GAPS]
    left = {level: max(len(members) - _SHOWN, 0) for level, members in by_level.items()}
    left_gaps = len(gaps) - len(gaps[:_GAPS])
    is_cut = any(left.values()) or left_gaps > 0
    if is_cut and len(by_level["notice"]) >= _SHOWN:
        left["notice"] = len(by_level["notice"]) - (_SHOWN - 1)
    lines = [
        _command(annotation)
        for level, members in by_level.items()
        for annotation in members[: len(members) - left[level]]
    ]
    if is_cut:
        lines.append(_rest(reports, left, left_gaps))
    return "".join(line + "\n" for line in lines)


def _annotation(finding: Finding, every: Sequence[str]) -> _Annotation:
    return _Annotation(
        level=_LEVELS[severity_of(finding)],
        path=finding_path(finding),
        line=line_of(shown_at(finding)),
        title=f"{finding.severity.name.lower()}: {plain(finding.symbol)} [{plain(finding.rule)}]",
        text=told(finding, every),
    )


def _gaps(report: Report) -> Iterator[_Annotation]:
    """Yield one annotation for each reason why something was not checked."""
    for group in gap_groups(report.gaps):
        first = group.gaps[0]
        more = f"; and {counted(len(group.gaps) - 1, 'other place')}" if len(group.gaps) > 1 else ""
        yield _Annotation(
            level="warning",
            path=gap_path(first),
            line=max(first.gap.where.line, 1),
            title=f"incomplete: {counted(len(group.gaps), 'place')} not checked",
            text=untold(first, report.targets) + more,
        )


def _rest(reports: Iterable[Report], left: dict[str, int], left_gaps: int) -> str:
    counts = [counted(number, level) for level, number in left.items() if number]
    if left_gaps:
        counts.append(f"{counted(left_gaps, 'reason')} why something was not checked")
    verdict = "; ".join(verdict_sentence(report) for report in reports)
    words = (
        f"{verdict}. GitHub shows {_SHOWN} annotations of a kind; left out here: {', '.join(counts)}. "
        "The full list: -o markdown=FILE for the job summary, or -o html=FILE."
    )
    return f"::notice title=uapicheck::{_data(words)}"


def _command(annotation: _Annotation) -> str:
    place = f"file={_property(annotation.path)},line={annotation.line}," if annotation.path else ""
    title = _property(shortened(annotation.title, _TITLE))
    return f"::{annotation.level} {place}title={title}::{_data(shortened(annotation.text, _TEXT))}"


def _data(text: str) -> str:
    # `plain` has left no end of a line; the order matters all the same, `%` first.
    return plain(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
