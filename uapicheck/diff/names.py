"""What became of each name: facts alone, complete whatever the rules say of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from uapicheck.diff.fields import unfolded
from uapicheck.frozen import slotted
from uapicheck.model.change import (
    Change,
    EnumeratorRenamed,
    FieldRenamed,
    MacroRenamed,
    RecordRenamed,
    TypedefRenamed,
)
from uapicheck.model.facts import (
    Constant,
    Enum,
    Fact,
    Field,
    Function,
    HeaderFacts,
    Macro,
    MacroKind,
    Record,
    Snapshot,
    Typedef,
)
from uapicheck.model.history import EventKind, NameChange, Standing

Wanted = Callable[[str], bool]
"""Tells whether somebody asks for a name."""

_TAGGED = ("struct ", "union ")
_RENAMED = (MacroRenamed, EnumeratorRenamed, RecordRenamed, TypedefRenamed)


def standings(snapshot: Snapshot, wanted: Wanted) -> Iterator[Standing]:
    """Yield the names that a snapshot has: headers, definitions, fields."""
    yield from (Standing(name=header, header=header, fact=None) for header in snapshot.headers if wanted(header))
    for header, facts in snapshot.facts.items():
        for name, fact in _table(facts).items():
            if wanted(name):
                yield Standing(name=name, header=header, fact=fact)
        for record in facts.records.values():
            for path, field in _fields(record).items():
                if wanted(name := f"{record.name}.{path}"):
                    yield Standing(name=name, header=header, fact=field)


def name_changes(
    old: Snapshot, new: Snapshot, changes: Callable[[], Iterable[Change]], wanted: Wanted
) -> tuple[NameChange, ...]:
    """Return what became of the names that are wanted.

    `changes`, those of both snapshots, tell what was renamed; it is called where something is gone, and perhaps again.
    """
    return tuple(_Comparison(old, new, wanted, changes).changes())


def _renamings(changes: Iterable[Change]) -> dict[str, str]:
    """Return the new name of each that was renamed, fields with their records."""
    found: dict[str, str] = {}
    for change in changes:
        if isinstance(change, _RENAMED):
            found[change.old.name] = change.new.name
        elif isinstance(change, FieldRenamed):
            found[f"{change.record.name}.{change.old.path}"] = f"{change.record.name}.{change.new.path}"
    return found


def _table(facts: HeaderFacts) -> dict[str, Fact]:
    """Return what a header defines by name; a struct or union without a tag is the typedef's that names it."""
    names: dict[str, Fact] = {**facts.functions, **facts.typedefs}
    names.update((name, macro) for name, macro in facts.macros.items() if macro.kind is not MacroKind.GUARD)
    names.update(facts.constants)
    names.update((name, record) for name, record in facts.records.items() if name.startswith(_TAGGED))
    # An enum without tag or typedef has a name of our own making.
    names.update((name, enum) for name, enum in facts.enums.items() if not name.startswith("enum {"))
    return names


def _has(side: Snapshot, name: str) -> bool:
    """Tell whether any header of a side defines a name."""
    for facts in side.facts.values():
        if name in facts.constants or name in facts.typedefs or name in facts.records or name in facts.functions:
            return True
        if (macro := facts.macros.get(name)) is not None and macro.kind is not MacroKind.GUARD:
            return True
        if name in facts.enums and not name.startswith("enum {"):
            return True
    return False


def _fields(record: Record) -> dict[str, Field]:
    return {field.path: field for field in record.fields if field.path}


