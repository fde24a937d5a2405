"""Preprocessing tokens of a header, grouped into logical lines (C99 5.1.1.2, phases 1 to 3)."""

import re
from collections.abc import Iterable, Sequence
from enum import IntEnum
from functools import lru_cache
from sys import intern
from typing import NamedTuple


class Kind(IntEnum):
    """Kinds of preprocessing tokens (C99 6.4)."""

    IDENTIFIER = 1
    NUMBER = 2
    STRING = 3
    CHARACTER = 4
    PUNCTUATOR = 5
    STRAY = 6
    """A character that no C token starts with."""
    PLACEMARKER = 7
    """The empty operand of `##` (C99 6.10.3.3)."""


NOTHING_HIDDEN: frozenset[str] = frozenset()


class Token(NamedTuple):
    """One preprocessing token."""

    kind: Kind
    text: str
    line: int
    spaced: bool
    """White space stood before it."""
    hidden: frozenset[str] = NOTHING_HIDDEN
    """Macros that may not expand it any more (C99 6.10.3.4)."""


class Words(dict[tuple[str, bool], Token]):
    """Tokens without a line and that hide nothing, by text and whether white space stood before: one object of each.

    What kind a token is its text tells.
    """

    __slots__ = ()

    def shared(self, words: Iterable[Token]) -> tuple[Token, ...]:
        """Return for each word the token that stands for all that are like it, wherever they stand."""
        found = []
        for word in words:
            kind, text, _, spaced, _ = word
            if (known := self.get((text, spaced))) is None:
                known = self[text, spaced] = Token(kind, text, 0, spaced)
            found.append(known if known[0] is kind else word)
        return tuple(found)


class Line(NamedTuple):
    """A logical line: physical lines joined by backslash-newline."""

    number: int
    tokens: tuple[Token, ...]


class LexicalProblem(NamedTuple):
    """What could not be made a token."""

    line: int
    what: str
    why: str


