"""What the normalised text of a macro's body says without being evaluated: operators, parameters, names, literals.

Everything here reads tokens from left to right once, so hostile bodies cost no more than their length.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from uapicheck.diff.natures import TYPE_WORDS, is_type_word
from uapicheck.model.facts import Macro

_MOST_TEXT = 20_000
"""Characters; a longer body is a table, and looked at as far as that."""
_TOKEN = re.compile(
    r"""
      "(?:\\.|[^"\\])*"? | '(?:\\.|[^'\\])*'?
    | \.?\d(?:[eEpP][+-]|[\w.])* | [A-Za-z_$]\w*
    | <<= | >>= | \.\.\. | \#\# | -> | \+\+ | -- | << | >> | <= | >= | == | != | && | \|\| | [-+*/%&|^]= | \S
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"[A-Za-z_$]\w*")
_BINARY = frozenset({"*", "/", "%", "+", "-", "<<", ">>", "<", ">", "<=", ">=", "==", "!=", "&", "^", "|", "&&", "||"})
_OPERATORS = _BINARY | {"?"}
_PREFIX = frozenset({"-", "!", "~", "*"})
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_BEFORE_OPERAND = _BINARY | _OPENING | frozenset({"?", ":", ",", ";", "=", "!", "~", "return", "sizeof", "case"})
_NO_NAME_AFTER = frozenset({".", "->", "##", "#", "struct", "union", "enum", "goto"})
_DEFINES_OF = frozenset({"offsetof", "__builtin_offsetof"})
_ODD_LITERAL = re.compile(r"0X[0-9A-Fa-f]+\w*|(?:0x[0-9A-Fa-f]+|\d+)(?:[uU]?l{1,2}[uU]?|u[lL]{0,2}|[lL]{1,2}u)")
_WORD_LITERAL = re.compile(r"(?:0[xX][0-9A-Fa-f]+|\d+)(?:[uU][lL]|[lL][uU]?)")


def tokens(text: str) -> list[str]:
    """Return the tokens of a body."""
    return _TOKEN.findall(text[:_MOST_TEXT])


def _matching(words: Sequence[str]) -> list[int]:
    """Return for each bracket the index of its partner, -1 for other tokens and brackets without one."""
    found = [-1] * len(words)
    stack: list[int] = []
    for at, word in enumerate(words):
        if word in _OPENING:
            stack.append(at)
        elif word in _CLOSING and stack:
            opening = stack.pop()
            found[at], found[opening] = opening, at
    return found


def _casts(words: Sequence[str], pairs: Sequence[int]) -> set[int]:
    """Return where the closing parentheses of casts stand."""
    return {
        at
        for at, word in enumerate(words)
        if word == ")"
        and (opening := pairs[at]) >= 0
        and at - opening > 1
        and any(is_type_word(inner) for inner in words[opening + 1 : min(at, opening + 4)])
        and all(_WORD.fullmatch(inner) or inner == "*" for inner in words[opening + 1 : at])
        and not (opening and words[opening - 1] == "sizeof")
    }


def outer_operator(text: str) -> str:
    """Return the first operator with two operands that stands outside of all parentheses, empty if none does."""
    words = tokens(text)
    if len(words) < 3 or "{" in words or ";" in words:  # noqa: PLR2004 - an operator and its operands
        return ""
    casts = _casts(words, _matching(words))
    level = 0
    found = ""
    for at, word in enumerate(words):
        if word in _OPENING:
            level += 1
        elif word in _CLOSING:
            level -= 1
        elif level:
            continue
        elif word in {",", "=", "#", "##"}:
            return ""  # a list or a statement, whose parts are no operands of what stands around it
        elif 0 < at < len(words) - 1 and not found and word in _OPERATORS:
            before = words[at - 1]
            if before not in _BEFORE_OPERAND and at - 1 not in casts and not is_type_word(before):
                found = word
    return found


