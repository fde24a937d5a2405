"""Code Quality reports for GitLab: a JSON array with an object for each finding, and for each place not checked.

GitLab drops an item without a fingerprint, and the second of two with the same one.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from uapicheck.model.report import Report, Severity
from uapicheck.render.escape import plain
from uapicheck.render.forge import (
    Unique,
    finding_path,
    gap_path,
    line_of,
    severity_of,
    shown,
    shown_at,
    told,
    untold,
    worst_first,
)
from uapicheck.render.indented import document_text
from uapicheck.render.options import Options

INCOMPLETE: Final = "incomplete"
"""The check of what could not be checked."""
_LEVELS: Final = {Severity.BREAK: "critical", Severity.REVIEW: "major", Severity.NOTE: "info"}


def gitlab(report: Report, *, options: Options) -> str:
    """Return the array for one report."""
    return gitlab_of((report,), options=options)


def gitlab_of(reports: Sequence[Report], *, options: Options) -> str:
    """Return one array for all reports."""
    unique = Unique()
    return document_text([item for report in reports for item in _items(report, options, unique)])


def _items(report: Report, options: Options, unique: Unique) -> Iterator[dict[str, Any]]:
    for finding in worst_first(shown(report, options)):
        yield {
            "description": told(finding, report.targets),
            "check_name": plain(finding.rule),
            "fingerprint": unique.name(finding.fingerprint),
            "severity": _LEVELS[severity_of(finding)],
            "location": _location(finding_path(finding), line_of(shown_at(finding))),
        }
    for missing in report.gaps:
        where = missing.gap.where
        yield {
            "description": untold(missing, report.targets),
            "check_name": INCOMPLETE,
            "fingerprint": unique.name(gap_fingerprint(missing.side, gap_path(missing), missing.gap.what)),
            "severity": "minor",
            "location": _location(gap_path(missing) or where.header, max(where.line, 1)),
        }


def gap_fingerprint(side: str, path: str, what: str) -> str:
    """Return the identity of a place that could not be checked: like that of a finding it has no line in it."""
    import hashlib  # noqa: PLC0415 - most runs have no gap

    identity = f"{INCOMPLETE}\0{side}\0{path}\0{what}"
    return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _location(path: str, line: int) -> dict[str, Any]:
    return {"path": plain(path), "lines": {"begin": line}}
