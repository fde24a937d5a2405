"""A header file as the preprocessor walks it: directives, conditionals, runs of text.

The walkable form does not depend on the target, so one parse of a file serves
every target and every header that includes it.
"""

import re
from typing import TypeAlias

from uapicheck.extract.kernelisms import exported
from uapicheck.extract.limits import MAX_BRANCHES, MAX_CONDITION_DEPTH
from uapicheck.extract.tokens import Kind, LexicalProblem, Line, Token, Words, identifiers, known_lines, spelled
from uapicheck.frozen import field, frozen, slotted


@frozen(kw_only=True, eq=False)
class Shape:
    """A macro without its place: what expansion needs. Equal shapes are one object within an `Interner`."""

    name: str
    params: tuple[str, ...] | None
    """None for object-like macros."""
    variadic: str
    """Name that stands for the variable arguments, empty where there are none."""
    body: tuple[Token, ...]
    """Its tokens know no line."""


@frozen(kw_only=True, eq=False)
class Define:
    """`#define`."""

    shape: Shape
    header: str
    line: int
    guard: tuple[str, ...]
    is_include_guard: bool = False


@frozen(kw_only=True, eq=False)
class Undef:
    """`#undef`."""

    name: str


@frozen(kw_only=True, eq=False)
class Include:
    """`#include` or `#include_next`; the tokens are expanded where they are neither `<x>` nor `"x"`."""

    line: int
    name: str
    """Empty where macros must be expanded first."""
    tokens: tuple[Token, ...]
    """The first one alone where the name is known."""
    next: bool


@frozen(kw_only=True, eq=False)
class Error:
    """`#error`, or a directive that cannot be read."""

    line: int
    text: str
    what: str = "#error"


@frozen(kw_only=True, eq=False)
class Pack:
    """`#pragma pack`: what stands between the parentheses."""

    tokens: tuple[Token, ...]


@frozen(kw_only=True, eq=False)
class Run:
    """Text between two directives."""

    tokens: tuple[Token, ...]
    """Expanded or not; `Token.hidden` of an expanded one tells which macros it came from."""
    names: tuple[str, ...]
    """The identifiers in it, each once."""
    header: str
    guard: tuple[str, ...]
    cost: int = 0
    """Tokens that it took to expand it."""


@frozen(kw_only=True, eq=False)
class Branch:
    """One group of a conditional with the condition that admits it."""

    keyword: str
    """`if`, `ifdef`, `ifndef`, `elif` or `else`."""
    line: int
    condition: tuple[Token, ...]
    items: tuple["Item", ...]


@frozen(kw_only=True, eq=False)
class Conditional:
    """`#if` ... `#endif`: the branches in order."""

    branches: tuple[Branch, ...]


Item: TypeAlias = Define | Undef | Include | Error | Pack | Run | Conditional


@frozen(kw_only=True, eq=False)
class SourceFile:
    """A header file, ready to be walked."""

    header: str
    items: tuple[Item, ...]
    guard_name: str
    """The macro of its include guard, empty where it has none."""
    problems: tuple[LexicalProblem, ...]


@slotted
class Interner:
    """Makes equal macro shapes one object, so that identity tells whether a macro is the same."""

    shapes: dict[tuple[str, ...], Shape] = field(default_factory=dict)
    words: Words = field(default_factory=Words)

    def shape(self, name: str, params: tuple[str, ...] | None, variadic: str, body: tuple[Token, ...]) -> Shape:
        """Return the one shape with these parts; spacing counts, as `#` can make it visible."""
        texts = [f" {t.text}" if t.spaced else t.text for t in body]
        if texts:
            texts[0] = body[0].text
        identity = (name, "-" if params is None else "(" + ",".join(params), variadic, *texts)
        known = self.shapes.get(identity)
        if known is None:
            body = self.words.shared(body)
            known = self.shapes[identity] = Shape(name=name, params=params, variadic=variadic, body=body)
        return known


