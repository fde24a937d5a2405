"""A program as a user writes one: `mypy --strict` reads it, and it runs."""

import sys
from collections.abc import Sequence
from pathlib import Path

import uapicheck
from uapicheck import Finding, Report, Severity, Verdict


def breaks(report: Report) -> tuple[Finding, ...]:
    return tuple(each for each in report.findings if each.severity is Severity.BREAK and each.waived is None)


def told(old: Path, new: Path) -> Sequence[str]:
    report: Report = uapicheck.check(old, new, targets=["x86_64", "i386"], headers=("linux/point.h",))
    lines = [f"{each.symbol} ({each.rule}) on {', '.join(each.targets)}" for each in breaks(report)]
    verdict: Verdict = report.verdict
    size = len(uapicheck.rendered(report, "html"))
    names: set[str] = {snapshot.target for snapshot in uapicheck.snapshot(new, targets=["x86"])}
    try:
        uapicheck.check(old, new, headers=["linux/nowhere.h"])
    except uapicheck.UapiCheckError as error:
        lines.append(error.what)
    return [verdict, *lines, *sorted(names), "page" if size else ""]


def main() -> int:
    old, new = sys.argv[1:]
    sys.stdout.write("\n".join(told(Path(old), Path(new))) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
