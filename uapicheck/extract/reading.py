"""Declarations read: tokens go in and types come out."""

from collections.abc import Sequence

from uapicheck.extract.arithmetic import NoValueError
from uapicheck.extract.attributes import prepared
from uapicheck.extract.limits import MAX_DECLARATION_DEPTH, MAX_DIMENSIONS
from uapicheck.extract.meaning import DeclarationError, Meaning
from uapicheck.extract.plain_declarations import plain_meaning
from uapicheck.extract.tokens import Token

_BRACKETS = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}


def meaning(tokens: Sequence[Token], typedefs: frozenset[str]) -> Meaning:
    """Return what `tokens` declare, `typedefs` being the typedef names among them.

    Raises `DeclarationError` where they are no declaration that can be read.
    """
    _check_depth(tokens)
    try:
        made = prepared(tokens, typedefs.__contains__)
        found = plain_meaning(tokens, made, typedefs)
        if found is not None:
            return found
        from uapicheck.extract.border import read  # noqa: PLC0415 - pycparser is a tenth of start-up: few need it

        return read(tokens, made, typedefs)
    except NoValueError as error:
        raise DeclarationError(str(error), 0) from None
    except RecursionError:
        why = "is nested too deep"
        raise DeclarationError(why, 0) from None
    except (AssertionError, AttributeError, IndexError, KeyError, TypeError, ValueError):
        # pycparser fails in many ways on text that is no C; which one tells the user nothing.
        why = "is not C that can be read"
        raise DeclarationError(why, 0) from None


def _check_depth(tokens: Sequence[Token]) -> None:
    depth = dimensions = 0
    for index, token in enumerate(tokens):
        text = token.text
        if text in _BRACKETS:
            depth += _BRACKETS[text]
            if text == "[":
                dimensions += 1
            if depth > MAX_DECLARATION_DEPTH:
                why = f"nests more than {MAX_DECLARATION_DEPTH} brackets"
                raise DeclarationError(why, index)
            if dimensions > MAX_DIMENSIONS:
                why = f"is an array of more than {MAX_DIMENSIONS} dimensions"
                raise DeclarationError(why, index)
        elif text in {",", ";"} and dimensions:
            dimensions = 0
