"""Who looks after the files of a patch: the lists and people that the tree's MAINTAINERS names.

A smaller sister of the kernel's scripts/get_maintainer.pl: entries by their `F:` and `X:` patterns. `N:` and `K:` are
regular expressions from the tree and are not run; the entry for everything that nobody else looks after is left out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from uapicheck.frozen import frozen
from uapicheck.model.patch import Patch

_LARGEST = 8 * 1024 * 1024
_MOST = 24
"""Addresses for one patch: who touches fifty subsystems is not helped by a longer list."""
_FIELD = re.compile(r"([A-Z]):[ \t]+(\S.*)")
_CLOSED = "subscribers-only"
_WILD = re.compile(r"[*?]")


@frozen(kw_only=True)
class _Entry:
    lists: tuple[str, ...]
    people: tuple[str, ...]
    files: tuple[str, ...]
    excluded: tuple[str, ...]


def suggested(maintainers: str, patch: Patch) -> tuple[str, ...]:
    """Return the addresses for what a patch touches, lists first, each once, in the order of MAINTAINERS."""
    paths = {path for file in patch.files for path in (file.old_path, file.new_path) if path}
    lists: dict[str, None] = {}
    people: dict[str, None] = {}
    for entry in _entries(maintainers[:_LARGEST]):
        if any(_is_of(entry, path) for path in paths):
            lists.update(dict.fromkeys(entry.lists))
            people.update(dict.fromkeys(entry.people))
    return tuple(list(dict.fromkeys((*lists, *people)))[:_MOST])


def _entries(text: str) -> Iterator[_Entry]:
    fields: dict[str, list[str]] = {}
    for line in (*text.splitlines(), ""):
        if match := _FIELD.fullmatch(line.rstrip()):
            fields.setdefault(match[1], []).append(match[2])
        elif fields:
            yield _Entry(
                lists=tuple(each.split()[0] for each in fields.get("L", ()) if _CLOSED not in each),
                people=tuple(fields.get("M", ())),
                files=tuple(each for each in fields.get("F", ()) if each.strip("*/")),
                excluded=tuple(fields.get("X", ())),
            )
            fields = {}


def _is_of(entry: _Entry, path: str) -> bool:
    return _matches(entry.files, path) and not _matches(entry.excluded, path)


def _matches(patterns: Iterable[str], path: str) -> bool:
    parts = path.split("/")
    return any(_is_matched(pattern, path, parts) for pattern in patterns)


def _is_matched(pattern: str, path: str, parts: Sequence[str]) -> bool:
    """Return whether a pattern names a path: a directory all below it, `*` anything but a slash."""
    if not _WILD.search(pattern):
        return path.startswith(pattern) if pattern.endswith("/") else path == pattern or path.startswith(f"{pattern}/")
    wanted = pattern.rstrip("/").split("/")
    if len(parts) < len(wanted) or (not pattern.endswith("/") and len(parts) != len(wanted)):
        return False
    return all(_fits(part, glob) for part, glob in zip(parts, wanted, strict=False))


def _fits(name: str, glob: str) -> bool:
    """Return whether `*` and `?` of a glob cover a name, in time linear in both: the first place that fits is taken."""
    if "*" not in glob:
        return len(name) == len(glob) and all(theirs in ("?", mine) for mine, theirs in zip(name, glob, strict=True))
    first, *middle, last = glob.split("*")
    if len(name) < len(first) + len(last) or not _fits(name[: len(first)], first):
        return False
    if last and not _fits(name[-len(last) :], last):
        return False
    at, end = len(first), len(name) - len(last)
    for piece in filter(None, middle):
        found = next((i for i in range(at, end - len(piece) + 1) if _fits(name[i : i + len(piece)], piece)), None)
        if found is None:
            return False
        at = found + len(piece)
    return True
