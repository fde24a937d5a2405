"""Which headers two trees can differ in: those whose text differs, and all that bring such a text along.

Any other header has the same text on both sides, and so has all that it includes, whether or not the conditions
around an include hold. What it defines is therefore the same, be it readable or not, and needs no look.
"""

import posixpath
import re
from collections.abc import Iterator

from uapicheck.errors import SourceError
from uapicheck.frozen import frozen
from uapicheck.model.tree import Form, HeaderTree
from uapicheck.pipeline.closure import closure
from uapicheck.pipeline.side import Headers, Side
from uapicheck.sources.objects import Blobs
from uapicheck.sources.syscalls import written

_INCLUDE = re.compile(
    r"""(?: ^[ \t]*\#[ \t]*include (?: _next | \b[ \t]* ) | \b__has_include(?:_next)?[ \t]*\([ \t]* )
        (?: ([<"]) ([^>"\n]+) [>"] )?""",
    re.MULTILINE | re.VERBOSE,
)
"""What a text includes, or asks for; nothing is told of what a macro names, and of the next of a name."""
_UNKNOWN = ""
"""Stands for what an include may come to that only the preprocessor can tell."""


@frozen(kw_only=True)
class Reach:
    """What some headers come to on an architecture."""

    headers: frozenset[str]
    """Those of them that can define something else in one tree."""
    reached: frozenset[str]
    """All that they may include, on either side, and they themselves."""


class Differences:
    """What differs between two trees, as each architecture sees it."""

    def __init__(self, old: HeaderTree, new: HeaderTree) -> None:
        """Take two trees; texts that git knows to be the same are not read to find out."""
        self._sides = (old, new)
        self._marks = [getattr(tree.files, "mark", None) for tree in self._sides]
        self._same: dict[tuple[str, str], bool] = {}
        self._includes: dict[tuple[int, str], tuple[tuple[str, str], ...]] = {}
        self._among: dict[tuple[frozenset[str], str], Reach] = {}

    def among(self, headers: frozenset[str], arch: str) -> Reach:
        """Return what some headers, as programs include them, come to on an architecture.

        What a changed header includes is said to differ as well: else what it includes anew would be new itself.
        """
        if (known := self._among.get((headers, arch))) is None:
            known = self._among[headers, arch] = self._reach(headers, arch)
        return known

    def _reach(self, asked: frozenset[str], arch: str) -> Reach:
        exported = [frozenset(tree.headers.get(arch, ())) for tree in self._sides]
        first = set(asked & (exported[0] ^ exported[1]))
        there: set[str] = set()
        users: dict[str, set[str]] = {}
        used: dict[str, set[str]] = {}
        waiting = list(asked)
        seen = set(asked)
        while waiting:
            name = waiting.pop()
            paths = [tree.path(arch, name) for tree in self._sides]
            if any(paths):
                there.add(name)
            is_same = self._is_same(name, *paths)
            sides = (1,) if is_same else (0, 1)
            included = {each for side in sides for each in self._included(side, name, paths[side])}
            if not is_same or _UNKNOWN in included:
                first.add(name)
            used[name] = included
            for each in included:
                users.setdefault(each, set()).add(name)
            waiting += included - seen
            seen |= included
        return Reach(headers=asked & (closure(first, users) | closure(first, used)), reached=frozenset(there))

    def share(self) -> None:
        """Let the old side take over what was read of the new one, where git knows that it is the same."""
        old, new = (written(tree.files) for tree in self._sides)
        if isinstance(old, Blobs) and isinstance(new, Blobs):
            old.adopt(new)

    def is_same(self, header: str, arch: str) -> bool:
        """Return whether a header itself is the same text on both sides, whatever it includes."""
        old, new = (tree.path(arch, header) for tree in self._sides)
        return self._is_same(header, old, new)

    def _is_same(self, name: str, old: str | None, new: str | None) -> bool:
        """Return whether `name` is the same text on both sides, given where it stands."""
        if old is None or new is None:
            return old is new
        if old.endswith(name) is not new.endswith(name):
            return False  # one of the two is a header of asm-generic in its place
        if (known := self._same.get((old, new))) is None:
            known = self._same[old, new] = self._are_equal(old, new)
        return known

    def _are_equal(self, old: str, new: str) -> bool:
        before, after = self._marks
        try:
            if before is not None and after is not None and before(old) == after(new):
                return True
            return self._sides[0].files[old] == self._sides[1].files[new]
        except SourceError:
            return False  # whoever needs what is in it says that it cannot be read

    def _included(self, side: int, name: str, path: str | None) -> Iterator[str]:
        """Yield the headers that the file at a path may include where it is included as `name`."""
        if path is None:
            return
        if (found := self._includes.get((side, path))) is None:
            try:
                found = tuple(_INCLUDE.findall(self._sides[side].files[path]))
            except SourceError:
                found = (("", _UNKNOWN),)
            self._includes[side, path] = found
        for mark, included in found:
            yield included
            if mark == '"':
                yield posixpath.normpath(posixpath.join(posixpath.dirname(name), included))


def differences(old: Side, new: Side) -> Differences | None:
    """Return what differs between two sides; None for snapshots, and where equal texts may define different things."""
    if not isinstance(old, Headers) or not isinstance(new, Headers):
        return None
    trees = old.tree, new.tree
    is_plain = all(tree.form is not Form.SINGLE and not tree.is_listed for tree in trees)
    return Differences(*trees) if is_plain and old.tree.form is new.tree.form else None
