"""What `make headers_install` does to a kernel source header, done to its tokens.

Source: the kernel's scripts/headers_install.sh. `#ifdef __KERNEL__` needs nothing
here: the macro is never defined, and `__EXPORTED_HEADERS__` always is.
"""

from uapicheck.extract.tokens import Kind, Line, Token

VANISHING = frozenset({"__user", "__force", "__iomem", "__attribute_const__"})
KERNEL_ONLY_HEADERS = frozenset({"linux/compiler.h", "linux/compiler_types.h"})
"""Includes that the exported form leaves out."""
EXPORT_DEFINES = frozenset({"__EXPORTED_HEADERS__"})
_RESPELLED = {"inline": "__inline__", "asm": "__asm__", "volatile": "__volatile__"}
_CHANGED = VANISHING | _RESPELLED.keys() | {"__packed"}
_GUARD_PREFIX = "_UAPI"


def exported(lines: list[Line]) -> list[Line]:
    """Return the lines as the exported header has them; line numbers stay those of the source."""
    return [line for number, tokens in lines if (line := _exported_line(number, tokens)).tokens]


def _exported_line(number: int, tokens: tuple[Token, ...]) -> Line:
    if tokens[0].text == "#" and len(tokens) > 1:
        return Line(number, _exported_directive(tokens))
    return Line(number, _exported_words(tokens))


def _exported_directive(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    word = tokens[1].text
    if word == "include" and "".join(t.text for t in tokens[2:]).strip('<>"') in KERNEL_ONLY_HEADERS:
        return ()
    if word in {"ifndef", "define"} and len(tokens) > 2 and tokens[2].text.startswith(_GUARD_PREFIX):  # noqa: PLR2004 - `#`, word, name
        tokens = (*tokens[:2], tokens[2]._replace(text=tokens[2].text.removeprefix(_GUARD_PREFIX)), *tokens[3:])
    return (*tokens[:2], *_exported_words(tokens[2:])) if word == "define" else tokens


def _exported_words(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    if _CHANGED.isdisjoint([token.text for token in tokens]):
        return tokens
    found: list[Token] = []
    for token in tokens:
        if token.text in VANISHING:
            continue
        if token.text == "__packed":
            found.extend(_packed(token))
        else:
            found.append(token._replace(text=_RESPELLED.get(token.text, token.text)))
    return tuple(found)


def _packed(token: Token) -> tuple[Token, ...]:
    words = ("__attribute__", "(", "(", "packed", ")", ")")
    kinds = (Kind.IDENTIFIER, *[Kind.PUNCTUATOR] * 2, Kind.IDENTIFIER, *[Kind.PUNCTUATOR] * 2)
    return tuple(Token(kind, word, token.line, token.spaced) for kind, word in zip(kinds, words, strict=True))
