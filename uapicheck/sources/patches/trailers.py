"""What `git format-patch --base` writes below a patch."""

import re
from collections.abc import Iterable

_BASE = re.compile(r"base-commit: ([0-9a-f]{7,64})\s*$")
_PREREQUISITE = re.compile(r"prerequisite-patch-id: ([0-9a-f]{7,64})\s*$")
_MOST = 1000


def base_in(texts: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """Return the id of the base commit, empty where none is said, and the ids of patches that go before."""
    base = ""
    prerequisites: list[str] = []
    for text in texts:
        if text.startswith("base-commit: ") and (match := _BASE.match(text)):
            base = match[1]
        elif text.startswith("prerequisite-patch-id: ") and (match := _PREREQUISITE.match(text)):
            prerequisites.append(match[1])
    return base, tuple(prerequisites[:_MOST])
