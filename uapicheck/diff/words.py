"""What names say about their purpose: sentinels that count, masks that collect, padding."""

import re

_SENTINEL = re.compile(
    r"""(?: (?: .* _ )? NUM _ \w+ S
          | _* (?: NUM | NR | MAX | LAST | COUNT | CNT | END | N ) _ .*
          | (?: .* _ )? (?: MAX | LAST | NUM | COUNT | CNT | END | NBITS | NR )
        )""",
    re.IGNORECASE | re.VERBOSE,
)
_COLLECTOR = re.compile(r".*(?:VALID|MASK|FLAGS|FIELDS|ALL|SUPPORTED|KNOWN).*", re.IGNORECASE)
# The names that scripts/check-uapi.sh passes over: pad, reserved, unused, in the kernel's spellings.
_PADDING = re.compile(
    r"(?:.*_)?(?:pad|padding|padded|resv|resvd|rsv|rsvd|reserve|reserved|unused|spare|filler|mbz)[a-z]?_?\d*[a-z]?_*",
    re.IGNORECASE,
)


def is_sentinel(name: str) -> bool:
    """Tell whether `name` says that it ends or counts its family: `KVM_DEV_TYPE_MAX`, `NUM_NL80211_ATTR`."""
    return _SENTINEL.fullmatch(name) is not None


def is_collector(name: str) -> bool:
    """Tell whether `name` says that it collects flags: `KVM_SYNC_X86_VALID_FIELDS`."""
    return _COLLECTOR.fullmatch(name) is not None


def is_padding(path: str) -> bool:
    """Tell whether a field's name says that nothing is in it: `pad`, `reserved2`, `u.padding`."""
    return _PADDING.fullmatch(path.replace("[]", "").rpartition(".")[2]) is not None
