"""Hazards of new members, structs and ioctls that pass them.

Sources: the kernel's Documentation/driver-api/ioctl.rst, Documentation/process/botching-up-ioctls.rst.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from uapicheck.diff.fields import leaves
from uapicheck.diff.foreign import TYPES
from uapicheck.diff.holes import holes
from uapicheck.diff.index import Index, Namespace
from uapicheck.diff.natures import lengths, nature, size
from uapicheck.diff.words import is_padding
from uapicheck.model.change import (
    Change,
    FieldAdded,
    FieldAppended,
    FieldInserted,
    PaddingUsed,
    RecordAdded,
)
from uapicheck.model.facts import Constant, Field, Record
from uapicheck.model.news import (
    FieldIntroduced,
    ForeignTypeUsed,
    Hole,
    HolesIntroduced,
    IoctlIntroduced,
    Nature,
    NewsChange,
    RecordIntroduced,
)
from uapicheck.model.subject import Cause, Subject

_PLAIN = frozenset({Nature.FIXED, Nature.RECORD, Nature.UNKNOWN})
_ROOM = re.compile(
    r"(?:.*_)?(?:flags?|size|sz|argsz|usize|len|length|version|ver|mask|ext|extensions?|chain|next)\d*|.*(?:flags|size)",
    re.IGNORECASE,
)
_HALF = 32
"""Bits of a pointer in a 32-bit ABI."""
_CHARS = re.compile(r"(?:(?:un)?signed )?char")


class RecordNews:
    """Finds what is new of layouts; a class because every answer asks the same two sides."""

    def __init__(self, old: Index, new: Index, records: Mapping[str, Record]) -> None:
        self._old, self._new = old, new
        self._records = records
        """Records that are new themselves."""
        self._foreign: dict[str, Cause] = {}
        """By header, its first member with a type of libc."""

    def changes(self, found: Iterable[Change]) -> Iterator[NewsChange]:
        """Yield the hazards of new members."""
        fresh: dict[tuple[str, str], tuple[Record, list[Field]]] = {}
        for change in found:
            match change:
                case RecordAdded(record=record):
                    fields = tuple(leaves(record).values())
                case FieldAppended(new=record, field=field) | FieldInserted(new=record, field=field):
                    fields = (field,)
                case FieldAdded(record=record, field=field):
                    fields = (field,)
                case PaddingUsed(record=record, fields=fields):
                    pass
                case _:
                    continue
            fresh.setdefault((change.subject.header, record.name), (record, []))[1].extend(fields)
        for (header, _), (record, members) in fresh.items():
            if record.name in self._records:
                yield RecordIntroduced(subject=Subject(header=header, symbol=record.name), record=record)
            yield from self._fields(header, record, members)
            yield from self._holes(header, record)

    def _fields(self, header: str, record: Record, members: Iterable[Field]) -> Iterator[NewsChange]:
        """Tell of members; of several with one hazard the first stands for all."""
        told: dict[str, Cause] = {}
        had = self._hazards_of_old(record)
        all_leaves = tuple(leaves(record).values())
        for field in members:
            subject = Subject(header=header, symbol=f"{record.name}.{field.path}")
            kind, names = nature(field.type, self._new)
            bounds = lengths(field.type)
            if kind is Nature.FIXED and names[0] in TYPES:
                yield from self._foreign_field(subject, field, names[0])
            is_text = kind is Nature.NATIVE and _CHARS.fullmatch(names[-1]) is not None and bool(bounds)
            is_last = field is all_leaves[-1] and record.kind == "struct" and not _has_sharer(field, all_leaves)
            is_short = bounds[:1] == ("0",) or (is_last and bounds[:1] == ("1",))
            hazard = _hazard(field, kind)
            if (kind in _PLAIN or is_text or hazard in had) and not is_short and (not field.bitfield or hazard in had):
                continue
            change = FieldIntroduced(
                subject=subject,
                record=record,
                field=field,
                nature=Nature.FIXED if is_text else kind,
                names=names,
                length=bounds[0] if bounds else None,
                is_last=is_last,
                is_padding=is_padding(field.path),
                cause=None if is_short else told.get(hazard),
            )
            told.setdefault(hazard, Cause(change=FieldIntroduced.__name__, subject=subject))
            yield change

    def _hazards_of_old(self, record: Record) -> frozenset[str]:
        """Return the hazards that an old record had before: one member more makes them no worse."""
        old = None if record.name in self._records else self._old.record(record.name)
        if old is None:
            return frozenset()
        return frozenset(_hazard(field, nature(field.type, self._old)[0]) for field in leaves(old).values())

    def _foreign_field(self, subject: Subject, field: Field, name: str) -> Iterator[ForeignTypeUsed]:
        """Tell of the first member of a header that has a type of libc; a header that had them before goes on so."""
        header = field.where.header
        if self._old.holder(Namespace.TYPEDEF, name, header) is not None:
            return
        cause = self._foreign.get(header)
        self._foreign.setdefault(header, Cause(change=ForeignTypeUsed.__name__, subject=subject))
        yield ForeignTypeUsed(subject=subject, where=field.where, type=name, instead=TYPES[name], cause=cause)

    def _holes(self, header: str, record: Record) -> Iterator[NewsChange]:
        found = tuple(hole for hole in holes(record, self._new.snapshot.target) if not self._is_half_pointer(hole))
        is_new = record.name in self._records
        if found and not is_new and (old := self._old.record(record.name)) is not None:
            before = holes(old, self._old.snapshot.target)
            known = {(hole.after.path, hole.size) for hole in before}
            had = {field.path for field in old.fields}
            found = tuple(
                hole
                for hole in found
                if (hole.after.path, hole.size) not in known
                and not any(_is_within(hole, other) for other in before)
                and (hole.after.path not in had or (hole.before is not None and hole.before.path not in had))
            )
        if found:
            subject = Subject(header=header, symbol=record.name)
            yield HolesIntroduced(subject=subject, record=record, holes=found, is_new=is_new)

    def _is_half_pointer(self, hole: Hole) -> bool:
        """Tell whether a hole follows a pointer of 4 bytes: what is wrong there is told of the pointer."""
        return hole.after.bit_size == _HALF and nature(hole.after.type, self._new)[0] in {Nature.POINTER, Nature.WORD}

    def ioctls(self, subject: Subject, macro: Constant) -> Iterator[IoctlIntroduced]:
        """Yield the ioctl that a new macro is, where it passes something."""
        argument = macro.ioctl.argument if macro.ioctl is not None else ""
        if macro.ioctl is None or not argument:
            return
        kind, names = nature(argument, self._new)
        record = next((self._records[name] for name in names if name in self._records), None)
        flexible = record is not None and any(not field.bit_size for field in leaves(record).values())
        yield IoctlIntroduced(
            subject=subject,
            constant=macro,
            nature=kind,
            size=size(argument, self._new) or macro.ioctl.size,
            record=record,
            has_room=record is None or flexible or any(map(_has_room, leaves(record).values())),
        )


def _is_within(hole: Hole, other: Hole) -> bool:
    return other.byte <= hole.byte and hole.byte + hole.size <= other.byte + other.size


def _hazard(field: Field, kind: Nature) -> str:
    return "bit-field" if field.bitfield else kind.value


def _has_sharer(field: Field, others: Iterable[Field]) -> bool:
    end = field.bit_offset + max(field.bit_size, 1)
    return any(
        other is not field and other.bit_offset < end and field.bit_offset < other.bit_offset + other.bit_size
        for other in others
    )


def _has_room(field: Field) -> bool:
    name = field.path.rpartition(".")[2]
    return is_padding(field.path) or _ROOM.fullmatch(name) is not None
