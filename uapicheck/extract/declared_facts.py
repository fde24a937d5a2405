"""Facts of a declaration that has been worked out: records, enums, typedefs, functions."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from uapicheck.extract.arithmetic import NoValueError
from uapicheck.extract.declarations import Declaration
from uapicheck.extract.meaning import Declared, Meaning
from uapicheck.extract.outcomes import Outcome
from uapicheck.extract.program import Program, is_untagged
from uapicheck.extract.references import references
from uapicheck.extract.tokens import Kind, Token, spelled
from uapicheck.extract.types import Array, CType, Enumerator, EnumType, Named, RecordType, spelling
from uapicheck.model.facts import Constant, ConstantKind, Enum, Field, Function, Record, Typedef
from uapicheck.model.place import Place

PlaceOf: TypeAlias = Callable[[int], Place]
Written: TypeAlias = dict[RecordType, tuple[str, tuple[str, ...]]]
"""Text of a definition and what it refers to."""
Facts: TypeAlias = tuple[Constant | Record | Enum | Typedef | Function, ...]


def declared_facts(
    outcome: Outcome, declaration: Declaration, place: PlaceOf, program: Program, written: Written
) -> Facts:
    """Return the facts of a declaration; `place` tells where each token stands."""
    return tuple(_facts(outcome, declaration, place, program, written))


def _facts(
    outcome: Outcome, declaration: Declaration, place: PlaceOf, program: Program, written: Written
) -> Iterator[Constant | Record | Enum | Typedef | Function]:
    meant = outcome.meaning
    for record in meant.records:
        name = record.key if record.tag else _typedef_name(record, meant)
        if name and record in outcome.layouts:
            yield _record(record, name, declaration, place, program, written)
    for enum in meant.enums:
        if enum.enumerators:
            name = enum.key if enum.tag else _typedef_name(enum, meant) or f"enum {{{enum.enumerators[0].name}}}"
            yield _enum(enum, name, outcome, declaration, place)
            for item in enum.enumerators:
                if item.name in outcome.enumerators:
                    yield _enumerator(item, name, outcome, declaration, place)
    for alias in meant.typedefs:
        yield _typedef(alias, declaration, place, program)
    for declared in meant.objects:
        yield function_fact(declared.name, declaration, place(declared.token), declared.token)


def _typedef_name(kind: RecordType | EnumType, meant: Meaning) -> str:
    """Return the typedef that names an untagged type, empty where there is none."""
    return next((t.name for t in meant.typedefs if t.type is kind), "")


def _record(
    record: RecordType, name: str, declaration: Declaration, place: PlaceOf, program: Program, written: Written
) -> Record:
    layout = program.layout(record)
    guard = declaration.run(record.token).guard
    fields = tuple(
        [
            Field(
                path=flat.path,
                type=spelling(flat.placed.member.type),
                canonical=program.canonical(flat.placed.member.type),
                bit_offset=flat.bit_offset,
                bit_size=flat.placed.bit_size,
                where=place(flat.placed.member.token),
                guard=declaration.run(flat.placed.member.token).guard[len(guard) :],
                bitfield=flat.placed.member.width is not None,
                element_size=None if flat.placed.bit_size else _element_size(flat.placed.member.type, program),
            )
            for flat in program.flattened(record)
        ]
    )
    text, uses = _written(record, declaration, fields, written)
    return Record(
        name=name,
        kind=record.kind,
        size=layout.size,
        align=layout.align,
        fields=fields,
        uses=uses,
        text=text,
        where=place(record.token),
        guard=guard,
    )


def _element_size(ctype: CType, program: Program) -> int | None:
    """Return the bytes of an element of a flexible array of untagged records, None for any other type."""
    if not isinstance(ctype, Array) or ctype.length is not None or not is_untagged(ctype.of):
        return None
    return program.size(ctype.of)


def _written(
    record: RecordType, declaration: Declaration, fields: Sequence[Field], written: Written
) -> tuple[str, tuple[str, ...]]:
    """Return the text of a definition and what that refers to: the same on every line and target it stands."""
    body = declaration.words[record.token : record.end + 1]
    if any(word.hidden for word in body):  # the same tokens may come from other macros elsewhere
        return _record_text(record, body), _uses(body, _names(fields))
    if (known := written.get(record)) is None:
        known = written[record] = (_attributed(record, spelled(body)), references(body, _names(fields)))
    return known


def _names(fields: Iterable[Field]) -> frozenset[str]:
    return frozenset([field.path.rpartition(".")[2] for field in fields])


def _record_text(record: RecordType, body: Sequence[Token]) -> str:
    """Return what the definition says of the layout: its body as written, and that it is packed or aligned."""
    return _attributed(record, spelled(_as_written(body)))


def _attributed(record: RecordType, body: str) -> str:
    return f"{'packed ' if record.packed else ''}{'aligned ' * len(record.aligns)}{body}"


def _uses(body: Sequence[Token], own: frozenset[str]) -> tuple[str, ...]:
    """Return what a definition refers to, the macros that were expanded in it among them."""
    macros = {name: None for word in body for name in sorted(word.hidden)}
    return tuple(dict.fromkeys((*references(body, own), *macros)))


def _as_written(body: Sequence[Token]) -> tuple[Token, ...]:
    """Return the tokens of a definition, the names of macros in the place of what they expanded to."""
    found: list[Token] = []
    before: frozenset[str] = frozenset()
    for word in body:
        if not word.hidden:
            found.append(word)
        elif word.hidden != before:
            found.append(Token(Kind.IDENTIFIER, "+".join(sorted(word.hidden)), word.line, word.spaced))
        before = word.hidden
    return tuple(found)


def _enum(enum: EnumType, name: str, outcome: Outcome, declaration: Declaration, place: PlaceOf) -> Enum:
    return Enum(
        name=name,
        enumerators=tuple(e.name for e in enum.enumerators or ()),
        type=outcome.enum_types[enum].name,
        where=place(enum.token),
        guard=declaration.run(enum.token).guard,
    )


def _enumerator(item: Enumerator, enum: str, outcome: Outcome, declaration: Declaration, place: PlaceOf) -> Constant:
    value = outcome.enumerators[item.name]
    return Constant(
        name=item.name,
        value=value.number,
        type=value.type.name,
        kind=ConstantKind.ENUMERATOR,
        text=item.text,
        uses=() if item.value is None else references(_initialiser(declaration, item.token)),
        where=place(item.token),
        guard=declaration.run(item.token).guard,
        enum=enum,
    )


def _typedef(alias: Declared, declaration: Declaration, place: PlaceOf, program: Program) -> Typedef:
    size: int | None
    align: int | None
    try:
        named = Named(alias.name)  # the typedef's own `aligned` counts
        size, align = program.size(named), program.align(named)
    except NoValueError:
        size = align = None
    return Typedef(
        name=alias.name,
        type=spelling(alias.type),
        canonical=program.canonical(alias.type),
        size=size,
        align=align,
        uses=references(declaration.words, frozenset({alias.name})),
        where=place(alias.token),
        guard=declaration.run(alias.token).guard,
    )


def function_fact(name: str, declaration: Declaration, where: Place, token: int) -> Function:
    """Return the fact of a function or variable, which is compared as text."""
    return Function(
        name=name,
        text=spelled(declaration.words),
        uses=references(declaration.words, frozenset({name})),
        where=where,
        guard=declaration.run(token).guard,
    )


def _initialiser(declaration: Declaration, index: int) -> tuple[Token, ...]:
    words = declaration.words
    level, end = 0, index + 1
    while end < len(words) and (level or words[end].text not in {",", "}"}):
        level += {"(": 1, ")": -1}.get(words[end].text, 0)
        end += 1
    return words[index + 1 : end]
