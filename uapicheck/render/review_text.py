"""Reviews of patches for a terminal: each series as a report, patch by patch."""

from collections.abc import Iterator

from uapicheck.frozen import replaced
from uapicheck.model.review import Review
from uapicheck.render.answer import Answer, absent, by_patch, headline, remarks, reported, title
from uapicheck.render.escape import plain
from uapicheck.render.lines import wrapped
from uapicheck.render.options import Options
from uapicheck.render.text import TextPage
from uapicheck.render.text_findings import FindingWriter
from uapicheck.render.words import count_words, counted, standing

_REMARKS = 6
"""Files that did not fit exactly, and bases that were tried, that are listed."""


def review_text(answer: Answer, *, options: Options) -> str:
    """Return the reviews one below the other, in lines of at most `options.width` columns where names allow it."""
    return "\n\n".join("\n".join(_SeriesPage(review, options).lines()) + "\n" for review in answer.reviews)


class _SeriesPage(TextPage):
    def __init__(self, review: Review, options: Options) -> None:
        super().__init__(reported(review), options)
        self._review = review

    def lines(self) -> Iterator[str]:
        yield from super().lines()
        if self._review.mended:
            yield from self.section(f"Mended within the series: {counted(len(self._review.mended), 'finding')}")
        for mended in self._review.mended:
            finding = mended.finding
            yield f"  {finding.severity.name.lower()} {plain(finding.symbol)}  [{plain(finding.rule)}]"
            yield from self._indented(finding.message)
            yield from self._indented(f"broken by {finding.patch}")
            yield from self._indented(f"mended by {mended.by}")

    def sentence(self) -> str:
        return headline(self._review, self._report)

    def beside(self) -> Iterator[tuple[str, str]]:
        review = self._review
        lacking = absent(review)
        yield "patch" if len(review.series.patches) == 1 else "series", title(review)
        yield "", lacking
        yield from _some("fits", list(remarks(review)))
        yield from _some("tried", list(review.tried))
        if review.base and review.base != review.report.old.note:
            yield "base", review.base

    def findings(self, writer: FindingWriter) -> Iterator[str]:
        found = standing(self._report)
        if len(self._review.steps) == 1:
            yield from self.grouped_findings(found, writer)
            return
        for label, findings in by_patch(self._review, found):
            if label:
                yield ""
                yield self._paint.strong(plain(label)) + f": {count_words(findings)}"
            bare = (replaced(each, patch=None) if label else each for each in findings)
            yield from self.grouped_findings(bare, writer)

    def _indented(self, words: str) -> list[str]:
        return wrapped(plain(words), width=self._options.width, first=" " * 8)


def _some(label: str, words: list[str]) -> Iterator[tuple[str, str]]:
    for number, each in enumerate(words[:_REMARKS]):
        yield "" if number else label, each
    if len(words) > _REMARKS:
        yield "", f"... and {len(words) - _REMARKS} more"
