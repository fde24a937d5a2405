"""Where the members of a record as declared lie."""

from collections.abc import Iterable

from uapicheck.engine.placement import Packing, Wanted, struct_places, union_places
from uapicheck.extract.arithmetic import NoValueError
from uapicheck.extract.limits import MAX_TYPE_SIZE
from uapicheck.extract.types import Member
from uapicheck.frozen import frozen


@frozen(eq=False)
class Placed:
    """A member in its place."""

    member: Member
    bit_offset: int
    bit_size: int


@frozen(eq=False)
class Layout:
    """Size and alignment of a record in bytes, and its members in their places."""

    size: int
    align: int
    members: tuple[Placed, ...]


def record_layout(kind: str, members: Iterable[tuple[Member, Wanted]], packing: Packing) -> Layout:
    """Return the layout of a struct or union; raise `NoValueError` where it outgrows what compilers accept."""
    pairs = list(members)
    found = (struct_places if kind == "struct" else union_places)([wanted for _, wanted in pairs], packing)
    if found.size * 8 > MAX_TYPE_SIZE:
        message = "is larger than any object can be"
        raise NoValueError(message)
    placed = (
        Placed(member, spot.start, spot.bits)
        for (member, wanted), spot in zip(pairs, found.spots, strict=True)
        if wanted.width != 0
    )
    return Layout(found.size, found.align, tuple(placed))
