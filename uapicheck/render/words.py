"""Sentences and groups that several formats share: the verdict, targets, places, counts."""

from collections.abc import Iterable, Sequence

from uapicheck.frozen import frozen
from uapicheck.model.place import Location
from uapicheck.model.report import Finding, JudgedBy, Missing, Report, Severity, Verdict
from uapicheck.render.escape import plain

_FEW = 3
"""As many targets as are named in one breath."""


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return `1 break`, `2 breaks`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def standing(report: Report) -> tuple[Finding, ...]:
    """Return the findings that no waiver accepts, in the order of the report."""
    return tuple(finding for finding in report.findings if finding.waived is None)


def waived(report: Report) -> tuple[Finding, ...]:
    """Return the findings that a waiver accepts."""
    return tuple(finding for finding in report.findings if finding.waived is not None)


def tally(findings: Iterable[Finding]) -> dict[Severity, int]:
    """Return how many findings there are of each severity, worst first, zeros included."""
    counts = dict.fromkeys(sorted(Severity, reverse=True), 0)
    for finding in findings:
        counts[finding.severity] += 1
    return counts


def verdict_sentence(report: Report) -> str:
    """Return the verdict in words, for people who read nothing else."""
    counts = tally(standing(report))
    breaks, reviews, notes = counts.values()
    gaps = len(report.gaps)
    match report.verdict:
        case Verdict.BREAK:
            verb = "breaks" if breaks == 1 else "break"
            more = f"; {counted(gaps, 'place')} could not be checked" if gaps else ""
            return f"{counted(breaks, 'change')} {verb} user space{more}"
        case Verdict.INCOMPLETE:
            return f"no break found, but {counted(gaps, 'place')} could not be checked"
        case Verdict.REVIEW:
            verb = "needs" if reviews == 1 else "need"
            return f"no certain break, but {counted(reviews, 'change')} {verb} a reviewer's judgement"
        case Verdict.NOTE:
            return f"nothing breaks user space; {counted(notes, 'change')} worth a look"
        case Verdict.PASS:
            return _pass_sentence(report)


def _pass_sentence(report: Report) -> str:
    accepted = len(waived(report))
    if accepted:
        return f"nothing to report beyond {counted(accepted, 'waived finding')}"
    if report.additions:
        return f"nothing breaks user space; {counted(len(report.additions), 'addition')}, no other difference"
    return "no difference that user space can see"


def scope_words(report: Report) -> str:
    """Return `3 headers on 9 targets`, and how many of them can differ at all."""
    return f"{header_words(report)} on {counted(len(report.targets), 'target')}"


def header_words(report: Report) -> str:
    """Return `976 headers, of which 3 can differ,`: what goes on is what targets they are on."""
    headers = counted(report.headers, "header")
    return headers if report.differing >= report.headers else f"{headers}, of which {report.differing} can differ,"


def milder_words(finding: Finding) -> str:
    """Return where a finding is less severe, as the end of a sentence; empty where it is the same on all targets."""
    return f"; less severe on {', '.join(finding.milder_targets)}" if finding.milder_targets else ""


def target_words(targets: Sequence[str], every: Sequence[str]) -> str:
    """Return which of the targets looked at are meant: `all targets`, `i386 only`, `all targets but x32`."""
    meant = set(targets)
    missing = [name for name in every if name not in meant]
    if not missing:
        return "all targets" if len(every) > 1 else plain(" ".join(every))
    names = ", ".join(plain(name) for name in targets)
    if len(targets) <= _FEW:
        return f"{names} only"
    if len(missing) <= _FEW:
        return "all targets but " + ", ".join(plain(name) for name in missing)
    return names


def place_words(where: Location) -> str:
    """Return `path:line (side)`, which terminals make a link of; the line belongs to that side alone."""
    return f"{plain(where.place.path)}:{where.place.line} ({where.side.value})"


def policy_words(judged_by: JudgedBy | None) -> str:
    """Return what findings were judged by, empty where that is nothing of the user's own."""
    if judged_by is None:
        return ""
    return f"{judged_by.config}{', ' if judged_by.config else ''}profile {judged_by.profile}"


@frozen(kw_only=True)
class Group:
    """The findings of one header."""

    uapi_path: str
    findings: tuple[Finding, ...]


def grouped(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """Return findings by header, headers with the worst findings first, order kept within each."""
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.uapi_path, []).append(finding)
    groups = [Group(uapi_path=path, findings=tuple(members)) for path, members in by_path.items()]
    return tuple(sorted(groups, key=_rank))


def _rank(group: Group) -> tuple[list[int], str]:
    return [-count for count in tally(group.findings).values()], group.uapi_path


def count_words(findings: Iterable[Finding]) -> str:
    """Return `2 break, 1 note`; severities without findings are left out."""
    return ", ".join(f"{count} {severity.name.lower()}" for severity, count in tally(findings).items() if count)


@frozen(kw_only=True)
class GapGroup:
    """The gaps that share a reason."""

    why: str
    gaps: tuple[Missing, ...]


def gap_groups(gaps: Iterable[Missing]) -> tuple[GapGroup, ...]:
    """Return gaps by reason, reasons in order of first appearance."""
    by_why: dict[str, list[Missing]] = {}
    for missing in gaps:
        by_why.setdefault(missing.gap.why, []).append(missing)
    return tuple(GapGroup(why=why, gaps=tuple(members)) for why, members in by_why.items())


def gap_place(missing: Missing) -> str:
    """Return `path:line (side)` of a gap, or the header's name where it was read from nowhere.

    What is no matter of any target is none of a side either: a patch that cannot be applied stands in its own file.
    """
    where = missing.gap.where
    side = f" ({plain(missing.side)})" if missing.targets else ""
    return f"{plain(where.path or where.header)}:{where.line}{side}"


def gap_words(missing: Missing, every: Sequence[str]) -> str:
    """Return the place of a gap, what it is, and on which of the targets looked at."""
    on = f", on {target_words(missing.targets, every)}" if missing.targets else ""
    return f"{gap_place(missing)}: {plain(missing.gap.what)}{on}"
