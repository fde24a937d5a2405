"""What the body of a macro is made of, before any macro that it names has a meaning."""

from itertools import pairwise
from typing import TypeAlias

from uapicheck.extract.ioctls import closing, split_arguments, unwrapped
from uapicheck.extract.references import references
from uapicheck.extract.tokens import Kind, Token
from uapicheck.frozen import frozen

Arguments: TypeAlias = tuple[tuple[Token, ...], ...]
_OPERATORS_WITH_PARENTHESES = frozenset({"sizeof", "__alignof__", "_Alignof", "offsetof", "__builtin_offsetof"})


@frozen(eq=False)
class Piece:
    """Tokens that may form an expression or a type: a body, or an argument of a call."""

    words: tuple[Token, ...]
    names: tuple[str, ...]
    is_operand: bool
    """A single token, or parentheses around everything."""


@frozen(eq=False)
class Body:
    """What a macro's body is made of, before any macro has a meaning."""

    whole: Piece
    callee: str
    """The function-like macro that the whole body calls, empty where it calls none."""
    arguments: tuple[Piece, ...]
    names: tuple[str, ...]
    """What the arguments refer to."""

    @property
    def actual(self) -> Arguments:
        """The tokens of the arguments."""
        return tuple(piece.words for piece in self.arguments)


def body_of(words: tuple[Token, ...]) -> Body | None:
    """Return what a body is made of; None where composition cannot deal with it."""
    if not words or any(w.kind is Kind.STRING or w.text in {"#", "##", "{"} for w in words):
        return None
    inner = unwrapped(words)
    callee = ""
    arguments: Arguments = ()
    if (
        len(inner) > 2  # noqa: PLR2004 - a name and parentheses
        and inner[0].kind is Kind.IDENTIFIER
        and inner[1].text == "("
        and closing(inner, 1) == len(inner) - 1
    ):
        callee, arguments = inner[0].text, split_arguments(inner[2:-1])
    if callee in _OPERATORS_WITH_PARENTHESES:
        callee, arguments = "", ()
    groups = arguments if callee else (words,)
    if any(_calls(group) for group in groups):
        return None
    if not all(groups):
        return None
    pieces = tuple(map(_piece, arguments))
    return Body(_piece(words), callee, pieces, tuple(dict.fromkeys([name for piece in pieces for name in piece.names])))


def _piece(words: tuple[Token, ...]) -> Piece:
    is_operand = len(words) == 1 or (words[0].text == "(" and closing(words, 0) == len(words) - 1)
    return Piece(words, references(words), is_operand)


def _calls(words: tuple[Token, ...]) -> bool:
    return any(
        a.kind is Kind.IDENTIFIER and b.text == "(" and a.text not in _OPERATORS_WITH_PARENTHESES
        for a, b in pairwise(words)
    )
