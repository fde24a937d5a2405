"""Merges, as combined diffs show them: what they do to each parent's users, and numbers that two parents gave away."""

import re
from collections.abc import Iterator, Mapping, Sequence

from uapicheck.frozen import frozen, replaced
from uapicheck.model.applied import Outcome
from uapicheck.model.patch import FilePatch, HunkLine, Mark, Patch, Series
from uapicheck.model.place import Location, Place, Side
from uapicheck.model.report import Consequence, Finding, Missing, Report, Severity
from uapicheck.model.review import Review
from uapicheck.sources.scopes import definitions, scanned

_NUMBER = re.compile(r"\(*\s*(0[xX][0-9a-fA-F]+|\d+)[uUlL]*\s*\)*\s*")
_IOCTL = re.compile(r"_IO[A-Z]*\s*\(\s*(\w+)\s*,\s*(0[xX][0-9a-fA-F]+|\d+)\b")
_FAMILY = re.compile(r"([A-Za-z]\w*?_[A-Za-z0-9]+)_\w+")
_RULE = "number-duplicated"


@frozen(kw_only=True)
class Collision:
    """A number that two parents of a merge gave to different names, and what the merge makes of one of them."""

    file: FilePatch
    name: str
    """The one that the merge gives another number."""
    parent: int
    """Which of the parents had it, from 1."""
    number: str
    becomes: str
    rival: str
    """The one that keeps the number."""
    rival_parent: int


def is_merge(series: Series) -> bool:
    """Return whether a series is a combined diff that says what each parent had."""
    return len(series.patches) == 1 and any(len(file.parents) > 1 for file in series.patches[0].files)


def by_parent(series: Series) -> tuple[Series, ...]:
    """Return what a merge does to each of its parents, as a series of one plain patch each."""
    (patch,) = series.patches
    count = max(len(file.parents) for file in patch.files)
    return tuple(replaced(series, patches=(_against(patch, parent),)) for parent in range(count))


def _against(patch: Patch, parent: int) -> Patch:
    files = tuple(
        replaced(file, hunks=tuple(hunk for hunk in file.parents[parent] if _changes(hunk.lines)))
        if parent < len(file.parents)
        else file
        for file in patch.files
    )
    return replaced(patch, files=tuple(file for file in files if file.hunks or not file.combined))


def _changes(lines: Sequence[HunkLine]) -> bool:
    return any(line.mark is not Mark.CONTEXT for line in lines)


def joined(series: Series, reviews: Sequence[Review]) -> Review:
    """Return the review of a merge, made of those against each parent; findings name the parent that they hold for."""
    first = reviews[0]
    found: dict[str, list[tuple[int, Finding]]] = {}
    for parent, review in enumerate(reviews, start=1):
        for finding in review.report.findings:
            found.setdefault(finding.fingerprint, []).append((parent, finding))
    findings = [
        finding if len(same) == len(reviews) else replaced(finding, patch=f"against parent {parent}")
        for same in found.values()
        for parent, finding in same[:1]
    ]
    for file in series.patches[0].files:
        for collision in collisions(file):
            findings = _told(collision, findings, reviews)
    findings.sort(key=lambda each: (-each.severity, each.uapi_path, each.where.place.line, each.symbol, each.rule))
    gaps: dict[Missing, None] = {gap: None for review in reviews for gap in review.report.gaps}
    additions = {each.symbol: each for review in reversed(reviews) for each in review.report.additions}
    spaces = {each.name: each for review in reversed(reviews) for each in review.report.spaces}
    report = replaced(
        first.report,
        targets=tuple(dict.fromkeys(name for review in reviews for name in review.report.targets)),
        headers=max(review.report.headers for review in reviews),
        differing=max(review.report.differing for review in reviews),
        findings=tuple(findings),
        gaps=tuple(gaps),
        additions=tuple(additions[name] for name in sorted(additions)),
        spaces=tuple(spaces[name] for name in sorted(spaces)),
    )
    steps = tuple(
        replaced(step, label=f"{step.label}, against parent {parent}")
        for parent, review in enumerate(reviews, start=1)
        for step in review.steps
    )
    return replaced(first, series=series, report=report, steps=steps)


