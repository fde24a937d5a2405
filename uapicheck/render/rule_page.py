"""One rule's page: what happened, why it breaks, what to do, C that it flags and C that it does not."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from textwrap import dedent
from typing import Any, Final, get_args

from uapicheck.engine.rule import Example, Rule
from uapicheck.frozen import frozen
from uapicheck.model.claim_change import ClaimChange
from uapicheck.model.waiver_change import WaiverChange
from uapicheck.render.lines import wrapped
from uapicheck.render.marked import paragraph
from uapicheck.render.options import Options
from uapicheck.render.paint import Paint
from uapicheck.render.prose import STRIPPED, prose

_MARKER: Final = re.compile(r"\s*(?:# )?// (?P<word>expect|also): (?P<rule>[a-z-]+)")
_INDENT: Final = "  "
_OF_THE_POLICY: Final = (*get_args(WaiverChange), *get_args(ClaimChange))
"""No waiver accepts what is found of waivers, nor what two series claim: that is for their authors to settle."""


@frozen(kw_only=True)
class RulePage:
    """A rule under its name."""

    name: str
    rule: Rule[Any]


@frozen(kw_only=True)
class Line:
    """A line of an example: `-` on the old side alone, `+` on the new one, a space on both."""

    mark: str
    text: str
    flags: tuple[str, ...]
    """What points at it: `field-moved`; what only follows from another finding says `also field-moved`."""


def rule_page(page: RulePage, *, options: Options) -> str:
    """Return the page for a terminal."""
    return "\n".join(_Page(page, options).lines()) + "\n"


def rule_page_markdown(page: RulePage, *, options: Options) -> str:
    """Return the page in Markdown."""
    del options  # Markdown has no width
    said = prose(page.rule.prose)
    parts = [f"# {page.name}", _standing(page.rule).capitalize() + "."]
    parts.append(f"{paragraph(said.summary)}." if said.summary else STRIPPED)
    for part in said.parts:
        if part.title:
            parts.append(f"## {part.title}")
        parts += map(paragraph, part.paragraphs)
    for example in page.rule.examples:
        body = "\n".join(f"{line.mark}{_pointed(line)}".rstrip() for line in diff(example))
        parts += [f"## {headline(example, page.name)}", f"```diff\n{body}\n```"]
    if page.rule.refs:
        parts += ["## See", "\n".join(f"- {ref}" for ref in page.rule.refs)]
    return "\n\n".join(parts) + "\n"


def headline(example: Example, name: str) -> str:
    """Return an example's title, and what the rule of this name says of it."""
    rules = [marker["rule"] for marker in _MARKER.finditer(f"{example.before}\n{example.after}")]
    if name in rules:
        return f"Flagged: {example.title}"
    if rules:
        return f"Another rule's, {', '.join(dict.fromkeys(rules))}: {example.title}"
    return f"Not flagged: {example.title}"


def diff(example: Example) -> tuple[Line, ...]:
    """Return an example as one text, the way diffs show both sides."""
    old, new = (_lines(text) for text in (example.before, example.after))
    matcher = SequenceMatcher(None, [text for text, _ in old], [text for text, _ in new], autojunk=False)
    found: list[Line] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            both = zip(old[i1:i2], new[j1:j2], strict=True)
            found += [Line(mark=" ", text=before[0], flags=(*before[1], *after[1])) for before, after in both]
            continue
        found += [Line(mark="-", text=text, flags=flags) for text, flags in old[i1:i2]]
        found += [Line(mark="+", text=text, flags=flags) for text, flags in new[j1:j2]]
    return tuple(found)


def _lines(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return the lines of one side, and what points at each."""
    found = []
    for line in dedent(text).strip("\n").splitlines():
        flags = tuple(
            marker["rule"] if marker["word"] == "expect" else f"also {marker['rule']}"
            for marker in _MARKER.finditer(line)
        )
        found.append((_MARKER.sub("", line).rstrip(), flags))
    return found


def _pointed(line: Line) -> str:
    if not line.flags:
        return line.text
    comment = "//" if not line.text.startswith("[[") else "#"  # a config is TOML
    return f"{line.text}  {comment} <-- {', '.join(line.flags)}"


def _standing(rule: Rule[Any]) -> str:
    return f"{rule.severity.name.lower()}, profile {rule.profile.name.lower()}, since {rule.since}"


class _Page:
    def __init__(self, page: RulePage, options: Options) -> None:
        self._page = page
        self._options = options
        self._paint = Paint(color=options.color)

    def lines(self) -> Iterator[str]:
        rule = self._page.rule
        said = prose(rule.prose)
        word = rule.severity.name
        profile = f"profile {rule.profile.name.lower()}, since {rule.since}"
        yield f"{self._paint.severity(rule.severity, word)}  {self._paint.strong(self._page.name)}  ({profile})"
        yield ""
        yield from self._wrapped(f"{said.summary}." if said.summary else STRIPPED, "")
        for part in said.parts:
            yield ""
            if part.title:
                yield self._paint.strong(part.title)
            for number, words in enumerate(part.paragraphs):
                yield from [""] if number else []
                yield from self._wrapped(words, _INDENT)
        for example in rule.examples:
            yield ""
            yield from self._example(example)
        if rule.refs:
            yield ""
            yield self._paint.strong("See")
            for ref in rule.refs:
                yield from wrapped(ref, width=self._options.width, first=f"{_INDENT}* ")
        if not issubclass(rule.watches, _OF_THE_POLICY):
            yield ""
            yield from self._waiver()

    def _example(self, example: Example) -> Iterator[str]:
        verdict, _, title = headline(example, self._page.name).partition(": ")
        yield from wrapped(f"{verdict}: {title}", width=self._options.width, first="", rest=_INDENT)
        for line in diff(example):
            text = f"{_INDENT}{line.mark} {_pointed(line)}".rstrip()
            colours = {"-": self._paint.old, "+": self._paint.new}
            yield colours[line.mark](text) if line.mark in colours else text

    def _waiver(self) -> Iterator[str]:
        yield self._paint.strong("To accept one finding")
        words = "`check -o waivers` prints this for each finding, ready for .uapicheck.toml:"
        yield from self._wrapped(words, _INDENT)
        for line in ("[[waiver]]", f'rule = "{self._page.name}"', 'symbol = "..."', 'reason = "..."'):
            yield f"{_INDENT}  {line}"

    def _wrapped(self, text: str, indent: str) -> list[str]:
        return wrapped(text, width=self._options.width, first=indent)
