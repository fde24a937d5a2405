"""A call of a function-like macro, expanded once with placeholders for its arguments."""

from collections.abc import Iterator

from uapicheck.extract.abi import WORD, particulars
from uapicheck.extract.arithmetic import NoValueError
from uapicheck.extract.bodies import Arguments
from uapicheck.extract.expression_parser import expression
from uapicheck.extract.expressions import Binary, Expression, Literal
from uapicheck.extract.ioctls import ENCODERS, call_arguments
from uapicheck.extract.macros import Expander, Trace, plain
from uapicheck.extract.program import Program
from uapicheck.extract.references import references
from uapicheck.extract.source import Shape
from uapicheck.extract.tokens import Kind, Token
from uapicheck.frozen import frozen

PLACEHOLDER = "__uapicheck_"
"""How the name of an argument begins in a template; its number follows."""


@frozen(eq=False)
class Blueprint:
    """An expression whose names are still to be given a meaning."""

    expression: Expression
    names: tuple[str, ...]
    """All that it refers to, types and tags among them."""
    particulars: frozenset[str]


@frozen(eq=False)
class Template:
    """A call of a function-like macro, expanded with a placeholder for each argument."""

    blueprint: Blueprint
    enclosed: tuple[bool, ...]
    """For each argument: parentheses stand around it wherever it is used, so that it may be any expression."""
    ioctl_arguments: Arguments
    trace: Trace
    needs_sizes_only: bool
    """Its value depends on the values of its arguments, on the sizes of those that are types, and on nothing else."""

    def arguments(self, actual: Arguments) -> Arguments:
        """Return the ioctl arguments of a call with these arguments."""
        return tuple(tuple(_filled(group, actual)) for group in self.ioctl_arguments)


@frozen(eq=False)
class Drawn:
    """A template, or that there is none, with the tokens that it took."""

    template: Template | None
    cost: int


def template_of(shape: Shape, kinds: str, expander: Expander, program: Program) -> Template:
    """Return the template of calls of a macro with arguments of these kinds: `t` for a type, `e` for an expression.

    Raises `NoValueError` where there is none.
    """
    call: list[Token] = [Token(Kind.IDENTIFIER, shape.name, 1, spaced=False), _punctuator("(")]
    for number, kind in enumerate(kinds):
        if number:
            call.append(_punctuator(","))
        if kind == "t":
            call.append(Token(Kind.IDENTIFIER, "struct", 1, spaced=True))
        call.append(Token(Kind.IDENTIFIER, f"{PLACEHOLDER}{number}", 1, spaced=True))
    call.append(_punctuator(")"))
    words = plain(expander.expanded(call))
    names = tuple(n for n in references(words) if PLACEHOLDER not in n)
    if not program.typedefs.keys().isdisjoint(names):
        # Which names are types would then be part of the template's identity; no encoder needs that.
        message = "refers to types"
        raise NoValueError(message)
    blueprint = Blueprint(_folded(expression(words, frozenset[str]().__contains__)), names, particulars(words))
    enclosed = tuple(k == "t" or _is_enclosed(f"{PLACEHOLDER}{n}", words) for n, k in enumerate(kinds))
    arguments = call_arguments(call, expander.macros) if not ENCODERS.isdisjoint(expander.trace) else ()
    only_sizes = not names and blueprint.particulars <= {WORD} and _asks_sizes_only(words)
    return Template(blueprint, enclosed, arguments, expander.trace, only_sizes)


def _folded(made: Expression) -> Expression:
    """Return an expression with its small sums worked out: what every target makes the same `int` of.

    The shifts of an ioctl number are sums of its fields' widths, and each of hundreds of numbers has four.
    """
    if type(made) is not Binary:
        return made
    left, right = _folded(made.left), _folded(made.right)
    if made.operator == "+" and type(left) is Literal and type(right) is Literal:
        texts = left.text, right.text
        if all(text == "0" or (text.isdecimal() and text[0] != "0" and len(text) <= _SMALL) for text in texts):
            return Literal(str(int(texts[0]) + int(texts[1])))
    return Binary(made.operator, left, right, made.text)


_SMALL = 4
"""Digits of a number that is an `int` everywhere, and the sum of hundreds of which is."""


def _punctuator(text: str) -> Token:
    return Token(Kind.PUNCTUATOR, text, 1, spaced=False)


def _is_enclosed(name: str, words: tuple[Token, ...]) -> bool:
    return all(
        0 < i < len(words) - 1 and words[i - 1].text == "(" and words[i + 1].text == ")"
        for i, w in enumerate(words)
        if w.text == name
    )


def _asks_sizes_only(words: tuple[Token, ...]) -> bool:
    """Return whether types stand under `sizeof` alone."""
    texts = [w.text for w in words]
    return all(
        texts[i - 2 : i] == ["sizeof", "("] and texts[i + 2 : i + 3] == [")"]
        for i, text in enumerate(texts)
        if text == "struct"
    )


def _filled(group: tuple[Token, ...], actual: Arguments) -> Iterator[Token]:
    at = 0
    while at < len(group):
        following = group[at + 1].text if at + 1 < len(group) else ""
        if group[at].text == "struct" and following.startswith(PLACEHOLDER):
            at += 1
        text = group[at].text
        if text.startswith(PLACEHOLDER):
            yield from actual[int(text.removeprefix(PLACEHOLDER))]
        else:
            yield group[at]
        at += 1
