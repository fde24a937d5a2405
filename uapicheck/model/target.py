"""What extraction must know of an ABI: word sizes, alignments, byte order, ioctl encoding."""

from collections.abc import Mapping
from enum import StrEnum

from uapicheck.frozen import frozen


class ByteOrder(StrEnum):
    """Order of bytes in a word, and of bit-fields in their unit."""

    LITTLE = "little"
    BIG = "big"


@frozen(kw_only=True, eq=False)
class IoctlEncoding:
    """How ioctl numbers are put together (each architecture's `asm/ioctl.h`): one object for each way there is."""

    size_bits: int
    direction_bits: int
    none: int
    write: int
    read: int


@frozen(kw_only=True)
class Target:
    """An ABI of user space."""

    name: str
    arch: str
    """The kernel's name of the architecture: the directory below `arch/`."""
    long_size: int
    """Bytes of `long`."""
    pointer_size: int
    """Bytes of a pointer."""
    byte_order: ByteOrder
    char_signed: bool
    aligns: Mapping[str, int]
    """Bytes of alignment of each arithmetic type inside a struct, by C spelling; `*` for pointers."""
    short_enums: bool
    """Enums are as small as their values allow, as with `-fshort-enums`."""
    long_double_size: int
    """Bytes of `long double`."""
    unnamed_bitfields_align: bool
    """Unnamed bit-fields raise the alignment of their record (AAPCS)."""
    bitfields_follow_type: bool
    """A bit-field is placed as its declared type allows, and aligns its record as that type would."""
    has_int128: bool
    defines: Mapping[str, str]
    """What the compiler predefines and headers ask for."""
    ioctl: IoctlEncoding
    triplets: tuple[str, ...]
    """Debian multiarch triplets whose `/usr/include` part belongs to it."""
    clang: str
    """Clang's name of the target, for the oracle; empty where it has none."""
    default: bool
    """Looked at when the user names no target and the tree has the architecture."""
