"""What a change brings that the headers will have to keep: facts of what is new, as far as they are hazards."""

from enum import StrEnum
from typing import TypeAlias

from uapicheck.frozen import frozen
from uapicheck.model.facts import Constant, Field, Macro, Record
from uapicheck.model.place import Place
from uapicheck.model.subject import Cause, Subject


class Nature(StrEnum):
    """What a type is once arrays are taken off and typedefs are followed, but not beyond a fixed-width name."""

    FIXED = "fixed"
    """One of the kernel's fixed-width names, `__u64` and its like."""
    NATIVE = "native"
    """`char`, `short`, `int`, `long long`: as wide everywhere, but only by custom."""
    WORD = "word"
    """As wide as `long`: 4 bytes in a 32-bit ABI, 8 in a 64-bit one."""
    BOOL = "bool"
    ENUM = "enum"
    POINTER = "pointer"
    RECORD = "record"
    UNKNOWN = "unknown"


@frozen(kw_only=True)
class RecordIntroduced:
    """A struct or union is new for certain: the old side could read the header where it stands."""

    subject: Subject
    record: Record
    cause: Cause | None = None


@frozen(kw_only=True)
class FieldIntroduced:
    """A new member, of a new record or of an old one, that is more than a fixed-width number or a record."""

    subject: Subject
    record: Record
    """The record of the new side."""
    field: Field
    nature: Nature
    names: tuple[str, ...]
    """How its element is declared, and the typedefs behind that, in order."""
    length: str | None
    """Elements, as written, where it is an array; empty for a flexible one."""
    is_last: bool
    """It ends its struct."""
    is_padding: bool
    """Its name says that nothing is in it."""
    cause: Cause | None = None


@frozen(kw_only=True)
class Hole:
    """Bytes of a record that no member has."""

    holder: str
    """Path of the untagged struct or union inside the record, empty for the record itself."""
    after: Field
    """The member that ends where it begins."""
    before: Field | None
    """The member that follows; None at the end of the holder."""
    byte: int
    """Where it begins, from the start of the record."""
    size: int
    """Bytes."""


@frozen(kw_only=True)
class HolesIntroduced:
    """New members leave bytes that the compiler fills up and nobody names."""

    subject: Subject
    record: Record
    """The record of the new side."""
    holes: tuple[Hole, ...]
    """At least one, in order."""
    is_new: bool
    """The record itself is new."""
    cause: Cause | None = None


@frozen(kw_only=True)
class ForeignTypeUsed:
    """A new declaration names a type that belongs to the kernel's inside or to libc."""

    subject: Subject
    where: Place
    type: str
    instead: str
    """The type that UAPI headers have for it."""
    cause: Cause | None = None


@frozen(kw_only=True)
class IoctlIntroduced:
    """An ioctl is new."""

    subject: Subject
    constant: Constant
    nature: Nature
    """Of its argument's type."""
    size: int | None
    """Bytes of the argument, where they are known."""
    record: Record | None
    """The argument, where it is a struct or union that is new with the ioctl."""
    has_room: bool
    """The record has a member to extend it by: flags, a size, reserved bytes, a flexible array."""
    cause: Cause | None = None


@frozen(kw_only=True)
class Unprovided:
    """A name that a body uses and that a program does not get by including the header."""

    name: str
    instead: str
    """What UAPI headers have for it; empty where nothing is known."""
    header: str
    """The UAPI header that defines `instead`, or the name itself; empty where none does."""


@frozen(kw_only=True)
class BodyIntroduced:
    """The body of a new macro, the initialiser of a new enumerator, or what is new in an old body, with its hazards."""

    subject: Subject
    definition: Constant | Macro
    is_new: bool
    """The definition itself is new."""
    unprovided: tuple[Unprovided, ...]
    operator: str
    """The first operator that stands outside of parentheses, empty if none does."""
    bare: tuple[str, ...]
    """Parameters that stand beside an operator without parentheses."""
    is_statement: bool
    """It has a statement expression of GNU C."""
    reaches_sign: bool
    """A shift of a signed number reaches its sign bit."""
    odd_literals: tuple[str, ...]
    """Numbers with a suffix in small letters or a prefix in large ones."""
    word_shifts: bool
    """It shifts a number that is as wide as `long`."""
    cause: Cause | None = None


@frozen(kw_only=True)
class Compat:
    """What a 32-bit ABI of the same machine makes of the same definition."""

    target: str
    fact: Record | Constant


@frozen(kw_only=True)
class CompatLayoutDiffered:
    """A new record has another layout in a 32-bit ABI that runs on the same kernel."""

    subject: Subject
    record: Record
    """As the 64-bit ABI has it."""
    compat: tuple[Compat, ...]
    """The 32-bit ABIs that differ."""
    path: str
    """The first member that another offset or size has there, empty where only the end differs."""
    cause: Cause | None = None


@frozen(kw_only=True)
class CompatIoctlDiffered:
    """A new ioctl has another number in a 32-bit ABI that runs on the same kernel."""

    subject: Subject
    constant: Constant
    """As the 64-bit ABI has it."""
    compat: tuple[Compat, ...]
    """The 32-bit ABIs that differ."""
    cause: Cause | None = None


NewsChange: TypeAlias = (
    RecordIntroduced
    | FieldIntroduced
    | HolesIntroduced
    | ForeignTypeUsed
    | IoctlIntroduced
    | BodyIntroduced
    | CompatLayoutDiffered
    | CompatIoctlDiffered
)
