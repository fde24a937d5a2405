"""Reports for a terminal: the verdict first, then what was found, header by header."""

from collections import Counter
from collections.abc import Iterator

from uapicheck.model.report import Addition, Report
from uapicheck.model.tree import Provenance
from uapicheck.render.escape import plain
from uapicheck.render.lines import wrapped
from uapicheck.render.options import Options
from uapicheck.render.paint import Paint
from uapicheck.render.text_findings import FindingWriter
from uapicheck.render.text_spaces import space_lines
from uapicheck.render.words import (
    GapGroup,
    count_words,
    counted,
    gap_groups,
    gap_place,
    grouped,
    standing,
    target_words,
    verdict_sentence,
    waived,
)

_ADDITIONS = 12
"""Additions that are listed one by one before they are only counted."""
_PLACES = 4
"""Places that are listed for one reason why something was not checked."""
_LABEL = 8
_COMMIT_ID = (40, 64)
"""Lengths of a full commit id: SHA-1, SHA-256."""
_SHORT_ID = 12


def text(report: Report, *, options: Options) -> str:
    """Return the report as lines of at most `options.width` columns where names allow it."""
    return "\n".join(_Page(report, options).lines()) + "\n"


class _Page:
    def __init__(self, report: Report, options: Options) -> None:
        self._report = report
        self._options = options
        self._paint = Paint(color=options.color)

    def lines(self) -> Iterator[str]:
        yield from self._first_screen()
        writer = FindingWriter(options=self._options, paint=self._paint, every=self._report.targets)
        for group in grouped(standing(self._report)):
            yield ""
            yield from writer.group(group)
        yield from self._spaces()
        yield from self._additions()
        yield from self._gaps()
        yield from self._waived(writer)

    def _first_screen(self) -> Iterator[str]:
        report = self._report
        word = report.verdict.value.upper()
        head, *more = wrapped(f"{word}: {verdict_sentence(report)}", width=self._options.width, first="", rest="  ")
        yield self._paint.verdict(report.verdict, word) + self._paint.strong(head.removeprefix(word))
        yield from (self._paint.strong(line) for line in more)
        yield ""
        yield from self._labelled("old", _provenance(report.old))
        yield from self._labelled("new", _provenance(report.new))
        scope = f"{counted(report.headers, 'header')} on {counted(len(report.targets), 'target')}"
        yield from self._labelled("scope", f"{scope}: {' '.join(report.targets)}")
        beside = (
            (len(waived(report)), "waived"),
            (len(report.additions), "added"),
            (len(report.gaps), "not checked"),
        )
        found = [count_words(standing(report)), *(f"{count} {what}" for count, what in beside if count)]
        yield from self._labelled("found", ", ".join(words for words in found if words) or "nothing")

    def _labelled(self, label: str, words: str) -> list[str]:
        if not words:
            return []
        return wrapped(plain(words), width=self._options.width, first=f"{label:<{_LABEL}}")

    def _section(self, title: str) -> Iterator[str]:
        yield ""
        yield self._paint.strong(title)

    def _spaces(self) -> Iterator[str]:
        if self._report.spaces:
            yield from self._section("Number spaces that the change touches")
        for space in self._report.spaces:
            yield from space_lines(space, self._options)

    def _additions(self) -> Iterator[str]:
        additions = self._report.additions
        if not additions:
            return
        yield from self._section(f"Added: {counted(len(additions), 'name')}")
        by_header: dict[str, list[Addition]] = {}
        for addition in additions:
            by_header.setdefault(addition.uapi_path, []).append(addition)
        everyone = self._options.verbose or len(additions) <= _ADDITIONS
        left = len(additions)
        touched = {name for space in self._report.spaces for name in space.added}
        for path, members in by_header.items():
            kinds = Counter(member.kind for member in members)
            counts = ", ".join(counted(count, kind, _plural(kind)) for kind, count in kinds.items())
            yield from wrapped(plain(f"{path}: {counts}"), width=self._options.width, first="  ", rest="    ")
            shown = [member for member in members if everyone or member.symbol in touched]
            for member in shown if everyone else shown[:_ADDITIONS]:
                left -= 1
                yield from self._addition(member)
        if left:
            yield f"  ... and {left} more (--verbose lists all)"

    def _addition(self, addition: Addition) -> list[str]:
        words = plain(addition.symbol)
        if addition.value is not None:
            words += f" = {plain(addition.value)}"
        if addition.type is not None:
            words += f" ({plain(addition.type)})"
        if set(addition.targets) != set(self._report.targets):
            words += f", on {target_words(addition.targets, self._report.targets)}"
        lines = wrapped(words, width=self._options.width, first="    + ")
        return ["    " + self._paint.new(line.removeprefix("    ")) for line in lines]

    def _gaps(self) -> Iterator[str]:
        if not self._report.gaps:
            return
        yield from self._section(f"Not checked: {counted(len(self._report.gaps), 'place')}")
        for group in gap_groups(self._report.gaps):
            yield from self._gap_group(group)

    def _gap_group(self, group: GapGroup) -> Iterator[str]:
        yield from wrapped(
            plain(f"{group.why} ({len(group.gaps)})"), width=self._options.width, first="  ", rest="    "
        )
        shown = group.gaps if self._options.verbose else group.gaps[:_PLACES]
        for missing in shown:
            where = target_words(missing.targets, self._report.targets)
            words = f"{gap_place(missing)}: {plain(missing.gap.what)}, on {where}"
            yield from wrapped(words, width=self._options.width, first="    ", rest="      ")
        if len(shown) < len(group.gaps):
            yield f"    ... and {len(group.gaps) - len(shown)} more (--verbose lists all)"

    def _waived(self, writer: FindingWriter) -> Iterator[str]:
        accepted = waived(self._report)
        if not accepted:
            return
        hint = "" if self._options.verbose else " (--verbose lists all)"
        yield from self._section(f"Waived: {counted(len(accepted), 'finding')}{hint}")
        if not self._options.verbose:
            return
        for finding in accepted:
            yield ""
            yield from writer.finding(finding)
            if finding.waived is not None:
                until = f" (until {finding.waived.until})" if finding.waived.until else ""
                reason = plain(f"waived: {finding.waived.reason}{until}")
                yield from wrapped(reason, width=self._options.width, first=" " * 8)


def _provenance(provenance: Provenance) -> str:
    """Return the source in words, without saying anything twice."""
    pinned = provenance.id
    if len(pinned) in _COMMIT_ID and set(pinned) <= set("0123456789abcdef"):
        pinned = pinned[:_SHORT_ID]
    details = [provenance.kind] + ([pinned] if pinned not in ("", provenance.label) else [])
    note = f"; {provenance.note}" if provenance.note else ""
    return f"{provenance.label} ({' '.join(details)}{note})"


def _plural(kind: str) -> str:
    return f"{kind}es" if kind.endswith("s") else f"{kind}s"