@slotted
class _Comparison:
    """Two snapshots of one target."""

    old: Snapshot
    new: Snapshot
    wanted: Wanted
    known: Callable[[], Iterable[Change]]

    @property
    def renamings(self) -> Mapping[str, str]:
        """The new name of each that was renamed."""
        return _renamings(self.known())

    def changes(self) -> Iterator[NameChange]:
        """Yield what became of every name."""
        before, after = frozenset(self.old.headers), frozenset(self.new.headers)
        for header in sorted(before ^ after):
            event = EventKind.REMOVED if header in before else EventKind.ADDED
            if self.wanted(header):
                yield NameChange(name=header, event=event, header=header, old=None, new=None)
        gone: dict[str, list[tuple[str, Fact]]] = {}
        come: dict[str, list[tuple[str, Fact]]] = {}
        for header in dict.fromkeys((*self.old.facts, *self.new.facts)):
            left, right = self.old.facts.get(header), self.new.facts.get(header)
            if left is right:
                continue
            mine = {} if left is None else _table(left)
            theirs = {} if right is None else _table(right)
            for name, fact in mine.items():
                other = theirs.get(name)
                if other is None:
                    gone.setdefault(name, []).append((header, fact))
                elif other is not fact:
                    yield from self._both(name, header, header, fact, other)
            for name, fact in theirs.items():
                if name not in mine:
                    come.setdefault(name, []).append((header, fact))
            yield from self._untagged(left, right, header)
        yield from self._unpaired(gone, come)

    def _unpaired(
        self, gone: Mapping[str, list[tuple[str, Fact]]], come: Mapping[str, list[tuple[str, Fact]]]
    ) -> Iterator[NameChange]:
        """Tell of names that a header lost or gained: moved, renamed, or really gone and new."""
        if not gone and not come:
            return
        after = {name for name in gone if name in come or _has(self.new, name)}
        before = {name for name in come if name in gone or _has(self.old, name)}
        # Most steps only add names: then nothing can have been renamed.
        renamings = self.renamings if len(after) < len(gone) else {}
        heirs = frozenset(renamings.values())
        for name, places in gone.items():
            at, fact = places[0]
            if name in after:
                for (header, old), (other, new) in zip(places, come.get(name, ()), strict=False):
                    yield from self._both(name, header, other, old, new)
            elif name in renamings:
                yield from self._renamed(name, renamings[name], at, fact, come)
            else:
                yield from self._single(name, at, fact, EventKind.REMOVED, self.new)
        for name, places in come.items():
            if name not in before and name not in heirs:
                yield from self._single(name, *places[0], EventKind.ADDED, self.old)

    def _single(
        self, name: str, header: str, fact: Fact, event: EventKind, other_side: Snapshot
    ) -> Iterator[NameChange]:
        """Tell of a name that one side alone has, and of its fields."""
        carrier = "" if header in other_side.facts else header
        yield from self._one(name, event, header, fact, carrier)
        if isinstance(fact, Record):
            for path, field in _fields(fact).items():
                yield from self._one(f"{name}.{path}", event, header, field, carrier or name)

    def _one(
        self, name: str, event: EventKind, header: str, fact: Fact | Field, carrier: str = ""
    ) -> Iterator[NameChange]:
        if self.wanted(name):
            is_new = event is EventKind.ADDED
            old, new = (None, fact) if is_new else (fact, None)
            yield NameChange(name=name, event=event, header=header, old=old, new=new, carrier=carrier)

    def _renamed(
        self, old: str, new: str, header: str, fact: Fact, come: Mapping[str, list[tuple[str, Fact]]]
    ) -> Iterator[NameChange]:
        """Tell of a renaming under both names, and of the fields that go by them."""
        at, heir = come.get(new, [(header, fact)])[0]
        yield from self._pair((old, new), (header, at), (fact, heir))
        if isinstance(fact, Record) and isinstance(heir, Record):
            fields = _fields(heir)
            for path, field in _fields(fact).items():
                names = f"{old}.{path}", f"{new}.{path}"
                if path in fields:
                    yield from self._pair(names, (header, at), (field, fields[path]), carrier=old)
                else:
                    yield from self._one(names[0], EventKind.REMOVED, header, field, old)
            for path, field in fields.items():
                if path not in _fields(fact):
                    yield from self._one(f"{new}.{path}", EventKind.ADDED, at, field, new)

    def _pair(
        self,
        names: tuple[str, str],
        headers: tuple[str, str],
        facts: tuple[Fact | Field, Fact | Field],
        carrier: str = "",
    ) -> Iterator[NameChange]:
        for name, header in zip(names, headers, strict=True):
            if self.wanted(name):
                yield NameChange(
                    name=name,
                    event=EventKind.RENAMED,
                    header=header,
                    old=facts[0],
                    new=facts[1],
                    successor=names,
                    carrier=carrier,
                )

    def _both(self, name: str, header: str, other: str, old: Fact, new: Fact) -> Iterator[NameChange]:
        """Tell of a name that both sides have."""
        moved = header if header != other else ""
        if self.wanted(name) and ((differs := not is_alike(old, new)) or moved):
            event = EventKind.CHANGED if differs else EventKind.MOVED
            yield NameChange(name=name, event=event, header=other, old=old, new=new, from_header=moved)
        if isinstance(old, Record) and isinstance(new, Record):
            yield from self._members(old, new, other, moved)

    def _untagged(self, left: HeaderFacts | None, right: HeaderFacts | None, header: str) -> Iterator[NameChange]:
        """Tell of the fields of records that a typedef names."""
        mine, theirs = ({} if side is None else side.records for side in (left, right))
        for name in (*mine, *(each for each in theirs if each not in mine)):
            if name.startswith(_TAGGED):
                continue
            old, new = mine.get(name), theirs.get(name)
            if old is not None and new is not None:
                yield from self._members(old, new, header, "")
            elif (fact := old or new) is not None:
                event = EventKind.ADDED if old is None else EventKind.REMOVED
                for path, field in _fields(fact).items():
                    yield from self._one(f"{name}.{path}", event, header, field, name)

    def _members(self, old: Record, new: Record, header: str, moved: str) -> Iterator[NameChange]:
        """Tell of the fields of a record that both sides have."""
        if not moved and _shape(old) == _shape(new):
            return
        before = _fields(unfolded(old, new, self._record_of(self.old)))
        after = _fields(unfolded(new, old, self._record_of(self.new)))
        heirs: set[str] = set()
        renamings = self.renamings if before.keys() - after.keys() else {}
        for path, field in before.items():
            name = f"{old.name}.{path}"
            other = after.get(path)
            if other is not None:
                differs = not is_alike(field, other)
                if (differs or moved) and self.wanted(name):
                    event = EventKind.CHANGED if differs else EventKind.MOVED
                    carrier = "" if differs else old.name
                    yield NameChange(
                        name=name,
                        event=event,
                        header=header,
                        old=field,
                        new=other,
                        from_header=moved,
                        carrier=carrier,
                    )
                continue
            heir = renamings.get(name, "").removeprefix(f"{new.name}.")
            if heir in after:
                heirs.add(heir)
                yield from self._pair((name, f"{new.name}.{heir}"), (header, header), (field, after[heir]))
            else:
                yield from self._one(name, EventKind.REMOVED, header, field)
        for path, field in after.items():
            if path not in before and path not in heirs:
                yield from self._one(f"{new.name}.{path}", EventKind.ADDED, header, field)

    @staticmethod
    def _record_of(side: Snapshot) -> Callable[[str], Record | None]:
        def named(name: str) -> Record | None:
            return next((facts.records[name] for facts in side.facts.values() if name in facts.records), None)

        return named


