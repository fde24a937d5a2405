"""Names that a header cannot lend its users: the kernel's own, and libc's, which they may have already."""

from collections.abc import Mapping
from types import MappingProxyType

_FIXED_TYPES = {f"{sign}{bits}": f"__{sign}{bits}" for sign in "us" for bits in (8, 16, 32, 64)}
_LIBC_TYPES = {
    f"{'u' if sign == 'u' else ''}int{bits}_t": f"__{sign}{bits}" for sign in "us" for bits in (8, 16, 32, 64)
}

TYPES: Mapping[str, str] = MappingProxyType(
    {
        **_FIXED_TYPES,
        **_LIBC_TYPES,
        **{f"u_{name}": bits for name, bits in (("int8_t", "__u8"), ("int16_t", "__u16"), ("int32_t", "__u32"))},
        "bool": "__u8",
        "gfp_t": "__u32",
        "phys_addr_t": "__u64",
        "dma_addr_t": "__u64",
        "size_t": "__u64",
        "uint": "__u32",
        "ulong": "__u64",
    }
)
"""Types that UAPI headers do not have, with what they have instead."""

_BYTE_ORDERS = [
    name for end in ("le", "be") for bits in (16, 32, 64) for name in (f"cpu_to_{end}{bits}", f"{end}{bits}_to_cpu")
]

NAMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "BIT": ("_BITUL", "linux/const.h"),
        "BIT_ULL": ("_BITULL", "linux/const.h"),
        "GENMASK": ("__GENMASK", "linux/bits.h"),
        "GENMASK_ULL": ("__GENMASK_ULL", "linux/bits.h"),
        "DIV_ROUND_UP": ("__KERNEL_DIV_ROUND_UP", "linux/const.h"),
        "ALIGN": ("__ALIGN_KERNEL", "linux/const.h"),
        "BITS_PER_LONG": ("__BITS_PER_LONG", "asm/bitsperlong.h"),
        "HZ": ("the interval in nanoseconds", ""),
        "U8_MAX": ("0xff", ""),
        "U16_MAX": ("0xffff", ""),
        "U32_MAX": ("0xffffffffU", ""),
        "U64_MAX": ("0xffffffffffffffffULL", ""),
        "S32_MAX": ("0x7fffffff", ""),
        "S64_MAX": ("0x7fffffffffffffffLL", ""),
        **{name: (f"__{name}", "asm/byteorder.h") for name in _BYTE_ORDERS},
        **{name: (instead, "") for name, instead in TYPES.items() if name != "bool"},
    }
)
"""Macros and functions of the kernel's inside, with what UAPI headers have instead and where."""

_SIZES = {"K": 10, "M": 20, "G": 30}


def instead_of(name: str) -> tuple[str, str]:
    """Return what UAPI headers have for a name of the kernel's inside, and the header that defines it."""
    if name in NAMES:
        return NAMES[name]
    if name.startswith("SZ_") and name[-1] in _SIZES and name[3:-1].isdecimal() and len(name) < len("SZ_1234567"):
        return hex(int(name[3:-1]) << _SIZES[name[-1]]), ""
    return "", ""


_LIBC = frozenset(
    """
    NULL EOF FILE BUFSIZ RAND_MAX CHAR_BIT SIZE_MAX SSIZE_MAX PATH_MAX NAME_MAX IFNAMSIZ ETH_ALEN
    NSIG IOV_MAX HOST_NAME_MAX F_OK R_OK W_OK X_OK
    E2BIG EACCES EADDRINUSE EADDRNOTAVAIL EAFNOSUPPORT EAGAIN EALREADY EBADF EBADMSG EBUSY ECANCELED ECHILD
    ECONNABORTED ECONNREFUSED ECONNRESET EDEADLK EDESTADDRREQ EDOM EDQUOT EEXIST EFAULT EFBIG EHOSTUNREACH EIDRM
    EILSEQ EINPROGRESS EINTR EINVAL EIO EISCONN EISDIR ELOOP EMFILE EMLINK EMSGSIZE ENAMETOOLONG ENETDOWN ENETRESET
    ENETUNREACH ENFILE ENOBUFS ENODATA ENODEV ENOENT ENOEXEC ENOLCK ENOLINK ENOMEM ENOMSG ENOPROTOOPT ENOSPC ENOSYS
    ENOTCONN ENOTDIR ENOTEMPTY ENOTSOCK ENOTSUP ENOTTY ENXIO EOPNOTSUPP EOVERFLOW EPERM EPIPE EPROTO EPROTONOSUPPORT
    EPROTOTYPE ERANGE EROFS ESPIPE ESRCH ESTALE ETIME ETIMEDOUT ETXTBSY EUSERS EWOULDBLOCK EXDEV
    """.split()  # noqa: SIM905 - words that are read and sorted as words
)
_LIBC_PREFIXES = (
    *("AF_", "PF_", "SOCK_", "SOL_", "SO_", "IPPROTO_", "INADDR_", "MSG_", "SIG", "SA_", "PROT_", "MAP_", "O_", "S_I"),
    *("SEEK_", "CLOCK_", "POLL", "EPOLL", "PRI", "SCN", "INT", "UINT", "SHRT_", "USHRT_", "LONG_", "ULONG_", "LLONG_"),
    *("ULLONG_", "CHAR_", "SCHAR_", "UCHAR_", "WCHAR_", "DBL_", "FLT_", "TC", "PTHREAD_", "_"),
)


def may_be_libc(name: str) -> bool:
    """Tell whether libc or the compiler may define `name`; what begins with `_` is reserved to them and the kernel."""
    return name in _LIBC or name.startswith(_LIBC_PREFIXES)
