"""Number spaces: families of names that share a set of numbers, and what can go wrong in their fields."""

from collections.abc import Mapping
from typing import TypeAlias

from uapicheck.frozen import frozen
from uapicheck.model.facts import Constant
from uapicheck.model.number_change import NumberChange
from uapicheck.model.space_words import SpaceKind, SpaceWords
from uapicheck.model.subject import Cause, Subject

__all__ = [
    "ArchCodeUnaligned",
    "CodeDuplicated",
    "CodeMisnamed",
    "CodeOutsideMask",
    "Family",
    "ForeignBitsUsed",
    "MasksOverlapped",
    "Space",
    "SpaceChange",
    "SpaceKind",
    "SpaceMaskChanged",
    "SpaceWords",
]


@frozen(kw_only=True)
class Family:
    """A space without a mask as one snapshot has it: numbers, flags or ioctls."""

    words: SpaceWords
    members: Mapping[str, int]
    """Number in the space by name, in order of number, then name; ioctls by their nr, also those without a value."""


@frozen(kw_only=True)
class Space:
    """A field as one snapshot has it."""

    words: SpaceWords
    mask: Constant
    shift: int
    members: Mapping[str, Constant]
    """By name, in order of value, then name."""
    neighbours: Mapping[str, Constant]
    """Masks of the fields beside it that the snapshot has."""
    neighbour_members: Mapping[str, Mapping[str, int]]
    """For each neighbouring mask the values of the names that the field belongs to."""

    @property
    def capacity(self) -> int:
        """How many codes the mask holds."""
        return (self.mask.value >> self.shift) + 1

    def code(self, constant: Constant) -> int:
        """Return the number that `constant` has in the space, whatever the mask says."""
        return constant.value >> self.shift

    def below(self, constant: Constant) -> int:
        """Return the bits of `constant` that lie below the field."""
        return constant.value & ((1 << self.shift) - 1)


@frozen(kw_only=True)
class CodeOutsideMask:
    """A new or changed member of a space has bits outside the mask of its field."""

    subject: Subject
    space: SpaceWords
    constant: Constant
    old: Constant | None
    mask: Constant
    hits: tuple[tuple[Constant, int], ...]
    """Neighbouring masks that it reaches into, with the shared bits."""
    cause: Cause | None = None


@frozen(kw_only=True)
class ForeignBitsUsed:
    """A new or changed part of an id has bits in a field that it does not own."""

    subject: Subject
    constant: Constant
    old: Constant | None
    mask: Constant
    """The mask of the field."""
    title: str
    """What a person calls the field: `register size`."""
    bits: int
    """The bits that it has there."""
    expected: int
    """What its definition entitles it to."""
    cause: Cause | None = None


@frozen(kw_only=True)
class CodeMisnamed:
    """A new or changed member's name says another number than its code."""

    subject: Subject
    space: SpaceWords
    constant: Constant
    old: Constant | None
    named_bits: int
    """Bits that the name speaks of."""
    coded_bits: int
    """Bits that the code stands for."""
    expected: int | None
    """The value that the name asks for; None where no code stands for it."""
    cause: Cause | None = None


@frozen(kw_only=True)
class CodeDuplicated:
    """A new or changed member has the code of another one."""

    subject: Subject
    space: SpaceWords
    constant: Constant
    old: Constant | None
    other: Constant
    cause: Cause | None = None


@frozen(kw_only=True)
class SpaceMaskChanged:
    """A mask or shift that takes ids apart has another value."""

    subject: Subject
    old: Constant
    new: Constant
    cause: Cause | None = None


@frozen(kw_only=True)
class MasksOverlapped:
    """Two masks of fields of one id share bits that they did not share."""

    subject: Subject
    mask: Constant
    """The one that is new or changed."""
    other: Constant
    bits: int
    cause: Cause | None = None


@frozen(kw_only=True)
class ArchCodeUnaligned:
    """A new or changed member's code is no multiple of the customary step."""

    subject: Subject
    space: SpaceWords
    constant: Constant
    old: Constant | None
    cause: Cause | None = None


SpaceChange: TypeAlias = (
    CodeOutsideMask
    | ForeignBitsUsed
    | CodeMisnamed
    | CodeDuplicated
    | SpaceMaskChanged
    | MasksOverlapped
    | ArchCodeUnaligned
    | NumberChange
)
"""What can happen to a number space."""