_SPLICE = "\ud800"
"""Stands for a backslash-newline while lines are counted; no text that was decoded from bytes contains it."""
_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\f\v\r\ud800]*)
    (?: (?P<identifier>[A-Za-z_$][A-Za-z0-9_$]*)
    | (?P<newline>\n)
    | (?P<comment>/\*[^*]*\*+(?:[^/*][^*]*\*+)*/|//[^\n]*)
    | (?P<number>\.?[0-9](?:[eEpP][+-]|[A-Za-z0-9_.])*)
    | (?P<string>"(?:[^"\\\n]|\\\ud800*+[^\n])*+")
    | (?P<character>'(?:[^'\\\n]|\\\ud800*+[^\n])++')
    | (?P<open_comment>/\*.*)
    | (?P<open_quote>["'][^\n]*)
    | (?P<digraph>%:%:|%:|<:|:>|<%|%>)
    | (?P<punctuator>\.\.\.|<<=|>>=|\#\#|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[][(){}<>.,;:?!~+\-*/%&|^=\#])
    | (?P<stray>.)
    )
    """,
    re.VERBOSE | re.DOTALL,
)
_KINDS = {
    "identifier": Kind.IDENTIFIER,
    "number": Kind.NUMBER,
    "string": Kind.STRING,
    "character": Kind.CHARACTER,
    "punctuator": Kind.PUNCTUATOR,
    "open_quote": Kind.STRAY,
    "digraph": Kind.PUNCTUATOR,
    "stray": Kind.STRAY,
}
_GROUPS = ("", *_TOKEN.groupindex)
_KIND_AT = tuple(map(_KINDS.get, _GROUPS))
"""Kinds by the numbers of the groups, which cost less to ask for than their names; None for what is no token."""
_NEWLINE, _COMMENT, _DIGRAPH = map(_GROUPS.index, ("newline", "comment", "digraph"))
_DIGRAPHS = {"%:%:": "##", "%:": "#", "<:": "[", ":>": "]", "<%": "{", "%>": "}"}
_QUOTED = frozenset(map(_GROUPS.index, ("string", "character", "open_quote")))
_CUT_WORD = re.compile(r"(?<=[A-Za-z0-9_$])(?:(?:\\\n)++[A-Za-z0-9_$]++)++")


_REMEMBERED = 4096
"""Short texts whose tokens are kept: what compilers predefine and `##` makes is mostly the same."""
_KEPT = 64
"""Headers whose tokens are kept: as many as the two sides of a target have that changed."""


def lines(text: str) -> tuple[list[Line], list[LexicalProblem]]:
    """Return the logical lines of `text` that hold tokens, and what could not be read."""
    spliced = text
    if "\\\n" in text:
        # A word cut by splices is one token; they are moved behind it so that lines still count.
        spliced = _CUT_WORD.sub(_rejoined, text).replace("\\\n", _SPLICE)
    if not spliced.endswith("\n"):
        spliced += "\n"  # white space is read along with what follows it
    found: list[Line] = []
    problems: list[LexicalProblem] = []
    current: list[Token] = []
    number, spaced = 1, False
    new, one = tuple.__new__, intern
    for match in _TOKEN.finditer(spliced):
        group = match.lastindex or 0
        if space := match[1]:
            spaced = True
            number += space.count(_SPLICE)
        kind = _KIND_AT[group]
        if kind is not None:
            word = match[group]
            if group in _QUOTED and _SPLICE in word:
                number += word.count(_SPLICE)
                word = word.replace(_SPLICE, "")
            elif group == _DIGRAPH:
                word = _DIGRAPHS[word]
            # NamedTuple's own constructor costs three times as much, and this line runs for every token. Most words
            # stand in a header many times: one object of each saves memory, and time wherever it is looked up.
            current.append(new(Token, (kind, one(word), number, spaced, NOTHING_HIDDEN)))
            spaced = False
        elif group == _NEWLINE:
            if current:
                found.append(Line(current[0].line, tuple(current)))
                current = []
            number += 1
            spaced = False
        elif group == _COMMENT:
            spaced = True
            comment = match[group]
            number += comment.count("\n") + comment.count(_SPLICE)
        else:
            problems.append(LexicalProblem(number, "/*", "the comment never ends"))
    if current:
        found.append(Line(current[0].line, tuple(current)))
    return found, problems


@lru_cache(_KEPT)
def known_lines(text: str) -> tuple[tuple[Line, ...], tuple[LexicalProblem, ...]]:
    """Return the lines of a header, which is read for what it defines and again for how it is written."""
    found, problems = lines(text)
    return tuple(found), tuple(problems)


def _rejoined(cut: re.Match[str]) -> str:
    """Return the pieces of a word in one, its splices behind it."""
    return cut[0].replace("\\\n", "") + _SPLICE * cut[0].count("\\\n")


@lru_cache(_REMEMBERED)
def tokens(text: str) -> tuple[Token, ...]:
    """Return the tokens of `text` without regard to its lines."""
    return tuple(token for line in lines(text)[0] for token in line.tokens)


def identifiers(words: Iterable[Token]) -> tuple[str, ...]:
    """Return the identifiers among `words`, each once."""
    return tuple(dict.fromkeys([word.text for word in words if word.kind is Kind.IDENTIFIER]))


_LEGIBLE = 160
_NO_SPACE_AFTER = frozenset({"(", "[", "~", "!", ".", "->", "#", "##"})
_NO_SPACE_BEFORE = frozenset({")", "]", ",", ";", ".", "->", "##"})
_PREFIXABLE = frozenset({"-", "+", "&", "*"})
_OPERAND_ENDS = frozenset({")", "]"})


def _merge(one: str, other: str) -> bool:
    """Return whether two tokens without space between them would be read as others: `- -1`."""
    end, start = one[-1], other[0]
    if end == start:
        return end in "+-&.#"
    return (end == "." and start.isdigit()) or (start == "." and one[0].isdigit())


def clipped(text: str) -> str:
    """Return `text` as far as a person reads it."""
    return text if len(text) <= _LEGIBLE else f"{text[:_LEGIBLE]}..."


def spelled(words: Sequence[Token]) -> str:
    """Return the normalised spelling, which does not depend on the white space of the source."""
    if len(words) == 1:
        return words[0].text
    parts: list[str] = []
    before: Token | None = None
    tight = True
    for word in words:
        if word.kind is Kind.PLACEMARKER:
            continue
        call = word.text in "([" and before is not None and before.kind is Kind.IDENTIFIER
        close = tight or call or word.text in _NO_SPACE_BEFORE
        if not close or (before is not None and _merge(before.text, word.text)):
            parts.append(" ")
        parts.append(word.text)
        operand_before = before is not None and (before.kind is not Kind.PUNCTUATOR or before.text in _OPERAND_ENDS)
        tight = word.kind is Kind.PUNCTUATOR and (
            word.text in _NO_SPACE_AFTER or (word.text in _PREFIXABLE and not operand_before)
        )
        before = word
    return "".join(parts)
