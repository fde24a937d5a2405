"""Who looks after which files: the entries of a tree's MAINTAINERS, by their `F:` and `X:` patterns.

`N:` and `K:` are regular expressions from the tree and are not run; the entry for everything that nobody else looks
after is left out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from uapicheck.frozen import frozen

_LARGEST = 8 * 1024 * 1024
_FIELD = re.compile(r"([A-Z]):[ \t]+(\S.*)")
_CLOSED = "subscribers-only"
_WILD = re.compile(r"[*?]")


@frozen(kw_only=True)
class Entry:
    """A subsystem."""

    title: str
    """`KERNEL VIRTUAL MACHINE (KVM)`."""
    lists: tuple[str, ...]
    people: tuple[str, ...]
    files: tuple[str, ...]
    excluded: tuple[str, ...]

    def has(self, path: str) -> bool:
        """Return whether somebody looks after a path here."""
        return _matches(self.files, path) and not _matches(self.excluded, path)


def entries(text: str) -> Iterator[Entry]:
    """Yield the entries of a MAINTAINERS file, in its order."""
    fields: dict[str, list[str]] = {}
    title = ""
    for line in (*text[:_LARGEST].splitlines(), ""):
        if match := _FIELD.fullmatch(line.rstrip()):
            fields.setdefault(match[1], []).append(match[2])
        elif fields:
            yield Entry(
                title=title,
                lists=tuple(each.split()[0] for each in fields.get("L", ()) if _CLOSED not in each),
                people=tuple(fields.get("M", ())),
                files=tuple(each for each in fields.get("F", ()) if each.strip("*/")),
                excluded=tuple(fields.get("X", ())),
            )
            fields, title = {}, line.strip()
        elif line.strip():
            title = line.strip()


def is_matched(pattern: str, path: str) -> bool:
    """Return whether a pattern names a path: a directory all below it, `*` anything but a slash."""
    return _is_matched(pattern, path, path.split("/"))


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
