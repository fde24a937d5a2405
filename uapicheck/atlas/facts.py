"""Facts as columns of the atlas, and back.

A column never holds text of a header as it stands there: values and types, the expression that a macro stands for, the
names and types of members, and where in its record each of them lies.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from uapicheck.atlas.columns import count, listed, names_in, pack, unpack
from uapicheck.atlas.definitions import members, restored
from uapicheck.frozen import frozen
from uapicheck.model.facts import (
    Constant,
    ConstantKind,
    Enum,
    Fact,
    Field,
    Function,
    Ioctl,
    IoctlDirection,
    Macro,
    MacroKind,
    Record,
    Typedef,
)
from uapicheck.model.place import Place

_DIRECTIONS: Final = {each.value: each for each in IoctlDirection}
_KINDS: Final = {each.value: each for each in MacroKind}
_NO_PARAMETERS: Final = "-"
_TYPEDEFED: Final = re.compile(r"(\w+)((?: \*+)?(?:\[[^\]]*\])*)")
LAYOUT: Final = "layout"
"""What a record has on some targets alone; its members are a row of their own."""


@frozen(kw_only=True)
class Entry:
    """A fact, or the part of one that some targets have in common."""

    kind: str
    """`macro`, `enumerator`, `define`, `struct`, `union`, `layout`, `enum`, `typedef`, `function`."""
    name: str
    columns: str
    lines: tuple[int, ...]
    """Where it stands; of a record, then of each of its members."""


def entries(fact: Fact, typedefs: Mapping[str, str]) -> Iterator[Entry]:
    """Yield the entries of a fact; `typedefs` maps the snapshot's typedef names to what they are, spelled out."""
    lines: tuple[int, ...] = (fact.where.line,)
    if isinstance(fact, Record):
        lines += tuple(field.where.line for field in fact.fields)
        places = [str(fact.size), str(fact.align), " ".join(_places(fact.fields))]
        yield Entry(kind=LAYOUT, name=fact.name, columns=pack(places), lines=())
    kind, columns = _kind(fact, typedefs)
    yield Entry(kind=kind, name=fact.name, columns=pack([listed(fact.guard), *columns]), lines=lines)


