"""Reviews as one HTML file: the report's page, with the patches on top and their lines at each finding."""

from uapicheck.errors import UsageError
from uapicheck.frozen import replaced
from uapicheck.model.applied import Applied, Damaged, Fragments, Outcome
from uapicheck.model.report import Finding
from uapicheck.model.review import Review
from uapicheck.render.answer import Answer, absent, headline, mended_words, remarks, reported, title
from uapicheck.render.escape import plain
from uapicheck.render.html import html_of
from uapicheck.render.html_view import HunkLineView, SeriesView, page
from uapicheck.render.options import Options
from uapicheck.render.patch_lines import Lines

_AROUND = 4
"""Lines of a hunk that are shown above and below the one that a finding speaks of."""
_ELSEWHERE = 8


def review_html(answer: Answer, *, options: Options) -> str:
    """Return a self-contained HTML document; raise `UsageError` for more than one series, which no page holds."""
    if len(answer.reviews) != 1:
        advice = "review them one by one, or write text, json or mail"
        raise UsageError(f"html shows one series, and there are {len(answer.reviews)}", advice=advice)
    (review,) = answer.reviews
    report = reported(review)
    tracks = Lines(review)
    view = page(report, options, hunks=lambda finding: _hunk(review, tracks, finding), series=_series(review))
    return html_of(replaced(view, sentence=plain(headline(review, report))))


def _hunk(review: Review, tracks: Lines, finding: Finding) -> tuple[HunkLineView, ...]:
    spot = tracks.spot(finding)
    if spot is None:
        return ()
    lines = review.steps[spot.step].outcomes[spot.file].file.hunks[spot.hunk].lines
    first = max(spot.line - _AROUND, 0)
    return tuple(
        HunkLineView(
            text=line.mark.value + plain(line.text.rstrip("\r").expandtabs(8)), is_meant=first + number == spot.line
        )
        for number, line in enumerate(lines[first : spot.line + _AROUND + 1])
    )


def _series(review: Review) -> SeriesView:
    rows = [("lacking", absent(review)), ("base", review.base), *(("fits", each) for each in remarks(review))]
    rows += [("tried", each) for each in review.tried]
    return SeriesView(
        title=plain(title(review)),
        rows=tuple((label, plain(words)) for label, words in rows if words),
        patches=tuple((f"patch {number}", _patch(review, number - 1)) for number in range(1, len(review.steps) + 1)),
        mended=tuple(plain(mended_words(each)) for each in review.mended),
    )


def _patch(review: Review, index: int) -> str:
    step = review.steps[index]
    files = [f"{each.path} {_fate(each)}" for each in step.outcomes]
    files += list(step.elsewhere[:_ELSEWHERE])
    more = len(step.elsewhere) - _ELSEWHERE
    return plain(f"{step.label}: {', '.join(files)}{f' and {more} more' if more > 0 else ''}")


def _fate(outcome: Outcome) -> str:
    if isinstance(outcome, Applied):
        return f"({outcome.file.fate.value})"
    if isinstance(outcome, Fragments):
        return "(in part)" if outcome.left else f"({outcome.file.fate.value})"
    return "(damaged)" if isinstance(outcome, Damaged) else "(does not apply)"
