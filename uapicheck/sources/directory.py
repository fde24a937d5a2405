"""Headers on disk: a kernel source tree, an installed tree, `/usr/include`."""

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from uapicheck.errors import SourceError
from uapicheck.model.tree import HeaderTree, Provenance
from uapicheck.sources import arches, documents, syscalls
from uapicheck.sources.decoding import LARGEST, decoded
from uapicheck.sources.layout import DIRECTORIES, LIBRARY_MARK, is_kernels, is_wanted, layout

_MOST_FILES = 200_000
_DEEPEST = 24


class DiskFiles(Mapping[str, str]):
    """Texts of files by path, each read when it is first asked for."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = places
        self._texts: dict[str, str] = {}

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle without the texts: they are read again."""
        return DiskFiles, (dict(self._places),)

    def __contains__(self, path: object) -> bool:
        return path in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, path: str) -> str:
        """Return the text at `path`; raises `KeyError` where there is none, `SourceError` where it is unreadable."""
        if path not in self._texts:
            self._texts[path] = decoded(contents(self._places[path]))
        return self._texts[path]


def contents(place: str, *, most: int = LARGEST, pipe: bool = False) -> bytes:
    """Return the bytes of a regular file, with `pipe` also those of a pipe; raises `SourceError`."""
    try:
        # Without O_NONBLOCK a pipe that nobody writes to would hang the run.
        with open(os.open(place, os.O_RDONLY | os.O_CLOEXEC | (0 if pipe else os.O_NONBLOCK)), "rb") as file:  # noqa: PTH123 - a descriptor
            status = os.fstat(file.fileno())
            regular = stat.S_ISREG(status.st_mode)
            if not regular and not (pipe and stat.S_ISFIFO(status.st_mode)):
                raise SourceError("not a regular file", where=place)
            # read() allocates what it is asked for, so a regular file is asked for its size.
            raw = file.read(min(most, status.st_size) + 1 if regular else most + 1)
    except OSError as error:
        raise unreadable(place, error) from error
    if len(raw) > most:
        raise SourceError(f"more than {most >> 20} MB, too large for a header", where=place)
    return raw


def unreadable(place: str, error: OSError) -> SourceError:
    """Return the error for a file or directory that the system does not let us read."""
    advice = {
        errno.ENOENT: "check the spelling",
        errno.EACCES: "ask its owner for the right to read it",
        errno.ELOOP: "its symbolic links run in a circle",
    }.get(error.errno or 0, "")
    return SourceError((error.strerror or str(error)).lower(), where=place, advice=advice)


def is_inside(place: Path, root: str) -> bool:
    """Return whether a path, its links followed, stays below `root` (itself without links)."""
    real = os.path.realpath(place)
    return real == root or real.startswith(root.rstrip("/") + "/")


def in_directory(path: str, *, arch: str = "", label: str = "") -> HeaderTree:
    """Return the headers of the tree at `path`: the directory that contains `include/`, or that one itself.

    `arch` is the architecture where the user says it. Raises `SourceError` where there are no headers.
    """
    given = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow the user's links and lose the directory's name
    for root in _roots(given):
        files = DiskFiles(_places(root))
        found = layout(files, arch=arch, path=given)
        if found is not None and any(found.headers.values()):
            return found.tree(Provenance(label=label or path, kind=found.kind, id=given), documents_in(root))
    advice = "it has neither include/uapi (kernel source) nor include/linux (installed headers)"
    raise SourceError("no UAPI headers in this directory", where=path, advice=advice)


def documents_in(root: str) -> DiskFiles:
    """Return what a tree on disk has besides headers; links that leave the tree are left out."""
    real = os.path.realpath(root)
    places = {path: Path(root, path) for path in documents.PATHS}
    return DiskFiles({path: str(place) for path, place in places.items() if _is_document(place, real)})


def _is_document(place: Path, root: str) -> bool:
    try:
        return place.is_file() and is_inside(place, root)
    except OSError:
        return False  # a link that leads in a circle, or to where we may not look


