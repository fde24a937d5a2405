"""Whom to answer: the lists and people that the tree's MAINTAINERS names for the files of a patch.

A smaller sister of the kernel's scripts/get_maintainer.pl.
"""

from uapicheck.model.patch import Patch
from uapicheck.pipeline.maintainers import entries

_MOST = 24
"""Addresses for one patch: who touches fifty subsystems is not helped by a longer list."""


def suggested(maintainers: str, patch: Patch) -> tuple[str, ...]:
    """Return the addresses for what a patch touches, lists first, each once, in the order of MAINTAINERS."""
    paths = {path for file in patch.files for path in (file.old_path, file.new_path) if path}
    lists: dict[str, None] = {}
    people: dict[str, None] = {}
    for entry in entries(maintainers):
        if any(entry.has(path) for path in paths):
            lists.update(dict.fromkeys(entry.lists))
            people.update(dict.fromkeys(entry.people))
    return tuple(list(dict.fromkeys((*lists, *people)))[:_MOST])
