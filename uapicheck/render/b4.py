"""Reviews as `b4 review` takes them from a check command: a JSON array, one object for each series that says anything.

`[]` means that there is nothing to say: no header of the UAPI is touched. A break is a `fail`; what needs a look, or
could not be looked at, a `warn`.
"""

from typing import Any, Final

from uapicheck.frozen import replaced
from uapicheck.model.report import Verdict
from uapicheck.model.review import Review
from uapicheck.render.answer import Answer, headline, is_silent, reported
from uapicheck.render.escape import plain
from uapicheck.render.indented import document_text
from uapicheck.render.options import Options
from uapicheck.render.review_text import review_text

_STATUS: Final = {
    Verdict.BREAK: "fail",
    Verdict.INCOMPLETE: "warn",
    Verdict.REVIEW: "warn",
    Verdict.NOTE: "pass",
    Verdict.PASS: "pass",
}


def b4(answer: Answer, *, options: Options) -> str:
    """Return the array; `details` holds the report as `text` has it, without colours."""
    plain_options = replaced(options, color=False)
    several = len(answer.reviews) > 1
    found = [_item(review, plain_options, several=several) for review in answer.reviews if not is_silent(review)]
    return document_text(found)


def b4_problem(words: str, *, fails: bool) -> str:
    """Return the array that says why nothing could be reviewed, in one line of `words`."""
    item = {
        "tool": "uapicheck",
        "status": "fail" if fails else "warn",
        "summary": plain(words),
        "url": "",
        "details": "",
    }
    return document_text([item])


def _item(review: Review, options: Options, *, several: bool) -> dict[str, Any]:
    report = reported(review)
    name = f"{review.series.name}: " if several else ""
    return {
        "tool": "uapicheck",
        "status": _STATUS[report.verdict],
        "summary": plain(f"{name}{headline(review, report)}"),
        "url": "",
        "details": review_text(Answer(reviews=(review,)), options=options),
    }
