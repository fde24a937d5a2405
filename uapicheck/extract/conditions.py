"""The arithmetic of `#if` (C99 6.10.1)."""

from collections.abc import Callable, Sequence

from uapicheck.extract.arithmetic import CHARACTER_CONSTANT, Arithmetic, IntegerType, NoValueError, Value
from uapicheck.extract.expression_parser import expression
from uapicheck.extract.macros import Expander
from uapicheck.extract.tokens import Kind, Token
from uapicheck.extract.types import CType
from uapicheck.frozen import frozen

_FEATURE_TESTS = frozenset(
    {"__has_attribute", "__has_builtin", "__has_feature", "__has_extension", "__has_c_attribute"}
)
_INCLUDE_TESTS = frozenset({"__has_include", "__has_include_next"})
_QUERIES = frozenset({"defined"}) | _FEATURE_TESTS | _INCLUDE_TESTS

_INTMAX = IntegerType("long long", 64, signed=True, rank=5)
_UINTMAX = IntegerType("unsigned long long", 64, signed=False, rank=5)
_NAMES = ("int", "long", "long long")
_WIDEST = dict.fromkeys(_NAMES, _INTMAX) | {f"unsigned {name}": _UINTMAX for name in _NAMES}
_UNSIGNED_CHAR = "__CHAR_UNSIGNED__"
"""What compilers predefine where `char` is unsigned."""


@frozen
class _NoProgram:
    """The surroundings of `#if`: every type is as wide as `intmax_t`, every other name is 0."""

    arithmetic: Arithmetic
    size_type: IntegerType = _UINTMAX
    wide_character: IntegerType = _INTMAX

    def enumerator(self, name: str) -> Value | None:
        del name
        return Value(0, _INTMAX)

    def size(self, ctype: CType) -> int:
        raise _no_types(ctype)

    def align(self, ctype: CType) -> int:
        raise _no_types(ctype)

    def integer(self, ctype: CType) -> IntegerType | None:
        raise _no_types(ctype)

    def member(self, ctype: CType, name: str) -> tuple[int, CType]:
        raise _no_types(ctype, name)

    def element(self, ctype: CType) -> CType:
        raise _no_types(ctype)


def _no_types(*_: object) -> NoValueError:
    return NoValueError("#if knows no types")


_SIGNED = _NoProgram(Arithmetic(_WIDEST | {"char": IntegerType("char", 8, signed=True, rank=1)}))
_UNSIGNED = _NoProgram(
    Arithmetic(_WIDEST | {"char": IntegerType("char", 8, signed=False, rank=1), CHARACTER_CONSTANT: _UINTMAX})
)


def asks_for_headers(condition: Sequence[Token]) -> bool:
    """Return whether the answer depends on which headers there are, not on macros alone."""
    return any(token.text in _INCLUDE_TESTS for token in condition)


def holds(condition: Sequence[Token], expander: Expander, is_there: Callable[[str, bool], bool]) -> bool:
    """Return whether the condition of an `#if` is true; raise `NoValueError` where it cannot be told.

    `is_there` tells whether there is a header of a name, and takes whether it stands in quotes.
    """
    words = expander.expanded(_answered(condition, expander, is_there))
    if not words:
        message = "#if without an expression"
        raise NoValueError(message)
    try:
        define = expander.macros.get(_UNSIGNED_CHAR)
        expander.trace[_UNSIGNED_CHAR] = None if define is None else define.shape
        around = _SIGNED if define is None else _UNSIGNED
        return expression(words, lambda _: False).value(around).number != 0
    except RecursionError:
        message = "is nested too deep"
        raise NoValueError(message) from None


def _answered(condition: Sequence[Token], expander: Expander, is_there: Callable[[str, bool], bool]) -> list[Token]:
    """Return the condition with `defined X` and GNU's `__has_...` queries answered."""
    found: list[Token] = []
    at = 0
    while at < len(condition):
        token = condition[at]
        if token.text not in _QUERIES or token.kind is not Kind.IDENTIFIER:
            found.append(token)
            at += 1
            continue
        end = at + 1
        if end < len(condition) and condition[end].text == "(":
            while end < len(condition) and condition[end].text != ")":
                end += 1
        asked = [t.text for t in condition[at + 1 : end + 1] if t.text not in {"(", ")"}]
        if token.text == "defined":
            if len(asked) != 1:
                message = "defined without a name"
                raise NoValueError(message)
            define = expander.macros.get(asked[0])
            expander.trace[asked[0]] = None if define is None else define.shape
            answer = define is not None or asked[0] in _FEATURE_TESTS
        elif token.text in _INCLUDE_TESTS:
            named = "".join(asked)
            answer = is_there(named.strip('<>"'), named.startswith('"'))
        else:
            answer = False  # the attributes and builtins of one compiler are no part of the ABI
        found.append(Token(Kind.NUMBER, "1" if answer else "0", token.line, token.spaced))
        at = end + 1
    return found
