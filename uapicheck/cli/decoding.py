"""`decode`: what to decode, from the command line and the standard input."""

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from typing import Final

from uapicheck.errors import UsageError
from uapicheck.model.decoded import Meaning
from uapicheck.pipeline.decode import Asked, meanings
from uapicheck.pipeline.scope import Scope
from uapicheck.spaces.register_words import number_kinds

STDIN: Final = "-"
_DEFAULT: Final = "atlas:"
_MOST: Final = 1 << 24
"""Characters of standard input: a million ids."""


def decoded(asked: Namespace, scope: Scope) -> tuple[Meaning, ...]:
    """Return what everything that was asked for means; raise `UapiCheckError` as `meanings` does."""
    kinds = ("register", "ioctl", *number_kinds())
    for kind in asked.kinds:
        if kind not in kinds:
            raise UsageError(f"unknown kind {kind!r}", advice=f"there are {', '.join(kinds)}")
    if asked.asked.count(STDIN) > 1:
        raise UsageError("the standard input can be read once only", advice="name - once")
    every = list(_asked(asked.asked))
    if not every:
        raise UsageError("nothing to decode", where="standard input", advice="give one number or name a line")
    return meanings(every, tuple(asked.sources) or (_DEFAULT,), scope, kinds=tuple(asked.kinds))


def _asked(words: Sequence[str]) -> Iterator[Asked]:
    for word in words:
        if word != STDIN:
            yield Asked(text=word.strip())
            continue
        for number, line in enumerate(_lines(), start=1):
            text = line.partition("#")[0].strip().removesuffix(",").rstrip()
            if text:
                yield Asked(text=text, where=f"line {number} of the standard input")


def _lines() -> list[str]:
    if sys.stdin is None:
        raise UsageError("the standard input is closed", advice="give numbers as arguments")
    stream = getattr(sys.stdin, "buffer", None)
    try:
        raw = sys.stdin.read(_MOST + 1) if stream is None else stream.read(_MOST + 1).decode("utf-8", "replace")
    except OSError as error:
        what = (error.strerror or "cannot be read").lower()
        raise UsageError(what, where="standard input", advice="give numbers as arguments") from None
    if len(raw) > _MOST:
        raise UsageError("too much to decode", where="standard input", advice=f"{_MOST} characters are the most")
    return raw.splitlines()
