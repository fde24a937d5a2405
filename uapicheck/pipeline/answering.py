"""What reviews are rendered from: the reviews, and for replies what is said beside them."""

from collections.abc import Sequence

from uapicheck.model.review import Review
from uapicheck.render.answer import Answer


def answered(reviews: Sequence[Review], *, inputs: Sequence[str] = (), now: float | None, is_reply: bool) -> Answer:
    """Return reviews as renderers take them; `inputs` are the files that they were read from, as they were named."""
    if not is_reply:
        return Answer(reviews=tuple(reviews), inputs=tuple(inputs), now=now)
    from uapicheck.pipeline.recipients import suggested  # noqa: PLC0415 - only replies have recipients
    from uapicheck.rules import catalogue  # noqa: PLC0415 - only replies quote their pages

    return Answer(
        reviews=tuple(reviews),
        inputs=tuple(inputs),
        now=now,
        prose={name: rule.prose or "" for name, rule in catalogue().items()},
        suggested=tuple(
            tuple(suggested(review.documents.get("MAINTAINERS", ""), step.patch) for step in review.steps)
            for review in reviews
        ),
    )
