"""pycparser, handed tokens instead of a text: each word that it has seen before costs it no search."""

from collections.abc import Iterator, Sequence
from typing import Any

from pycparser import c_ast, c_lexer
from pycparser.c_lexer import CLexer
from pycparser.c_parser import CParser

_KINDS: dict[str, tuple[tuple[str, str], ...]] = {}
"""What pycparser's own lexer makes of a line: kind and value of each token."""


class _LineLexer(CLexer):
    """Gives what the lexer proper gives, line by line, and remembers lines: most are one word."""

    _tokens: Iterator[Any]

    def input(self, text: str, filename: str = "") -> None:
        """Start with a text of which no token spans lines."""
        super().input("", filename)
        lines = text.split("\n")
        for line in lines:
            if line not in _KINDS:
                _KINDS[line] = tuple(self._kinds(line))
        made = c_lexer.Token
        self._tokens = iter([made(k, v, n, 1, "") for n, line in enumerate(lines, 1) for k, v in _KINDS[line]])

    def token(self) -> Any:  # noqa: ANN401 - a class of pycparser's own
        """Return the next token, None behind the last."""
        return next(self._tokens, None)

    def _kinds(self, line: str) -> Iterator[tuple[str, str]]:
        super().input(line)
        while (token := super().token()) is not None:
            yield token.type, token.value


def _leaves_types_to_the_parser() -> bool:
    """Tell whether a token is the same wherever it stands: before 3.12 the lexer knew which names are types."""
    code = CLexer.__init__.__code__
    return hasattr(c_lexer, "Token") and code.co_varnames[: code.co_argcount + code.co_kwonlyargcount] == (
        "self",
        "error_func",
        "dialect",
    )


_LEXER = _LineLexer if _leaves_types_to_the_parser() else CLexer


def parsed(lines: Sequence[str]) -> c_ast.FileAST:
    """Return what pycparser makes of lines, no token of which spans two; raises `ParseError` as pycparser does."""
    return CParser(lexer=_LEXER).parse("\n".join(lines))
