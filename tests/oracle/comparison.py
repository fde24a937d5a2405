"""Our snapshot beside a compiler's truth: what differs, what we miss, what we invent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tests.oracle.accepted import ACCEPTED, WIDENED_ENUMERATOR, Accepted
from tests.oracle.truth import Truth
from uapicheck.model.facts import ConstantKind, Record, Snapshot


class Fault(StrEnum):
    """How a snapshot can be wrong."""

    DIFFERENT = "different"
    MISSING = "missing"
    INVENTED = "invented"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One thing that the compiler and we do not see alike."""

    fault: Fault
    what: str
    """`constant KVM_RUN`, `struct kvm_run.mmio.len`."""
    compiler: str
    ours: str

    def __str__(self) -> str:
        """Return one line."""
        return f"{self.fault}: {self.what}: compiler {self.compiler or '-'}, ours {self.ours or '-'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The outcome for one header, target and compiler."""

    constants: int
    """Compared, each by value and type."""
    records: int
    """Compared, each by size and alignment."""
    members: int
    """Compared, each by bit offset and bit size."""
    types: int
    """Typedefs by size and alignment, enums by their integer type."""
    macros: int
    """Names of macros of any kind."""
    disagreements: tuple[Disagreement, ...]
    accepted: tuple[tuple[Disagreement, Accepted], ...]

    def count(self, fault: Fault) -> int:
        """Return the number of disagreements of one kind."""
        return sum(found.fault is fault for found in self.disagreements)


def compared(truth: Truth, snapshot: Snapshot, family: str) -> Comparison:
    """Compare all that `snapshot` holds with `truth`, which a compiler of `family` gave."""
    theirs, ours = dict(_told(truth)), dict(_found(snapshot, truth.macros))
    disagreements = []
    accepted = []
    again = {f"macro {name}" for name in truth.predefined}
    widened = dict(_widened(snapshot))
    for what in dict.fromkeys((*theirs, *ours)):
        if theirs.get(what) == ours.get(what) or what in again:
            continue
        fault = Fault.MISSING if what not in ours else Fault.INVENTED if what not in theirs else Fault.DIFFERENT
        found = Disagreement(fault=fault, what=what, compiler=theirs.get(what, ""), ours=ours.get(what, ""))
        kind = WIDENED_ENUMERATOR if found.compiler == widened.get(what) else what
        known = next((entry for entry in ACCEPTED if entry.covers(kind, snapshot.target, family)), None)
        if known is None:
            disagreements.append(found)
        else:
            accepted.append((found, known))
    both = [what for what in theirs if what in ours]
    return Comparison(
        constants=sum(what.startswith("constant ") for what in both),
        records=sum(what.startswith("record ") for what in both),
        members=sum(what.startswith("member ") for what in both),
        types=sum(what.startswith(("typedef ", "enum ")) for what in both),
        macros=sum(what.startswith("macro ") for what in both),
        disagreements=tuple(disagreements),
        accepted=tuple(accepted),
    )


def _told(truth: Truth) -> Iterator[tuple[str, str]]:
    """Yield each thing that the compiler knows, and how it is, as text."""
    for name, constant in truth.constants.items():
        yield f"constant {name}", f"{constant.value:#x} {constant.type}"
    for name in truth.macros:
        yield f"macro {name}", "defined"
    for name, record in truth.records.items():
        yield f"record {name}", f"size {record.size}, align {record.align}"
        for path, member in record.members.items():
            yield f"member {name}.{path}", f"bit {member.bit_offset}, {member.bit_size} bits"
    for name, kind in truth.enums.items():
        yield f"enum {name}", kind
    for name, (size, align) in truth.typedefs.items():
        yield f"typedef {name}", f"size {size}, align {align}"


def _found(snapshot: Snapshot, macros: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield the same of a snapshot, over all headers that were read.

    An enumerator with a macro of the same name (`#define X X`) is one constant to us.
    """
    for facts in snapshot.facts.values():
        for constant in facts.constants.values():
            yield f"constant {constant.name}", f"{constant.value:#x} {constant.type}"
            if constant.kind is ConstantKind.MACRO or constant.name in macros:
                yield f"macro {constant.name}", "defined"
        for macro in facts.macros.values():
            yield f"macro {macro.name}", "defined"
        for record in facts.records.values():
            yield from _record(record)
        for enum in facts.enums.values():
            if "{" not in enum.name:
                yield f"enum {enum.name}", enum.type
        for typedef in facts.typedefs.values():
            if typedef.size is not None:
                yield f"typedef {typedef.name}", f"size {typedef.size}, align {typedef.align}"


def _widened(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Yield each enumerator that fits an int although its enum does not, and how it is with the type of the enum.

    A macro made of such enumerators has that type as well.
    """
    constants = {name: each for facts in snapshot.facts.values() for name, each in facts.constants.items()}
    for facts in snapshot.facts.values():
        for enum in facts.enums.values():
            members = [facts.constants[name] for name in enum.enumerators if name in facts.constants]
            if all(member.type == "int" for member in members):
                continue
            narrow = {member.name for member in members if member.type == "int"}
            for each in constants.values():
                if each.name in narrow or (each.type == "int" and not narrow.isdisjoint(each.uses)):
                    yield f"constant {each.name}", f"{each.value:#x} {enum.type}"


def _record(record: Record) -> Iterator[tuple[str, str]]:
    yield f"record {record.name}", f"size {record.size}, align {record.align}"
    for field in record.fields:
        # Debug information knows an array of arrays as one array with several dimensions.
        path = re.sub(r"(\[\])+", "[]", field.path)
        yield f"member {record.name}.{path}", f"bit {field.bit_offset}, {field.bit_size} bits"
