"""What two changes of one base cannot both have: a number, a name's value, a place in a struct."""

from typing import TypeAlias

from uapicheck.frozen import frozen
from uapicheck.model.facts import Constant, Fact, Field, Record
from uapicheck.model.space_words import SpaceKind
from uapicheck.model.subject import Cause, Subject


@frozen(kw_only=True)
class Rival:
    """Who else has what is claimed."""

    holder: str
    """What a person calls it: a series by its name, a tree by its label."""
    is_series: bool
    """Whether it only claims it; a tree has it already."""
    fact: Fact | Field
    """What it made of it."""


@frozen(kw_only=True)
class NumberContested:
    """A new constant of one series has the number, bits or ioctl nr that a rival gave to another name."""

    subject: Subject
    claimant: str
    """Name of the series."""
    constant: Constant
    kind: SpaceKind
    title: str
    """What a person calls the space: `capability`."""
    number: int
    """The number; the bits of a flag; the nr of an ioctl."""
    rivals: tuple[Rival, ...]
    free: int | None
    """Next number, bit (by its place) or nr that nobody has, where that can be told."""
    is_certain: bool
    """Whether it cannot be meant: two ioctls of one nr and different sizes are two numbers all the same."""
    cause: Cause | None = None


@frozen(kw_only=True)
class NameContested:
    """A name that a series adds or changes has another value, body or layout with a rival."""

    subject: Subject
    claimant: str
    fact: Fact
    rivals: tuple[Rival, ...]
    is_certain: bool
    """Whether it is a value or a layout that differs; the body of a macro may mean the same in other words."""
    cause: Cause | None = None


@frozen(kw_only=True)
class PlaceContested:
    """A field that a series adds lies where a rival has put another one."""

    subject: Subject
    """`struct point.flags`."""
    claimant: str
    record: Record
    field: Field
    rivals: tuple[Rival, ...]
    cause: Cause | None = None


ClaimChange: TypeAlias = NumberContested | NameContested | PlaceContested
"""What only a merge of two changes would bring."""