def _roots(given: str) -> list[str]:
    """Return the directories that may be the tree's root, the likeliest first."""
    parent, name = os.path.split(given)
    grandparent, parent_name = os.path.split(parent)
    if name == "uapi" and parent_name == "include":
        return [grandparent, given]
    return [parent, given] if name == "include" else [given]


def _places(root: str) -> dict[str, str]:
    """Return where the files are that can matter, by path relative to `root`, sorted."""
    allowed = _allowed(os.path.realpath(root))
    flat = ["scripts"]
    if Path(root, "include", "uapi").is_dir():
        tops = ["include/uapi", "include/generated/uapi"]
        for arch in _names(root, "arch"):
            tops += [f"arch/{arch}/include/{part}" for part in ("uapi", "generated/uapi", "asm")]
            flat += [f"arch/{arch}/{part}" for part in syscalls.PLACES]
        tops += flat
    elif Path(root, "include").is_dir():
        tops = [*_parts(root, "include/"), *(f"arch/{arch}/include" for arch in _names(root, "arch"))]
    else:
        tops = _parts(root, "")
    source = "include/uapi" in tops
    library = next((top for top in ("include/", "") if Path(root, top, LIBRARY_MARK).is_file()), None)
    places: dict[str, str] = {}
    for top in tops:
        # Of the kernel's own asm headers only the Kbuild list is of interest.
        deepest = 0 if source and (top.endswith("/asm") or top in flat) else _DEEPEST
        for path, place in _walked(root, top, allowed, deepest):
            if (source or path.startswith(("include/", "arch/"))) and not is_wanted(path, source=source):
                continue
            if library is None or path.startswith("arch/") or is_kernels(path.removeprefix(library)):
                places[path] = place
    return dict(sorted(places.items()))


def _parts(root: str, prefix: str) -> list[str]:
    """Return the directories below `prefix` that headers are exported to."""
    names = _names(root, prefix)
    library = Path(root, prefix, LIBRARY_MARK).is_file()
    tops = [prefix + name for name in names if name in DIRECTORIES or (not library and prefix)]
    return tops + [f"{prefix}{name}/asm" for name in names if name in arches.TRIPLETS]


def _names(root: str, below: str) -> list[str]:
    """Return the names of the directories in `below`, links to directories among them."""
    try:
        with os.scandir(Path(root, below)) as entries:
            return sorted(entry.name for entry in entries if _is_directory(entry))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise unreadable(str(Path(root, below)), error) from error


def _allowed(real: str) -> str:
    """Return the directory that links may lead to: the root, or the `usr` around it.

    Debian links `/usr/include/TRIPLET/asm` to `/usr/lib/linux/uapi/ARCH/asm` (linux-libc-dev 6.10).
    """
    parts = real.split("/")
    return "/".join(parts[: len(parts) - parts[::-1].index("usr")]) if "usr" in parts else real


def _walked(root: str, top: str, allowed: str, deepest: int) -> Iterator[tuple[str, str]]:
    """Yield path and place of each regular file below `top`; links that leave `allowed` are left out."""
    waiting = [(top, 0)]
    seen = 0
    while waiting:
        directory, depth = waiting.pop()
        place = Path(root, directory)
        if not is_inside(place, allowed):
            continue
        for entry in _entries(place):
            seen += 1
            if seen > _MOST_FILES:
                raise SourceError(
                    f"more than {_MOST_FILES} files", where=str(Path(root, top)), advice="do links repeat?"
                )
            if entry.is_symlink() and not _is_followed(entry, place, allowed):
                continue
            path = f"{directory}/{entry.name}"
            if _is_regular(entry):
                yield path, entry.path
            elif depth < deepest and _is_directory(entry):
                waiting.append((path, depth + 1))


def _entries(place: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(place) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise unreadable(str(place), error) from error


def _is_directory(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # a link that leads in a circle, or to where we may not look


def _is_regular(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False  # the same


def _is_followed(link: os.DirEntry[str], place: Path, allowed: str) -> bool:
    """Return whether a link in `place` leads to something inside, and not to a directory above: a circle."""
    real = os.path.realpath(link.path)
    return is_inside(Path(link.path), allowed) and not (_is_directory(link) and is_inside(place, real))
