"""Reviews for programs: a report with its series, or several in the envelope `uapicheck.reports/1`."""

from typing import Any

from uapicheck.model.applied import Applied, Damaged, Fragments, Outcome, Rejected
from uapicheck.model.patch import Patch
from uapicheck.model.review import Mended, Review, Step
from uapicheck.render.answer import Answer, reported
from uapicheck.render.indented import document_text
from uapicheck.render.options import Options
from uapicheck.render.report_json import document, finding_document

SCHEMA = "uapicheck.reports/1"


def review_json(answer: Answer, *, options: Options) -> str:
    """Return one report, or an object that holds several; keys in the order of the contract."""
    del options  # programs get everything, whatever the terminal looks like
    reports = [{**document(reported(review)), "series": _series(review)} for review in answer.reviews]
    whole = reports[0] if len(reports) == 1 else {"schema": SCHEMA, "reports": reports}
    return document_text(whole)


def _series(review: Review) -> dict[str, Any]:
    series = review.series
    return {
        "name": series.name,
        "version": series.version,
        "base": review.base,
        "tried": list(review.tried),
        "missing": list(series.missing),
        "cover": None if series.cover is None else _mail(series.cover),
        "patches": [_patch(step) for step in review.steps],
        "mended": [_mended(mended) for mended in review.mended],
    }


def _mail(patch: Patch) -> dict[str, Any]:
    return {"subject": patch.subject or patch.name, "message_id": patch.message_id, "source": patch.source}


def _patch(step: Step) -> dict[str, Any]:
    return {
        "label": step.label,
        "part": step.patch.part,
        "parts": step.patch.parts,
        **_mail(step.patch),
        "files": [_file(outcome) for outcome in step.outcomes],
        "elsewhere": list(step.elsewhere),
    }


def _file(outcome: Outcome) -> dict[str, Any]:
    base = {"path": outcome.path, "fate": outcome.file.fate.value}
    match outcome:
        case Applied():
            return {**base, "outcome": "applied", "offset": outcome.offset, "fuzz": outcome.fuzz}
        case Rejected():
            return {**base, "outcome": "rejected", "hunk": outcome.hunk, "why": outcome.why}
        case Fragments() if not outcome.rejected.why:  # all of it had its place in a header drawn from facts
            return {**base, "outcome": "applied", "offset": 0, "fuzz": 0}
        case Fragments():
            return {**base, "outcome": "fragments", "hunk": outcome.rejected.hunk, "why": outcome.rejected.why}
        case Damaged():
            lost = " and ".join(loss.value for loss in outcome.losses)
            return {**base, "outcome": "damaged", "hunk": outcome.hunk, "why": f"lost {lost}"}


def _mended(mended: Mended) -> dict[str, Any]:
    return {"by": mended.by, "finding": finding_document(mended.finding)}
