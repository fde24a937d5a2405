"""What stands for all that a comparison can read of a tree: equal digests are equal trees, whatever they are called."""

from collections.abc import Mapping
from hashlib import sha256

from uapicheck.errors import SourceError
from uapicheck.model.tree import HeaderTree


def digest(tree: HeaderTree) -> str | None:
    """Return the digest of a tree; None where one of its files cannot be read, which only matters to who wants it.

    Files are read where nothing else tells what is in them. What was read stays as it is for the rest of the run, so
    the digest speaks of the very texts that are looked at.
    """
    made = sha256()
    lists = (tree.search, tree.headers, tree.generic, {a: sorted(n) for a, n in (tree.generic_names or {}).items()})
    made.update(repr((tree.form.value, tree.generic_names is None, [sorted(each.items()) for each in lists])).encode())
    try:
        for files in (tree.files, tree.documents):
            marks = [(path, mark(files, path)) for path in files]
            made.update(repr(sorted(marks)).encode())
    except SourceError:
        return None
    return made.hexdigest()


def mark(files: Mapping[str, str], path: str) -> str:
    """Return what stands for a text of some files: equal marks are equal texts; raise `SourceError` as reading does."""
    told = getattr(files, "mark", None)
    return str(told(path)) if told is not None else text_mark(files[path])


def text_mark(text: str) -> str:
    """Return what stands for a text."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
