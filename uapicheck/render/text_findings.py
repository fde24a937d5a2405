"""Findings as a terminal shows them: what happened, where, old and new, what follows from it."""

from collections.abc import Iterator

from uapicheck.frozen import frozen
from uapicheck.model.report import Consequence, Finding, Severity
from uapicheck.render.escape import plain
from uapicheck.render.lines import wrapped
from uapicheck.render.options import Options
from uapicheck.render.paint import Paint
from uapicheck.render.words import Group, count_words, counted, milder_words, place_words, target_words

_BODY = " " * 8
_DEEP = " " * 10
_DEEPER = " " * 12
_PIPED = 80
"""Columns of what is no terminal, where severity, symbol and rule stay on one line for grep."""
_SHOWN = 8
"""Consequences that are listed before the rest is counted."""


@frozen(kw_only=True)
class FindingWriter:
    """Writes findings of one report."""

    options: Options
    paint: Paint
    every: tuple[str, ...]
    """All targets of the report."""

    def group(self, group: Group) -> Iterator[str]:
        """Yield the lines of one header's findings."""
        path = plain(group.uapi_path)
        yield self.paint.strong(path) + f": {count_words(group.findings)}"
        previous: tuple[object, ...] | None = None
        for finding in group.findings:
            kind = _kind(finding)
            if kind is not None and kind == previous:
                yield from self._another(finding)
            else:
                yield ""
                yield from self.finding(finding)
            previous = kind

    def finding(self, finding: Finding) -> Iterator[str]:
        """Yield the lines of one finding; its first line has severity, symbol and rule for grep."""
        yield from self._head(finding.severity, finding.symbol, finding.rule)
        yield from self._prose(finding.message, _BODY)
        where = f"{place_words(finding.where)}, on {target_words(finding.targets, self.every)}"
        yield from self._prose(where + milder_words(finding), _BODY)
        if finding.patch is not None:
            yield from self._prose(f"patch: {finding.patch}", _BODY)
        if finding.variants:
            yield from self._variants(finding)
        else:
            yield from self._sides(finding.old, finding.new, _BODY)
        yield from self._consequences(finding)
        yield from self._witness(finding)

    def _another(self, finding: Finding) -> Iterator[str]:
        """Yield a finding that says of its symbol what the one before says of its own."""
        yield from self._head(finding.severity, finding.symbol, finding.rule)
        side = f"+ {finding.new}" if finding.old is None else f"- {finding.old}"
        words = f"{place_words(finding.where)}: {plain(side)}"
        yield from wrapped(words, width=self.options.width, first=_BODY)

    def _head(self, severity: Severity, symbol: str, rule: str) -> list[str]:
        word = self.paint.severity(severity, severity.name)
        name = self.paint.strong(plain(symbol))
        return self._named(f"{word}{' ' * (len(_BODY) - len(severity.name))}{name}", rule, len(_BODY + symbol), _BODY)

    def _named(self, head: str, rule: str, width: int, indent: str) -> list[str]:
        """Return a line of `width` columns with the rule behind it, or below where a narrow terminal would tear it."""
        mark = f"[{plain(rule)}]"
        is_torn = self.options.width < min(width + 2 + len(mark), _PIPED)
        return [head, indent + mark] if is_torn else [f"{head}  {mark}"]

    def _prose(self, text: str, indent: str) -> list[str]:
        return wrapped(plain(text), width=self.options.width, first=indent)

    def _sides(self, old: str | None, new: str | None, indent: str) -> Iterator[str]:
        """Yield what stood there as `-` and what stands there as `+`, the way diffs do."""
        for mark, text, colour in (("- ", old, self.paint.old), ("+ ", new, self.paint.new)):
            if text is None:
                continue
            lines = wrapped(plain(text), width=self.options.width, first=indent + mark)
            yield from (indent + colour(line.removeprefix(indent)) for line in lines)

    def _variants(self, finding: Finding) -> Iterator[str]:
        for variant in finding.variants:
            names = ", ".join(variant.targets)
            message = "" if variant.message == finding.message else f" {variant.message}"
            yield from self._prose(f"on {names}:{message}", _BODY)
            yield from self._sides(variant.old, variant.new, _DEEP)

    def _witness(self, finding: Finding) -> Iterator[str]:
        if finding.witness is None:
            return
        yield f"{_BODY}witness:"
        yield from (f"{_DEEP}{plain(line)}" for line in finding.witness.splitlines())  # to be copied: never wrapped
        if finding.trial is not None:
            yield from self._prose(finding.trial.words, _BODY)

    def _consequences(self, finding: Finding) -> Iterator[str]:
        if not finding.also:
            return
        yield f"{_BODY}which also changes {counted(len(finding.also), 'other thing')}:"
        shown = len(finding.also) if self.options.verbose else _SHOWN
        for consequence in finding.also[:shown]:
            yield from self._consequence(consequence, finding)
        rest = finding.also[shown:]
        if rest:
            worst = max(consequence.severity for consequence in rest).name
            yield f"{_DEEP}... and {len(rest)} more, {worst} at worst (--verbose lists all)"

    def _consequence(self, consequence: Consequence, finding: Finding) -> Iterator[str]:
        word = self.paint.severity(consequence.severity, consequence.severity.name.lower())
        gap = " " * (7 - len(consequence.severity.name))
        symbol = plain(consequence.symbol)
        width = len(f"{_DEEP}{consequence.severity.name}{gap}{symbol}")
        yield from self._named(f"{_DEEP}{word}{gap}{symbol}", consequence.rule, width, _DEEPER)
        yield from self._prose(consequence.message, _DEEPER)
        if self.options.verbose:
            yield from self._prose(place_words(consequence.where), _DEEPER)
        if set(consequence.targets) != set(finding.targets):
            yield from self._prose(f"on {target_words(consequence.targets, self.every)}", _DEEPER)
        yield from self._step(consequence.old, consequence.new)

    def _step(self, old: str | None, new: str | None) -> Iterator[str]:
        """Yield `old -> new` where that fits one line, as most consequences are plain."""
        if old is None or new is None:
            yield from self._sides(old, new, _DEEPER)
            return
        before, after = plain(old), plain(new)
        if len(f"{_DEEPER}{before} -> {after}") <= self.options.width:
            yield f"{_DEEPER}{self.paint.old(before)} -> {self.paint.new(after)}"
        else:
            yield from self._sides(old, new, _DEEPER)


def _kind(finding: Finding) -> tuple[object, ...] | None:
    """Return what a plain finding says apart from its symbol, None for one that has more to tell.

    A header that drops fifty macros says so once; each still gets its line for grep.
    """
    has_more = finding.also or finding.variants or finding.waived or finding.witness
    if has_more or (finding.old is None) == (finding.new is None):
        return None
    if finding.symbol not in finding.message:
        return None
    said = finding.message.replace(finding.symbol, "")
    return finding.severity, finding.rule, said, finding.targets, finding.patch, finding.new is None
