"""What a run of `patch` has to answer, and how every format looks at a series."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from uapicheck.frozen import frozen, replaced
from uapicheck.model.applied import Applied, Fragments
from uapicheck.model.report import Finding, Report, Verdict
from uapicheck.model.review import Mended, Review
from uapicheck.render.space_map import runs
from uapicheck.render.words import counted, standing, verdict_sentence


@frozen(kw_only=True)
class Answer:
    """Reviews, and what a reply to their patches needs to know beside them."""

    reviews: tuple[Review, ...]
    inputs: tuple[str, ...] = ()
    """The files that were given, as they were named; `-` is the standard input."""
    prose: Mapping[str, str] = MappingProxyType({})
    """The page of each rule that found something, by the rule's name; only replies quote them."""
    suggested: tuple[tuple[tuple[str, ...], ...], ...] = ()
    """For each review and each of its patches the addresses of those who look after what it touches."""
    now: float | None = None
    """When replies are written, in seconds since 1970; None leaves that to the program that sends them."""


def reported(review: Review) -> Report:
    """Return the report of a series with its conflicts among the findings, worst first."""
    findings = (*review.conflicts, *review.report.findings)
    if review.conflicts:
        findings = tuple(sorted(findings, key=lambda finding: -finding.severity))
    return replaced(review.report, findings=findings)


def headline(review: Review, report: Report) -> str:
    """Return the verdict of a series in words: of one that touches no header, that it does not."""
    if report.verdict is not Verdict.PASS or report.headers or report.findings:
        return verdict_sentence(report)
    if touches_headers(review):
        return "no header of what is looked at differs"
    return "it touches no UAPI header" if len(review.series.patches) == 1 else "they touch no UAPI header"


def touches_headers(review: Review) -> bool:
    """Return whether anything of a series was applied to the tree."""
    return any(isinstance(outcome, Applied | Fragments) for step in review.steps for outcome in step.outcomes)


def is_silent(review: Review) -> bool:
    """Return whether there is nothing at all to say of a series: it touches nothing, and all of it could be read."""
    report = reported(review)
    return not touches_headers(review) and not report.gaps and not standing(report)


def title(review: Review) -> str:
    """Return what a person calls a series: its name, version if it is not the first, and how many patches there are."""
    series = review.series
    count = len(series.patches)
    details = [f"v{series.version}"] if series.version > 1 else []
    if count > 1:
        details.append(counted(count, "patch", "patches"))
    return f"{series.name} ({', '.join(details)})" if details else series.name


def absent(review: Review) -> str:
    """Return which parts of a series the input lacks, empty where it has all of them."""
    missing = review.series.missing
    if not missing:
        return ""
    # One mail of a series is the usual case.
    if len(review.series.patches) == 1:
        only = review.series.patches[0]
        return f"part {only.part} of {only.parts}, reviewed without the rest of its series"
    noun = "part" if len(missing) == 1 else "parts"
    return f"{noun} {runs(missing, str)} not in the input"


def remarks(review: Review) -> Iterator[str]:
    """Yield for each file that did not fit its tree exactly what it took to apply it."""
    for step in review.steps:
        for outcome in step.outcomes:
            if not isinstance(outcome, Applied) or not (outcome.fuzz or outcome.offset):
                continue
            how = []
            if outcome.offset:
                how.append(f"{counted(outcome.offset, 'line')} off")
            if outcome.fuzz:
                how.append(f"with {counted(outcome.fuzz, 'line')} of context left out")
            which = f"{step.patch.part}/{step.patch.parts}: " if len(review.steps) > 1 else ""
            yield f"{which}{outcome.path} {' and '.join(how)}"


def by_patch(review: Review, findings: tuple[Finding, ...]) -> Iterator[tuple[str, tuple[Finding, ...]]]:
    """Yield label and findings of each patch that causes any, in the order of the series; what has no label last."""
    labels = dict.fromkeys(step.label for step in review.steps)
    for label in (*labels, ""):
        found = tuple(each for each in findings if (each.patch if each.patch in labels else "") == label)
        if found:
            yield label, found


def mended_words(mended: Mended) -> str:
    """Return what was broken within a series and is whole again."""
    return f"{mended.finding.message} (broken by {mended.finding.patch}, mended by {mended.by})"