def collisions(file: FilePatch) -> Iterator[Collision]:
    """Yield the numbers of a merged header that two parents gave to different names, as far as its hunks show them."""
    if not file.path.endswith(".h"):
        return  # a document may quote one
    for hunks in zip(*file.parents, strict=True):
        merge = _numbers([line for line in hunks[0].lines if line.mark is not Mark.REMOVED])
        parents = [_numbers([line for line in hunk.lines if line.mark is not Mark.ADDED]) for hunk in hunks]
        for one, mine in enumerate(parents):
            for other, theirs in enumerate(parents):
                if one != other:
                    yield from _between(file, merge, (one, mine), (other, theirs))


def _between(
    file: FilePatch,
    merge: Mapping[str, str],
    mine: tuple[int, Mapping[str, str]],
    theirs: tuple[int, Mapping[str, str]],
) -> Iterator[Collision]:
    holders = {(number, _family(name)): name for name, number in theirs[1].items() if name not in mine[1]}
    for name, number in mine[1].items():
        rival = holders.get((number, _family(name)))
        if rival is None or not _family(name) or merge.get(rival) != number or merge.get(name, number) == number:
            continue
        yield Collision(
            file=file,
            name=name,
            parent=mine[0] + 1,
            number=number,
            becomes=merge[name],
            rival=rival,
            rival_parent=theirs[0] + 1,
        )


def _numbers(lines: Sequence[HunkLine]) -> dict[str, str]:
    """Return the macros that stand for numbers, those of ioctls included, each with its number."""
    found: dict[str, str] = {}
    for each in definitions(scanned([line.text for line in lines])):
        body = each.text.partition(each.name)[2].strip()
        if match := _NUMBER.fullmatch(body):
            found[each.name] = str(int(match[1], 16 if match[1][:2] in {"0x", "0X"} else 10))
        elif match := _IOCTL.match(body):
            found[each.name] = f"{match[1]} {match[2].lower()}"
    return found


def _family(name: str) -> str:
    match = _FAMILY.fullmatch(name)
    return match[1] if match else ""


def _told(collision: Collision, findings: Sequence[Finding], reviews: Sequence[Review]) -> list[Finding]:
    """Return findings with a collision beneath the one that it explains, else as one of its own."""
    message = (
        f"{collision.name} of parent {collision.parent} and {collision.rival} of parent {collision.rival_parent} "
        f"both have number {collision.number}; the merge makes it {collision.becomes}"
    )
    for at, finding in enumerate(findings):
        if finding.symbol == collision.name:
            also = Consequence(
                rule=_RULE,
                severity=Severity.BREAK,
                symbol=collision.name,
                message=message,
                where=finding.where,
                targets=finding.targets,
                old=collision.number,
                new=collision.becomes,
            )
            worst = replaced(finding, also=(*finding.also, also), severity=Severity.BREAK)
            return [*findings[:at], worst, *findings[at + 1 :]]
    outcome = _outcome(collision.file, reviews)
    report: Report = reviews[collision.parent - 1].report
    path = outcome.path if outcome else collision.file.path
    own = Finding(
        rule=_RULE,
        severity=Severity.BREAK,
        symbol=collision.name,
        message=message,
        where=Location(side=Side.NEW, place=Place(header=path.rpartition("uapi/")[2], path=path, line=1)),
        uapi_path=collision.file.path,
        targets=report.targets,
        old=collision.number,
        new=collision.becomes,
        patch=f"against parent {collision.parent}",
    )
    return [*findings, own]


def _outcome(file: FilePatch, reviews: Sequence[Review]) -> Outcome | None:
    every = (each for review in reviews for step in review.steps for each in step.outcomes)
    return next((each for each in every if each.file.path == file.path), None)
