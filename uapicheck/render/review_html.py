"""Reviews as HTML: the report's page, with the patches on top and the findings at their lines."""

from uapicheck.errors import UsageError
from uapicheck.frozen import replaced
from uapicheck.model.review import Review
from uapicheck.render.answer import Answer, headline, reported
from uapicheck.render.escape import plain
from uapicheck.render.html import html_of
from uapicheck.render.html_patch import Spotted, series_view
from uapicheck.render.html_view import Page, page
from uapicheck.render.options import Options


def review_html(answer: Answer, *, options: Options) -> str:
    """Return a self-contained HTML document; raise `UsageError` for more than one series, which no page holds."""
    if len(answer.reviews) != 1:
        advice = "-o html=DIR/ writes a page for each"
        raise UsageError(f"one HTML page shows one series, and there are {len(answer.reviews)}", advice=advice)
    return html_of(review_page(answer.reviews[0], options))


def review_page(review: Review, options: Options) -> Page:
    """Return the view of a series."""
    report = reported(review)
    spotted = Spotted(review, report)
    view = page(report, options, spots=spotted.id, series=series_view(review, spotted))
    return replaced(view, sentence=plain(headline(review, report)))
