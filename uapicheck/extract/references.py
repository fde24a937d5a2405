"""The names that a piece of C refers to."""

from collections.abc import Sequence

from uapicheck.extract.expression_parser import TYPE_WORDS
from uapicheck.extract.tokens import Kind, Token
from uapicheck.extract.types import TAGGED

_KEYWORDS = TYPE_WORDS | {
    "sizeof",
    "__alignof__",
    "__attribute__",
    "_Alignof",
    "defined",
    "typedef",
    "extern",
    "static",
}


def references(words: Sequence[Token], own: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the names that `words` refer to, in order, each once; records as `struct x`."""
    if len(words) == 1 and words[0].kind is not Kind.IDENTIFIER:
        return ()
    found: dict[str, None] = {}
    before = ""
    for word in words:
        if word.kind is Kind.IDENTIFIER:
            if before in TAGGED:
                found[f"{before} {word.text}"] = None
            elif word.text not in _KEYWORDS and word.text not in own and before not in {".", "->"}:
                found[word.text] = None
        before = word.text
    return tuple(found)
