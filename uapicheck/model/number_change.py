"""What can go wrong where names share a set of numbers: duplicates, reuse, gaps, flags that collide, ids that clash."""

from typing import TypeAlias

from uapicheck.frozen import frozen
from uapicheck.model.facts import Constant, Macro
from uapicheck.model.space_words import Range, SpaceWords
from uapicheck.model.subject import Cause, Subject


@frozen(kw_only=True)
class NumberDuplicated:
    """A new or changed member has the number of another one."""

    subject: Subject
    space: SpaceWords
    constant: Constant
    old: Constant | None
    number: int
    other: Constant
    cause: Cause | None = None


@frozen(kw_only=True)
class NumberReused:
    """A new member has the number of a name that is gone."""

    subject: Subject
    space: SpaceWords
    constant: Constant
    number: int
    former: str
    """The name that had the number."""
    before: Constant | None
    """The old side's definition of it; None where it went long ago."""
    cause: Cause | None = None


@frozen(kw_only=True)
class NumberSkipped:
    """A new member leaves free numbers between itself and those before it."""

    subject: Subject
    space: SpaceWords
    constant: Constant
    number: int
    expected: int
    """The next number that was free."""
    cause: Cause | None = None


@frozen(kw_only=True)
class FlagsOverlapped:
    """A new or changed flag has bits of another one."""

    subject: Subject
    space: SpaceWords
    constant: Constant
    old: Constant | None
    other: Constant
    bits: int
    cause: Cause | None = None


@frozen(kw_only=True)
class FlagBitsMultiplied:
    """A new or changed flag is made of several bits and of no other flags."""

    subject: Subject
    space: SpaceWords
    constant: Constant
    old: Constant | None
    bits: int
    cause: Cause | None = None


@frozen(kw_only=True)
class FlagOutsideCarrier:
    """A new or changed flag has bits that what carries the flags does not have."""

    subject: Subject
    space: SpaceWords
    constant: Constant
    old: Constant | None
    bits: int
    """Those that do not fit."""
    cause: Cause | None = None


@frozen(kw_only=True)
class MaskShrunk:
    """A mask lost bits and gained none."""

    subject: Subject
    old: Constant
    new: Constant
    bits: int
    """Those that it lost."""
    cause: Cause | None = None


@frozen(kw_only=True)
class IoctlCollided:
    """A new or changed ioctl has the whole number of another one."""

    subject: Subject
    space: SpaceWords
    constant: Constant
    old: Constant | None
    other: Constant
    cause: Cause | None = None


@frozen(kw_only=True)
class IoctlNrShared:
    """A new or changed ioctl has the nr of others, which differ in direction or size."""

    subject: Subject
    space: SpaceWords
    constant: Constant
    old: Constant | None
    nr: int
    others: tuple[str, ...]
    cause: Cause | None = None


@frozen(kw_only=True)
class IoctlNrForeign:
    """A new or changed ioctl has an nr that is registered to somebody else."""

    subject: Subject
    space: SpaceWords
    constant: Constant
    old: Constant | None
    nr: int
    taken: Range
    cause: Cause | None = None


@frozen(kw_only=True)
class IdDuplicated:
    """A new or changed id equals that of another register."""

    subject: Subject
    constant: Constant
    old: Constant | None
    other: Constant
    cause: Cause | None = None


@frozen(kw_only=True)
class IdIndexShared:
    """A new or changed id differs from that of another register in the size alone."""

    subject: Subject
    constant: Constant
    old: Constant | None
    other: Constant
    cause: Cause | None = None


@frozen(kw_only=True)
class IdBitsReserved:
    """A new or changed id has bits that its architecture keeps zero."""

    subject: Subject
    constant: Constant
    old: Constant | None
    arch: str
    """`KVM_REG_ARM64`."""
    bits: int
    cause: Cause | None = None


@frozen(kw_only=True)
class IdSizeMissing:
    """A new or changed id names an architecture and a register and no size."""

    subject: Subject
    constant: Constant
    old: Constant | None
    mask: Constant
    """The mask of the size."""
    cause: Cause | None = None


@frozen(kw_only=True)
class IdArgumentOverflowed:
    """An argument of a new or changed function-like id macro can reach out of the index of its group."""

    subject: Subject
    macro: Macro
    old: Macro | None
    arch: str
    """`KVM_REG_ARM64`."""
    possible: int
    """All bits that the macro lets its arguments have."""
    bits: int
    """Those of them that are no index."""
    cause: Cause | None = None


NumberChange: TypeAlias = (
    NumberDuplicated
    | NumberReused
    | NumberSkipped
    | FlagsOverlapped
    | FlagBitsMultiplied
    | FlagOutsideCarrier
    | MaskShrunk
    | IoctlCollided
    | IoctlNrShared
    | IoctlNrForeign
    | IdDuplicated
    | IdIndexShared
    | IdBitsReserved
    | IdSizeMissing
    | IdArgumentOverflowed
)
"""What can happen to the numbers, flags, ioctls and ids of a header."""
