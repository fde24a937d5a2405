"""The patches of a series as the HTML page shows them: their hunks, with what was found at each line."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from uapicheck.frozen import frozen
from uapicheck.model.applied import Applied, Damaged, Fragments, Outcome
from uapicheck.model.patch import Hunk, Mark
from uapicheck.model.report import Finding, Report
from uapicheck.model.review import Review, Step
from uapicheck.render.answer import absent, mended_words, remarks, title
from uapicheck.render.escape import plain
from uapicheck.render.html_findings import Badge, severity_badge
from uapicheck.render.html_source import highlighted
from uapicheck.render.patch_lines import Lines, Spot

_ELSEWHERE: Final = 8
"""As many other files as are named."""
_MOST: Final = 3000
"""Lines of patches that a page shows."""
_STYLES: Final = {Mark.ADDED: "come", Mark.REMOVED: "gone"}


@frozen(kw_only=True)
class NoteView:
    """A finding at the line that it speaks of."""

    badge: Badge
    message: str
    link: str


@frozen(kw_only=True)
class PatchLineView:
    """A line of a hunk."""

    id: str
    """Empty for a line that nothing leads to."""
    mark: str
    style: str
    text: Markup
    notes: tuple[NoteView, ...]


@frozen(kw_only=True)
class FileView:
    """A file of a patch: its hunks one after the other, each with its headline."""

    path: str
    fate: str
    hunks: tuple[tuple[str, tuple[PatchLineView, ...]], ...]


@frozen(kw_only=True)
class PatchView:
    """One patch."""

    label: str
    opened: bool
    files: tuple[FileView, ...]
    elsewhere: str
    """Files that were not looked at."""
    left_out: int
    """Lines that the page has no room for."""


@frozen(kw_only=True)
class SeriesView:
    """The patches that were reviewed."""

    title: str
    rows: tuple[tuple[str, str], ...]
    """Label and words."""
    patches: tuple[PatchView, ...]
    mended: tuple[str, ...]


class Spotted:
    """Where the findings of a review stand in its patches."""

    def __init__(self, review: Review, report: Report) -> None:
        """Follow each finding through the series."""
        lines = Lines(review)
        self._spots = {each.fingerprint: spot for each in report.findings if (spot := lines.spot(each)) is not None}
        self._at: dict[Spot, list[Finding]] = {}
        for each in report.findings:
            if (spot := self._spots.get(each.fingerprint)) is not None:
                self._at.setdefault(spot, []).append(each)

    def id(self, finding: Finding) -> str:
        """Return the id of the line that a finding speaks of, empty where no patch shows it."""
        spot = self._spots.get(finding.fingerprint)
        return "" if spot is None else _id(spot)

    def at(self, spot: Spot) -> Sequence[Finding]:
        """Return the findings at a line."""
        return self._at.get(spot, ())


def series_view(review: Review, spotted: Spotted) -> SeriesView:
    """Return the view of a series."""
    rows = [("lacking", absent(review)), ("base", review.base), *(("fits", each) for each in remarks(review))]
    rows += [("tried", each) for each in review.tried]
    room = _MOST
    patches = []
    for number, step in enumerate(review.steps):
        patches.append(_patch(step, number, spotted, room, opened=len(review.steps) == 1))
        room -= sum(len(lines) for file in patches[-1].files for _, lines in file.hunks)
    return SeriesView(
        title=plain(title(review)),
        rows=tuple((label, plain(words)) for label, words in rows if words),
        patches=tuple(patches),
        mended=tuple(plain(mended_words(each)) for each in review.mended),
    )


def _patch(step: Step, number: int, spotted: Spotted, room: int, *, opened: bool) -> PatchView:
    files, left_out = [], 0
    for place, outcome in enumerate(step.outcomes):
        hunks = []
        for count, hunk in enumerate(outcome.file.hunks):
            if len(hunk.lines) > room:
                left_out += len(hunk.lines)
                continue
            room -= len(hunk.lines)
            hunks.append((_head(hunk), _lines(hunk, (number, place, count), spotted)))
        files.append(FileView(path=plain(outcome.path), fate=_fate(outcome), hunks=tuple(hunks)))
    more = len(step.elsewhere) - _ELSEWHERE
    others = ", ".join(step.elsewhere[:_ELSEWHERE]) + (f" and {more} more" if more > 0 else "")
    has_notes = any(line.notes for file in files for _, lines in file.hunks for line in lines)
    return PatchView(
        label=plain(step.label),
        opened=opened or has_notes,
        files=tuple(files),
        elsewhere=plain(others),
        left_out=left_out,
    )


def _head(hunk: Hunk) -> str:
    section = f" {plain(hunk.section)}" if hunk.section else ""
    return f"@@ -{hunk.old_start},{hunk.old_count} +{hunk.new_start},{hunk.new_count} @@{section}"


def _lines(hunk: Hunk, place: tuple[int, int, int], spotted: Spotted) -> tuple[PatchLineView, ...]:
    step, file, number = place
    texts = highlighted([line.text.rstrip("\r") for line in hunk.lines])
    found = []
    for index, (line, text) in enumerate(zip(hunk.lines, texts, strict=True)):
        spot = Spot(step=step, file=file, hunk=number, line=index)
        notes = tuple(_note(each) for each in spotted.at(spot))
        found.append(
            PatchLineView(
                id=_id(spot) if notes else "",
                mark=line.mark.value,
                style=_STYLES.get(line.mark, "same"),
                text=text,
                notes=notes,
            )
        )
    return tuple(found)


def _note(finding: Finding) -> NoteView:
    return NoteView(
        badge=severity_badge(finding.severity),
        message=plain(finding.message),
        link=f"#{finding.fingerprint}",
    )


def _id(spot: Spot) -> str:
    return "line-" + "-".join(str(each + 1) for each in spot.order)


def _fate(outcome: Outcome) -> str:
    if isinstance(outcome, Applied):
        return outcome.file.fate.value
    if isinstance(outcome, Fragments):
        return "in part" if outcome.left else outcome.file.fate.value
    return "damaged" if isinstance(outcome, Damaged) else "does not apply"
