"""Which bits the value of a function-like macro may have, whatever its arguments are."""

from collections.abc import Callable, Mapping

from uapicheck.extract.arithmetic import NoValueError, integer
from uapicheck.extract.expression_parser import TYPE_WORDS, expression
from uapicheck.extract.expressions import Binary, Cast, Expression, Literal, Name, Unary
from uapicheck.extract.limits import MAX_EXPRESSION_DEPTH
from uapicheck.extract.macros import Expander
from uapicheck.extract.source import Define, Interner
from uapicheck.extract.tokens import Kind, tokens
from uapicheck.frozen import frozen
from uapicheck.model.facts import Constant, Macro

_WIDTH = 64
_WORD = (1 << _WIDTH) - 1
_MOST_TOKENS = 4096
"""An id is made of a few dozen; what expands to more is no id."""


@frozen
class _Bits:
    """An operand: bits that are always set, those that arguments may set, those that nothing bounds."""

    fixed: int
    loose: int = 0
    open: int = 0

    @property
    def is_known(self) -> bool:
        """No argument has a say in it."""
        return not self.loose and not self.open


_ANYTHING = _Bits(0, 0, _WORD)
_TYPES = TYPE_WORDS | {f"__{sign}{bits}" for sign in "us" for bits in (8, 16, 32, 64)}


def possible_bits(
    macro: Macro, constants: Mapping[str, Constant], macro_named: Callable[[str], Macro | None]
) -> tuple[int, int] | None:
    """Return the bits that every value of `macro` has, and those that its arguments reach.

    An argument counts as far as the macro itself bounds it, by a mask or a remainder: what a caller may pass beyond
    that is the caller's affair. Both may have a bit in common: an argument that reaches into a group's code is hidden
    by it for one value and changes it for the next. None where the macro is no expression of constants and arguments.
    """
    text = f"{macro.name} ( {', '.join(_stand_ins(macro))} )"
    defines = _defines(macro, macro_named)
    try:
        words = Expander(macros=defines, limit=_MOST_TOKENS).expanded(tokens(text))
        made = expression(words, _TYPES.__contains__)
        found = _bits(made, constants, 0)
    except (NoValueError, RecursionError):
        return None
    return found.fixed & _WORD, found.loose & _WORD


def _stand_ins(macro: Macro) -> tuple[str, ...]:
    """Return names that no header defines, one for each argument."""
    return tuple(f"__argument_{at}" for at, name in enumerate(macro.params or ()) if name)


def _defines(macro: Macro, macro_named: Callable[[str], Macro | None]) -> dict[str, Define]:
    """Return the function-like macros that `macro` may call, by name."""
    interner = Interner()
    found: dict[str, Define] = {}
    waiting = [macro.name]
    while waiting and len(found) < _MOST_TOKENS:
        name = waiting.pop()
        own = macro if name == macro.name else macro_named(name)
        if name in found or own is None or own.params is None:
            continue
        body = tokens(own.text)
        params, variadic = _parameters(own.params)
        shape = interner.shape(name, params, variadic, body)
        found[name] = Define(shape=shape, header="", line=0, guard=())
        waiting.extend(token.text for token in body if token.kind is Kind.IDENTIFIER)
    return found


def _parameters(params: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    if not params or not params[-1].endswith("..."):
        return params, ""
    return params[:-1], params[-1].removesuffix("...").strip() or "__VA_ARGS__"


def _bits(made: Expression, constants: Mapping[str, Constant], depth: int) -> _Bits:
    if depth > MAX_EXPRESSION_DEPTH:
        message = "is nested too deeply"
        raise NoValueError(message)
    match made:
        case Literal(text=text):
            number = integer(text.rstrip("uUlL"))
            return _ANYTHING if number is None else _Bits(number & _WORD)
        case Name(text=text):
            return _Bits(constants[text].value & _WORD) if text in constants else _ANYTHING
        case Cast(operand=operand):
            return _bits(operand, constants, depth + 1)
        case Unary(operator=operator, operand=operand):
            found = _bits(operand, constants, depth + 1)
            return _Bits(_unary(operator, found.fixed)) if found.is_known else _ANYTHING
        case Binary():
            return _chain(made, constants, depth)
        case _:
            return _ANYTHING


def _chain(made: Binary, constants: Mapping[str, Constant], depth: int) -> _Bits:
    """Return what a chain `a | b | c | ...` may be, which may be longer than Python recurses."""
    chain: list[Binary] = []
    left: Expression = made
    while isinstance(left, Binary):
        chain.append(left)
        left = left.left
    found = _bits(left, constants, depth + 1)
    for node in reversed(chain):
        found = _applied(node.operator, found, _bits(node.right, constants, depth + 1))
    return found


def _unary(operator: str, value: int) -> int:
    if operator == "!":
        return int(not value)
    return (-value if operator == "-" else ~value if operator == "~" else value) & _WORD


def _applied(operator: str, left: _Bits, right: _Bits) -> _Bits:
    if operator in {"<<", ">>"}:
        return _shifted(operator, left, right)
    if operator == "&":
        return _masked(left, right)
    if operator in {"|", "^"}:
        return _Bits(left.fixed | right.fixed, left.loose | right.loose, left.open | right.open)
    if operator == "+":
        return _added(left, right)
    if operator == "%" and right.is_known and right.fixed:
        return _Bits(0, (1 << (right.fixed - 1).bit_length()) - 1)
    if operator == "*" and right.is_known and right.fixed & (right.fixed - 1) == 0 and right.fixed:
        return _shifted("<<", left, _Bits(right.fixed.bit_length() - 1))
    if operator == "-" and left.is_known and right.is_known:
        return _Bits((left.fixed - right.fixed) & _WORD)
    return _ANYTHING


def _masked(left: _Bits, right: _Bits) -> _Bits:
    """Return what is left by a mask: an argument that had no bound has one now, unless both sides have none."""
    both = left.open & right.open
    most_left, most_right = (each.fixed | each.loose | each.open for each in (left, right))
    loose = (left.loose | left.open) & most_right | most_left & (right.loose | right.open)
    return _Bits(left.fixed & right.fixed, loose & ~both, both)


def _added(left: _Bits, right: _Bits) -> _Bits:
    if left.open or right.open:
        # Added to a number, what nothing bounds may carry into any bit; the number is there all the same.
        known = right if left.open else left
        return _ANYTHING if known.open else _Bits(known.fixed, known.loose, _WORD)
    if not (left.fixed | left.loose) & (right.fixed | right.loose):
        return _Bits(left.fixed | right.fixed, left.loose | right.loose)
    least = (left.fixed + right.fixed) & _WORD
    most = (left.fixed + left.loose + right.fixed + right.loose) & _WORD
    return _Bits(least, (least ^ most) & ~least)


def _shifted(operator: str, left: _Bits, right: _Bits) -> _Bits:
    if not right.is_known or right.fixed >= _WIDTH:
        return _ANYTHING
    by = right.fixed
    if operator == "<<":
        return _Bits(left.fixed << by & _WORD, left.loose << by & _WORD, left.open << by & _WORD)
    return _Bits(left.fixed >> by, left.loose >> by, left.open >> by)
