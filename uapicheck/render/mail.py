"""Replies to patches, ready to send: the hunk quoted, what was found beneath the line that it speaks of.

Plain text of at most 72 columns but for quoted lines and names that are longer. One reply goes to each patch that
something was found in; where that is none, one goes to the cover letter, or to the first patch. Several make a mailbox
in `mboxrd` form.
"""

import re
from collections.abc import Iterator, Sequence

from uapicheck.frozen import frozen, replaced
from uapicheck.model.patch import Patch
from uapicheck.model.report import Finding, Missing, Report, Severity
from uapicheck.model.review import Review, Step
from uapicheck.render.answer import Answer, reported
from uapicheck.render.mail_heads import LINUX_API, heads
from uapicheck.render.mail_text import Body
from uapicheck.render.options import Options
from uapicheck.render.words import standing

WIDTH = 72
_FROM = re.compile(r"^(>*From )", re.MULTILINE)
_ENVELOPE = "From uapicheck Mon Sep 17 00:00:00 2001\n"
"""The day that git gives its mails, which is no day at all."""


def mail(answer: Answer, *, options: Options) -> str:
    """Return the reply, or a mailbox of several."""
    narrow = replaced(options, width=WIDTH, color=False)
    mails = [
        _mail(reply, answer, narrow)
        for number, review in enumerate(answer.reviews)
        for reply in _replies(review, answer.suggested[number] if number < len(answer.suggested) else ())
    ]
    if len(mails) == 1:
        return mails[0]
    return "\n".join(_ENVELOPE + _FROM.sub(r">\1", text) for text in mails)


@frozen(kw_only=True)
class Reply:
    """What one mail says."""

    review: Review
    report: Report
    to: Patch
    """The patch, or the cover letter, that it answers."""
    step: Step | None
    """The patch that its findings are of; None where it speaks of the whole series."""
    findings: tuple[Finding, ...]
    gaps: tuple[Missing, ...]
    is_first: bool
    """Whether it also says what there is to say of the whole series."""
    suggested: tuple[str, ...]


def _replies(review: Review, suggested: Sequence[tuple[str, ...]]) -> Iterator[Reply]:
    """Yield a reply for each patch with findings or doubts, else one for the series."""
    report = reported(review)
    found = standing(report)
    labels = {step.label for step in review.steps}
    several = len(review.steps) > 1
    is_first = True
    # What no patch is named for is said in the first reply: there is one patch only, or the base itself is to blame.
    nobodys = tuple(each for each in found if not several or each.patch not in labels)
    doubtful = tuple(
        each for each in report.gaps if not several or not any(_is_of(each, step) for step in review.steps)
    )
    for number, step in enumerate(review.steps):
        mine = tuple(each for each in found if several and each.patch == step.label)
        doubts = tuple(each for each in report.gaps if several and _is_of(each, step))
        if several and not mine and not doubts:
            continue
        if is_first:
            mine, doubts = (*mine, *nobodys), (*doubts, *doubtful)
        yield Reply(
            review=review,
            report=report,
            to=step.patch,
            step=step,
            findings=mine,
            gaps=doubts,
            is_first=is_first,
            suggested=suggested[number] if number < len(suggested) else (),
        )
        is_first = False
    if is_first and review.series.patches:
        everyone = tuple(dict.fromkeys(address for each in suggested for address in each))
        yield Reply(
            review=review,
            report=report,
            to=review.series.cover or review.series.patches[0],
            step=None,
            findings=found,
            gaps=report.gaps,
            is_first=True,
            suggested=everyone,
        )


def _is_of(missing: Missing, step: Step) -> bool:
    return not missing.targets and missing.gap.what == step.label


def _mail(reply: Reply, answer: Answer, options: Options) -> str:
    lines = Body(
        review=reply.review,
        report=reply.report,
        step=reply.step,
        to=reply.to,
        findings=reply.findings,
        gaps=reply.gaps,
        is_first=reply.is_first,
        answer=answer,
        options=options,
    ).lines()
    body = "\n".join(line.rstrip() if not line.startswith(">") else line for line in lines) + "\n"
    breaks = any(each.severity is Severity.BREAK for each in reply.findings)
    suggested = (*((LINUX_API,) if breaks else ()), *reply.suggested)
    head = heads(reply.to, suggested=suggested, now=answer.now, is_ascii=body.isascii())
    return "\n".join(head) + "\n\n" + body