def parsed(header: str, text: str, *, source_form: bool, interner: Interner) -> SourceFile:
    """Return the walkable form of a header; `source_form` applies what `make headers_install` would."""
    read, known = known_lines(text)
    logical, problems = list(read), list(known)
    if source_form:
        logical = exported(logical)
    reader = _Reader(header=header, lines=logical, problems=problems, interner=interner)
    items = reader.items()
    whole = len(items) == 1 and isinstance(items[0], Conditional) and len(items[0].branches) == 1
    guard_name = reader.guard_name if whole else ""
    return SourceFile(header=header, items=items, guard_name=guard_name, problems=tuple(problems))


@slotted
class _Reader:
    """Turns logical lines into items."""

    header: str
    lines: list[Line]
    problems: list[LexicalProblem]
    interner: Interner
    at: int = 0
    guard_name: str = ""
    """The macro that the file's first line tests for and its second line defines."""

    def items(self) -> tuple[Item, ...]:
        found = list(self._group((), 0))
        while self.at < len(self.lines):
            line = self.lines[self.at]
            word = line.tokens[1].text
            self.problems.append(LexicalProblem(line.number, f"#{word}", f"#{word} without #if"))
            self.at += 1
            found.extend(self._group((), 0))
        return tuple(found)

    def _group(self, guard: tuple[str, ...], depth: int) -> list[Item]:
        """Return the items up to the next `#elif`, `#else` or `#endif` of this level."""
        found: list[Item] = []
        text: list[Token] = []

        def flush() -> None:
            if text:
                words = tuple(text)
                found.append(Run(tokens=words, names=identifiers(words), header=self.header, guard=guard))
                text.clear()

        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.tokens[0].text != "#":
                text.extend(line.tokens)
                self.at += 1
                continue
            word = line.tokens[1].text if len(line.tokens) > 1 else ""
            if word in {"elif", "else", "endif"}:
                break
            flush()
            self.at += 1
            if word in {"if", "ifdef", "ifndef"}:
                found.append(self._conditional(line, guard, depth + 1))
            elif (item := self._directive(word, line, guard)) is not None:
                found.append(item)
        flush()
        return found

    def _conditional(self, opening: Line, guard: tuple[str, ...], depth: int) -> Item:
        if depth > MAX_CONDITION_DEPTH:
            self.problems.append(LexicalProblem(opening.number, "#if", "conditionals are nested too deep"))
            return self._skipped()
        branches: list[Branch] = []
        line, seen_else = opening, False
        negated: list[str] = []
        if self.at == 1:
            self.guard_name = self._tested_and_defined(opening)
        is_guard = self.at == 1 and self.guard_name != ""
        while True:
            keyword, condition = line.tokens[1].text, line.tokens[2:]
            text = "" if is_guard else _condition_text(keyword, condition)
            own = (*guard, *negated, text) if text else (*guard, *negated)
            items = tuple(self._group(own, depth))
            branches.append(Branch(keyword=keyword, line=line.number, condition=condition, items=items))
            if self.at >= len(self.lines):
                why = f"#{opening.tokens[1].text} without #endif"
                self.problems.append(LexicalProblem(opening.number, f"#{opening.tokens[1].text}", why))
                break
            line = self.lines[self.at]
            self.at += 1
            word = line.tokens[1].text
            if word == "endif":
                break
            if len(branches) == MAX_BRANCHES:
                why = f"has more than {MAX_BRANCHES} groups"
                self.problems.append(LexicalProblem(opening.number, f"#{opening.tokens[1].text}", why))
                self._skipped()
                break
            if seen_else:
                self.problems.append(LexicalProblem(line.number, f"#{word}", f"#{word} after #else"))
            seen_else = seen_else or word == "else"
            negated.append(f"!({text})")
        return Conditional(branches=tuple(branches))

    def _tested_and_defined(self, opening: Line) -> str:
        words = [t.text for t in opening.tokens[1:]]
        if words[:3] == ["if", "!", "defined"]:
            words = ["ifndef", *(w for w in words[3:] if w not in {"(", ")"})]
        following = [t.text for t in self.lines[self.at].tokens] if self.at < len(self.lines) else []
        if len(words) > 1 and words[0] == "ifndef" and following == ["#", "define", *words[1:]]:
            return words[1]
        return ""

    def _skipped(self) -> Item:
        """Pass over a conditional with everything in it."""
        level = 1
        while self.at < len(self.lines) and level:
            words = [t.text for t in self.lines[self.at].tokens[:2]]
            if words[0] == "#" and len(words) > 1:
                level += (words[1] in {"if", "ifdef", "ifndef"}) - (words[1] == "endif")
            self.at += 1
        return Conditional(branches=())

    def _directive(self, word: str, line: Line, guard: tuple[str, ...]) -> Item | None:
        rest = line.tokens[2:]
        if word == "define":
            return self._define(line, rest, guard)
        if word == "undef":
            if not rest or rest[0].kind is not Kind.IDENTIFIER:
                return Error(line=line.number, text="a name is missing", what="#undef")
            return Undef(name=rest[0].text)
        if word in {"include", "include_next"}:
            name = _included_name(rest)
            tokens = rest[:1] if name else rest
            return Include(line=line.number, name=name, tokens=tokens, next=word == "include_next")
        if word == "error":
            return Error(line=line.number, text=spelled(rest))
        if word == "pragma":
            is_pack = len(rest) > 1 and rest[0].text == "pack" and rest[1].text == "("
            return Pack(tokens=rest[2:-1]) if is_pack else None
        if word in {"", "warning", "line", "ident", "sccs", "assert", "unassert"}:
            return None
        return Error(line=line.number, text="this directive is unknown", what=f"#{word}")

    def _define(self, line: Line, rest: tuple[Token, ...], guard: tuple[str, ...]) -> Define | Error:
        if not rest or rest[0].kind is not Kind.IDENTIFIER:
            return Error(line=line.number, text="a name is missing", what="#define")
        params: tuple[str, ...] | None = None
        variadic, body = "", rest[1:]
        if body and body[0].text == "(" and not body[0].spaced:
            close = next((i for i, t in enumerate(body) if t.text == ")"), -1)
            if close < 0:
                return Error(line=line.number, text="its parameter list never ends", what=rest[0].text)
            if not _PARAMETERS.fullmatch(" ".join(t.text for t in body[1:close])):
                return Error(line=line.number, text="its parameter list cannot be read", what=rest[0].text)
            params, variadic = _parameters(body[1:close])
            body = body[close + 1 :]
        shape = self.interner.shape(rest[0].text, params, variadic, body)
        return Define(
            shape=shape,
            header=self.header,
            line=line.number,
            guard=guard,
            is_include_guard=shape.name == self.guard_name and not body,
        )


