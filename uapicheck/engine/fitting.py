"""Nested members fitted to their offsets: padding and attributes where a target's own layout is another one.

Where the natural layout of C (the psABI's of the target) gives the offsets that the facts
tell, nothing is added. Else a member is aligned, unnamed bit-fields fill a gap, and what
still lies elsewhere is packed. No new name appears.
"""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from uapicheck.engine.declarators import counts, taken_apart
from uapicheck.engine.nesting import ANONYMOUS, Group, Leaf, Member
from uapicheck.engine.placement import Packing, Wanted, packing_of, round_up, spot
from uapicheck.engine.type_sizes import Types
from uapicheck.frozen import field, frozen, replaced, slotted


class UnfitError(Exception):
    """Members lie where no declaration can put them; the message says which and where."""


@frozen(kw_only=True)
class Padding:
    """An unnamed bit-field."""

    type: str
    bits: int


@frozen(kw_only=True)
class FittedLeaf:
    """A member with what its declaration needs beside type and name."""

    leaf: Leaf
    aligned: int = 0
    """Bytes; 0 where the type's own alignment does."""


@frozen(kw_only=True)
class FittedGroup:
    """Members between braces, with what the declaration needs beside them."""

    group: Group
    members: tuple["Fitted", ...]
    packed: bool
    aligned: int
    """Bytes; 0 where the members' alignment does."""
    member_aligned: int = 0
    """Bytes that the member is aligned to whose type it is; 0 where the type's own alignment does."""
    size: int
    """Bytes."""
    align: int
    """Bytes."""


Fitted: TypeAlias = FittedLeaf | FittedGroup | Padding

_UNITS = (("unsigned char", 1), ("unsigned short", 2), ("unsigned int", 4), ("unsigned long long", 8))
"""Types of unnamed bit-fields, with their bytes."""
_MOST_PADDING = 1000
"""Unnamed bit-fields in one place; the largest hole of a UAPI header takes a handful."""
_LARGEST_ALIGN = 1 << 28
"""Bytes; GCC takes no larger alignment."""


@frozen(kw_only=True)
class _Room:
    """What surrounds a group and limits it."""

    size: int | None
    """Bytes that it must have; None where it may have fewer than `most`."""
    most: int | None
    """Bytes that it may have; None where nothing follows."""
    align: int
    """Largest alignment in bytes that leaves it and what is around it in place."""
    exactly: bool
    """Whether `align` is what it must have."""


def fitted(group: Group, *, size: int, align: int, types: Types) -> FittedGroup:
    """Return the body of a record of this size and alignment in bytes.

    Raises `UnfitError` where the facts contradict each other.
    """
    if align <= 0 or align & (align - 1) or size % align:
        message = f"{size} bytes aligned to {align}"
        raise UnfitError(message)
    return _Fitter(types).fitted(group, _Room(size=size, most=size, align=align, exactly=True))


@slotted
class _Fitter:
    """Fits groups and remembers them: each is tried in a record as it is and in a packed one."""

    types: Types
    known: dict[tuple[int, _Room], FittedGroup | UnfitError] = field(default_factory=dict)

    def fitted(self, group: Group, room: _Room) -> FittedGroup:
        """Return the group with what puts its members in place."""
        key = (id(group), room)
        if (found := self.known.get(key)) is None:
            found = self.known[key] = self._fitted(group, room)
        if isinstance(found, UnfitError):
            raise found
        return found

    def _fitted(self, group: Group, room: _Room) -> FittedGroup | UnfitError:
        target = self.types.target
        try:
            return _Body(group, room, self, packing_of(target)).closed()
        except UnfitError:
            try:
                return _Body(group, room, self, packing_of(target, packed=True)).closed()
            except UnfitError as error:
                return error


