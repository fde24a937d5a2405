"""What the text of one header shows besides definitions: comments, keywords, licence, includes.

No target comes into this: a condition counts only where it asks for `__KERNEL__` (never exported) or `__cplusplus`.
"""

import re
from collections.abc import Iterator, Sequence

from uapicheck.extract.tokens import Kind, Line, Token, known_lines
from uapicheck.frozen import field, slotted
from uapicheck.model.text_change import TextFact, TextKind

_SCANNED = re.compile(
    r"""
    /\*(?:[^*]|\*(?!/))*+(?:\*/)?
    | (?P<comment>//[^\n]*)
    | "(?:[^"\\\n]|\\.)*+"?
    | '(?:[^'\\\n]|\\.)*+'?
    """,
    re.VERBOSE | re.DOTALL,
)
_LICENSE = re.compile(r"SPDX-License-Identifier:[ \t]*+([^\n*]++)")
_CONFIG = re.compile(r"CONFIG_[A-Z0-9_]+")
_NEVER = frozenset({"__KERNEL__", "__cplusplus"})
_KEYWORDS = frozenset({"inline", "asm"})
_DEEPEST = 32
_RECORD = frozenset({"struct", "union"})


def text_facts(text: str) -> tuple[TextFact, ...]:
    """Return what the text of a header shows, in order of lines."""
    reader = _Reader()
    for line in known_lines(text)[0]:
        reader.read(line)
    reader.end(text.count("\n") + 1)
    hidden = frozenset(line for first, last in reader.ranges for line in range(first, last + 1))
    found = [*reader.found, *_licenses(text)]
    found += [fact for fact in _line_comments(text) if fact.line not in hidden]
    return tuple(sorted(found, key=lambda fact: fact.line))


def _licenses(text: str) -> Iterator[TextFact]:
    at, line = 0, 1
    for match in _LICENSE.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        yield TextFact(kind=TextKind.LICENSE, symbol=match[1].strip(), line=line)


def _line_comments(text: str) -> Iterator[TextFact]:
    at, line = 0, 1
    for match in _SCANNED.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        if match["comment"] is not None:
            yield TextFact(kind=TextKind.LINE_COMMENT, symbol=match["comment"][2:].strip(), line=line)


@slotted
class _Condition:
    """An open `#if`."""

    line: int
    outer: bool
    """Whether what is around it is left out."""
    depth: int
    """Of braces, where it opened: each branch starts there."""
    settled: bool
    """Whether a branch was taken for sure."""
    record: str
    """The struct or union whose members depend on `__KERNEL__` here, as long as none was seen; else empty."""


@slotted
class _Reader:
    """Walks over the lines of a header that are exported."""

    found: list[TextFact] = field(default_factory=list)
    open: list[_Condition] = field(default_factory=list)
    records: list[str] = field(default_factory=list)
    """For each open brace the struct or union that it belongs to, else empty."""
    words: list[Token] = field(default_factory=list)
    """Of the declaration at hand."""
    out: bool = False
    """Whether the present lines are left out."""
    since: int = 0
    ranges: list[tuple[int, int]] = field(default_factory=list)
    """Of lines left out: first and last."""
    is_once: bool = False
    unguarded: TextFact | None = None
    waiting: int = 0
    """How many open conditions have a record."""

    def end(self, line: int) -> None:
        """Come to the end, the last line: only now is it known whether the header guards itself."""
        self._leave_out(False, line)  # noqa: FBT003 - see there
        if self.unguarded is not None and not self.is_once:
            self.found.append(self.unguarded)

    def read(self, line: Line) -> None:
        """Take the next line."""
        first = line.tokens[0]
        if first.text == "#" and len(line.tokens) > 1:
            self._directive(line.tokens[1].text, line)
        elif not self.out:
            for token in line.tokens:
                self._named(token)
                self._declared(token)
        if self.waiting and first.text != "#":
            self._members()

    def _tell(self, kind: TextKind, symbol: str, line: int) -> None:
        self.found.append(TextFact(kind=kind, symbol=symbol, line=line))

    def _named(self, token: Token) -> None:
        if token.kind is not Kind.IDENTIFIER:
            return
        if token.text in _KEYWORDS:
            self._tell(TextKind.KEYWORD, token.text, token.line)
        elif token.text.startswith("CONFIG_") and _CONFIG.fullmatch(token.text):
            self._tell(TextKind.CONFIG, token.text, token.line)

    def _directive(self, word: str, line: Line) -> None:
        rest = line.tokens[2:]
        if word in {"if", "ifdef", "ifndef"}:
            holds = _holds(word, rest)
            record = self._record_for(rest)
            self.waiting += record != ""
            self.open.append(_Condition(line.number, self.out, len(self.records), holds is True, record))
            self._leave_out(self.out or holds is False, line.number)
        elif word in {"elif", "else"} and self.open:
            at = self.open[-1]
            holds = True if word == "else" else _holds("if", rest)
            self._leave_out(at.outer or at.settled or holds is False, line.number)
            at.settled = at.settled or holds is True
            del self.records[at.depth :]
        elif word == "endif" and self.open:
            closed = self.open.pop()
            self.waiting -= closed.record != ""
            self._leave_out(closed.outer, line.number)
        if self.out:
            return
        if word == "include" and (name := _included(rest)):
            self._tell(TextKind.INCLUDE, name, line.number)
        self.is_once |= word == "pragma" and any(token.text == "once" for token in rest)
        for token in rest:
            self._named(token)

    def _leave_out(self, out: bool, line: int) -> None:  # noqa: FBT001 - the one thing that it sets
        if self.out and not out:
            self.ranges.append((self.since, line))
        elif out and not self.out:
            self.since = line
        self.out = out

    def _record_for(self, rest: Sequence[Token]) -> str:
        """Return the struct or union inside which a condition asks for `__KERNEL__`, else an empty string."""
        if self.out or not any(token.text == "__KERNEL__" for token in rest):
            return ""
        return next((name for name in self.records[:_DEEPEST] if name), "")

    def _members(self) -> None:
        """Tell of the conditions around the present line: it holds members, not just macros."""
        for condition in self.open:
            if condition.record:
                self._tell(TextKind.KERNEL_MEMBERS, condition.record, condition.line)
                condition.record = ""
        self.waiting = 0

    def _declared(self, token: Token) -> None:
        """Follow declarations by their braces."""
        if token.text == "{":
            if not self.records and not self.open and self.unguarded is None:
                name = _heading(self.words)
                self.unguarded = TextFact(kind=TextKind.UNGUARDED, symbol=name, line=token.line)
            self.records.append(_record(self.words))
            self.words.clear()
        elif token.text == "}":
            if self.records:
                self.records.pop()
            self.words.clear()
        elif token.text == ";":
            self.words.clear()
        else:
            self.words.append(token)


