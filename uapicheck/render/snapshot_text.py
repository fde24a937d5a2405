"""Snapshots for people: tables that line up and that `grep` can cut, every fact with its place."""

from collections.abc import Iterable, Iterator, Sequence

from uapicheck.model.facts import (
    Constant,
    Enum,
    Field,
    Function,
    HeaderFacts,
    Ioctl,
    IoctlDirection,
    Macro,
    Record,
    Snapshot,
    Typedef,
)
from uapicheck.model.place import Place
from uapicheck.render.escape import plain
from uapicheck.render.options import Options
from uapicheck.render.words import counted

_WIDEST = 44
"""Columns that a cell may claim for all; a longer one sticks out."""
_BITS = 8
_ASCII = 128
_IOCTL_MACRO = {
    IoctlDirection.NONE: "_IO",
    IoctlDirection.WRITE: "_IOW",
    IoctlDirection.READ: "_IOR",
    IoctlDirection.READ_WRITE: "_IOWR",
}


def snapshot_text(snapshots: Sequence[Snapshot], *, options: Options) -> str:
    """Return what the snapshots hold, header by header; without `verbose` macros without a value are left out."""
    lines: list[str] = []
    for snapshot in snapshots:
        lines += [*([""] if lines else []), *_snapshot(snapshot, options)]
    return "".join(line.rstrip() + "\n" for line in lines)


def _snapshot(snapshot: Snapshot, options: Options) -> Iterator[str]:
    facts = snapshot.facts.values()
    yield f"{plain(snapshot.source)} on {plain(snapshot.target)}: " + ", ".join(
        (
            counted(len(snapshot.headers), "header"),
            counted(sum(len(header.constants) for header in facts), "constant"),
            counted(sum(len(header.records) for header in facts), "struct or union", "structs and unions"),
            counted(sum(len(header.enums) for header in facts), "enum"),
            counted(sum(len(header.typedefs) for header in facts), "typedef"),
            counted(len(snapshot.gaps), "gap"),
        )
    )
    for header in facts:
        yield from _header(header, options)
    if snapshot.not_exported:
        yield ""
        yield f"not exported on {plain(snapshot.target)}: " + ", ".join(plain(name) for name in snapshot.not_exported)
    if snapshot.gaps:
        yield ""
        yield "could not be read"
        yield from _table((_place(gap.where), gap.what, gap.why) for gap in snapshot.gaps)


def _header(facts: HeaderFacts, options: Options) -> Iterator[str]:
    yield ""
    yield f"{plain(facts.header)} ({plain(facts.path)})"
    yield from _section("constants", (_constant(constant) for constant in facts.constants.values()))
    for record in facts.records.values():
        yield ""
        yield from _record(record)
    yield from _section("enums", (_enum(enum) for enum in facts.enums.values()))
    yield from _section("typedefs", (_typedef(typedef) for typedef in facts.typedefs.values()))
    if options.verbose:
        yield from _section("macros without an integer value", (_macro(macro) for macro in facts.macros.values()))
        yield from _section("functions", (_function(function) for function in facts.functions.values()))


def _section(title: str, rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    lines = list(_table(rows))
    if lines:
        yield ""
        yield f"  {title}"
        yield from lines


def _table(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield rows whose columns line up; the last one is free."""
    cells = [tuple(plain(cell) for cell in row) for row in rows]
    columns = max((len(row) for row in cells), default=0)
    widths = [max(min(len(row[column]), _WIDEST) for row in cells) for column in range(columns)]
    for row in cells:
        yield "    " + "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))


def _place(where: Place) -> str:
    return f"{where.header}:{where.line}"


def _constant(constant: Constant) -> tuple[str, ...]:
    value = f"{constant.value:#x}" if constant.ioctl is not None else f"{constant.value:#x} ({constant.value})"
    what = ioctl_words(constant.ioctl) if constant.ioctl is not None else constant.enum or constant.kind.value
    return constant.name, value, constant.type, _place(constant.where), what


def ioctl_words(ioctl: Ioctl) -> str:
    """Return how a header writes an ioctl, and the size of its argument."""
    # A printable type is written as headers write it: 'V'; KVM's 0xae is none.
    letter = chr(ioctl.type) if ioctl.type < _ASCII else ""
    type_ = f"'{letter}'" if letter.isalnum() else f"{ioctl.type:#x}"
    argument = f", {ioctl.argument}" if ioctl.argument else ""
    size = f", {counted(ioctl.size, 'byte')}" if ioctl.size else ""
    return f"{_IOCTL_MACRO[ioctl.direction]}({type_}, {ioctl.nr:#x}{argument}){size}"


def _record(record: Record) -> Iterator[str]:
    yield (
        f"  {plain(record.name)}: size {counted(record.size, 'byte')}, align {record.align}"
        f"  {plain(_place(record.where))}"
    )
    yield from _table(_members(record))


def _members(record: Record) -> Iterator[tuple[str, ...]]:
    """Yield offset, size, type and name of each member, and the holes between those of a struct."""
    end = 0
    for field in record.fields:
        if record.kind == "struct" and field.bit_offset > end:
            yield _hole(end, field.bit_offset)
        end = max(end, field.bit_offset + field.bit_size)
        yield _bytes(field.bit_offset), _size(field), f"{field.type} {field.path}"
    if record.kind == "struct" and record.fields and record.size * _BITS > end:
        yield _hole(end, record.size * _BITS)


def _hole(start: int, end: int) -> tuple[str, ...]:
    return _bytes(start), f"+{_bytes(end - start)}", "(padding)"


def _size(field: Field) -> str:
    if field.bitfield:
        return f":{field.bit_size}"
    return f"+{_bytes(field.bit_size)}" if field.bit_size else "+0 (flexible)"


def _bytes(bits: int) -> str:
    """Return `4`, or `4.3` for the third bit of the fourth byte."""
    whole, rest = divmod(bits, _BITS)
    return f"{whole}.{rest}" if rest else str(whole)


def _enum(enum: Enum) -> tuple[str, ...]:
    return enum.name, enum.type, _place(enum.where), ", ".join(enum.enumerators)


def _typedef(typedef: Typedef) -> tuple[str, ...]:
    size = "-" if typedef.size is None else f"{typedef.size} bytes"
    return typedef.name, typedef.type, size, _place(typedef.where)


def _macro(macro: Macro) -> tuple[str, ...]:
    params = "" if macro.params is None else f"({', '.join(macro.params)})"
    return f"{macro.name}{params}", macro.kind.value, _place(macro.where), macro.why or macro.text


def _function(function: Function) -> tuple[str, ...]:
    return function.name, _place(function.where)
