"""Types and functions of a snapshot in an order in which C can define them (C11 6.2.1p7)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias, TypeVar

from uapicheck.engine.declarators import around, names_in, taken_apart, used_names
from uapicheck.engine.declaring import Declaring
from uapicheck.engine.type_sizes import Types, types_of
from uapicheck.frozen import field, frozen, replaced, slotted
from uapicheck.model.facts import (
    Constant,
    ConstantKind,
    Enum,
    Field,
    Function,
    HeaderFacts,
    Record,
    Typedef,
)
from uapicheck.model.target import Target

Defined: TypeAlias = Record | Enum | Typedef | Function


@frozen(kw_only=True)
class Definition:
    """One declaration to write."""

    header: str
    """The header that is credited with it."""
    fact: Defined
    names: tuple[str, ...] = ()
    """Declarators of the typedefs that name a record or enum without a tag."""
    typedefs: tuple[Typedef, ...] = ()
    """These typedefs."""
    inner: tuple[Enum, ...] = ()
    """Enums without a tag that are defined among the members."""


@frozen(kw_only=True)
class Definitions:
    """All declarations of a snapshot."""

    headers: tuple[HeaderFacts, ...]
    """Headers whose types others need stand before those."""
    ordered: tuple[Definition, ...]
    """What a definition needs stands before it."""
    declaring: Declaring
    left_out: tuple[tuple[str, str], ...]
    """Header and name of what another header defines otherwise: one program cannot have both."""


def definitions(facts: Sequence[HeaderFacts], target: Target) -> Definitions:
    """Return the types and functions of headers in the order of the headers, where C lets them have it."""
    gathered = _Gathered()
    for header in facts:
        gathered.take(header)
    made = _attached(gathered.taken)
    inner = {member: enum for definition, pairs in made for member, enum in pairs}
    types = types_of(facts, target, inner)
    listed = [definition for definition, _ in made]
    givers = {name: definition for definition in reversed(listed) for name in _given(definition)}
    needs = {id(each): [givers[name] for name in _needed(each, types) if name in givers] for each in listed}
    by_name = {header.header: header for header in facts}
    below: dict[str, dict[str, None]] = {name: {} for name in by_name}
    for each in listed:
        below[each.header].update(dict.fromkeys(giver.header for giver in needs[id(each)]))
    headers = tuple(_depth_first(tuple(by_name), lambda name: below[name], lambda name: name))
    by_header: dict[str, list[Definition]] = {name: [] for name in headers}
    for each in listed:
        by_header[each.header].append(each)
    in_headers = [each for name in headers for each in by_header[name]]
    return Definitions(
        headers=tuple(by_name[name] for name in headers),
        ordered=tuple(_depth_first(in_headers, lambda each: needs[id(each)], id)),
        declaring=Declaring(
            types=types,
            enumerators=dict(_enumerators(facts)),
            functions=frozenset(each.fact.name for each in listed if isinstance(each.fact, Function)),
        ),
        left_out=tuple(gathered.left_out),
    )


T = TypeVar("T")


def _depth_first(items: Iterable[T], needs: Callable[[T], Iterable[T]], key: Callable[[T], object]) -> Iterator[T]:
    """Yield items, what one needs before it; where two need each other the first wins."""
    done: set[object] = set()
    for first in items:
        if key(first) in done:
            continue
        done.add(key(first))
        stack = [(first, iter(needs(first)))]
        while stack:
            item, needed = stack[-1]
            following = next((each for each in needed if key(each) not in done), None)
            if following is None:
                yield item
                stack.pop()
            else:
                done.add(key(following))
                stack.append((following, iter(needs(following))))


def _enumerators(facts: Iterable[HeaderFacts]) -> Iterator[tuple[str, Constant]]:
    """Yield each enumerator; where a macro hides it, the macro's number stands for its own."""
    known: dict[str, Constant] = {}
    for header in facts:
        for constant in header.constants.values():
            if constant.name not in known or known[constant.name].kind is ConstantKind.MACRO:
                known[constant.name] = constant
    for header in facts:
        for enum in header.enums.values():
            for name in enum.enumerators:
                if name in known:
                    yield name, known[name]


@slotted
class _Gathered:
    """Definitions by name, the first of each."""

    taken: list[tuple[str, Defined]] = field(default_factory=list)
    names: dict[str, Defined] = field(default_factory=dict)
    enumerators: set[str] = field(default_factory=set)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    def take(self, header: HeaderFacts) -> None:
        """Add what a header defines, in the order of its lines."""
        kinds = (header.records, header.enums, header.typedefs, header.functions)
        found: list[Defined] = [fact for kind in kinds for fact in kind.values()]
        for fact in sorted(found, key=lambda each: each.where.line):
            self._take(header.header, fact)

    def _take(self, header: str, fact: Defined) -> None:
        # A typedef of an untagged record has the record's own name.
        key = f"{type(fact).__name__} {fact.name}" if isinstance(fact, Record | Enum) else fact.name
        before = self.names.get(key)
        if before is not None:
            if _contents(before) != _contents(fact):
                self.left_out.append((header, fact.name))
            return
        if isinstance(fact, Enum):
            fresh = tuple(name for name in fact.enumerators if name not in self.enumerators)
            self.left_out += [(header, name) for name in fact.enumerators if name not in fresh]
            self.enumerators.update(fresh)
            if not fresh:
                return
            fact = replaced(fact, enumerators=fresh)
        self.names[key] = fact
        self.taken.append((header, fact))


