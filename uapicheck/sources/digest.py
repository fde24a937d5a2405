"""What stands for all that a comparison can read of a tree: equal digests are equal trees, whatever they are called."""

from collections.abc import Mapping
from hashlib import sha256

from uapicheck.errors import SourceError
from uapicheck.frozen import field_names
from uapicheck.model.tree import HeaderTree

_OTHERWISE = frozenset({"provenance", "files", "documents"})
"""Fields of a tree that are no part of it, or whose texts are told by their marks."""


def digest(tree: HeaderTree) -> str | None:
    """Return the digest of a tree; None where one of its files cannot be read, which only matters to who wants it.

    Files are read where nothing else tells what is in them. What was read stays as it is for the rest of the run, so
    the digest speaks of the very texts that are looked at.
    """
    made = sha256()
    fields = [name for name in field_names(HeaderTree) if name not in _OTHERWISE]
    made.update(repr([(name, _ordered(getattr(tree, name))) for name in fields]).encode())
    try:
        for files in (tree.files, tree.documents):
            marks = [(path, mark(files, path)) for path in files]
            made.update(repr(sorted(marks)).encode())
    except SourceError:
        return None
    return made.hexdigest()


def _ordered(value: object) -> object:
    """Return a value with its sets and mappings in order."""
    if isinstance(value, Mapping):
        return [(key, _ordered(value[key])) for key in sorted(value)]
    return sorted(value) if isinstance(value, frozenset) else value


def mark(files: Mapping[str, str], path: str) -> str:
    """Return what stands for a text of some files: equal marks are equal texts; raise `SourceError` as reading does."""
    told = getattr(files, "mark", None)
    return str(told(path)) if told is not None else text_mark(files[path])


def text_mark(text: str) -> str:
    """Return what stands for a text."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
