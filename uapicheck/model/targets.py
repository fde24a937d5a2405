"""The table of targets: every ABI of user space that the kernel exports headers for.

Sources: the psABI supplements of each architecture, GCC's and Clang's predefined
macros, and each architecture's `asm/ioctl.h`. The oracle tests compare the rows
with compilers.
"""

from collections.abc import Mapping
from types import MappingProxyType

from uapicheck.model.target import ByteOrder, IoctlEncoding, Target

_GENERIC = IoctlEncoding(size_bits=14, direction_bits=2, none=0, write=1, read=2)
_WIDE_DIRECTION = IoctlEncoding(size_bits=13, direction_bits=3, none=1, write=4, read=2)
_PARISC = IoctlEncoding(size_bits=14, direction_bits=2, none=0, write=2, read=1)

LITTLE, BIG = ByteOrder.LITTLE, ByteOrder.BIG


def _aligns(pointer: int, limit: int, long_double: int) -> Mapping[str, int]:
    """Return the struct alignment in bytes of each type where none exceeds `limit`."""
    natural = {
        "_Bool": 1,
        "char": 1,
        "short": 2,
        "int": 4,
        "long": pointer,
        "long long": 8,
        "__int128": 16,
        "float": 4,
        "double": 8,
        "*": pointer,
    }
    capped = {name: min(size, limit) if name != "__int128" else size for name, size in natural.items()}
    return MappingProxyType({**capped, "long double": long_double})


def _target(  # noqa: PLR0913 - a row of the table, its columns named at every use
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
    ioctl: IoctlEncoding = _GENERIC,
    triplets: tuple[str, ...] = (),
    default: bool = True,
    has_int128: bool | None = None,
    unnamed_bitfields_align: bool = False,
    defines: str = "",
) -> Target:
    """Return one row; `long_double` is size and alignment in bytes, `defines` are `NAME` or `NAME=TEXT` words."""
    pointer = pointer_size or long_size
    int128 = long_size == 8 if has_int128 is None else has_int128  # noqa: PLR2004 - a 64-bit word
    order_text = "__ORDER_LITTLE_ENDIAN__" if order is LITTLE else "__ORDER_BIG_ENDIAN__"
    word = "long unsigned int" if pointer == 8 else "unsigned int"  # noqa: PLR2004 - a 64-bit word
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
        "__LONG_MAX__": "0x7fffffffffffffffL" if long_size == 8 else "0x7fffffffL",  # noqa: PLR2004 - a 64-bit word
        "__LONG_LONG_MAX__": "0x7fffffffffffffffLL",
        "__INT8_TYPE__": "signed char",
        "__UINT8_TYPE__": "unsigned char",
        "__INT16_TYPE__": "short int",
        "__UINT16_TYPE__": "short unsigned int",
        "__INT32_TYPE__": "int",
        "__UINT32_TYPE__": "unsigned int",
        "__INT64_TYPE__": "long int" if long_size == 8 else "long long int",  # noqa: PLR2004 - a 64-bit word
        "__UINT64_TYPE__": "long unsigned int" if long_size == 8 else "long long unsigned int",  # noqa: PLR2004
        "__SIZE_TYPE__": word,
        "__PTRDIFF_TYPE__": "long int" if pointer == 8 else "int",  # noqa: PLR2004 - a 64-bit word
        "__UINTPTR_TYPE__": word,
        "__ORDER_LITTLE_ENDIAN__": "1234",
        "__ORDER_BIG_ENDIAN__": "4321",
        "__BYTE_ORDER__": order_text,
    }
    if not char_signed:
        common["__CHAR_UNSIGNED__"] = "1"
    if int128:
        common["__SIZEOF_INT128__"] = "16"
    if long_size == 8:  # noqa: PLR2004 - a 64-bit word
        common |= {"__LP64__": "1", "_LP64": "1"}
    own = dict(word.split("=", 1) if "=" in word else (word, "1") for word in defines.split())
    return Target(
        name=name,
        arch=arch,
        long_size=long_size,
        pointer_size=pointer,
        byte_order=order,
        char_signed=char_signed,
        aligns=_aligns(pointer, align_limit, long_double[1]),
        long_double_size=long_double[0],
        unnamed_bitfields_align=unnamed_bitfields_align,
        has_int128=int128,
        defines=MappingProxyType(common | own),
        ioctl=ioctl,
        triplets=triplets,
        clang=clang,
        default=default,
    )


_MIPS = "__mips__ __mips=64 __mips_isa_rev=2 _MIPS_SZINT=32 _ABIO32=1 _ABIN32=2 _ABI64=3"
_MIPS32 = "__mips__ __mips=32 __mips_isa_rev=2 _MIPS_SZINT=32 _ABIO32=1 _ABIN32=2 _ABI64=3"

