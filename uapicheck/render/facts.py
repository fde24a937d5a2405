"""What one header defines, a fact a line and no line number in any: `diff` of two such texts is a diff of the ABI."""

from collections.abc import Iterable, Iterator, Sequence

from uapicheck.model.facts import Constant, Enum, Field, Function, HeaderFacts, Macro, Record, Snapshot, Typedef
from uapicheck.render.escape import plain
from uapicheck.render.snapshot_text import ioctl_words

_BITS = 8
_WORD = 32
"""Bits from which on a number is written with all digits, so that they line up."""


def facts(snapshots: Sequence[Snapshot], header: str, unread: Iterable[tuple[int, str]]) -> str:
    """Return the facts of a header in the order of its lines, those of some targets alone marked with their names.

    `unread` are numbered lines of the header that no fact was made of.
    """
    found: dict[tuple[int, int, str], list[str]] = {}
    for snapshot in snapshots:
        if header in snapshot.facts:
            for line, nr, text in _facts(snapshot.facts[header]):
                found.setdefault((line, nr, text), []).append(snapshot.target)
    every = [snapshot.target for snapshot in snapshots]
    lines = [((line, nr), plain(text) + _only(targets, every)) for (line, nr, text), targets in found.items()]
    lines += [((line, -1), f"text: {plain(text)}") for line, text in unread]
    return "".join(f"{text}\n" for _, text in sorted(lines))


def _only(targets: Sequence[str], every: Sequence[str]) -> str:
    """Return which targets a fact is true on, by the shorter list; empty where it is on all."""
    others = [target for target in every if target not in targets]
    if not others:
        return ""
    return f"  [all but {' '.join(others)}]" if len(others) < len(targets) else f"  [{' '.join(targets)}]"


def _facts(of: HeaderFacts) -> Iterator[tuple[int, int, str]]:
    """Yield each fact with its line, and its place among the facts of that line."""
    for constant in of.constants.values():
        yield constant.where.line, 0, _constant(constant)
    for macro in of.macros.values():
        yield macro.where.line, 0, _macro(macro)
    for typedef in of.typedefs.values():
        yield typedef.where.line, 0, _typedef(typedef)
    for function in of.functions.values():
        yield function.where.line, 0, _function(function)
    for enum in of.enums.values():
        yield enum.where.line, 0, _enum(enum)
    for record in of.records.values():
        yield record.where.line, 0, f"{record.name}: {record.size} bytes, aligned to {record.align}"
        for nr, field in enumerate(record.fields, start=1):
            yield record.where.line, nr, _field(record, field)


def _constant(constant: Constant) -> str:
    of = f" of {constant.enum}" if constant.enum else ""
    value = f"{constant.value:#018x}" if constant.value >> _WORD > 0 else f"{constant.value:#x}"
    # The type of an ioctl's number is that of sizeof, which is another one on half of the targets.
    what = f" ({constant.type})" if constant.ioctl is None else f": {ioctl_words(constant.ioctl)}"
    return f"{constant.kind.value}{of} {constant.name} = {value}{what}"


def _macro(macro: Macro) -> str:
    params = "" if macro.params is None else f"({', '.join(macro.params)})"
    return f"macro {macro.name}{params}: {macro.text}".rstrip()


def _typedef(typedef: Typedef) -> str:
    size = "" if typedef.size is None else f", {typedef.size} bytes"
    return f"typedef {typedef.name}: {typedef.type}{size}"


def _function(function: Function) -> str:
    return f"function {function.name}: {function.text}"


def _enum(enum: Enum) -> str:
    return f"{enum.name}: {enum.type}"


def _field(record: Record, field: Field) -> str:
    start, bit = divmod(field.bit_offset, _BITS)
    at = f"byte {start}.{bit}" if bit else f"byte {start}"
    size = f"{field.bit_size} bits" if field.bitfield else f"{field.bit_size // _BITS} bytes"
    return f"{record.name}.{field.path}: {at}, {size}, {field.type}"
