"""Findings counted by subsystem, for reports on so many headers that a reader first asks whose they are."""

from collections.abc import Mapping

from uapicheck.model.report import Finding, Report, Severity
from uapicheck.render.words import standing, tally

MANY = 5
"""Headers with findings up to which a reader sees by himself whose they are."""


def by_subsystem(report: Report) -> tuple[tuple[str, Mapping[Severity, int]], ...]:
    """Return how many findings of each severity each subsystem has, the worst first; waived ones do not count."""
    names = dict(report.subsystems)
    groups: dict[str, list[Finding]] = {}
    for finding in standing(report):
        if finding.uapi_path in names:
            groups.setdefault(names[finding.uapi_path], []).append(finding)
    counted = [(name, tally(group)) for name, group in groups.items()]
    return tuple(sorted(counted, key=lambda each: ([-count for count in each[1].values()], each[0])))


def is_wanted(report: Report) -> bool:
    """Return whether a report has findings in so many headers that they are worth being counted by subsystem."""
    return len({finding.uapi_path for finding in standing(report)}) > MANY and bool(report.subsystems)
