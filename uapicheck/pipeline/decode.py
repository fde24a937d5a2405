"""`decode`: what numbers, names and expressions mean by the headers of a source."""

import re
from collections.abc import Sequence

from uapicheck.decode.ioctls import ioctls_named, ioctls_numbered, ioctls_unnamed
from uapicheck.decode.known import Known
from uapicheck.decode.numbers import constant_named, numbers
from uapicheck.decode.registers import arch_code, has_ids, is_id, register
from uapicheck.errors import UsageError
from uapicheck.extract.ioctls import decoded
from uapicheck.frozen import frozen, replaced
from uapicheck.model.decoded import Meaning, Register, Unknown
from uapicheck.model.facts import MacroKind
from uapicheck.model.space_words import WORD_64
from uapicheck.pipeline.scope import Scope
from uapicheck.pipeline.shelf import Shelf
from uapicheck.spaces.register_words import SYSCALL, register_words

_WORD_32 = (1 << 32) - 1
_NUMBER = re.compile(r"(?P<digits>0[xX][0-9a-fA-F]{1,40}|0|[1-9][0-9]{0,40})(?:[uU]?[lL]{0,2}|[lL]{1,2}[uU])", re.ASCII)
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_OLD_OCTAL = re.compile(r"0[0-9]+[uUlL]{0,3}", re.ASCII)
_BARE = re.compile(r"[0-9][0-9a-fA-F]*", re.ASCII)
_OF_SYSCALLS = ("asm/unistd.h",)
_SMALLEST_IOCTL = 0x100
"""A smaller number has no type, and the headers have no such ioctl."""


@frozen(kw_only=True)
class Asked:
    """One thing to decode."""

    text: str
    where: str = ""
    """Where it was written, for errors: empty for the command line."""


def meanings(
    asked: Sequence[Asked], sources: Sequence[str], scope: Scope, *, kinds: Sequence[str] = ()
) -> tuple[Meaning, ...]:
    """Return all that each of `asked` can mean, in order.

    What the first of `sources` has no headers for is looked up in the next one. `kinds` narrows what a number can
    mean. Raises `UsageError` for what is neither number, name nor expression, `SourceError` for a source that cannot
    be read.
    """
    readings = [_reading(each) for each in asked]
    if set(kinds) == {SYSCALL} and not scope.headers:
        scope = replaced(scope, headers=_OF_SYSCALLS)
    shelf = Shelf(sources, scope)
    found: list[Meaning] = []
    for each, value in zip(asked, readings, strict=True):
        if value is not None:
            found += _numbered(each.text, value, shelf, kinds)
        elif _NAME.fullmatch(each.text):
            found += _named(each.text, shelf)
        else:
            found += _expressed(each, shelf, kinds)
    return tuple(found)


def _reading(asked: Asked) -> int | None:
    """Return a number, None for a name or expression; raise `UsageError` for a number that is no 64-bit one."""
    text = asked.text
    if not text.strip():
        raise UsageError("nothing to decode", where=asked.where, advice="give a number or a name of the headers")
    if _OLD_OCTAL.fullmatch(text) and text.rstrip("uUlL") != "0":
        raise UsageError(
            f"{text} is octal in C and decimal elsewhere",
            where=asked.where,
            advice="write it without the 0, or with 0x",
        )
    match = _NUMBER.fullmatch(text)
    if match is None:
        if text.lower().startswith("0x") and _NAME.fullmatch(text[1:]):
            raise UsageError(f"{text!r} is no hexadecimal number", where=asked.where, advice="digits are 0-9 and a-f")
        if _BARE.fullmatch(text):
            raise UsageError(f"{text!r} is no decimal number", where=asked.where, advice=f"did you mean 0x{text}?")
        return None
    value = int(match["digits"], 0)
    if value > WORD_64:
        raise UsageError(
            f"{text} has {value.bit_length()} bits", where=asked.where, advice="ids have 64, ioctl numbers 32"
        )
    return value


