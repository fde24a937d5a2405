"""What headers define for one target: the contents of a snapshot."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias

from uapicheck.frozen import frozen
from uapicheck.model.place import Place


class ConstantKind(StrEnum):
    """How an integer constant came to be."""

    MACRO = "macro"
    ENUMERATOR = "enumerator"


class MacroKind(StrEnum):
    """What a macro without an integer value is."""

    EMPTY = "empty"
    GUARD = "guard"
    """The include guard of its header."""
    STRING = "string"
    FLOAT = "float"
    ALIAS = "alias"
    """Names a type: `#define __aligned_u64 __u64 __attribute__((aligned(8)))`."""
    FUNCTION = "function"
    """Function-like: takes parameters."""
    EXPRESSION = "expression"
    """Looks like an integer expression, but has no value on this target; `why` says what is missing."""
    STATEMENT = "statement"
    """Anything else: declarations, attributes, statements, initialisers."""


class IoctlDirection(StrEnum):
    """Who reads and writes the argument, seen from user space (ioctl(2), `_IOC_*`)."""

    NONE = "none"
    WRITE = "write"
    READ = "read"
    READ_WRITE = "read-write"


@frozen(kw_only=True)
class Ioctl:
    """The parts of an ioctl number."""

    direction: IoctlDirection
    type: int
    nr: int
    size: int
    """Bytes of the argument as the number encodes them."""
    argument: str
    """C spelling of the argument's type, empty for `_IO`."""


@frozen(kw_only=True)
class Constant:
    """A macro or an enumerator with an integer value."""

    name: str
    value: int
    type: str
    """C's own spelling: `int`, `unsigned long long`."""
    kind: ConstantKind
    text: str
    """Normalised tokens of the macro's body, or of the enumerator's initialiser (empty if implied)."""
    uses: tuple[str, ...]
    """Names that the body refers to, in order of appearance; records as `struct x`."""
    where: Place
    guard: tuple[str, ...] = ()
    """Conditions that enclose the definition, outermost first, include guards left out."""
    ioctl: Ioctl | None = None
    enum: str = ""
    """Key of the enumerator's enum."""
    defined: bool = False
    """Beside the enumerator stands `#define NAME NAME`, which tells `#ifdef` of it."""


@frozen(kw_only=True)
class Macro:
    """A macro that has no integer value on this target."""

    name: str
    kind: MacroKind
    params: tuple[str, ...] | None
    """None for object-like macros; the last of a variadic one ends in `...`."""
    text: str
    """Normalised tokens of the body."""
    uses: tuple[str, ...]
    where: Place
    guard: tuple[str, ...] = ()
    why: str = ""
    """For `EXPRESSION`: why there is no value."""


@frozen(kw_only=True)
class Field:
    """A member of a struct or union; those of anonymous and untagged members are flattened under their path."""

    path: str
    """As an expression would reach it: `mmio.phys_addr`; `[]` stands for an element of an array."""
    type: str
    """C's own spelling as declared: `__u32`, `struct kvm_regs`, `__u8[16]`, `struct {...}`."""
    canonical: str
    """The same with typedefs resolved: `unsigned int`."""
    bit_offset: int
    """From the start of the record."""
    bit_size: int
    """0 for a flexible array."""
    where: Place
    guard: tuple[str, ...] = ()
    """Conditions inside the record that enclose the member."""
    bitfield: bool = False
    element_size: int | None = None
    """Bytes of an element, of a flexible array of untagged records: nothing else tells how far apart they are."""


@frozen(kw_only=True)
class Record:
    """A struct or union."""

    name: str
    """`struct x`, `union y`, or the typedef's name where there is no tag."""
    kind: str
    """`struct` or `union`."""
    size: int
    """Bytes."""
    align: int
    """Bytes."""
    fields: tuple[Field, ...]
    uses: tuple[str, ...]
    """Records, enums, typedefs and constants that the layout depends on."""
    text: str
    """Normalised tokens of the definition: equal text means that the definition itself did not change."""
    where: Place
    guard: tuple[str, ...] = ()


@frozen(kw_only=True)
class Enum:
    """An enum; its enumerators are constants."""

    name: str
    """`enum x`; the typedef's name where there is no tag; `enum {FIRST}` where there is neither."""
    enumerators: tuple[str, ...]
    type: str
    """The compatible integer type that gcc chooses."""
    where: Place
    guard: tuple[str, ...] = ()


@frozen(kw_only=True)
class Typedef:
    """A typedef name."""

    name: str
    type: str
    """C's own spelling of what it stands for."""
    canonical: str
    """The same with typedefs resolved."""
    size: int | None
    """Bytes; None for incomplete and function types."""
    align: int | None
    uses: tuple[str, ...]
    where: Place
    guard: tuple[str, ...] = ()


@frozen(kw_only=True)
class Function:
    """An inline function or a prototype, compared as text."""

    name: str
    text: str
    """Normalised tokens, the body included."""
    uses: tuple[str, ...]
    where: Place
    guard: tuple[str, ...] = ()


Fact: TypeAlias = Constant | Macro | Record | Enum | Typedef | Function


@frozen(kw_only=True)
class Gap:
    """Something in scope that could not be read or evaluated."""

    where: Place
    what: str
    """The thing: a name, a directive, a declaration's first words."""
    why: str
    """The reason, in a few words."""


@frozen(kw_only=True)
class HeaderFacts:
    """All that one header file defines, whoever included it."""

    header: str
    path: str
    constants: Mapping[str, Constant]
    macros: Mapping[str, Macro]
    records: Mapping[str, Record]
    enums: Mapping[str, Enum]
    typedefs: Mapping[str, Typedef]
    functions: Mapping[str, Function]


@frozen(kw_only=True)
class Snapshot:
    """All that the headers of one side define for one target."""

    source: str
    """The label of the source: what a person calls it."""
    target: str
    headers: tuple[str, ...]
    """The headers asked for that the target exports, sorted."""
    facts: Mapping[str, HeaderFacts]
    """By header, in order of first appearance; those that the headers asked for include are here too."""
    reaches: Mapping[str, tuple[str, ...]]
    """For each header asked for, the headers whose definitions a program sees that includes it (itself among them)."""
    not_exported: tuple[str, ...]
    """Headers asked for that this target does not export: no gap."""
    gaps: tuple[Gap, ...]
    asked_headers: tuple[str, ...] = ()
    """Globs that narrowed it; empty where every exported header was asked for: one that is missing is not exported."""
    asked_targets: tuple[str, ...] = ()
    """Targets that were named; empty where every architecture of the source was asked for."""
