"""The value of a C expression that a user writes, by the headers of one side and target."""

import re
from collections import ChainMap
from collections.abc import Sequence

from uapicheck.errors import UsageError
from uapicheck.extract.snapshot import Extractor
from uapicheck.frozen import replaced
from uapicheck.model.space_words import WORD_64
from uapicheck.model.target import Target
from uapicheck.pipeline.side import Headers, Side

_HEADER = "linux/uapicheck_expression.h"
"""A header that no tree has."""
_RESULT = "UAPICHECK_EXPRESSION"
_LONGEST = 1000
_ALLOWED = re.compile(r"[A-Za-z0-9_ ()\[\]|&^~!<>=+*/%?:,.\-]+")
"""No quotes, directives or line ends: nothing that could leave the macro's body."""


def evaluated(expression: str, side: Side, target: Target, headers: Sequence[str], extractor: Extractor) -> int | None:
    """Return what an expression is worth in a program that includes `headers`, None where it has no integer value.

    Raises `UsageError` for what cannot be one, and where the side is a snapshot, whose macros are no longer text.
    """
    if len(expression) > _LONGEST:
        raise UsageError(f"an expression of {len(expression)} characters", advice=f"{_LONGEST} are the most")
    if not _ALLOWED.fullmatch(expression):
        raise UsageError(f"{expression!r} is neither a number, a name nor an expression", advice="compare README.md")
    if not isinstance(side, Headers):
        raise UsageError(
            f"{expression!r} is an expression, and {side.provenance.label} is a snapshot, without macros to expand",
            advice="give its value, or a source of headers",
        )
    tree = side.tree
    prefix = tree.search.get(target.arch, ("",))[0]
    text = "".join(f"#include <{header}>\n" for header in headers) + f"#define {_RESULT} ({expression})\n"
    widened = replaced(
        tree,
        files=ChainMap({prefix + _HEADER: text}, tree.files),  # type: ignore[arg-type]  # nothing writes to it
        headers={**tree.headers, target.arch: (*tree.headers.get(target.arch, ()), _HEADER)},
    )
    found = extractor.snapshot(widened, target, (_HEADER,))
    facts = found.facts.get(_HEADER)
    constant = None if facts is None else facts.constants.get(_RESULT)
    return None if constant is None else constant.value & WORD_64