def _numbered(asked: str, value: int, shelf: Shelf, kinds: Sequence[str]) -> list[Meaning]:
    if value > _WORD_32:
        return [_register(asked, value, shelf)] if not kinds or "register" in kinds else [_nothing(asked, value, kinds)]
    sides = shelf.every()
    with_ioctls = not kinds or "ioctl" in kinds
    found: list[Meaning] = []
    if with_ioctls:
        found += ioctls_numbered(asked, value, sides)
    found += numbers(asked, value, sides, kinds)
    if not found and with_ioctls and value >= _SMALLEST_IOCTL:
        found += ioctls_numbered(asked, value, shelf.mentioning(_ioctls_of(value >> 8 & 0xFF)))
        found = found or list(ioctls_unnamed(asked, value, sides, lambda n, encoding: decoded(n, (), encoding)))
    return found or [_nothing(asked, value, kinds)]


def _ioctls_of(type_: int) -> str:
    """Return a regular expression that the text of a header matches which may define ioctls of a type."""
    letter = f"|'\\\\?{re.escape(chr(type_))}'" if chr(type_).isprintable() else ""
    return rf"(?s)(?i:\b0x0*{type_:x}\b){letter}"


def _nothing(asked: str, value: int, kinds: Sequence[str]) -> Unknown:
    what = " or ".join(kinds) or "register, ioctl, capability or exit"
    return Unknown(asked=asked, value=value, why=f"no {what} has this number")


def _register(asked: str, value: int, shelf: Shelf) -> Meaning:
    """Return what a register id means by the headers of its architecture, the first ones that it fits."""
    some = shelf.some()
    if some is None or not has_ids(some):
        return Unknown(asked=asked, value=value, why="the headers looked at say nothing of register ids")
    words = register_words().get(arch_code(value, some))
    first: Register | None = None
    for target in words.targets if words is not None else ():
        known = shelf.of(target)
        if known is None or not has_ids(known):
            continue
        found = register(asked, value, known)
        if not found.flaws:
            return found
        first = first or found
    return first or register(asked, value, some, foreign=words is not None)


def _named(asked: str, shelf: Shelf) -> list[Meaning]:
    sides = shelf.every()
    having = [known for known in sides if asked in known.constants]
    if not having and not shelf.is_narrowed:
        # The name of an architecture that the first source no longer has.
        further = [shelf.of(target) for words in register_words().values() for target in words.targets]
        having = [known for known in further if known is not None and asked in known.constants]
        sides = (*sides, *having)
    if not having:
        having = [known for known in shelf.mentioning(rf"\b{asked}\b") if asked in known.constants]
    if not having:
        return [_unnamed(asked, sides)]
    found: list[Meaning] = list(ioctls_named(asked, asked, having))
    ids = dict.fromkeys(k.constants[asked].value & WORD_64 for k in having if is_id(k.constants[asked], k))
    found += [_register(asked, value, shelf) for value in ids]
    others = [known for known in having if known.constants[asked].value & WORD_64 not in ids]
    return found or list(constant_named(asked, asked, others))


def _unnamed(asked: str, sides: Sequence[Known]) -> Unknown:
    for known in sides:
        macro = known.macros.get(asked)
        if macro is not None and macro.kind is MacroKind.FUNCTION:
            params = ", ".join(macro.params or ())
            return Unknown(asked=asked, value=None, why=f"is a macro that takes arguments: {asked}({params})")
        if macro is not None:
            return Unknown(asked=asked, value=None, why=macro.why or "is a macro without a value")
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

    names = sorted({name for known in sides for name in known.constants})
    return Unknown(
        asked=asked,
        value=None,
        why="no header looked at defines this name",
        near=tuple(get_close_matches(asked, names, n=3, cutoff=0.8)),
    )


def _expressed(asked: Asked, shelf: Shelf, kinds: Sequence[str]) -> list[Meaning]:
    values: dict[int, None] = {}
    further = () if shelf.is_narrowed else (target for words in register_words().values() for target in words.targets)
    for target in dict.fromkeys((*shelf.targets, *further)):
        try:
            found = shelf.value(asked.text, target)
        except UsageError as error:
            raise UsageError(error.what, where=asked.where, advice=error.advice) from error
        if found is not None:
            values[found & WORD_64] = None
    if not values:
        return [Unknown(asked=asked.text, value=None, why="is no expression of numbers and names of these headers")]
    return [meaning for value in values for meaning in _numbered(asked.text, value, shelf, kinds)]
