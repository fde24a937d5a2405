"""Small literal facts: a header as a comparison sees it, without any C text."""

from collections.abc import Iterable, Mapping

from uapicheck.diff.changes import changes
from uapicheck.model.change import Change
from uapicheck.model.facts import (
    Constant,
    ConstantKind,
    Enum,
    Fact,
    Field,
    Function,
    Gap,
    HeaderFacts,
    Macro,
    MacroKind,
    Record,
    Snapshot,
    Typedef,
)
from uapicheck.model.place import Place

HEADER = "linux/point.h"


def place(line: int = 1, header: str = HEADER) -> Place:
    return Place(header=header, path=f"include/uapi/{header}", line=line)


def macro(name: str, value: int, line: int = 1, *, text: str | None = None, header: str = HEADER) -> Constant:
    words = str(value) if text is None else text
    uses = tuple(word for word in words.replace("(", " ").replace(")", " ").split() if word[0].isalpha())
    return Constant(
        name=name,
        value=value,
        type="int",
        kind=ConstantKind.MACRO,
        text=words,
        uses=uses,
        where=place(line, header),
    )


def unresolved(name: str, text: str, line: int = 1) -> Macro:
    uses = (text.split("(", maxsplit=1)[0],)
    return Macro(
        name=name, kind=MacroKind.EXPRESSION, params=None, text=text, uses=uses, where=place(line), why="no value"
    )


def enumerators(tag: str, *names: str, line: int = 1, header: str = HEADER) -> tuple[Fact, ...]:
    members = tuple(
        Constant(
            name=name,
            value=value,
            type="int",
            kind=ConstantKind.ENUMERATOR,
            text="",
            uses=(),
            where=place(line + value + 1, header),
            enum=f"enum {tag}",
        )
        for value, name in enumerate(names)
    )
    enum = Enum(name=f"enum {tag}", enumerators=names, type="unsigned int", where=place(line, header))
    return (enum, *members)


def struct(
    name: str, *fields: tuple[str, str, int], line: int = 1, size: int | None = None, kind: str = "struct"
) -> Record:
    """Lay out fields (type, name, bytes) one behind the other; a size of 0 is a flexible array."""
    found: list[Field] = []
    end = 0
    for number, (ctype, path, width) in enumerate(fields):
        where = place(line + number + 1)
        offset = end if kind == "struct" else 0
        found.append(
            Field(
                path=path,
                type=ctype,
                canonical=CANONICAL.get(ctype, ctype),
                bit_offset=offset * 8,
                bit_size=width * 8,
                where=where,
            )
        )
        end = offset + width if kind == "struct" else max(end, width)
    text = f"{kind} {name} {{ {' '.join(f'{ctype} {path};' for ctype, path, _ in fields)} }}"
    uses = tuple(dict.fromkeys(ctype.split("[")[0] for ctype, _, _ in fields))
    return Record(
        name=f"{kind} {name}",
        kind=kind,
        size=end if size is None else size,
        align=4,
        fields=tuple(found),
        uses=uses,
        text=text,
        where=place(line),
    )


CANONICAL: Mapping[str, str] = {"__u32": "unsigned int", "__s32": "int", "__u8[4]": "unsigned char[4]"}


def header(*facts: Fact, name: str = HEADER) -> HeaderFacts:
    def those(kind: type[Fact] | tuple[type[Fact], ...]) -> dict[str, object]:
        return {fact.name: fact for fact in facts if isinstance(fact, kind)}

    return HeaderFacts(
        header=name,
        path=f"include/uapi/{name}",
        constants=those(Constant),  # type: ignore[arg-type] # the kind asked for is the kind that comes
        macros=those(Macro),  # type: ignore[arg-type] # the same
        records=those(Record),  # type: ignore[arg-type] # the same
        enums=those(Enum),  # type: ignore[arg-type] # the same
        typedefs=those(Typedef),  # type: ignore[arg-type] # the same
        functions=those(Function),  # type: ignore[arg-type] # the same
    )


def snapshot(
    *headers: HeaderFacts,
    reaches: Mapping[str, tuple[str, ...]] | None = None,
    gaps: Iterable[Gap] = (),
) -> Snapshot:
    shown = reaches or {facts.header: (facts.header,) for facts in headers}
    return Snapshot(
        source="literal",
        target="x86_64",
        headers=tuple(sorted(shown)),
        facts={facts.header: facts for facts in headers},
        reaches=shown,
        not_exported=(),
        gaps=tuple(gaps),
    )


def found(old: Iterable[Fact], new: Iterable[Fact]) -> list[tuple[str, str, str]]:
    """Return class, symbol and the symbol of the cause of each change between two headers."""
    return told(changes(snapshot(header(*old)), snapshot(header(*new))))


def told(all_changes: Iterable[Change]) -> list[tuple[str, str, str]]:
    return sorted(
        (type(c).__name__, c.subject.symbol, c.cause.subject.symbol if c.cause is not None else "") for c in all_changes
    )
