"""Which headers two trees can differ in: those whose text differs, and all that bring such a text along."""

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping

from uapicheck.model.tree import HeaderTree

_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include(?:_next)?[ \t]*([<"])([^>"\n]+)[>"]', re.MULTILINE)
_PLACES = re.compile(r"(?:arch/[^/]+/)?include/(?:generated/)?(?:uapi/)?")
_GENERIC = "asm-generic/"
_KBUILD = ("Kbuild", "Kbuild.asm")


def differing(old: HeaderTree, new: HeaderTree) -> frozenset[str]:
    """Return the headers, as programs include them, that can define something else in one tree than in the other.

    Whatever the architecture: a name that one of them reaches by a changed text is in. Includes count whether or not
    their conditions hold. What a changed header includes is in as well: else what it includes anew would be new itself.
    """
    changed = _changed(old.files, new.files)
    exported = (
        set(old.headers.get(arch, ())) ^ set(new.headers.get(arch, ())) for arch in {*old.headers, *new.headers}
    )
    first = {name for path in changed if not path.endswith(_KBUILD) for name in _names(path)}
    first.update(name for names in exported for name in names)
    first.update(_generic_news(old, new))
    users: dict[str, set[str]] = {}
    used: dict[str, set[str]] = {}
    for tree, paths in ((new, new.files), (old, changed & set(old.files))):
        for path in paths:
            names, included = set(_names(path)), set(_included(path, tree.files[path]))
            for name in names:
                used.setdefault(name, set()).update(included)
            for name in included:
                users.setdefault(name, set()).update(names)
    return _closure(first, users) | _closure(first, used)


def _closure(first: Iterable[str], following: Mapping[str, Collection[str]]) -> frozenset[str]:
    found = set(first)
    waiting = list(found)
    while waiting:
        more = set(following.get(waiting.pop(), ())) - found
        found |= more
        waiting += more
    return frozenset(found)


def _changed(old: Mapping[str, str], new: Mapping[str, str]) -> set[str]:
    """Return the paths whose texts differ: where both sides come from git their ids tell, and nothing is read."""
    before, after = (getattr(files, "ids", None) for files in (old, new))
    if before is None or after is None:
        before, after = old, new
    return {path for path in {*before, *after} if before.get(path) != after.get(path)}


def _names(path: str) -> Iterable[str]:
    """Yield how programs reach the file at a path: asm-generic headers stand in for those of an architecture."""
    match = _PLACES.match(path)
    name = path[match.end() :] if match else path
    yield name
    if name.startswith(_GENERIC):
        yield "asm/" + name.removeprefix(_GENERIC)


def _included(path: str, text: str) -> Iterable[str]:
    own = next(iter(_names(path)))
    for mark, name in _INCLUDE.findall(text):
        yield name
        if mark == '"':
            yield posixpath.normpath(posixpath.join(posixpath.dirname(own), name))


def _generic_news(old: HeaderTree, new: HeaderTree) -> Iterable[str]:
    """Yield the `asm/X.h` that an architecture takes from asm-generic on one side only."""
    before, after = _generic(old), _generic(new)
    for arch in {*before, *after}:
        yield from before.get(arch, frozenset()) ^ after.get(arch, frozenset())


def _generic(tree: HeaderTree) -> Mapping[str, frozenset[str]]:
    """Return what architectures take from asm-generic; without lists that is all of it."""
    if tree.generic_names is not None:
        return tree.generic_names
    return {
        arch: frozenset("asm/" + path.removeprefix(prefix) for path in tree.files if path.startswith(prefix))
        for arch, prefix in tree.generic.items()
        if prefix
    }
