"""Changes of one struct or union that both sides have, each with the one that it follows from."""

from bisect import bisect_left

from uapicheck.diff.fields import Members, covered, groups, is_flexible_conversion, members, outermost
from uapicheck.diff.strides import Strides
from uapicheck.diff.words import is_padding
from uapicheck.model.change import (
    ArrayBecameFlexible,
    FieldAdded,
    FieldAppended,
    FieldChange,
    FieldInserted,
    FieldMoved,
    FieldRemoved,
    FieldRenamed,
    FieldResized,
    FieldsReordered,
    FieldTypeChanged,
    PaddingUsed,
    RecordRealigned,
    RecordResized,
)
from uapicheck.model.facts import Field, Record
from uapicheck.model.subject import Cause, Subject

RecordDifference = FieldChange | RecordResized | RecordRealigned


def cause_of(change: RecordDifference) -> Cause:
    """Return what another change names to follow from `change`."""
    return Cause(change=type(change).__name__, subject=change.subject)


def is_same_layout(old: Record, new: Record) -> bool:
    """Tell whether two records have the same size, alignment and members, whatever their text and lines are."""
    if (old.size, old.align, len(old.fields)) != (new.size, new.align, len(new.fields)):
        return False
    return all(
        a.bit_offset == b.bit_offset and a.bit_size == b.bit_size and a.path == b.path and a.canonical == b.canonical
        for a, b in zip(old.fields, new.fields, strict=True)
    )