def bare_parameters(macro: Macro) -> tuple[str, ...]:
    """Return the parameters of a function-like macro that an operator would tear apart, in order of appearance."""
    names = {name.removesuffix("...").strip() for name in macro.params or ()} - {""}
    words = tokens(macro.text)
    if names.isdisjoint(words):
        return ()
    pairs = _matching(words)
    casts = _casts(words, pairs)
    found = {word: None for at, word in enumerate(words) if word in names and _is_bare(words, at, casts)}
    return tuple(found)


def _is_bare(words: Sequence[str], at: int, casts: set[int]) -> bool:
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    if before in {"#", "##", ".", "->"} or after in {"##", "(", "[", "++", "--"}:
        return False
    if before.startswith('"') or after.startswith('"'):
        return False
    if is_type_word(before) or (_WORD.fullmatch(before) and before not in {"return", "sizeof", "case"}):
        return False  # what follows a type is a declared name or a tag
    if after == "*" and at + 2 < len(words) and words[at + 2] in {")", "*"}:
        return False  # a pointer type
    if after == "*" and before in {"{", ";"}:
        return False  # a declaration of a pointer
    if before == "*" and at > 1 and (is_type_word(words[at - 2]) or words[at - 2] == "*"):
        return False  # the same, the parameter being the name
    if _WORD.fullmatch(after):
        return False  # it stands for a type or a statement
    if after in _BINARY or after == "->":
        return True
    if before in _BINARY or before in {"!", "~"}:
        unary = at < 2 or words[at - 2] in _BEFORE_OPERAND or at - 2 in casts  # noqa: PLR2004 - two tokens before
        return before in _PREFIX if unary else True
    return at - 1 in casts


def names(text: str, params: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """Yield the names that a body asks its surroundings for; tags, members and parts of pasted names are left out.

    A name that is a whole argument of a call comes with the name of what is called: that may paste it.
    """
    words = tokens(text)
    own = {name.removesuffix("...").strip() for name in params}
    pairs = _matching(words)
    inside = {
        inner
        for at, word in enumerate(words)
        if word in _DEFINES_OF and at + 1 < len(words) and words[at + 1] == "("
        for inner in _after_comma(words, at + 1, pairs[at + 1])
    }
    callees: list[str] = []
    for at, word in enumerate(words):
        before = words[at - 1] if at else ""
        after = words[at + 1] if at + 1 < len(words) else ""
        if word in _OPENING:
            callees.append(before if word == "(" and _WORD.fullmatch(before) else "")
        elif word in _CLOSING and callees:
            callees.pop()
        if not _WORD.fullmatch(word) or word in own or word in TYPE_WORDS or at in inside:
            continue
        if before not in _NO_NAME_AFTER and after != "##":
            is_argument = bool(callees) and before in {"(", ","} and after in {")", ","}
            yield word, callees[-1] if is_argument else ""


def _after_comma(words: Sequence[str], opening: int, closing: int) -> range:
    if closing < 0 or "," not in words[opening:closing]:
        return range(0)
    return range(words.index(",", opening, closing), closing)


def has_statement_expression(text: str) -> bool:
    """Tell whether a body has a statement expression of GNU C."""
    words = tokens(text)
    return any(a == "(" and b == "{" for a, b in pairwise(words))


def odd_literals(text: str) -> tuple[str, ...]:
    """Return the numbers that have a suffix in small letters or a prefix in large ones."""
    return tuple(dict.fromkeys(word for word in tokens(text) if _ODD_LITERAL.fullmatch(word)))


def shifts_word(text: str) -> bool:
    """Tell whether a body shifts a number with the suffix of `long` to the left."""
    words = tokens(text)
    return any(_WORD_LITERAL.fullmatch(a) and b == "<<" for a, b in pairwise(words))


def shifts(text: str) -> bool:
    """Tell whether a body shifts to the left and takes no number's complement or negative."""
    words = tokens(text)
    return "<<" in words and "~" not in words and "-" not in words
