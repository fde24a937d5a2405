"""The members of a record put back under the anonymous and untagged ones that a snapshot dissolves.

A snapshot knows every member by path and offset. Members of a struct that share bits stand in
an anonymous union, what belongs together in it in an anonymous struct. Which of several ways to
nest them the original has does not show in any path, offset or size.
"""

from collections.abc import Sequence
from typing import TypeAlias

from uapicheck.engine.declarators import taken_apart
from uapicheck.frozen import field, frozen, slotted
from uapicheck.model.facts import Field, Record

ANONYMOUS = ""


@frozen(kw_only=True)
class Leaf:
    """A member that has nothing below it."""

    name: str
    field: Field

    @property
    def start(self) -> int:
        """First bit, from the start of the record."""
        return self.field.bit_offset

    @property
    def end(self) -> int:
        """First bit behind it."""
        return self.field.bit_offset + self.field.bit_size


@frozen(kw_only=True)
class Group:
    """A struct or union without a tag: anonymous, or the type of a member."""

    name: str
    """Empty for an anonymous one."""
    kind: str
    """`struct` or `union`."""
    start: int
    """First bit, from the start of the record."""
    end: int
    """First bit behind it; of an anonymous one the end of its last member."""
    children: tuple["Leaf | Group", ...]
    field: Field | None = None
    """The member whose type it is."""


Member: TypeAlias = Leaf | Group


def members_of(record: Record) -> tuple[Member, ...]:
    """Return the members of a record, nested as C would declare them."""
    return _nested(record.kind, _level(record.fields, ""), 0)


def _level(fields: Sequence[Field], prefix: str) -> list[Member]:
    """Return the members right below `prefix`, those of untagged types with their own below them."""
    found: list[Member] = []
    at = 0
    while at < len(fields):
        fact = fields[at]
        name = fact.path[len(prefix) :]
        spelling = taken_apart(fact.type)
        at += 1
        if not spelling.is_untagged or spelling.is_pointer or spelling.base.startswith("enum"):
            found.append(Leaf(name=name, field=fact))
            continue
        below = f"{fact.path}{'[]' * spelling.declarator.count('[')}."
        end = at
        while end < len(fields) and fields[end].path.startswith(below):
            end += 1
        kind = spelling.base.split()[0]
        children = _nested(kind, _level(fields[at:end], below), fact.bit_offset)
        last = fact.bit_offset + fact.bit_size
        found.append(Group(name=name, kind=kind, start=fact.bit_offset, end=last, children=children, field=fact))
        at = end
    return found


def _nested(kind: str, members: Sequence[Member], base: int) -> tuple[Member, ...]:
    """Return members with anonymous structs and unions around those that need them."""
    if kind == "struct":
        return tuple(_in_sequence(members))
    return tuple(_alternative(each, base) for each in _alternatives(members, base))


def _in_sequence(members: Sequence[Member]) -> list[Member]:
    """Return the members of a struct: those that share bits in anonymous unions."""
    runs: list[list[Member]] = []
    for run in _runs(members):
        if len(run) > 1 and runs and len(runs[-1]) == 1 and _is_flexible(run[0]) and _is_empty(runs[-1][0]):
            run = [*runs.pop(), *run]  # noqa: PLW2901 - C11 6.7.2.1p18: a flexible array is not a struct's only member
        runs.append(run)
    return [run[0] if len(run) == 1 else _union(run) for run in runs]


def _runs(members: Sequence[Member]) -> list[list[Member]]:
    """Cut members where all before the cut end before all behind it start."""
    runs = _Runs()
    for member in members:
        runs.add(member)
    return [run.members for run in runs.found]


def _union(members: Sequence[Member]) -> Group:
    start = min(member.start for member in members)
    children = _nested("union", members, start)
    return Group(
        name=ANONYMOUS, kind="union", start=start, end=max(member.end for member in members), children=children
    )


def _alternatives(members: Sequence[Member], base: int) -> list[list[Member]]:
    """Return the members of a union, those together that can follow each other in one struct."""
    found: list[list[Member]] = []
    runs = _Runs()
    end = base
    for member in members:
        runs.add(member)
        # It starts over where the union does, or nothing stands before all that it shares bits with.
        if len(runs.found) == 1 or (member.start == base and end > base):
            found.append([])
            runs, end = _Runs(), base
            runs.add(member)
        found[-1].append(member)
        end = max(end, _taken(member))
    return found


def _alternative(members: Sequence[Member], base: int) -> Member:
    alone = members[0]
    if len(members) == 1 and alone.start == base and not _is_flexible(alone):
        return alone
    end = max(member.end for member in members)
    return Group(name=ANONYMOUS, kind="struct", start=base, end=end, children=tuple(_in_sequence(members)))


@slotted
class _Run:
    """Members that share bits, each with the next ones."""

    members: list[Member]
    start: int
    taken: int


@slotted
class _Runs:
    """Runs of members, in order, none reaching into the next."""

    found: list[_Run] = field(default_factory=list)

    def add(self, member: Member) -> None:
        """Put a member behind the others, together with those that it shares bits with."""
        run = _Run([member], member.start, _taken(member))
        while self.found and self.found[-1].taken > run.start:
            before = self.found.pop()
            before.members += run.members
            run = _Run(before.members, min(before.start, run.start), max(before.taken, run.taken))
        self.found.append(run)


def _taken(member: Member) -> int:
    """Return where another member of the same struct may start: never behind a flexible array (C11 6.7.2.1p18)."""
    return member.start + 1 if _is_flexible(member) else member.end


def _is_empty(member: Member) -> bool:
    return member.start == member.end and not _is_flexible(member)


def _is_flexible(member: Member) -> bool:
    return member.field is not None and taken_apart(member.field.type).is_flexible