_NAME = r"[A-Za-z_$][\w$]*+"
_PARAMETERS = re.compile(rf"(?:{_NAME}(?: , {_NAME})*+(?:(?: ,)? \.\.\.)?|\.\.\.)?")


def _parameters(words: tuple[Token, ...]) -> tuple[tuple[str, ...], str]:
    """Return the parameters, and the name of the variable arguments (`__VA_ARGS__` or GNU's own)."""
    names: list[str] = []
    variadic = ""
    for word in words:
        if word.text == "...":
            variadic = names.pop() if names and names[-1] != "," else "__VA_ARGS__"
        names.append(word.text)
    plain = tuple(n for n in names if n not in {",", "..."})
    return plain, variadic


def _included_name(rest: tuple[Token, ...]) -> str:
    if rest and rest[0].kind is Kind.STRING:
        return rest[0].text[1:-1]
    if rest and rest[0].text == "<":
        close = next((i for i, t in enumerate(rest) if t.text == ">"), 0)
        return "".join(t.text for t in rest[1:close])
    return ""


def _condition_text(keyword: str, condition: tuple[Token, ...]) -> str:
    text = spelled(condition)
    if keyword == "ifdef":
        return f"defined({text})"
    if keyword == "ifndef":
        return f"!defined({text})"
    return text
