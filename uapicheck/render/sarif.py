"""SARIF 2.1.0, as code scanning takes it: results with identities that survive shifted lines, rules with their pages.

Paths are relative to the root of a kernel source tree. What could not be checked is a notification of the run; waived
findings are left out, because GitHub shows suppressed results as open. There is no clock and no path of the machine.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from uapicheck.engine.rule import Rule
from uapicheck.model.place import Location, Side
from uapicheck.model.report import Consequence, Finding, Missing, Report, Severity
from uapicheck.model.tree import Provenance
from uapicheck.render.escape import plain
from uapicheck.render.forge import (
    Unique,
    finding_path,
    gap_path,
    line_of,
    portable_id,
    shown,
    shown_at,
    told,
    tree_path,
    untold,
    worst_first,
)
from uapicheck.render.indented import document_text
from uapicheck.render.options import Options
from uapicheck.render.prose import STRIPPED, prose
from uapicheck.render.rule_page import RulePage, rule_page, rule_page_markdown
from uapicheck.render.words import counted, verdict_sentence

RESULTS: Final = 5000
"""Results that GitHub keeps of a run."""
_GAPS: Final = 1000
_ALSO: Final = 50
"""Consequences that a result lists; its message counts all."""
_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT: Final = "%SRCROOT%"
_LEVELS: Final = {Severity.BREAK: "error", Severity.REVIEW: "warning", Severity.NOTE: "note"}
_PROBLEMS: Final = {Severity.BREAK: "error", Severity.REVIEW: "warning", Severity.NOTE: "recommendation"}
_KERNEL_DOCS: Final = "https://docs.kernel.org/"
_DOCUMENT: Final = "Documentation/"
_NARROW: Final = Options(width=100)


def sarif(report: Report, *, options: Options) -> str:
    """Return a log with one run."""
    return sarif_of((report,), options=options)


def sarif_of(reports: Sequence[Report], *, options: Options) -> str:
    """Return a log with a run for each report."""
    runs = [_run(report, number, options) for number, report in enumerate(reports, start=1)]
    return document_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": runs})


def _run(report: Report, number: int, options: Options) -> dict[str, Any]:
    found = worst_first(shown(report, options))
    kept = found[:RESULTS]
    unique = Unique()
    rules = {name: place for place, name in enumerate(sorted({finding.rule for finding in kept}))}
    name, _, version = options.tool.partition(" ")
    return {
        "tool": {
            "driver": {
                "name": plain(name),
                **({"version": plain(version)} if version else {}),
                "rules": [_rule(rule, options.rules.get(rule), kept) for rule in rules],
            }
        },
        # Of several runs with one category GitHub takes none.
        "automationDetails": {"id": "uapicheck/" if number == 1 else f"uapicheck/{number}/"},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": _notifications(report, found)}],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the kernel source tree."}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, rules[finding.rule], report, unique) for finding in kept],
        "properties": {
            "verdict": report.verdict.value,
            "summary": verdict_sentence(report),
            "old": _provenance(report.old),
            "new": _provenance(report.new),
            "targets": [plain(target) for target in report.targets],
            "headers": report.headers,
            "differing": report.differing,
        },
    }


def _provenance(source: Provenance) -> dict[str, str]:
    known = {"label": source.label, "kind": source.kind, "id": portable_id(source), "note": source.note}
    return {key: plain(words) for key, words in known.items() if words}


def _text(words: str) -> dict[str, str]:
    # Square brackets before round ones are a link in SARIF's plain text.
    return {"text": words.replace("](", "] (")}


def _rule(name: str, rule: Rule[Any] | None, found: Iterable[Finding]) -> dict[str, Any]:
    """Return what readers are told of a rule: its page as `explain` shows it."""
    if rule is None:
        worst = max(finding.severity for finding in found if finding.rule == name)
        return {"id": plain(name), "shortDescription": _text(plain(name)), **_standing(worst)}
    page = RulePage(name=name, rule=rule)
    said = prose(rule.prose)
    whole = [f"{said.summary}." if said.summary else STRIPPED]
    for part in said.parts:
        whole += [f"{part.title}: {' '.join(part.paragraphs)}" if part.title else " ".join(part.paragraphs)]
    return {
        "id": plain(name),
        "name": "".join(word.capitalize() for word in name.split("-")),
        "shortDescription": _text(f"{said.summary}." if said.summary else name),
        "fullDescription": _text(" ".join(whole)),
        "help": {**_text(rule_page(page, options=_NARROW)), "markdown": rule_page_markdown(page, options=_NARROW)},
        **_document(rule.refs),
        **_standing(rule.severity, rule),
    }


def _document(refs: Iterable[str]) -> dict[str, str]:
    """Return the address of the first kernel document that a rule cites."""
    for ref in refs:
        path, _, _ = ref.partition(" ")
        if path.startswith(_DOCUMENT) and path.endswith(".rst"):
            return {"helpUri": f"{_KERNEL_DOCS}{path.removeprefix(_DOCUMENT).removesuffix('.rst')}.html"}
    return {}


def _standing(severity: Severity, rule: Rule[Any] | None = None) -> dict[str, Any]:
    known = {} if rule is None else {"profile": rule.profile.name.lower(), "since": rule.since}
    return {
        "defaultConfiguration": {"level": _LEVELS[severity]},
        "properties": {"tags": ["abi", "uapi"], "problem.severity": _PROBLEMS[severity], **known},
    }


def _identity(finding: Finding, unique: Unique) -> dict[str, str]:
    """Return what makes a result the same one in the next run; GitHub reads the first key alone.

    Without it the text of the line would be hashed, which for a deletion is a line that has nothing to do with it.
    """
    name = unique.name(finding.fingerprint, before=":")
    return {"primaryLocationLineHash": name if ":" in name else f"{name}:1", "uapicheck/v1": finding.fingerprint}


def _result(finding: Finding, index: int, report: Report, unique: Unique) -> dict[str, Any]:
    accepted = finding.waived
    until = f" (until {accepted.until})" if accepted and accepted.until else ""
    suppressions = [{"kind": "external", "justification": plain(f"{accepted.reason}{until}")}] if accepted else []
    related = [_related(each, finding, number) for number, each in enumerate(finding.also[:_ALSO])]
    place = _location(finding_path(finding), shown_at(finding), finding.symbol)
    if finding.anchor is not None:
        place["message"] = {"text": "What is gone stood here."}
    return {
        "ruleId": plain(finding.rule),
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": _text(told(finding, report.targets)),
        "locations": [place],
        "partialFingerprints": _identity(finding, unique),
        **({"relatedLocations": related} if related else {}),
        **({"suppressions": suppressions} if suppressions else {}),
        "properties": {
            "symbol": plain(finding.symbol),
            "side": finding.where.side.value,
            "targets": [plain(target) for target in finding.targets],
            **{side: plain(text) for side, text in (("old", finding.old), ("new", finding.new)) if text is not None},
            **({"also": len(finding.also)} if finding.also else {}),
            **({"patch": plain(finding.patch)} if finding.patch is not None else {}),
            **({"witness": "\n".join(map(plain, finding.witness.splitlines()))} if finding.witness else {}),
        },
    }


def _related(consequence: Consequence, finding: Finding, number: int) -> dict[str, Any]:
    is_same = consequence.where.place.path == finding.where.place.path
    path = finding_path(finding) if is_same else tree_path(consequence.where.place.path)
    words = f"{plain(consequence.message)} [{plain(consequence.rule)}]"
    return {"id": number, **_location(path, consequence.where, consequence.symbol), "message": _text(words)}


def _location(path: str, where: Location, symbol: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "physicalLocation": _physical(path, line_of(where)),
        "logicalLocations": [{"fullyQualifiedName": plain(symbol)}],
    }
    if where.side is Side.OLD:
        found["message"] = {"text": "The line is that of the old side."}
    return found


def _physical(path: str, line: int) -> dict[str, Any]:
    return {"artifactLocation": {"uri": _uri(path), "uriBaseId": _ROOT}, "region": {"startLine": line}}


def _uri(path: str) -> str:
    """Return a relative reference: whatever a name holds, it is no scheme, no host and no query."""
    from urllib.parse import quote  # noqa: PLC0415 - a run without results has no paths

    return quote(path, safe="/", encoding="utf-8", errors="surrogatepass")


def _notifications(report: Report, found: Sequence[Finding]) -> list[dict[str, Any]]:
    said = [_notification(missing, report.targets) for missing in report.gaps[:_GAPS]]
    if report.gaps:
        said.insert(0, _notice(f"incomplete: {counted(len(report.gaps), 'place')} could not be checked"))
    if len(found) > RESULTS:
        said.insert(0, _notice(f"{RESULTS} of {len(found)} results are listed, the worst first; -o json has all"))
    if len(report.gaps) > _GAPS:
        said.append(_notice(f"{_GAPS} of {len(report.gaps)} places that could not be checked are listed"))
    return said


def _notice(words: str) -> dict[str, Any]:
    return {"level": "warning", "message": {"text": words}}


def _notification(missing: Missing, every: Sequence[str]) -> dict[str, Any]:
    path = gap_path(missing)
    place = {"locations": [{"physicalLocation": _physical(path, max(missing.gap.where.line, 1))}]} if path else {}
    return {"level": "warning", "message": _text(untold(missing, every)), **place}
