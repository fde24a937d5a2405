"""Reports for a terminal: the verdict first, then what was found, header by header."""

from collections import Counter
from collections.abc import Iterable, Iterator

from uapicheck.model.report import Addition, Finding, Report, Severity
from uapicheck.model.tree import Provenance
from uapicheck.render.escape import plain
from uapicheck.render.lines import wrapped
from uapicheck.render.options import Options
from uapicheck.render.paint import Paint
from uapicheck.render.subsystems import by_subsystem, is_wanted
from uapicheck.render.text_findings import FindingWriter
from uapicheck.render.text_spaces import space_lines
from uapicheck.render.words import (
    GapGroup,
    count_words,
    counted,
    gap_groups,
    gap_words,
    grouped,
    policy_words,
    scope_words,
    standing,
    target_words,
    verdict_sentence,
    waived,
)

_ADDITIONS = 12
"""Additions that are listed one by one before they are only counted."""
_PLACES = 4
"""Places that are listed for one reason why something was not checked."""
_WAIVED = 12
"""Waived findings that are listed with their reasons before they are only counted."""
_LABEL = 8
_COMMIT_ID = (40, 64)
"""Lengths of a full commit id: SHA-1, SHA-256."""
_SHORT_ID = 12


def text(report: Report, *, options: Options) -> str:
    """Return the report as lines of at most `options.width` columns where names allow it."""
    return "\n".join(TextPage(report, options).lines()) + "\n"


class TextPage:
    """A report in lines; what reviews of patches say beside it comes in at `sentence`, `beside` and `findings`."""

    def __init__(self, report: Report, options: Options) -> None:
        self._report = report
        self._options = options
        self._paint = Paint(color=options.color)

    def lines(self) -> Iterator[str]:
        """Yield the lines of the whole report, without their ends."""
        yield from self._first_screen()
        yield from self._subsystems()
        writer = FindingWriter(options=self._options, paint=self._paint, every=self._report.targets)
        yield from self.findings(writer)
        yield from self._spaces()
        yield from self._additions()
        yield from self._gaps()
        yield from self._waived(writer)

    def sentence(self) -> str:
        """Return the verdict in words."""
        return verdict_sentence(self._report)

    def beside(self) -> Iterator[tuple[str, str]]:
        """Yield labels and words that stand above those of the two sides."""
        yield from ()

    def findings(self, writer: FindingWriter) -> Iterator[str]:
        """Yield the lines of what was found and no waiver accepts."""
        yield from self.grouped_findings(standing(self._report), writer)

    def grouped_findings(self, findings: Iterable[Finding], writer: FindingWriter) -> Iterator[str]:
        """Yield the lines of findings, header by header."""
        for group in grouped(findings):
            yield ""
            yield from writer.group(group)

    def _first_screen(self) -> Iterator[str]:
        report = self._report
        word = report.verdict.value.upper()
        head, *more = wrapped(f"{word}: {plain(self.sentence())}", width=self._options.width, first="", rest="  ")
        yield self._paint.verdict(report.verdict, word) + self._paint.strong(head.removeprefix(word))
        yield from (self._paint.strong(line) for line in more)
        yield ""
        for label, words in self.beside():
            yield from self._labelled(label, words)
        yield from self._labelled("old", _provenance(report.old))
        yield from self._labelled("new", _provenance(report.new))
        yield from self._labelled("policy", policy_words(report.judged_by))
        if report.targets:  # a patch may touch no header at all
            yield from self._labelled("scope", f"{scope_words(report)}: {' '.join(report.targets)}")
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

    def section(self, title: str) -> Iterator[str]:
        """Yield a heading."""
        yield ""
        yield self._paint.strong(title)

    def _subsystems(self) -> Iterator[str]:
        if not (is_wanted(self._report) or (self._options.verbose and self._report.subsystems)):
            return
        yield from self.section("By subsystem")
        yield f"  {' '.join(f'{severity.name.lower():>7}' for severity in sorted(Severity, reverse=True))}"
        for name, counts in by_subsystem(self._report):
            numbers = " ".join(f"{count or '.':>7}" for count in counts.values())
            yield f"  {numbers}  {plain(name)}"

    def _spaces(self) -> Iterator[str]:
        if self._report.spaces:
            yield from self.section("Number spaces that the change touches")
        for space in self._report.spaces:
            yield from space_lines(space, self._options)

    def _additions(self) -> Iterator[str]:
        additions = self._report.additions
        if not additions:
            return
        yield from self.section(f"Added: {counted(len(additions), 'name')}")
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
        yield from self.section(f"Not checked: {counted(len(self._report.gaps), 'place')}")
        for group in gap_groups(self._report.gaps):
            yield from self._gap_group(group)

    def _gap_group(self, group: GapGroup) -> Iterator[str]:
        yield from wrapped(
            plain(f"{group.why} ({len(group.gaps)})"), width=self._options.width, first="  ", rest="    "
        )
        shown = group.gaps if self._options.verbose else group.gaps[:_PLACES]
        for missing in shown:
            words = gap_words(missing, self._report.targets)
            yield from wrapped(words, width=self._options.width, first="    ", rest="      ")
        if len(shown) < len(group.gaps):
            yield f"    ... and {len(group.gaps) - len(shown)} more (--verbose lists all)"

    def _waived(self, writer: FindingWriter) -> Iterator[str]:
        accepted = waived(self._report)
        if not accepted:
            return
        yield from self.section(f"Waived: {counted(len(accepted), 'finding')}")
        if self._options.verbose:
            for finding in accepted:
                yield ""
                yield from writer.finding(finding)
                yield from self._prose(f"waived: {_reason(finding)}", " " * 8)
            return
        for finding in accepted[:_WAIVED]:
            yield f"  {finding.severity.name.lower()} {plain(finding.symbol)}  [{plain(finding.rule)}]"
            yield from self._prose(_reason(finding), " " * 8)
        if len(accepted) > _WAIVED:
            yield f"  ... and {len(accepted) - _WAIVED} more (--verbose lists all)"

    def _prose(self, words: str, indent: str) -> list[str]:
        return wrapped(plain(words), width=self._options.width, first=indent)


def _reason(finding: Finding) -> str:
    accepted = finding.waived
    until = f" (until {accepted.until})" if accepted is not None and accepted.until else ""
    return f"{accepted.reason}{until}" if accepted is not None else ""


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
