"""Reports with as many findings as wanted: of all severities, on both sides, over several headers."""

from tests.render.samples import EMPTY, TARGETS, at
from uapicheck.frozen import replaced
from uapicheck.model.place import Side
from uapicheck.model.report import Finding, Report, Severity

_SEVERITIES = (Severity.BREAK, Severity.REVIEW, Severity.NOTE)


def findings(count: int, *, shift: int = 0) -> tuple[Finding, ...]:
    """Return findings worst first; `shift` moves the lines of all of them."""
    made = [_finding(number, shift) for number in range(count)]
    return tuple(sorted(made, key=lambda each: -each.severity))


def report(count: int, *, shift: int = 0) -> Report:
    """Return a report with that many findings."""
    return replaced(EMPTY, targets=TARGETS, headers=7, findings=findings(count, shift=shift))


def _finding(number: int, shift: int) -> Finding:
    path = f"include/uapi/linux/part{number % 7}.h"
    symbol = f"PART_{number}"
    return Finding(
        rule="macro-value-changed",
        severity=_SEVERITIES[number % 3],
        symbol=symbol,
        message=f"{symbol} changed its value from {number} to {number + 1}",
        where=at(Side.OLD if number % 2 else Side.NEW, path, 10 + number + shift),
        uapi_path=path,
        targets=TARGETS,
        old=str(number),
        new=str(number + 1),
    )
