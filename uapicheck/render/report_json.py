"""Reports for programs: the contract `uapicheck.report/1`, described by `schemas/report-1.schema.json`.

Numbers of a space are strings of hexadecimal digits wherever they stand, as JSON readers
lose 64-bit integers. Output is ASCII: whatever a header contains leaves as an escape.
"""

from typing import Any

from uapicheck.model.place import Location
from uapicheck.model.report import Addition, Consequence, Finding, JudgedBy, Missing, Report, SpaceSummary, Variant
from uapicheck.model.tree import Provenance
from uapicheck.render.indented import document_text
from uapicheck.render.options import Options
from uapicheck.render.subsystems import by_subsystem
from uapicheck.render.words import standing, tally, verdict_sentence, waived

SCHEMA = "uapicheck.report/1"


def report_json(report: Report, *, options: Options) -> str:
    """Return the report as one JSON object, keys in the order of the contract."""
    del options  # programs get everything, whatever the terminal looks like
    return document_text(document(report))


def document(report: Report) -> dict[str, Any]:
    """Return what the JSON text holds, as plain values."""
    return {
        "schema": SCHEMA,
        "verdict": report.verdict.value,
        "old": _provenance(report.old),
        "new": _provenance(report.new),
        "targets": list(report.targets),
        "findings": [finding_document(finding) for finding in report.findings],
        "gaps": [_missing(missing) for missing in report.gaps],
        "additions": [_addition(addition) for addition in report.additions],
        "spaces": [_space(space) for space in report.spaces],
        "summary": verdict_sentence(report),
        "counts": _counts(report),
        "headers": report.headers,
        "differing": report.differing,
        "not_exported": [{"header": header, "targets": list(targets)} for header, targets in report.not_exported],
        **_judged_by(report.judged_by),
        **_subsystems(report),
    }


def _subsystems(report: Report) -> dict[str, Any]:
    """Return the counts by subsystem where the tree tells of them."""
    rows = [
        {
            "name": name,
            **{severity.name.lower(): count for severity, count in counts.items()},
            "headers": [path for path, of in report.subsystems if of == name],
        }
        for name, counts in by_subsystem(report)
    ]
    return {"subsystems": rows} if rows else {}


def _judged_by(policy: JudgedBy | None) -> dict[str, Any]:
    """Return the policy where it is not the default one."""
    return {} if policy is None else {"policy": {"config": policy.config, "profile": policy.profile}}


def _counts(report: Report) -> dict[str, int]:
    found = {severity.name.lower(): count for severity, count in tally(standing(report)).items()}
    return {
        **found,
        "waived": len(waived(report)),
        "gaps": len(report.gaps),
        "additions": len(report.additions),
    }


def _provenance(provenance: Provenance) -> dict[str, Any]:
    return {"label": provenance.label, "kind": provenance.kind, "id": provenance.id, "note": provenance.note}


def _where(where: Location) -> dict[str, Any]:
    return {
        "side": where.side.value,
        "header": where.place.header,
        "path": where.place.path,
        "line": where.place.line,
    }


def finding_document(finding: Finding) -> dict[str, Any]:
    """Return what the JSON text holds of one finding."""
    accepted = finding.waived
    patch = {} if finding.patch is None else {"patch": finding.patch}
    milder = {"milder_targets": list(finding.milder_targets)} if finding.milder_targets else {}
    return {
        "rule": finding.rule,
        "severity": finding.severity.name.lower(),
        "symbol": finding.symbol,
        "message": finding.message,
        **_where(finding.where),
        "uapi_path": finding.uapi_path,
        "targets": list(finding.targets),
        **milder,
        "old": finding.old,
        "new": finding.new,
        "also": [_consequence(consequence) for consequence in finding.also],
        "variants": [_variant(variant) for variant in finding.variants],
        "fingerprint": finding.fingerprint,
        "waived": None if accepted is None else {"reason": accepted.reason, "until": accepted.until},
        **patch,
        **_witness(finding),
    }


def _witness(finding: Finding) -> dict[str, Any]:
    if finding.witness is None:
        return {}
    trial = finding.trial
    tried = {} if trial is None else {"outcome": trial.outcome.value, "trial": trial.words}
    return {"witness": {"target": finding.witness_target, "text": finding.witness, **tried}}


def _consequence(consequence: Consequence) -> dict[str, Any]:
    return {
        "rule": consequence.rule,
        "severity": consequence.severity.name.lower(),
        "symbol": consequence.symbol,
        "message": consequence.message,
        **_where(consequence.where),
        "targets": list(consequence.targets),
        "old": consequence.old,
        "new": consequence.new,
    }


def _variant(variant: Variant) -> dict[str, Any]:
    return {
        "targets": list(variant.targets),
        "message": variant.message,
        "old": variant.old,
        "new": variant.new,
    }


def _missing(missing: Missing) -> dict[str, Any]:
    where = missing.gap.where
    return {
        "side": missing.side,
        "header": where.header,
        "path": where.path,
        "line": where.line,
        "what": missing.gap.what,
        "why": missing.gap.why,
        "targets": list(missing.targets),
    }


def _addition(addition: Addition) -> dict[str, Any]:
    return {
        "symbol": addition.symbol,
        "kind": addition.kind,
        "header": addition.where.header,
        "path": addition.where.path,
        "line": addition.where.line,
        "uapi_path": addition.uapi_path,
        "targets": list(addition.targets),
        "value": addition.value,
        "type": addition.type,
    }


def _space(space: SpaceSummary) -> dict[str, Any]:
    return {
        "name": space.name,
        "kind": space.kind,
        "bits": space.bits,
        "capacity": space.capacity,
        "taken": {name: hex(number) for name, number in space.taken},
        "free": [hex(number) for number in space.free],
        "holes": [hex(number) for number in space.holes],
        "retired": [hex(number) for number in space.retired],
        "next": None if space.next is None else hex(space.next),
        "remarks": list(space.remarks),
        "added": list(space.added),
    }