def _contents(fact: Defined) -> object:
    match fact:
        case Record():
            members = tuple((f.path, f.type, f.bit_offset, f.bit_size) for f in fact.fields)
            return fact.kind, fact.size, fact.align, members
        case Enum():
            return fact.enumerators, fact.type
        case Typedef():
            return fact.type, fact.canonical, fact.size, fact.align
        case Function():
            return fact.text


def _attached(taken: Sequence[tuple[str, Defined]]) -> list[tuple[Definition, tuple[tuple[Field, Enum], ...]]]:
    """Return definitions in which typedefs and members stand with the untagged type that they are declared with."""
    bodies = {fact.name: (header, fact) for header, fact in taken if isinstance(fact, Record | Enum)}
    typedefs: dict[str, list[Typedef]] = {}
    single: list[tuple[str, Defined]] = []
    for header, fact in taken:
        if isinstance(fact, Typedef) and taken_apart(fact.type).is_untagged:
            owner = fact.name if fact.name in bodies else _owner(fact, header, bodies.values())
            if owner:
                typedefs.setdefault(owner, []).append(fact)
                continue
        single.append((header, fact))
    loose = [(header, fact) for header, fact in single if isinstance(fact, Enum) and " {" in fact.name]
    used: set[str] = set()
    found = []
    for header, fact in single:
        pairs = tuple(_inner(header, fact, loose, used)) if isinstance(fact, Record) else ()
        own = typedefs.get(fact.name, [])
        names = tuple(_declarator(typedef, fact) for typedef in own if isinstance(fact, Record | Enum))
        if not names and isinstance(fact, Record) and " " not in fact.name:
            names = (fact.name,)
        inner = tuple(enum for _, enum in pairs)
        definition = Definition(header=header, fact=fact, names=names, typedefs=tuple(own), inner=inner)
        found.append((definition, pairs))
    return [(definition, pairs) for definition, pairs in found if definition.fact.name not in used]


def _owner(typedef: Typedef, header: str, bodies: Iterable[tuple[str, Record | Enum]]) -> str:
    """Return the untagged type that stands last before a typedef of the same declaration: `} a_t, *a_p;`."""
    kind = taken_apart(typedef.type).base.split()[0]
    plain = not taken_apart(typedef.type).declarator
    near = [
        body
        for of, body in bodies
        if of == header
        and " " not in body.name
        and (body.kind if isinstance(body, Record) else "enum") == kind
        and body.where.line <= typedef.where.line
        # One that stands for the type itself and has no size is that of a record which could not be laid out.
        and not (plain and typedef.size is None)
    ]
    return max(near, key=lambda body: body.where.line).name if near else ""


def _declarator(typedef: Typedef, fact: Record | Enum) -> str:
    declarator = around(taken_apart(typedef.type).declarator, typedef.name)
    if isinstance(fact, Record) and declarator == typedef.name and typedef.align not in {None, fact.align}:
        return f"{declarator} __attribute__((aligned({typedef.align})))"
    return declarator


def _inner(
    header: str, record: Record, loose: Sequence[tuple[str, Defined]], used: set[str]
) -> Iterator[tuple[Field, Enum]]:
    """Yield the members that are declared with an untagged enum, each with the one that stands before its name."""
    for member in record.fields:
        spelling = taken_apart(member.type)
        if not (spelling.is_untagged and spelling.base.startswith("enum")):
            continue
        near = [
            fact
            for of, fact in loose
            if isinstance(fact, Enum)
            and of == header
            and fact.name not in used
            and record.where.line <= fact.where.line <= member.where.line
        ]
        if near:
            # Of several on the last line the first is free: those before it have their members already.
            last = max(fact.where.line for fact in near)
            enum = next(fact for fact in near if fact.where.line == last)
            used.add(enum.name)
            yield member, enum


def _given(definition: Definition) -> Iterator[str]:
    yield definition.fact.name
    yield from (typedef.name for typedef in definition.typedefs)
    for enum in (*definition.inner, *((definition.fact,) if isinstance(definition.fact, Enum) else ())):
        yield from enum.enumerators


def _needed(definition: Definition, types: Types) -> Iterator[str]:
    match definition.fact:
        case Record(fields=fields):
            for member in fields:
                yield from types.whole(member.type, member.canonical)
        case Typedef(type=type_):
            for name, before in used_names(type_):
                # `typedef struct x y;` declares the tag itself; an array of it needs its size.
                if before and (not name.startswith(("struct ", "union ")) or "[" in type_):
                    yield name
        case Function(uses=uses, text=text):
            yield from uses
            yield from names_in(text)
        case Enum():
            pass


def parameter_tags(definition: Definition) -> Iterator[str]:
    """Yield the tags that stand among parameters: a tag that is first seen there is no other one's (C11 6.2.1p4)."""
    texts: Iterable[str] = ()
    match definition.fact:
        case Record(fields=fields):
            texts = (member.type for member in fields if "(" in member.type)
        case Typedef(type=type_):
            texts = (type_,) if "(" in type_ else ()
        case Function(text=text):
            texts = (text,)
        case Enum():
            pass
    for text in texts:
        yield from (name for name in names_in(text) if name.startswith(("struct ", "union ")))
