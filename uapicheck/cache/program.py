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

import uapicheck

_IMPORTED = ("pycparser",)
"""Packages of others that results depend on; what renders is not among them, for no text is kept."""
_COMPILED = "__pycache__"
_RACY = 2_000_000_000
"""Nanoseconds: a file that changed this shortly ago can change again without the system's clock telling."""


def program(recall: Callable[[bytes], bytes | None], keep: Callable[[bytes, bytes], object]) -> bytes:
    """Return what stands for the program; `recall` and `keep` remember it for files that stay as they are."""
    files = [each for directory in _directories() for each in _files(directory, "")]
    around = f"{uapicheck.__version__}\0{sys.version}\0{sys.implementation.cache_tag}\0{sys.flags.optimize}"
    told = sha256(repr((around, [file[1:] for file in files])).encode("utf-8", "surrogateescape")).digest()
    known = recall(told)
    if known is not None:
        return known
    digest = sha256(around.encode())
    for path, name, *_ in files:
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib is a tenth of a warm run
            raw = file.read()
        digest.update(f"{name}\0{len(raw)}\0".encode("utf-8", "surrogateescape") + raw)
    found = digest.digest()
    newest = max(max(modified, changed) for *_, modified, changed in files)
    if time.time_ns() - newest > _RACY:
        keep(told, found)
    return found


def _directories() -> list[str]:
    found = [os.path.dirname(uapicheck.__file__)]  # noqa: PTH120 - see above
    for name in _IMPORTED:
        spec = PathFinder.find_spec(name)
        if spec is not None and spec.submodule_search_locations:
            found += spec.submodule_search_locations
    return found


def _files(directory: str, prefix: str) -> Iterator[tuple[str, str, int, int, int, int]]:
    """Yield place, name, size, inode, and the times of the last change of text and of anything, in order."""
    with os.scandir(directory) as entries:
        for entry in sorted(entries, key=lambda each: each.name):
            name = f"{prefix}/{entry.name}"
            if entry.name == _COMPILED:
                continue
            if entry.is_dir():
                yield from _files(entry.path, name)
            elif entry.is_file():
                state = entry.stat()
                yield entry.path, name, state.st_size, state.st_ino, state.st_mtime_ns, state.st_ctime_ns