_ROWS = (
    _target(
        "x86_64",
        "x86",
        8,
        LITTLE,
        clang="x86_64-linux-gnu",
        triplets=("x86_64-linux-gnu",),
        defines="__x86_64__ __x86_64 __amd64__",
    ),
    _target(
        "i386",
        "x86",
        4,
        LITTLE,
        clang="x86-linux-gnu",
        align_limit=4,
        long_double=(12, 4),
        triplets=("i386-linux-gnu",),
        defines="__i386__ __i386 __ILP32__",
    ),
    _target(
        "x32",
        "x86",
        4,
        LITTLE,
        clang="x86_64-linux-gnux32",
        has_int128=True,
        triplets=("x86_64-linux-gnux32",),
        default=False,
        defines="__x86_64__ __x86_64 __amd64__ __ILP32__ _ILP32",
    ),
    _target(
        "arm64",
        "arm64",
        8,
        LITTLE,
        clang="aarch64-linux-gnu",
        char_signed=False,
        unnamed_bitfields_align=True,
        triplets=("aarch64-linux-gnu",),
        defines="__aarch64__ __AARCH64EL__",
    ),
    _target(
        "arm",
        "arm",
        4,
        LITTLE,
        clang="arm-linux-gnueabi",
        char_signed=False,
        long_double=(8, 8),
        unnamed_bitfields_align=True,
        triplets=("arm-linux-gnueabihf", "arm-linux-gnueabi"),
        defines="__arm__ __ARM_EABI__ __ARMEL__",
    ),
    _target(
        "riscv64",
        "riscv",
        8,
        LITTLE,
        clang="riscv64-linux-gnu",
        char_signed=False,
        triplets=("riscv64-linux-gnu",),
        defines="__riscv __riscv_xlen=64",
    ),
    _target(
        "riscv32",
        "riscv",
        4,
        LITTLE,
        clang="riscv32-linux-gnu",
        char_signed=False,
        triplets=("riscv32-linux-gnu",),
        defines="__riscv __riscv_xlen=32 __ILP32__",
    ),
    _target(
        "s390x",
        "s390",
        8,
        BIG,
        clang="s390x-linux-gnu",
        char_signed=False,
        long_double=(16, 8),
        triplets=("s390x-linux-gnu",),
        defines="__s390__ __s390x__",
    ),
    _target(
        "powerpc64le",
        "powerpc",
        8,
        LITTLE,
        clang="powerpc64le-linux-gnu",
        char_signed=False,
        ioctl=_WIDE_DIRECTION,
        triplets=("powerpc64le-linux-gnu",),
        defines="__powerpc__ __powerpc64__ __PPC__ __PPC64__ __LITTLE_ENDIAN__ _LITTLE_ENDIAN _CALL_ELF=2",
    ),
    _target(
        "powerpc64",
        "powerpc",
        8,
        BIG,
        clang="powerpc64-linux-gnu",
        char_signed=False,
        ioctl=_WIDE_DIRECTION,
        triplets=("powerpc64-linux-gnu",),
        default=False,
        defines="__powerpc__ __powerpc64__ __PPC__ __PPC64__ __BIG_ENDIAN__ _BIG_ENDIAN _CALL_ELF=1",
    ),
    _target(
        "powerpc",
        "powerpc",
        4,
        BIG,
        clang="powerpc-linux-gnueabi",
        char_signed=False,
        ioctl=_WIDE_DIRECTION,
        triplets=("powerpc-linux-gnu",),
        defines="__powerpc__ __PPC__ __BIG_ENDIAN__ _BIG_ENDIAN",
    ),
    _target(
        "mips64el",
        "mips",
        8,
        LITTLE,
        clang="mips64el-linux-gnuabi64",
        ioctl=_WIDE_DIRECTION,
        triplets=("mips64el-linux-gnuabi64",),
        defines=f"{_MIPS} __mips64 _MIPS_SIM=_ABI64 _MIPS_SZLONG=64 _MIPS_SZPTR=64 __MIPSEL__ _MIPSEL",
    ),
    _target(
        "mips64",
        "mips",
        8,
        BIG,
        clang="mips64-linux-gnuabi64",
        ioctl=_WIDE_DIRECTION,
        triplets=("mips64-linux-gnuabi64",),
        default=False,
        defines=f"{_MIPS} __mips64 _MIPS_SIM=_ABI64 _MIPS_SZLONG=64 _MIPS_SZPTR=64 __MIPSEB__ _MIPSEB",
    ),
    _target(
        "mipsel",
        "mips",
        4,
        LITTLE,
        clang="mipsel-linux-gnueabi",
        long_double=(8, 8),
        ioctl=_WIDE_DIRECTION,
        triplets=("mipsel-linux-gnu",),
        defines=f"{_MIPS32} _MIPS_SIM=_ABIO32 _MIPS_SZLONG=32 _MIPS_SZPTR=32 __MIPSEL__ _MIPSEL",
    ),
    _target(
        "mips",
        "mips",
        4,
        BIG,
        clang="mips-linux-gnueabi",
        long_double=(8, 8),
        ioctl=_WIDE_DIRECTION,
        triplets=("mips-linux-gnu",),
        default=False,
        defines=f"{_MIPS32} _MIPS_SIM=_ABIO32 _MIPS_SZLONG=32 _MIPS_SZPTR=32 __MIPSEB__ _MIPSEB",
    ),
    _target(
        "mipsn32",
        "mips",
        4,
        BIG,
        clang="mips64-linux-gnuabin32",
        has_int128=True,
        ioctl=_WIDE_DIRECTION,
        triplets=("mips64-linux-gnuabin32",),
        default=False,
        defines=f"{_MIPS} __mips64 _MIPS_SIM=_ABIN32 _MIPS_SZLONG=32 _MIPS_SZPTR=32 __MIPSEB__ _MIPSEB",
    ),
    _target(
        "loongarch64",
        "loongarch",
        8,
        LITTLE,
        clang="loongarch64-linux-gnu",
        triplets=("loongarch64-linux-gnu",),
        defines="__loongarch__ __loongarch64 __loongarch_lp64 __loongarch_grlen=64",
    ),
    _target(
        "alpha",
        "alpha",
        8,
        LITTLE,
        ioctl=_WIDE_DIRECTION,
        triplets=("alpha-linux-gnu",),
        defines="__alpha__ __alpha",
    ),
    _target(
        "arc",
        "arc",
        4,
        LITTLE,
        clang="arc-linux-gnu",
        char_signed=False,
        align_limit=4,
        long_double=(8, 4),
        triplets=("arc-linux-gnu",),
        defines="__arc__ __ARC32__",
    ),
    _target(
        "csky",
        "csky",
        4,
        LITTLE,
        clang="csky-linux-gnueabi",
        char_signed=False,
        align_limit=4,
        long_double=(8, 4),
        defines="__csky__ __CSKY__ __cskyLE__",
    ),
    _target(
        "hexagon",
        "hexagon",
        4,
        LITTLE,
        clang="hexagon-linux-musl",
        char_signed=False,
        long_double=(8, 8),
        defines="__hexagon__ __HEXAGON__",
    ),
    _target(
        "m68k",
        "m68k",
        4,
        BIG,
        clang="m68k-linux-gnu",
        align_limit=2,
        long_double=(12, 2),
        triplets=("m68k-linux-gnu",),
        defines="__m68k__ __mc68000__ __mc68020__",
    ),
    _target(
        "parisc",
        "parisc",
        4,
        BIG,
        long_double=(8, 8),
        ioctl=_PARISC,
        triplets=("hppa-linux-gnu",),
        defines="__hppa__ __hppa",
    ),
    _target(
        "sh",
        "sh",
        4,
        LITTLE,
        align_limit=4,
        long_double=(8, 4),
        triplets=("sh4-linux-gnu",),
        defines="__sh__ __SH4__ __LITTLE_ENDIAN__",
    ),
    _target(
        "sparc64",
        "sparc",
        8,
        BIG,
        clang="sparc64-linux-gnu",
        ioctl=_WIDE_DIRECTION,
        triplets=("sparc64-linux-gnu",),
        defines="__sparc__ __sparc __arch64__ __sparc_v9__",
    ),
    _target(
        "sparc",
        "sparc",
        4,
        BIG,
        clang="sparc-linux-gnu",
        long_double=(16, 8),
        ioctl=_WIDE_DIRECTION,
        triplets=("sparc-linux-gnu",),
        defines="__sparc__ __sparc",
    ),
    _target(
        "xtensa",
        "xtensa",
        4,
        LITTLE,
        clang="xtensa-linux",
        char_signed=False,
        long_double=(8, 8),
        defines="__xtensa__ __XTENSA__ __XTENSA_EL__",
    ),
    _target(
        "ia64",
        "ia64",
        8,
        LITTLE,
        triplets=("ia64-linux-gnu",),
        defines="__ia64__ __ia64",
    ),
)

TARGETS: Mapping[str, Target] = MappingProxyType({row.name: row for row in _ROWS})
"""Every target by name, in the order in which reports list them."""
