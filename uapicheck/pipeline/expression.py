"""The value of a C expression that a user writes, by the macros and layouts of a snapshot."""

import re
from collections.abc import Iterator

from uapicheck.decode.known import Known
from uapicheck.errors import UsageError
from uapicheck.extract.snapshot import Extractor
from uapicheck.model.facts import Constant, Macro, MacroKind
from uapicheck.model.space_words import WORD_64
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import Form, HeaderTree, Provenance

_RESULT = "UAPICHECK_EXPRESSION"
_HEADER = "uapicheck_expression.h"
_LONGEST = 4000
_DEEPEST = 32
"""Structs and macros that refer to one another so many times over are none of Linux."""
_ALLOWED = re.compile(r"[A-Za-z0-9_ ()\[\]|&^~!<>=+*/%?:,.\-]+")
"""No quotes, directives or line ends: nothing that could leave the macro's body."""
_REFERENCE = re.compile(r"(?:(?:struct|union|enum) )?[A-Za-z_]\w*", re.ASCII)
_PLAIN_TYPE = re.compile(r"[A-Za-z_][\w ]*", re.ASCII)
_SUFFIXES = {"unsigned int": "U", "long": "L", "unsigned long": "UL", "long long": "LL", "unsigned long long": "ULL"}


def evaluated(expression: str, known: Known, extractor: Extractor) -> int | None:
    """Return what an expression is worth in 64 bits, None where it has no integer value on the snapshot's target.

    Raises `UsageError` for what cannot be an expression.
    """
    if len(expression) > _LONGEST:
        raise UsageError(f"an expression of {len(expression)} characters", advice=f"{_LONGEST} are the most")
    if not _ALLOWED.fullmatch(expression):
        raise UsageError(
            f"{expression!r} is neither a number nor a name nor an expression",
            advice='numbers are 0x6030000000100042, expressions "ARM64_SYS_REG(3, 0, 0, 0, 0)"',
        )
    target = TARGETS[known.snapshot.target]
    text = "\n".join((*_definitions(expression, known), f"#define {_RESULT} ({expression})", ""))
    tree = HeaderTree(
        provenance=Provenance(label=known.snapshot.source, kind="snapshot", id=""),
        form=Form.INSTALLED,
        files={_HEADER: text},
        search={target.arch: ("",)},
        headers={target.arch: (_HEADER,)},
        generic={},
    )
    facts = extractor.snapshot(tree, target, (_HEADER,)).facts.get(_HEADER)
    constant = None if facts is None else facts.constants.get(_RESULT)
    return None if constant is None else constant.value & WORD_64


def _definitions(expression: str, known: Known) -> Iterator[str]:
    """Yield a header that defines again what the snapshot has: all macros, and the types that the expression needs.

    `##` may make any name out of others, so that no macro can be left out.
    """
    for constant in known.constants.values():
        yield f"#define {constant.name} {_literal(constant)}"
    for macro in known.macros.values():
        if macro.kind not in {MacroKind.GUARD, MacroKind.EMPTY}:
            yield f"#define {macro.name}{_parameters(macro)} {macro.text}"
    yield from _types(_REFERENCE.findall(expression), known, set(), _DEEPEST)


def _literal(constant: Constant) -> str:
    number = f"{abs(constant.value):#x}{_SUFFIXES.get(constant.type, '')}"
    return f"(-{number})" if constant.value < 0 else number


def _parameters(macro: Macro) -> str:
    return "" if macro.params is None else f"({', '.join(macro.params)})"


def _types(names: list[str] | tuple[str, ...], known: Known, seen: set[str], depth: int) -> Iterator[str]:
    """Yield the types that names stand for or refer to, each behind those that it is made of."""
    for name in names:
        if name in seen or not depth:
            continue
        seen.add(name)
        if (macro := known.macros.get(name)) is not None:
            yield from _types(macro.uses, known, seen, depth - 1)
        elif (record := known.records.get(name)) is not None:
            yield from _types(record.uses, known, seen, depth - 1)
            tagged = name.startswith(("struct ", "union "))
            yield f"{name} {record.text};" if tagged else f"typedef {record.kind} {record.text} {name};"
        elif (typedef := known.typedefs.get(name)) is not None:
            yield from _types((*typedef.uses, typedef.type), known, seen, depth - 1)
            if _PLAIN_TYPE.fullmatch(typedef.type):
                yield f"typedef {typedef.type} {name};"
