"""One row of the table of targets: what follows from word size and byte order, and what does not."""

from collections.abc import Mapping
from types import MappingProxyType

from uapicheck.model.target import ByteOrder, IoctlEncoding, Target

GENERIC_IOCTLS = IoctlEncoding(size_bits=14, direction_bits=2, none=0, write=1, read=2)

_WIDE = 8
"""Bytes of a 64-bit word."""


def _aligns(pointer: int, limit: int, long_double: int, int128: int) -> Mapping[str, int]:
    """Return the struct alignment in bytes of each type where none exceeds `limit`."""
    natural = {
        "_Bool": 1,
        "char": 1,
        "short": 2,
        "int": 4,
        "long": pointer,
        "long long": 8,
        "__int128": int128,
        "float": 4,
        "double": 8,
        "*": pointer,
    }
    capped = {name: min(size, limit) if name != "__int128" else size for name, size in natural.items()}
    return MappingProxyType({**capped, "long double": long_double})


def target(  # noqa: PLR0913 - a row of the table, its columns named at every use
    name: str,
    arch: str,
    long_size: int,
    order: ByteOrder,
    *,
    clang: str = "",
    char_signed: bool = True,
    pointer_size: int | None = None,
    align_limit: int = 8,
    long_double: tuple[int, int] = (16, 16),
    ioctl: IoctlEncoding = GENERIC_IOCTLS,
    triplets: tuple[str, ...] = (),
    default: bool = True,
    has_int128: bool | None = None,
    int128_align: int = 16,
    unnamed_bitfields_align: bool = False,
    bitfields_follow_type: bool = True,
    wchar: str = "int",
    short_enums: bool = False,
    defines: str = "",
) -> Target:
    """Return one row; `long_double` is size and alignment in bytes, `defines` are `NAME` or `NAME=TEXT` words."""
    pointer = pointer_size or long_size
    int128 = long_size == _WIDE if has_int128 is None else has_int128
    order_text = "__ORDER_LITTLE_ENDIAN__" if order is ByteOrder.LITTLE else "__ORDER_BIG_ENDIAN__"
    word = "long unsigned int" if pointer == _WIDE else "unsigned int"
    common = {
        "__linux__": "1",
        "__unix__": "1",
        "__ELF__": "1",
        "__GNUC__": "12",
        "__GNUC_MINOR__": "2",
        "__STDC__": "1",
        "__STDC_VERSION__": "201710L",
        "__STDC_HOSTED__": "1",
        "__CHAR_BIT__": "8",
        "__SIZEOF_SHORT__": "2",
        "__SIZEOF_INT__": "4",
        "__SIZEOF_LONG__": str(long_size),
        "__SIZEOF_LONG_LONG__": "8",
        "__SIZEOF_POINTER__": str(pointer),
        "__SIZEOF_SIZE_T__": str(pointer),
        "__SCHAR_MAX__": "0x7f",
        "__SHRT_MAX__": "0x7fff",
        "__INT_MAX__": "0x7fffffff",
        "__LONG_MAX__": "0x7fffffffffffffffL" if long_size == _WIDE else "0x7fffffffL",
        "__LONG_LONG_MAX__": "0x7fffffffffffffffLL",
        "__INT8_TYPE__": "signed char",
        "__UINT8_TYPE__": "unsigned char",
        "__INT16_TYPE__": "short int",
        "__UINT16_TYPE__": "short unsigned int",
        "__INT32_TYPE__": "int",
        "__UINT32_TYPE__": "unsigned int",
        "__INT64_TYPE__": "long int" if long_size == _WIDE else "long long int",
        "__UINT64_TYPE__": "long unsigned int" if long_size == _WIDE else "long long unsigned int",
        "__SIZE_TYPE__": word,
        "__WCHAR_TYPE__": wchar,
        "__PTRDIFF_TYPE__": "long int" if pointer == _WIDE else "int",
        "__UINTPTR_TYPE__": word,
        "__ORDER_LITTLE_ENDIAN__": "1234",
        "__ORDER_BIG_ENDIAN__": "4321",
        "__BYTE_ORDER__": order_text,
    }
    if not char_signed:
        common["__CHAR_UNSIGNED__"] = "1"
    if int128:
        common["__SIZEOF_INT128__"] = "16"
    if long_size == _WIDE:
        common |= {"__LP64__": "1", "_LP64": "1"}
    own = {name: text or "1" for name, _, text in (word.partition("=") for word in defines.split())}
    return Target(
        name=name,
        arch=arch,
        long_size=long_size,
        pointer_size=pointer,
        byte_order=order,
        char_signed=char_signed,
        aligns=_aligns(pointer, align_limit, long_double[1], int128_align),
        short_enums=short_enums,
        long_double_size=long_double[0],
        unnamed_bitfields_align=unnamed_bitfields_align,
        bitfields_follow_type=bitfields_follow_type,
        has_int128=int128,
        defines=MappingProxyType(common | own),
        ioctl=ioctl,
        triplets=triplets,
        clang=clang,
        default=default,
    )
