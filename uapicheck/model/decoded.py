"""What numbers and names of the headers mean: register ids, ioctl numbers, capabilities and their like, taken apart."""

from enum import StrEnum
from typing import TypeAlias

from uapicheck.frozen import frozen
from uapicheck.model.facts import Ioctl
from uapicheck.model.place import Place

CONSTANT = "constant"
"""The kind of a constant that is a member of no space whose members are asked for by their number."""


class FlawKind(StrEnum):
    """What is wrong with an id."""

    ARCH_UNKNOWN = "arch-unknown"
    """No architecture has the code."""
    ARCH_UNDESCRIBED = "arch-undescribed"
    """The headers name the architecture; nothing says how it numbers its registers."""
    ARCH_ABSENT = "arch-absent"
    """The source has no headers of the architecture, `about`."""
    SIZE_UNKNOWN = "size-unknown"
    """The headers have no name for the size."""
    SIZE_WRONG = "size-wrong"
    """The register `about` has another size: one of `expected`."""
    BITS_RESERVED = "bits-reserved"
    """The bits are zero in every id of the architecture, or of the registers `about`."""
    GROUP_UNKNOWN = "group-unknown"
    """The headers name no registers of this kind; `expected` are those that they do."""
    GROUP_UNDESCRIBED = "group-undescribed"
    """The headers name the group `about`; nothing says how its registers are numbered."""
    INDEX_UNKNOWN = "index-unknown"
    """There is no register of this number in the group `about`."""
    INDEX_INSIDE = "index-inside"
    """The number points into the middle of the member `about`."""
    INDEX_PADDING = "index-padding"
    """The number points to where the struct `about` has no member."""


@frozen(kw_only=True)
class Flaw:
    """One thing that is wrong with an id."""

    kind: FlawKind
    bits: int
    """Mask of the bits that are wrong."""
    value: int
    """What the id has there, in place."""
    about: str = ""
    expected: tuple[str, ...] = ()


@frozen(kw_only=True)
class Part:
    """A field of an id."""

    name: str
    """`arch`, `size`, `group`, `index`, or what an argument of the register's macro is called."""
    mask: int
    value: int
    """What the id has there, in place."""
    meaning: str = ""
    """The constant or member that it stands for; empty where there is none."""

    @property
    def code(self) -> int:
        """Return the value as a number of its own."""
        return self.value >> ((self.mask & -self.mask).bit_length() - 1)


@frozen(kw_only=True)
class Origin:
    """Where the names come from."""

    source: str
    """Label of the source."""
    targets: tuple[str, ...]
    """Targets on which they mean this."""
    where: Place | None = None
    """The definition, where one constant is all."""


@frozen(kw_only=True)
class Register:
    """A register id (`KVM_GET_ONE_REG`)."""

    asked: str
    """What was asked for, as it was written."""
    value: int
    arch: str
    """The headers' own name in small letters: `arm64`, `ppc`; empty where no architecture has the code."""
    size_bits: int
    group: str
    """What kind of register it is: `CORE`; `plain` where the architecture has one kind; empty where unknown."""
    index: int
    """Its number in the group."""
    name: str
    """The register's own name: of the architecture, a constant, a struct member, or a macro's call; else empty."""
    aliases: tuple[str, ...]
    """Further names that the headers have for it."""
    expression: str
    """C that gives the id, from the headers' own macros; empty where there is none."""
    parts: tuple[Part, ...]
    flaws: tuple[Flaw, ...]
    origin: Origin


@frozen(kw_only=True)
class IoctlNumber:
    """An ioctl number on targets that encode it alike."""

    asked: str
    value: int
    name: str
    """Empty where the headers looked at have no such ioctl."""
    ioctl: Ioctl
    macro: str
    """The type as headers write it: `KVMIO`; empty where no constant is known."""
    elsewhere: tuple[tuple[int, tuple[str, ...]], ...]
    """Other numbers that the same name has, with the targets that have them."""
    origin: Origin


@frozen(kw_only=True)
class Number:
    """A member of a number space: a capability, an exit reason; or a constant that is none."""

    asked: str
    value: int
    kind: str
    """`capability`, `exit`, ...; `constant` where no space is known to have it."""
    name: str
    type: str
    """C's own spelling."""
    space: str
    """Name of the space: `KVM_CAP`; empty for none."""
    retired: bool
    """The name is gone from the headers and the number stays its own."""
    origin: Origin


@frozen(kw_only=True)
class Unknown:
    """Nothing that the headers looked at know of."""

    asked: str
    value: int | None
    """None for a name that has no value."""
    why: str
    near: tuple[str, ...] = ()
    """Names that are spelt almost alike."""


Meaning: TypeAlias = Register | IoctlNumber | Number | Unknown
"""What something that was asked for can mean."""
