"""What the program is: its own files, the parser that it uses, and the Python that runs it.

What is kept is kept for one program. A checkout changes without its version, so the files themselves count: their
contents, remembered under what the system says of them (as git's index does), so that a warm run reads none.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from importlib.machinery import PathFinder

from uapicheck.frozen import frozen

_IMPORTED = ("pycparser",)
"""Packages of others that results depend on; what renders is not among them, for no text is kept."""
_COMPILED = "__pycache__"
_RACY = 2_000_000_000
"""Nanoseconds: a file that changed this shortly before can change again without the system's clock telling."""
_BEGIN = time.time_ns()
"""When this process began, or little later."""


@frozen
class _File:
    place: str
    name: str
    size: int
    inode: int
    modified: int
    changed: int
    """When anything of it changed: nobody can set that back."""


class Program:
    """The program as its files are when it is first looked at."""

    def __init__(self) -> None:
        """Look at the files without reading them; raises OSError where there are none, as in a zip."""
        self._files = [each for directory in _directories() for each in _files(directory, "")]
        self._around = "\0".join((sys.version, str(sys.flags.optimize)))

    @property
    def state(self) -> bytes:
        """What the system says of the files: the same state is the same program."""
        told = [(each.name, each.size, each.inode, each.modified, each.changed) for each in self._files]
        return sha256(repr((self._around, told)).encode("utf-8", "surrogateescape")).digest()

    @property
    def is_settled(self) -> bool:
        """Whether the files are those that this process runs: none has changed since it began, or just before."""
        return max(max(each.modified, each.changed) for each in self._files) < _BEGIN - _RACY

    def digest(self, recall: Callable[[bytes], bytes | None], keep: Callable[[bytes, bytes], object]) -> bytes:
        """Return what stands for the files' contents; `recall` and `keep` remember it while they stay as they are."""
        known = recall(self.state)
        if known is not None:
            return known
        digest = sha256(self._around.encode())
        for each in self._files:
            with open(each.place, "rb") as file:  # noqa: PTH123 - pathlib is a tenth of a warm run
                raw = file.read()
            digest.update(f"\0{each.name}\0{len(raw)}\0".encode("utf-8", "surrogateescape") + raw)
        found = digest.digest()
        if self.is_settled:
            keep(self.state, found)
        return found


def _directories() -> list[str]:
    found = [os.path.dirname(os.path.dirname(__file__))]  # noqa: PTH120 - see above; its version is in its files
    for name in _IMPORTED:
        spec = PathFinder.find_spec(name)
        if spec is not None and spec.submodule_search_locations:
            found += spec.submodule_search_locations
    return found


def _files(directory: str, prefix: str) -> Iterator[_File]:
    """Yield the files below a directory, in order."""
    with os.scandir(directory) as entries:
        for entry in sorted(entries, key=lambda each: each.name):
            name = f"{prefix}/{entry.name}"
            if entry.name == _COMPILED:
                continue
            if entry.is_dir():
                yield from _files(entry.path, name)
            elif entry.is_file():
                of = entry.stat()
                yield _File(entry.path, name, of.st_size, of.st_ino, of.st_mtime_ns, of.st_ctime_ns)
