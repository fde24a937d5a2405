"""Files of a tree that are no headers and still have a say: the config, the KVM API document, MAINTAINERS."""

import re

PATHS = (
    ".uapicheck.toml",
    "Documentation/virt/kvm/api.rst",
    "Documentation/virtual/kvm/api.txt",
    "MAINTAINERS",
)
"""Paths from the tree's root; the KVM API document had the second of its two names up to Linux 5.4."""

DIRECTORIES = frozenset("/".join(path.split("/")[:depth]) for path in PATHS for depth in range(1, path.count("/") + 1))
"""The directories that lead to them."""

_MEMBER = re.compile(rf"(?:[^/]+/){{0,3}}(?:{'|'.join(map(re.escape, PATHS))})")


def is_document(name: str) -> bool:
    """Return whether a member of an archive, whatever directories it is packed in, may be one of them."""
    return _MEMBER.fullmatch(name) is not None