def is_alike(old: Fact | Field, new: Fact | Field) -> bool:
    """Tell whether two facts of one name mean the same to a program."""
    match old, new:
        case Constant(), Constant():
            return old.value == new.value and old.type == new.type
        case Macro(), Macro():
            return old.kind is new.kind and old.params == new.params and old.text == new.text
        case Record(), Record():
            return old.kind == new.kind and old.size == new.size and old.align == new.align
        case Field(), Field():
            places = [(f.bit_offset, f.bit_size, f.element_size, f.bitfield) for f in (old, new)]
            return places[0] == places[1] and _is_same_type(old, new)
        case Enum(), Enum():
            return old.type == new.type
        case Typedef(), Typedef():
            return old.canonical == new.canonical and old.size == new.size
        case Function(), Function():
            return old.text == new.text
        case _:
            return False


def _shape(record: Record) -> list[tuple[object, ...]]:
    return [(f.path, f.bit_offset, f.bit_size, f.canonical, f.element_size) for f in record.fields]


def _is_same_type(old: Field, new: Field) -> bool:
    """Tell whether two fields have one type; what an untagged struct holds is told by its own fields."""
    if old.canonical == new.canonical:
        return True
    untagged = [each.canonical.partition("{")[0].strip() for each in (old, new)]
    return "{" in old.canonical and "{" in new.canonical and untagged[0] == untagged[1]