@slotted
class _Body:
    """The body of a group while it is put together."""

    group: Group
    room: _Room
    fitter: _Fitter
    packing: Packing
    made: list[Fitted] = field(default_factory=list)
    end: int = 0
    """Bits taken so far: of a union by its largest member."""
    align: int = 1

    def closed(self) -> FittedGroup:
        """Return the body with all members and the padding behind the last one."""
        children = self.group.children
        for at, child in enumerate(children):
            self._add(child, children[at + 1] if at + 1 < len(children) else None)
        if self.align > self.room.align:
            raise self._unfit("is aligned to more")
        aligned = self.room.align if self.room.exactly and self.align < self.room.align else 0
        align = max(self.align, aligned)
        wanted = self.room.size
        if wanted is not None and _size(self.end, align) < wanted:
            aligned, align = self._stretched(wanted, aligned, align)
        size = _size(self.end, align)
        if (wanted is not None and size != wanted) or (self.room.most is not None and size > self.room.most):
            raise self._unfit(f"takes {size} bytes")
        return FittedGroup(
            group=self.group,
            members=tuple(self.made),
            packed=self.packing.packed,
            aligned=aligned,
            size=size,
            align=align,
        )

    def _add(self, child: Member, following: Member | None) -> None:
        wanted_start = child.start - self.group.start
        at = 0 if self.group.kind == "union" else self.end
        made, wanted = self._made(child, following)
        found = spot(wanted, self.packing, at)
        if found.start < wanted_start and (aligned := self._aligning(wanted, at, wanted_start)):
            made, wanted = _aligned(made, wanted, aligned)
            found = spot(wanted, self.packing, at)
        if found.start < wanted_start and self.group.kind == "struct":
            self._pad(wanted_start)
            found = spot(wanted, self.packing, self.end)
        if found.start != wanted_start:
            raise self._unfit(f"bit {child.start} of {child.name or child.end}")
        self.made.append(made)
        self.align = max(self.align, found.align)
        self.end = max(self.end, wanted_start + found.bits)

    def _made(self, child: Member, following: Member | None) -> tuple[FittedLeaf | FittedGroup, Wanted]:
        if isinstance(child, Leaf):
            return FittedLeaf(leaf=child), self._wanted(child)
        inner = self.fitter.fitted(child, self._room_of(child, following))
        size = inner.size if child.field is None else child.field.bit_size // 8
        return inner, Wanted(size=size, align=inner.align, named=child.name != ANONYMOUS)

    def _wanted(self, leaf: Leaf) -> Wanted:
        fact, types = leaf.field, self.fitter.types
        align = types.member_align(fact)
        if fact.bitfield:
            size = types.bitfield_size(fact)
            if size is None or align is None or not 0 < fact.bit_size <= size * 8:
                raise self._unfit(f"bit-field {leaf.name}")
            return Wanted(size=size, align=align, width=fact.bit_size)
        if fact.bit_size % 8:
            raise self._unfit(f"{fact.bit_size} bits of {leaf.name}")
        return Wanted(size=fact.bit_size // 8, align=align or 1)

    def _room_of(self, child: Group, following: Member | None) -> _Room:
        offset = (child.start - self.group.start) // 8
        align = _LARGEST_ALIGN if self.packing.packed else min(self.room.align, offset & -offset or _LARGEST_ALIGN)
        if child.field is not None:
            size = _element_size(child)
            return _Room(size=size, most=size, align=align, exactly=False)
        most = None if self.room.most is None else self.room.most - offset
        if following is not None and self.group.kind == "struct":
            most = (following.start - child.start) // 8
        return _Room(size=None, most=most, align=align, exactly=False)

    def _aligning(self, wanted: Wanted, at: int, start: int) -> int:
        """Return the bytes to align a member to so that it starts at bit `start`, 0 where that does not do."""
        if self.packing.packed or self.group.kind == "union" or wanted.width is not None:
            return 0
        align = wanted.align * 2
        while align <= self.room.align:
            if round_up(at, align * 8) == start:
                return align
            align *= 2
        return 0

    def _pad(self, end: int) -> None:
        """Fill the bits up to `end` with unnamed bit-fields."""
        for padding, found_align in self._paddings(end):
            self.made.append(padding)
            self.align = max(self.align, found_align)
            self.end += padding.bits
            if len(self.made) > _MOST_PADDING + len(self.group.children) * 2:
                raise self._unfit(f"a hole up to bit {end}")

    def _paddings(self, end: int) -> Iterator[tuple[Padding, int]]:
        while self.end < end:
            yield max(self._possible(end), key=lambda each: (each[0].bits, -each[1]))

    def _possible(self, end: int) -> Sequence[tuple[Padding, int]]:
        """Return the unnamed bit-fields that can stand next, each with the alignment that it brings."""
        found = []
        for name, size in _UNITS:
            own = self.fitter.types.target.aligns[name.removeprefix("unsigned ")]
            for bits in {min(end - self.end, size * 8), min(end - self.end, size * 8 - self.end % (size * 8))}:
                placed = spot(Wanted(size=size, align=own, width=bits, named=False), self.packing, self.end)
                if placed.start == self.end and placed.align <= self.room.align:
                    found.append((Padding(type=name, bits=bits), placed.align))
        if not found:
            raise self._unfit(f"a hole up to bit {end}")
        return found

    def _stretched(self, wanted: int, aligned: int, align: int) -> tuple[int, int]:
        """Make the group take `wanted` bytes; return what it is aligned to, by attribute and in all."""
        larger = align * 2
        while not self.room.exactly and larger <= self.room.align:
            if _size(self.end, larger) == wanted:
                return larger, larger
            larger *= 2
        if self.group.kind == "union":
            self._stretch_union(wanted)
        else:
            self._pad(wanted * 8)
        return aligned, max(align, self.align)

    def _stretch_union(self, wanted: int) -> None:
        """Put a struct without members of its own into a union."""
        start = self.group.start
        filler = Group(name=ANONYMOUS, kind="struct", start=start, end=start + wanted * 8, children=())
        room = _Room(size=wanted, most=wanted, align=1, exactly=False)
        self.made.append(_Body(filler, room, self.fitter, self.packing).closed())
        self.end = wanted * 8

    def _unfit(self, what: str) -> UnfitError:
        return UnfitError(f"{self.group.kind} {self.group.name}: {what}")


def _aligned(made: FittedLeaf | FittedGroup, wanted: Wanted, aligned: int) -> tuple[FittedLeaf | FittedGroup, Wanted]:
    """Return a member that is aligned to so many bytes, and what it asks for then."""
    if isinstance(made, FittedLeaf):
        return replaced(made, aligned=aligned), replaced(wanted, aligned=aligned)
    if wanted.named:
        return replaced(made, member_aligned=aligned), replaced(wanted, aligned=aligned)
    # An anonymous member has no declarator: the attribute is its type's, which is padded to it.
    size = round_up(made.size, aligned)
    return replaced(made, aligned=aligned, align=aligned, size=size), replaced(wanted, align=aligned, size=size)


def _element_size(group: Group) -> int | None:
    """Return the bytes of one element of an array of untagged records, or of the record; None where nothing tells."""
    fact = group.field
    if fact is None or fact.element_size is not None:
        return None if fact is None else fact.element_size
    number = 1
    for count in counts(taken_apart(fact.canonical).declarator):
        number *= count or 0
    return fact.bit_size // 8 // number if number else None


def _size(bits: int, align: int) -> int:
    return round_up(round_up(bits, 8) // 8, align)
