"""Which headers of syscall numbers are an ABI's: there is one for each, and a program sees its own alone."""

import re

from uapicheck.model.target import Target
from uapicheck.model.tree import Form, HeaderTree

_HEADER = re.compile(r"asm/unistd[-_](\w+)\.h")
_GENERIC = "asm-generic/unistd.h"
"""No ABI's by itself: those that have its numbers include it."""
_WIDE = 8
"""Bytes of a 64-bit word."""
_OWN = {
    "alpha": ("32",),
    "arm": ("common", "eabi"),
    "mips": ("o32",),
    "mips64": ("n64",),
    "mips64el": ("n64",),
    "mipsel": ("o32",),
    "mipsn32": ("n32",),
    "x32": ("x32",),
}
"""By target what stands in the name for its ABI, where the size of `long` does not tell."""


def exported(tree: HeaderTree, target: Target) -> frozenset[str]:
    """Return the headers that a program made for a target sees; a header that was given alone is asked for itself."""
    headers = tree.headers.get(target.arch, ())
    return frozenset(h for h in headers if tree.form is Form.SINGLE or is_of_abi(target, h))


def is_of_abi(target: Target, header: str) -> bool:
    """Return whether a header is one that `asm/unistd.h` includes for a target; true of any other header."""
    if header == _GENERIC:
        return False
    match = _HEADER.fullmatch(header)
    if match is None:
        return True
    own = _OWN.get(target.name, ("64",) if target.long_size == _WIDE else ("32",))
    return match[1] in own
