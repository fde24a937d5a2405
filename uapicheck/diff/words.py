"""What names say about their purpose: sentinels that count, masks that collect, padding."""

import re

_SENTINEL = re.compile(
    r"""(?: (?: .* _ )? (?: NUM | NR ) _ \w+ S
          | __ \w* (?: MAX | LAST | NUM | COUNT | END )
          | (?P<family> [A-Z]+ ) _ LAST _ (?P=family)
          | _* (?: NUM | NR | MAX | LAST | COUNT | CNT | END | N ) _ .*
          | .* _ LASTP1
          | NSIG [A-Z]+
          | (?: .* _ )? (?: MAX | LAST | NUM | COUNT | CNT | END | NBITS | NR )
        )""",
    re.IGNORECASE | re.VERBOSE,
)
_SYSCALL_COUNT = re.compile(r"__NR_(?:\w+_)?(?:syscalls|syscall_(?:count|max))")
_COLLECTOR = re.compile(
    r".*(?:VALID|MASK|FLAGS|FIELDS|ALL|SUPPORTED|KNOWN|FEATURES|IOCTLS|CAPS|MODES).*", re.IGNORECASE
)
# The names that scripts/check-uapi.sh passes over: pad, reserved, unused, in the kernel's spellings.
_RESERVED_BITS = re.compile(r"(?:.*_)?(?:RESERVED|RSVD|RESV|UNUSED)(?:_(?:BITS|MASK|FLAGS))?", re.IGNORECASE)
# A size alone is none: where something has that size, as a device's registers have, whatever lies behind it moves.
_LIMIT = re.compile(r"(?:.*_)?(?:MAX(?:SIZE|LEN|LENGTH)?|LIMIT)(?:_.*)?", re.IGNORECASE)
_COUNTING_WORD = re.compile(r"(?:^|_)(?:MAX|LAST|NUM(?:[A-Z]+S)?|COUNT|CNT|END|NR)(?:_|$)", re.IGNORECASE)
# A rise of the major number is how a header says that it breaks, so it is left out.
_VERSION = re.compile(
    r"(?:.*_)?(?:(?:SUB)?VERSION(?:_(?:CODE|MINOR|MIN|PATCHLEVEL|SUBLEVEL|PATCH))?|MINOR(?:_VERSION)?|ABI_(?:MINOR|PATCH))",
    re.IGNORECASE,
)
# What the kernel's build writes into linux/version.h beside the code that is made of them.
_RELEASE = re.compile(r"LINUX_VERSION_(?:MAJOR|PATCHLEVEL|SUBLEVEL)")
_PADDING = re.compile(
    r"__align\d*|res\d|.*__res\d*|(?:.*_)?(?:pad|padding|padded|resv|resvd|rsv|rsvd|reserve|reserved|unused|spare|filler|mbz)[a-z]?_?\d*[a-z]?_*",
    re.IGNORECASE,
)


def is_sentinel(name: str) -> bool:
    """Tell whether `name` says that it ends or counts a family: `KVM_DEV_TYPE_MAX`, `NUM_NL80211_ATTR`, `NSIGSEGV`."""
    if name.startswith("__NR_"):
        # Of syscalls it is the usual prefix: `__NR_read` counts nothing, `__NR_syscalls` does.
        return _SYSCALL_COUNT.fullmatch(name) is not None
    return _SENTINEL.fullmatch(name) is not None


def may_end_enum(name: str) -> bool:
    """Tell whether the last enumerator of an enum may be its sentinel by its name: `BPF_TCP_MAX_STATES`, `IP_NUMHOOKS`.

    So may be another constant that stands right behind the last member.
    """
    return is_sentinel(name) or _COUNTING_WORD.search(name) is not None


def is_version(name: str) -> bool:
    """Tell whether `name` says that it is a version that rises with the interface: `FUSE_KERNEL_MINOR_VERSION`."""
    return _VERSION.fullmatch(name) is not None and "MAJOR" not in name.upper()


def is_release_part(name: str) -> bool:
    """Tell whether `name` is a part of the kernel's own release, which falls where a part before it rises."""
    return _RELEASE.fullmatch(name) is not None


def names_reserved_bits(name: str) -> bool:
    """Tell whether a constant's name says that it collects bits which nobody has: `HSA_CAP_RESERVED`."""
    return _RESERVED_BITS.fullmatch(name) is not None


def is_limit(name: str) -> bool:
    """Tell whether `name` says how much there may be of something: `PPS_MAX_SOURCES`, `NFT_SECMARK_CTX_MAXLEN`."""
    return _LIMIT.fullmatch(name) is not None


def is_collector(name: str) -> bool:
    """Tell whether `name` says that it collects flags: `KVM_SYNC_X86_VALID_FIELDS`."""
    return _COLLECTOR.fullmatch(name) is not None


def is_padding(path: str) -> bool:
    """Tell whether a field's name says that nothing is in it: `pad`, `reserved2`, `u.padding`."""
    return _PADDING.fullmatch(path.replace("[]", "").rpartition(".")[2]) is not None
