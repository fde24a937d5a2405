"""A snapshot written as a header and read again: what is the same, what is not."""

from collections.abc import Iterator

from uapicheck.extract.snapshot import Extractor
from uapicheck.model.facts import Constant, Enum, HeaderFacts, Macro, MacroKind, Record, Snapshot, Typedef
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import Form, HeaderTree, Provenance
from uapicheck.render.formats import snapshots_rendered
from uapicheck.render.options import Options

NAME = "again.h"
_OPTIONS = Options(width=80)


def header_of(snapshot: Snapshot) -> str:
    """Return the header that `-o header` writes."""
    return snapshots_rendered("header", (snapshot,), _OPTIONS)


def read_again(text: str, target: str, extractor: Extractor | None = None) -> Snapshot:
    """Return the snapshot of a header that stands alone."""
    arches = {each.arch for each in TARGETS.values()}
    tree = HeaderTree(
        provenance=Provenance(label=NAME, kind="header file", id=NAME),
        form=Form.INSTALLED,
        files={NAME: text},
        search=dict.fromkeys(arches, ("",)),
        headers=dict.fromkeys(arches, (NAME,)),
        generic={},
    )
    return (extractor or Extractor()).snapshot(tree, TARGETS[target], (NAME,))


def differences(one: Snapshot, other: Snapshot) -> list[str]:
    """Return what two snapshots do not say alike, places, guards and texts of values aside."""
    first, second = dict(_facts(one)), dict(_facts(other))
    found = [
        f"{name}: {first.get(name)} / {second.get(name)}"
        for name in dict.fromkeys((*first, *second))
        if first.get(name) != second.get(name)
    ]
    return [*found, *(f"gap: {gap.what}: {gap.why}" for gap in other.gaps)]


def count(snapshot: Snapshot) -> int:
    """Return the number of facts that `differences` compares, members included."""
    return sum(1 for _ in _facts(snapshot))


def _facts(snapshot: Snapshot) -> Iterator[tuple[str, object]]:
    for header in snapshot.facts.values():
        yield from _facts_of(header)


def _facts_of(header: HeaderFacts) -> Iterator[tuple[str, object]]:
    for constant in header.constants.values():
        yield f"constant {constant.name}", _constant(constant)
    for macro in header.macros.values():
        yield f"macro {macro.name}", _macro(macro)
    for record in header.records.values():
        yield from _record(record)
    for enum in header.enums.values():
        yield f"enum {enum.name}", _enum(enum)
    for typedef in header.typedefs.values():
        yield f"typedef {typedef.name}", _typedef(typedef)
    for function in header.functions.values():
        yield f"function {function.name}", function.text


def _constant(constant: Constant) -> object:
    return constant.value, constant.type, constant.kind, constant.ioctl, constant.enum, constant.defined


def _macro(macro: Macro) -> object:
    # One file has one include guard: those of other headers are macros without a body in it.
    kind = MacroKind.EMPTY if macro.kind is MacroKind.GUARD else macro.kind
    return kind, macro.params, macro.text


def _record(record: Record) -> Iterator[tuple[str, object]]:
    yield f"record {record.name}", (record.kind, record.size, record.align, tuple(f.path for f in record.fields))
    for field in record.fields:
        what = (field.type, field.canonical, field.bit_offset, field.bit_size, field.bitfield, field.element_size)
        yield f"member {record.name}.{field.path}", what


def _enum(enum: Enum) -> object:
    return enum.enumerators, enum.type


def _typedef(typedef: Typedef) -> object:
    return typedef.type, typedef.canonical, typedef.size, typedef.align