class RecordComparison:
    """Compares one record; a class because each answer builds on the ones before."""

    def __init__(self, header: str, old: Record, new: Record) -> None:
        self.header, self.old, self.new = header, old, new
        self.members: Members = members(old, new)
        stayed = self.members.stayed
        solid = [(a, b) for a, b in stayed if not is_padding(a.path)]
        self.moved = [(a, b) for a, b in solid if a.bit_offset != b.bit_offset]
        self.flexible = [(a, b) for a, b in stayed if is_flexible_conversion(a, b)]
        bent = {a.path for a, _ in self.flexible}
        self.resized = [(a, b) for a, b in solid if a.bit_size != b.bit_size and a.path not in bent]
        self.order = {path: place for place, path in enumerate(self.members.new)}
        self.reordered = self._reordered(solid)
        self.stable = not self.moved and not self.resized
        self.found: list[RecordDifference] = []
        self.events: list[tuple[float, RecordDifference]] = []

    def changes(self) -> tuple[RecordDifference, ...]:
        """Return all changes of the record."""
        padded = self._padding()
        self._went(padded)
        self._came(padded)
        self._stayed(padded)
        self._strides()
        self._shape()
        return tuple(self.found)

    def _subject(self, path: str) -> Subject:
        return Subject(header=self.header, symbol=f"{self.new.name}.{path}")

    def _event(self, place: float, change: RecordDifference) -> None:
        self.found.append(change)
        self.events.append((place, change))

    def _place_of_gone(self, path: str) -> float:
        """Return where a field that went would stand among the new ones: before its next neighbour that stayed."""
        paths = list(self.members.old)
        after = (self.order[p] for p in paths[paths.index(path) :] if p in self.order)
        return next(after, len(self.order)) - 0.5

    def _padding(self) -> set[str]:
        """Tell of padding that was handed out; return the paths that are thereby told of."""
        before = {path: f for path, f in self.members.old.items() if is_padding(path)}
        changed = {
            path: f
            for path, f in before.items()
            if path not in self.members.new
            or (self.members.new[path].bit_offset, self.members.new[path].bit_size, self.members.new[path].canonical)
            != (f.bit_offset, f.bit_size, f.canonical)
        }
        if not self.stable or self.new.size < self.old.size or self.reordered:
            return set()
        changed = {path: f for path, f in changed.items() if not self._grows(f)}
        fresh = {path: self.members.new[path] for path in self.members.come}
        solid_old = {p: f for p, f in self.members.old.items() if p not in before}
        used = {path: f for path, f in fresh.items() if covered(f, changed)}
        fresh = {path: f for path, f in fresh.items() if f.bit_size and _end(f) <= self.old.size * 8}
        # Bytes that no member had: the compiler's hole, or the end of a smaller arm of a union, which is no padding.
        holes = {path: f for path, f in fresh.items() if path not in used and not covered(f, self.members.old)}
        holes = {path: f for path, f in holes.items() if not self._is_in_union(f)}
        told: set[str] = set()
        for padding, fields in ((changed, used), ({}, holes)):
            clean = {p: f for p, f in fields.items() if not covered(f, solid_old) or self._is_in_union(f)}
            if not padding and not clean:
                continue
            first = next(iter(clean or padding))
            self.found.append(
                PaddingUsed(
                    subject=self._subject(first),
                    record=self.new,
                    padding=tuple(padding.values()),
                    fields=tuple(clean.values()),
                )
            )
            told |= padding.keys() | clean.keys()
        return told

    def _grows(self, padding: Field) -> bool:
        after = self.members.new.get(padding.path)
        return (
            after is not None
            and self.new.size > self.old.size
            and after.bit_offset == padding.bit_offset
            and after.bit_size > padding.bit_size
        )

    def _is_in_union(self, field: Field) -> bool:
        others = {path: f for path, f in self.members.new.items() if path != field.path}
        return self.new.kind == "union" or any(f.bit_size for f in covered(field, others))

    def _pushes(self, place: int) -> bool:
        return not self.reordered and any(self.order[b.path] > place for _, b in self.moved)

    def _pushes_siblings(self, field: Field, place: int) -> bool:
        holder = field.path.rpartition(".")[0]
        return bool(holder) and any(
            self.order[b.path] > place and b.path.rpartition(".")[0] == holder and b.bit_offset >= _end(field)
            for _, b in self.moved
        )

    def _is_small_arm(self, field: Field) -> bool:
        """Tell whether a field shares its bytes with a member that stayed and reaches as far."""
        stayed = {b.path: b for _, b in self.members.stayed}
        return any(_end(other) >= _end(field) for other in covered(field, stayed) if other.bit_size)

    def _went(self, padded: set[str]) -> None:
        held_old, held_new = groups(self.old), groups(self.new)
        told: dict[str, RecordDifference] = {}
        for path in self.members.gone:
            if path in padded:
                continue
            field = self.members.old[path]
            holder = outermost(path, held_old.keys() - held_new.keys() - self.members.new.keys())
            heirs = covered(field, self.members.new)
            heir = heirs[0] if heirs and all(is_padding(f.path) for f in heirs) else None
            if holder and holder not in told:
                told[holder] = FieldRemoved(
                    subject=self._subject(holder), record=self.old, field=held_old[holder], heir=heir
                )
                self._event(self._place_of_gone(path), told[holder])
            cause = cause_of(told[holder]) if holder else None
            gone = FieldRemoved(
                subject=self._subject(path),
                record=self.old,
                field=field,
                heir=heir,
                is_padding=is_padding(path),
                cause=cause,
            )
            if holder:
                self.found.append(gone)
            else:
                self._event(self._place_of_gone(path), gone)
        self._renamed(held_old, held_new)

    def _renamed(self, held_old: dict[str, Field], held_new: dict[str, Field]) -> None:
        told: dict[tuple[str, str], FieldRenamed] = {}
        for path, name in self.members.renamed.items():
            holders = _holders(path, name)
            cause: Cause | None = None
            if holders and holders[0] in held_old and holders[0] not in held_new and holders[1] in held_new:
                if holders not in told:
                    told[holders] = FieldRenamed(
                        subject=self._subject(holders[0]),
                        record=self.new,
                        old=held_old[holders[0]],
                        new=held_new[holders[1]],
                    )
                    self.found.append(told[holders])
                cause = cause_of(told[holders])
            self.found.append(
                FieldRenamed(
                    subject=self._subject(path),
                    record=self.new,
                    old=self.members.old[path],
                    new=self.members.new[name],
                    cause=cause,
                )
            )

    def _came(self, padded: set[str]) -> None:
        run: dict[int, Cause] = {}
        told: dict[str, Cause | None] = {}
        held_old, held_new = groups(self.old), groups(self.new)
        fresh_groups = held_new.keys() - held_old.keys() - self.members.old.keys()
        for path in self.members.come:
            if path in padded:
                continue
            place = self.order[path]
            holder = outermost(path, fresh_groups)
            if holder in told:
                if (cause := told[holder]) is not None:
                    run[place] = cause
                continue
            field = held_new[holder] if holder else self.members.new[path]
            change = self._arrival(field, place, run.get(place - 1))
            if isinstance(change, FieldAdded):
                self.found.append(change)
            else:
                run[place] = run.get(place - 1) or cause_of(change)
                self._event(place, change)
            if holder:
                told[holder] = run.get(place)

    def _arrival(self, field: Field, place: int, previous: Cause | None) -> FieldAdded | FieldAppended | FieldInserted:
        subject = self._subject(field.path)
        if self._pushes_siblings(field, place) or (not self._is_small_arm(field) and self._pushes(place)):
            return FieldInserted(subject=subject, old=self.old, new=self.new, field=field, cause=previous)
        if _end(field) > self.old.size * 8 and self.new.size > self.old.size:
            return FieldAppended(subject=subject, old=self.old, new=self.new, field=field, cause=previous)
        return FieldAdded(subject=subject, record=self.new, field=field)

    def _stayed(self, padded: set[str]) -> None:
        contained = self.new.size == self.old.size and not self.moved
        bent = {a.path for a, _ in self.flexible}
        for old, new in self.members.stayed:
            subject, place = self._subject(new.path), self.order[new.path]
            if old.path in padded:
                continue
            if old.path in bent:
                self._event(place, ArrayBecameFlexible(subject=subject, record=self.new, old=old, new=new))
            elif old.bit_size != new.bit_size:
                grew = new.bit_size > old.bit_size and self.new.size > self.old.size and not self.moved
                resized = FieldResized(
                    subject=subject,
                    record=self.new,
                    old=old,
                    new=new,
                    contained=contained,
                    at_end=grew and (is_padding(new.path) or old.canonical == new.canonical),
                    is_padding=is_padding(new.path),
                    cause=cause_of(self.events[0][1]) if is_padding(new.path) and self.moved and self.events else None,
                )
                self._event(place, resized)
            elif old.canonical != new.canonical:
                self.found.append(FieldTypeChanged(subject=subject, record=self.new, old=old, new=new))
        if self.reordered:
            first = self.reordered[0]
            reorder = FieldsReordered(subject=self._subject(first.path), record=self.new, fields=tuple(self.reordered))
            self.found.append(reorder)
            self.events.append((-1, reorder))
        self._shifted(padded)

    def _strides(self) -> None:
        moving = [change for _, change in self.events]
        found = Strides(header=self.header, old=self.old, new=self.new, moving=moving, found=tuple(self.found))
        for change in found.changes():
            self._event(len(self.order), change)

    def _shifted(self, padded: set[str]) -> None:
        """Tell of moved fields; each follows from the nearest change before it, or from the move before it."""
        last: tuple[int, Cause] | None = None
        moved = [(a, b) for a, b in self.members.stayed if a.bit_offset != b.bit_offset and a.path not in padded]
        for old, new in moved:
            shift = new.bit_offset - old.bit_offset
            before = [event for event in self.events if event[0] < self.order[new.path]]
            cause: Cause | None = None
            if last is not None and last[0] == shift:
                cause = last[1]
            elif before:
                cause = cause_of(max(before, key=lambda event: event[0])[1])
            elif last is not None:
                cause = last[1]
            change = FieldMoved(
                subject=self._subject(new.path),
                record=self.new,
                old=old,
                new=new,
                is_padding=is_padding(new.path),
                cause=cause,
            )
            self.found.append(change)
            last = (shift, cause or cause_of(change))

    def _shape(self) -> None:
        """Tell of size and alignment, which follow from whatever moved or grew first."""
        kinds = (FieldsReordered, FieldInserted, FieldRemoved, FieldResized, FieldAppended, ArrayBecameFlexible)
        roots = sorted(self.events, key=lambda event: (not isinstance(event[1], kinds), event[0]))
        causes = [cause_of(change) for _, change in roots] or [
            cause_of(change) for change in self.found if isinstance(change, FieldMoved) and change.cause is None
        ]
        subject = Subject(header=self.header, symbol=self.new.name)
        cause = causes[0] if causes else None
        handed_out = [cause_of(change) for change in self.found if isinstance(change, PaddingUsed)]
        cause = cause or next(iter(handed_out), None)
        harmless = all(
            isinstance(change, FieldAppended) or (isinstance(change, FieldResized) and change.at_end)
            for _, change in self.events
        )
        if self.old.size != self.new.size:
            self.found.append(
                RecordResized(
                    subject=subject,
                    old=self.old,
                    new=self.new,
                    at_end=bool(self.events or handed_out)
                    and harmless
                    and not self.moved
                    and self.new.size > self.old.size,
                    flexible=bool(self.events)
                    and all(isinstance(change, ArrayBecameFlexible) for _, change in self.events),
                    cause=cause,
                )
            )
        elif self.old.align != self.new.align:
            self.found.append(RecordRealigned(subject=subject, old=self.old, new=self.new, cause=cause))

    def _reordered(self, solid: list[tuple[Field, Field]]) -> list[Field]:
        """Return the moved fields that changed places with others, fewest that explain it first."""
        place = {path: number for number, path in enumerate(self.members.old)}
        offsets = [(place[a.path], b) for a, b in solid]
        ordered = _longest_rising([number for number, _ in offsets])
        moved = {b.path for _, b in self.moved}
        return [b for number, b in offsets if number not in ordered and b.path in moved]


def _end(field: Field) -> int:
    return field.bit_offset + field.bit_size


def _longest_rising(numbers: list[int]) -> set[int]:
    """Return a longest rising subsequence of distinct numbers, as a set (patience sorting)."""
    tails: list[int] = []
    piles: list[int] = []
    for number in numbers:
        at = bisect_left(tails, number)
        tails[at : at + 1] = [number]
        piles.append(at)
    wanted, kept = len(tails) - 1, set()
    for number, pile in zip(reversed(numbers), reversed(piles), strict=True):
        if pile == wanted:
            kept.add(number)
            wanted -= 1
    return kept


def _holders(path: str, name: str) -> tuple[str, str] | None:
    """Return what `path` and `name` differ in, as the holders of an equal rest: `vmx` and `hdr.vmx`."""
    old, new = path.split("."), name.split(".")
    shared = 0
    while shared < min(len(old), len(new)) - 1 and old[-1 - shared] == new[-1 - shared]:
        shared += 1
    if not shared:
        return None
    left, right = ".".join(old[:-shared]), ".".join(new[:-shared])
    return (left.removesuffix("[]"), right.removesuffix("[]")) if left and right else None
