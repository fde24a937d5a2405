"""The full sample with its deletions anchored, each at line 5 of its header on the new side."""

from typing import Final

from tests.render.samples import FULL
from uapicheck.frozen import replaced
from uapicheck.model.place import Location, Side
from uapicheck.model.report import Finding, Report


def gone(report: Report) -> list[Finding]:
    """Return the findings on the old side, waived ones left out."""
    return [each for each in report.findings if each.where.side is Side.OLD and each.waived is None]


def _anchored(finding: Finding) -> Finding:
    if finding.where.side is Side.NEW:
        return finding
    return replaced(finding, anchor=Location(side=Side.NEW, place=replaced(finding.where.place, line=5)))


ANCHORED: Final = replaced(FULL, findings=tuple(_anchored(each) for each in FULL.findings))