def _kind(fact: Fact, typedefs: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return the kind of a fact and its columns behind the guard."""
    match fact:
        case Constant():
            cells = [fact.type, f"{fact.value:#x}", fact.text, listed(fact.uses)]
            if fact.kind is ConstantKind.MACRO:
                return "macro", [*cells, _ioctl(fact.ioctl)]
            return "enumerator", [*cells, fact.enum, "defined" if fact.defined else ""]
        case Macro():
            params = _NO_PARAMETERS if fact.params is None else f"({', '.join(fact.params)})"
            return "define", [fact.kind.value, params, fact.text, listed(fact.uses), fact.why]
        case Record():
            named = listed(_member(field, typedefs) for field in fact.fields)
            return fact.kind, [members(fact.text), listed(fact.uses), named]
        case Enum():
            return "enum", [fact.type, listed(fact.enumerators)]
        case Typedef():
            room = "" if fact.size is None else f"{fact.size} {fact.align}"
            return "typedef", [fact.type, fact.canonical, room, listed(fact.uses)]
        case Function():
            return "function", [fact.text, listed(fact.uses)]


def _ioctl(ioctl: Ioctl | None) -> str:
    if ioctl is None:
        return ""
    return f"{ioctl.direction.value} {ioctl.type:#x} {ioctl.nr:#x} {ioctl.size} {ioctl.argument}".rstrip()


def _member(field: Field, typedefs: Mapping[str, str]) -> str:
    canonical = "" if field.canonical == spelled_out(field.type, typedefs) else f" => {field.canonical}"
    guard = "".join(f" ?? {each}" for each in field.guard)
    return f"{field.path}: {field.type}{canonical}{guard}"


def spelled_out(type_: str, typedefs: Mapping[str, str]) -> str:
    """Return a type with its typedef resolved, where that is all there is to it."""
    match = _TYPEDEFED.fullmatch(type_)
    return typedefs[match[1]] + match[2] if match and match[1] in typedefs else type_


def _places(fields: Sequence[Field]) -> Iterator[str]:
    """Yield where each member lies: `OFFSET@SIZE` in bits, the offset left out behind the member before."""
    end = 0
    for field in fields:
        at = "" if field.bit_offset == end else f"{field.bit_offset}@"
        stride = "" if field.element_size is None else f"/{field.element_size}"
        yield f"{at}{field.bit_size}{'b' if field.bitfield else ''}{stride}"
        end = field.bit_offset + field.bit_size


def fact(
    entry: tuple[str, str, str], lines: Sequence[int], place: Place, layout: str, typedefs: Mapping[str, str]
) -> Fact:
    """Return the fact that kind, name and columns stand for, with the layout of a record on the target asked for.

    `place` says where it stands. Raises `ValueError` where a column is malformed, `IndexError` where one is missing.
    """
    kind, name, columns = entry
    cells = unpack(columns, 7)
    guard = names_in(cells[0])
    match kind:
        case "macro" | "enumerator":
            is_macro = kind == "macro"
            return Constant(
                name=name,
                value=int(cells[2], 16),
                type=cells[1],
                kind=ConstantKind.MACRO if is_macro else ConstantKind.ENUMERATOR,
                text=cells[3],
                uses=names_in(cells[4]),
                where=place,
                guard=guard,
                ioctl=_ioctl_of(cells[5]) if is_macro else None,
                enum="" if is_macro else cells[5],
                defined=bool(cells[6]),
            )
        case "define":
            params = None if cells[2] == _NO_PARAMETERS else tuple(filter(None, cells[2].strip("()").split(", ")))
            return Macro(
                name=name,
                kind=_KINDS[cells[1]],
                params=params,
                text=cells[3],
                uses=names_in(cells[4]),
                where=place,
                guard=guard,
                why=cells[5],
            )
        case "struct" | "union":
            size, align, places = unpack(layout, 3)
            return Record(
                name=name,
                kind=kind,
                size=count(size),
                align=count(align),
                fields=_fields(names_in(cells[3]), places, lines, place, typedefs),
                uses=names_in(cells[2]),
                text=restored(cells[1]),
                where=place,
                guard=guard,
            )
        case "enum":
            return Enum(name=name, enumerators=names_in(cells[2]), type=cells[1], where=place, guard=guard)
        case "typedef":
            size, _, align = cells[3].partition(" ")
            return Typedef(
                name=name,
                type=cells[1],
                canonical=cells[2],
                size=count(size) if size else None,
                align=None if align in {"", "None"} else count(align),
                uses=names_in(cells[4]),
                where=place,
                guard=guard,
            )
        case "function":
            return Function(name=name, text=cells[1], uses=names_in(cells[2]), where=place, guard=guard)
    message = f"{kind} is no kind of fact"
    raise ValueError(message)


def _ioctl_of(cell: str) -> Ioctl | None:
    if not cell:
        return None
    direction, kind, nr, size, *argument = cell.split(" ", 4)
    return Ioctl(
        direction=_DIRECTIONS[direction],
        type=int(kind, 16),
        nr=int(nr, 16),
        size=count(size),
        argument=argument[0] if argument else "",
    )


def _fields(
    named: Sequence[str], places: str, lines: Sequence[int], place: Place, typedefs: Mapping[str, str]
) -> tuple[Field, ...]:
    found: list[Field] = []
    end, line, where = 0, 0, place
    for text, at, own in zip(named, places.split(" ") if places else (), lines, strict=True):
        offset, _, rest = at.rpartition("@")
        rest, _, stride = rest.partition("/")
        bits = rest.rstrip("b")
        start, size = count(offset) if offset else end, count(bits)
        end = start + size
        head, *guards = text.split(" ?? ")
        path, _, types = head.partition(": ")
        type_, _, canonical = types.partition(" => ")
        if own != line:
            line, where = own, Place(header=place.header, path=place.path, line=own)
        found.append(
            Field(
                path=path,
                type=type_,
                canonical=canonical or spelled_out(type_, typedefs),
                bit_offset=start,
                bit_size=size,
                where=where,
                guard=tuple(guards),
                bitfield=bits != rest,
                element_size=count(stride) if stride else None,
            )
        )
    return tuple(found)
