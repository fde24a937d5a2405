"""C declarations made of facts alone: records, enums and typedefs (C11 6.7.2.1, 6.7.2.2, 6.7.8).

What is written is read back as the same facts on the same target: names, values, types,
sizes and alignments in bytes, every member at its bit. It is not the text of the header
that the facts were taken from.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from uapicheck.engine.declarators import UNTAGGED, around, declared, taken_apart
from uapicheck.engine.fitting import Fitted, FittedGroup, FittedLeaf, Padding, UnfitError, fitted
from uapicheck.engine.nesting import ANONYMOUS, Group, members_of
from uapicheck.engine.type_sizes import Types
from uapicheck.engine.user_code import literal
from uapicheck.frozen import frozen
from uapicheck.model.facts import Constant, Enum, Field, Record, Typedef

_INT_BYTES = 4
_NARROW = frozenset({"signed char", "unsigned char", "short", "unsigned short"})
"""Integer types that gcc gives an enum only where it is packed or all enums are short."""


class UndeclarableError(Exception):
    """Facts that no declaration gives; the message says why."""


@frozen(kw_only=True)
class Declaring:
    """What declarations are made with."""

    types: Types
    enumerators: Mapping[str, Constant]
    functions: frozenset[str]
    """Names of functions and prototypes."""


Lines: TypeAlias = Iterator[tuple[int, str]]
"""Text with how deep it is indented."""


def record_declaration(
    record: Record, declaring: Declaring, *, names: Sequence[str] = (), one_line: bool = False
) -> str:
    """Return the definition of a struct or union, one member a line unless `one_line`.

    `names` are declarators of the typedefs of a record without a tag. Raises `UndeclarableError`.
    """
    group = Group(name=record.name, kind=record.kind, start=0, end=record.size * 8, children=())
    try:
        group = Group(name=record.name, kind=record.kind, start=0, end=group.end, children=members_of(record))
        body = fitted(group, size=record.size, align=record.align, types=declaring.types)
        head = f"typedef {record.kind}" if names else record.name
        tail = f" {', '.join(names)}" if names else ""
        return _text(_group(body, head, tail, declaring, 0), one_line=one_line)
    except UnfitError as error:
        raise UndeclarableError(str(error)) from None
    except RecursionError:
        message = "is nested too deep"
        raise UndeclarableError(message) from None


def enum_declaration(enum: Enum, declaring: Declaring, *, names: Sequence[str] = (), one_line: bool = False) -> str:
    """Return the definition of an enum, one enumerator a line unless `one_line`.

    `names` are declarators of the typedefs of an enum without a tag. Raises `UndeclarableError`.
    """
    head = "enum" if names or UNTAGGED[0] in enum.name else enum.name
    tail = f" {', '.join(names)}" if names else ""
    lines = _enum(enum, f"typedef {head}" if names else head, tail, declaring, 0)
    return _text(lines, one_line=one_line)


def typedef_declaration(typedef: Typedef, declaring: Declaring) -> str:
    """Return the declaration of a typedef name that stands for a type with a name; raise `UndeclarableError`."""
    written = declaring.types.writable(typedef.type, typedef.canonical)
    if written is None or taken_apart(written).is_untagged:
        message = f"its type is {typedef.type}"
        raise UndeclarableError(message)
    natural = declaring.types.align(written)
    aligned = (
        "" if typedef.align in {None, natural} or typedef.size is None else _attributes(aligned=typedef.align or 0)
    )
    return f"typedef {declared(written, typedef.name)}{aligned};"


def _text(lines: Lines, *, one_line: bool) -> str:
    if one_line:
        return " ".join(text for _, text in lines)
    return "\n".join("\t" * depth + text for depth, text in lines)


def _group(made: FittedGroup, head: str, tail: str, declaring: Declaring, depth: int) -> Lines:
    after = (
        f"}}{_attributes(packed=made.packed, aligned=made.aligned)}{tail}{_attributes(aligned=made.member_aligned)};"
    )
    if not made.members:
        yield depth, f"{head} {{ {after}"
        return
    yield depth, f"{head} {{"
    for member in made.members:
        yield from _member(member, declaring, depth + 1)
    yield depth, after


def _member(made: Fitted, declaring: Declaring, depth: int) -> Lines:
    match made:
        case Padding(type=type_, bits=bits):
            yield depth, f"{type_} : {bits};"
        case FittedLeaf(leaf=leaf, aligned=aligned):
            yield from _leaf(leaf.field, leaf.name, aligned, declaring, depth)
        case FittedGroup(group=group):
            field = group.field
            declarator = "" if field is None else around(taken_apart(field.type).declarator, group.name)
            tail = f" {declarator}" if group.name != ANONYMOUS else ""
            yield from _group(made, group.kind, tail, declaring, depth)


def _leaf(field: Field, name: str, aligned: int, declaring: Declaring, depth: int) -> Lines:
    width = f" : {field.bit_size}" if field.bitfield else ""
    spelling = taken_apart(field.type)
    end = f"{width}{_attributes(aligned=aligned)};"
    if spelling.is_untagged:
        declarator = around(spelling.declarator, name)
        enum = declaring.types.inner_enums.get(field)
        if enum is not None:
            yield from _enum(enum, "enum", f" {declarator}{end[:-1]}", declaring, depth)
        elif spelling.base.startswith("enum"):
            message = f"the enum of {name} is not known"
            raise UndeclarableError(message)
        else:  # a pointer: what it points to has no facts
            yield depth, f"{spelling.base.split()[0]} {{ }} {declarator}{end}"
        return
    written = declaring.types.writable(field.type, field.canonical)
    if written is None:
        message = f"the type of {name} is {field.type}"
        raise UndeclarableError(message)
    yield depth, declared(written, name) + end


def _enum(enum: Enum, head: str, tail: str, declaring: Declaring, depth: int) -> Lines:
    known = [declaring.enumerators[name] for name in enum.enumerators if name in declaring.enumerators]
    if not known:
        message = f"{enum.name} has no enumerators"
        raise UndeclarableError(message)
    yield depth, f"{head} {{"
    before: Constant | None = None
    for constant in known:
        yield depth + 1, f"{constant.name}{_initialiser(constant, before)},"
        before = constant
    packed = enum.type in _NARROW and not declaring.types.target.short_enums
    yield depth, f"}}{_attributes(packed=packed)}{tail};"


def _initialiser(constant: Constant, before: Constant | None) -> str:
    """Return ` = value`, and nothing where the header counts on from the enumerator before (C11 6.7.2.2p3)."""
    counted = 0 if before is None else before.value + 1
    if not constant.text and constant.value == counted and constant.type == "int":
        return ""
    return f" = {literal(constant)}"


def _attributes(*, packed: bool = False, aligned: int = 0) -> str:
    said: Iterable[str] = [*(["packed"] if packed else []), *([f"aligned({aligned})"] if aligned else [])]
    text = ", ".join(said)
    return f" __attribute__(({text}))" if text else ""