def _heading(words: Sequence[Token]) -> str:
    """Return what a brace opens: `struct point`, or the name of a function."""
    for at, word in enumerate(words):
        if word.text in {*_RECORD, "enum"}:
            return f"{word.text} {_tag(words, at)}".rstrip()
        if word.text == "(" and at:
            return words[at - 1].text
    return ""


def _record(words: Sequence[Token]) -> str:
    at = next((at for at, word in enumerate(words) if word.text in _RECORD), None)
    return "" if at is None else f"{words[at].text} {_tag(words, at) or '{...}'}"


def _tag(words: Sequence[Token], at: int) -> str:
    follows = words[at + 1 : at + 2]
    return follows[0].text if follows and follows[0].kind is Kind.IDENTIFIER else ""


def _included(rest: Sequence[Token]) -> str:
    if rest and rest[0].kind is Kind.STRING:
        return rest[0].text[1:-1]
    if rest and rest[0].text == "<":
        close = next((at for at, token in enumerate(rest) if token.text == ">"), 0)
        return "".join(token.text for token in rest[1:close])
    return ""


def _holds(word: str, rest: Sequence[Token]) -> bool | None:
    """Return whether a condition holds in an exported header that C reads, None where that is for the target to say."""
    if not any(token.text in _NEVER for token in rest):
        return None
    if word == "if":
        return _any_of(rest, 0)
    known = rest[0].text in _NEVER
    return (word == "ifndef") if known else None


def _any_of(words: Sequence[Token], depth: int) -> bool | None:
    answers = [_all_of(part, depth) for part in _split(words, "||")]
    if True in answers:
        return True
    return None if None in answers else False


def _all_of(words: Sequence[Token], depth: int) -> bool | None:
    answers = [_one(part, depth) for part in _split(words, "&&")]
    if False in answers:
        return False
    return None if None in answers else True


def _one(words: Sequence[Token], depth: int) -> bool | None:
    texts = [token.text for token in words]
    denied = 0
    while denied < len(texts) and texts[denied] == "!":
        denied += 1
    plain = texts[denied:]
    found: bool | None = None
    if plain[:1] == ["defined"]:
        name = [text for text in plain[1:] if text not in {"(", ")"}]
        found = False if len(name) == 1 and name[0] in _NEVER else None
    elif len(plain) == 1 and plain[0] in _NEVER:
        found = False
    elif plain[:1] == ["("] and plain[-1] == ")" and depth < _DEEPEST:
        found = _any_of(words[denied + 1 : -1], depth + 1)
    return found if found is None or denied % 2 == 0 else not found


def _split(words: Sequence[Token], operator: str) -> list[Sequence[Token]]:
    """Return the operands of `operator` outside parentheses."""
    parts: list[Sequence[Token]] = []
    start = level = 0
    for at, word in enumerate(words):
        level += (word.text == "(") - (word.text == ")")
        if level == 0 and word.text == operator:
            parts.append(words[start:at])
            start = at + 1
    return [*parts, words[start:]]
