"""JUnit XML: a suite for each header, a test for each finding, so that CI systems show what came and what went.

A break is a failure; what needs a look, and notes, pass and say what they are on their output; what could not be
checked is an error. A test's name has no line number and no prose in it: it is the same test in the next run.
"""

from collections.abc import Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from uapicheck.frozen import frozen
from uapicheck.model.report import Finding, Missing, Report, Severity
from uapicheck.render.escape import plain
from uapicheck.render.forge import Unique, finding_path, gap_path, severity_of, shortened, shown, told, untold
from uapicheck.render.options import Options
from uapicheck.render.paint import Paint
from uapicheck.render.text_findings import FindingWriter
from uapicheck.render.words import scope_words, verdict_sentence

_NAME: Final = 300
"""Characters of a name: what tells longer ones apart is the number behind it."""
_TOOL: Final = "uapicheck"


@frozen(kw_only=True)
class _Case:
    name: str
    element: str
    """`failure`, `error`, `skipped`, `system-out`, empty for a test that has nothing to say."""
    kind: str
    message: str
    body: str = ""


def junit(report: Report, *, options: Options) -> str:
    """Return a document with the suites of one report."""
    return junit_of((report,), options=options)


def junit_of(reports: Sequence[Report], *, options: Options) -> str:
    """Return a document with the suites of all reports, below one root."""
    unique = Unique()
    suites = [suite for report in reports for suite in _suites(report, options)]
    cases = [case for _, members in suites for case in members]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<testsuites name={quoteattr(_TOOL)} {_counts(cases)}>",
        *(line for name, members in suites for line in _suite(name, members, unique)),
        "</testsuites>",
    ]
    return "".join(line + "\n" for line in lines)


def _suites(report: Report, options: Options) -> Iterator[tuple[str, list[_Case]]]:
    """Yield name and tests: the comparison itself first, so that there is one even where nothing was found."""
    by_header: dict[str, list[_Case]] = {}
    # Additions break nothing: a header that has no more is one that passed.
    for addition in report.additions:
        by_header.setdefault(plain(addition.uapi_path), [])
    writer = FindingWriter(options=Options(width=100), paint=Paint(color=False), every=report.targets)
    for finding in shown(report, options):
        by_header.setdefault(plain(finding_path(finding)), []).append(_case(finding, writer))
    for missing in report.gaps:
        by_header.setdefault(plain(gap_path(missing)) or _TOOL, []).append(_gap(missing, report.targets))
    words = f"{report.verdict.value}: {verdict_sentence(report)} ({scope_words(report)})"
    yield _TOOL, [_Case(name="headers compared", element="system-out", kind="", message="", body=words)]
    passed = _Case(name="nothing breaks user space", element="", kind="", message="")
    for path in sorted(by_header):
        yield path, by_header[path] or [passed]


def _case(finding: Finding, writer: FindingWriter) -> _Case:
    name = f"{plain(finding.rule)} {plain(finding.symbol)}"
    body = "\n".join(writer.finding(finding))
    message = told(finding, writer.every)
    if finding.waived is not None:
        return _Case(name=name, element="skipped", kind=plain(finding.rule), message=message, body=body)
    if severity_of(finding) is Severity.BREAK:
        return _Case(name=name, element="failure", kind=plain(finding.rule), message=message, body=body)
    return _Case(name=name, element="system-out", kind="", message="", body=body)


def _gap(missing: Missing, every: Sequence[str]) -> _Case:
    name = f"incomplete {plain(missing.gap.what)} ({plain(missing.side)})"
    return _Case(name=name, element="error", kind="incomplete", message=untold(missing, every))


def _suite(name: str, cases: Sequence[_Case], unique: Unique) -> Iterator[str]:
    yield f"  <testsuite name={_attribute(shortened(name, _NAME))} {_counts(cases)}>"
    for case in cases:
        yield from _element(name, case, unique)
    yield "  </testsuite>"


def _element(suite: str, case: _Case, unique: Unique) -> Iterator[str]:
    group = shortened(suite, _NAME)
    # A dot would make readers look for a package, and a test is known by its group and its name.
    name = unique.name(f"{group}\0{shortened(case.name, _NAME)}", before=" (", after=")").partition("\0")[2]
    head = f"    <testcase classname={_attribute(group)} name={_attribute(name)}"
    if not case.element:
        yield f"{head}/>"
        return
    yield f"{head}>"
    told_of = f" type={_attribute(case.kind)} message={_attribute(case.message)}" if case.kind else ""
    if case.element == "skipped":
        told_of = f" message={_attribute(case.message)}"
    if case.body:
        yield f"      <{case.element}{told_of}>{escape(case.body)}</{case.element}>"
    else:
        yield f"      <{case.element}{told_of}/>"
    yield "    </testcase>"


def _counts(cases: Sequence[_Case]) -> str:
    kinds = [case.element for case in cases]
    return (
        f'tests="{len(cases)}" failures="{kinds.count("failure")}" '
        f'errors="{kinds.count("error")}" skipped="{kinds.count("skipped")}"'
    )


def _attribute(text: str) -> str:
    # `plain` has left nothing that XML 1.0 cannot hold.
    return quoteattr(text)
