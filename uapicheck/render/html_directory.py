"""Reports as a directory of HTML pages: an index, and one page for each header, or for each series of patches."""

import re
from collections.abc import Iterator, Mapping, Sequence

from uapicheck.frozen import frozen, replaced
from uapicheck.model.report import Finding, Missing, Report, Severity
from uapicheck.render.answer import Answer, reported, title
from uapicheck.render.escape import plain
from uapicheck.render.html import html_of
from uapicheck.render.html_view import LinkView, Page, headed, matrix_row, page
from uapicheck.render.options import Options
from uapicheck.render.review_html import review_page
from uapicheck.render.words import Group, grouped, standing

INDEX = "index.html"
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST = 120
"""Characters of a file's name."""


@frozen(kw_only=True)
class _Part:
    """What one page shows."""

    file: str
    path: str
    """The header's path in a kernel source tree."""
    report: Report


def report_pages(report: Report, options: Options) -> Mapping[str, str]:
    """Return the text of each file by its name."""
    parts = tuple(_parts(report))
    made = {INDEX: html_of(_index(report, parts, options))}
    for number, part in enumerate(parts):
        ways = [LinkView(text="All headers", link=INDEX)]
        ways += [LinkView(text=f"Before: {each.path}", link=each.file) for each in parts[max(number - 1, 0) : number]]
        ways += [LinkView(text=f"Next: {each.path}", link=each.file) for each in parts[number + 1 : number + 2]]
        view = page(part.report, options)
        made[part.file] = html_of(replaced(view, title=f"{part.path}: {view.title}", ways=tuple(ways)))
    return made


def review_pages(answer: Answer, options: Options) -> Mapping[str, str]:
    """Return the text of each file by its name: of one series its page, of several an index besides."""
    if len(answer.reviews) == 1:
        return {INDEX: html_of(review_page(answer.reviews[0], options))}
    files = _Files()
    named = [(files.name(title(review)), review) for review in answer.reviews]
    made: dict[str, str] = {}
    back = (LinkView(text="All series", link=INDEX),)
    views = {file: review_page(review, options) for file, review in named}
    made[INDEX] = html_of(_of_all(answer, views, options))
    for file, view in views.items():
        made[file] = html_of(replaced(view, ways=back))
    return made


class _Files:
    """Gives names to files: no two alike, not even where case does not count."""

    def __init__(self) -> None:
        self._taken = {INDEX}

    def name(self, text: str) -> str:
        stem = _UNSAFE.sub("-", text)[:_LONGEST].strip("-.") or "page"
        number = 1
        while (name := f"{stem}{'' if number == 1 else f'-{number}'}.html").casefold() in self._taken:
            number += 1
        self._taken.add(name.casefold())
        return name


def _parts(report: Report) -> Iterator[_Part]:
    """Yield what there is to say of each header, worst first; those with new names alone last."""
    files = _Files()
    worst = [group.uapi_path for group in grouped(standing(report))]
    rest = {each.uapi_path for each in report.findings} | {each.uapi_path for each in report.additions}
    for path in (*worst, *sorted(rest - set(worst))):
        findings = tuple(each for each in report.findings if each.uapi_path == path)
        additions = tuple(each for each in report.additions if each.uapi_path == path)
        places = {each.where.place.path for each in findings} | {each.where.path for each in additions}
        part = replaced(
            report,
            findings=findings,
            additions=additions,
            gaps=tuple(each for each in report.gaps if each.gap.where.path in places),
            spaces=(),
            headers=1,
            differing=1,
            not_exported=tuple(each for each in report.not_exported if path.endswith(f"/{each[0]}")),
        )
        yield _Part(file=files.name(path), path=plain(path), report=part)


def _index(report: Report, parts: Sequence[_Part], options: Options) -> Page:
    """Return the page that leads to all others."""
    view = page(replaced(report, findings=(), additions=()), options)
    rows = [
        matrix_row(Group(uapi_path=part.path, findings=found), part.file, _links(part.file, found))
        for part in parts
        if (found := standing(part.report))
    ]
    listed = tuple(LinkView(text=part.path, link=part.file) for part in parts if not standing(part.report))
    return headed(replaced(view, matrix=tuple(rows), listed=listed), report)


def _links(file: str, findings: Sequence[Finding]) -> Mapping[Severity, str]:
    first = {severity: next((each for each in findings if each.severity is severity), None) for severity in Severity}
    return {severity: f"{file}#{each.fingerprint}" if each else "" for severity, each in first.items()}


def _of_all(answer: Answer, views: Mapping[str, Page], options: Options) -> Page:
    """Return the page that leads to those of the series: verdict and findings of all of them together."""
    reports = [reported(review) for review in answer.reviews]
    whole = replaced(
        reports[0],
        targets=tuple(dict.fromkeys(target for each in reports for target in each.targets)),
        findings=tuple(finding for each in reports for finding in each.findings),
        gaps=_every_gap(reports),
        additions=tuple(addition for each in reports for addition in each.additions),
        spaces=(),
        ids=(),
        headers=max(each.headers for each in reports),
        differing=max(each.differing for each in reports),
    )
    rows = [
        matrix_row(Group(uapi_path=title(review), findings=found), file, _links(file, found))
        for review, file, report in zip(answer.reviews, views, reports, strict=True)
        for found in (standing(report),)
    ]
    empty = page(replaced(whole, findings=(), additions=(), gaps=()), options)
    return headed(replaced(empty, matrix=tuple(rows)), whole)


def _every_gap(reports: Sequence[Report]) -> tuple[Missing, ...]:
    return tuple(dict.fromkeys(gap for each in reports for gap in each.gaps))
