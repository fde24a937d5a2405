"""Where a fact stands: header, path in the tree, line; and on which side of a comparison."""

from enum import StrEnum

from uapicheck.frozen import frozen


class Side(StrEnum):
    """One of the two sides of a comparison."""

    OLD = "old"
    NEW = "new"


@frozen(kw_only=True, order=True)
class Place:
    """A line of a header."""

    header: str
    """Name as a program includes it: `linux/kvm.h`, `asm/kvm.h`."""
    path: str
    """Path inside the tree that it was read from."""
    line: int
    """First line is 1."""


@frozen(kw_only=True, order=True)
class Location:
    """A place on one side of a comparison."""

    side: Side
    place: Place
