"""The headers that a source stands for."""

from pathlib import Path

from uapicheck.errors import SourceError
from uapicheck.model.tree import HeaderTree
from uapicheck.sources.directory import in_directory, unreadable
from uapicheck.sources.resolving import AtPath, Resolved, Revision, Temporary, WorkTree, resolved
from uapicheck.sources.revisions import at_commit, in_work_tree
from uapicheck.sources.single import in_file
from uapicheck.sources.source import Source

_ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2")
_MAGIC = (b"\x1f\x8b", b"\xfd7zXZ\x00", b"BZh")
_TEMPORARY = "header.h"


def opened(source: str | Source | Resolved, *, repository: Path | None) -> HeaderTree:
    """Return the headers that a source stands for, revisions looked up in `repository` (default: working directory).

    Texts are read when they are asked for: `files[path]` raises `KeyError` where there is no such file and
    `SourceError` where it cannot be read. Raises `SourceError`, `RevisionError` among them.
    """
    found = resolved(source, repository=repository) if isinstance(source, str | Source) else source
    match found:
        case Revision():
            return at_commit(found)
        case WorkTree():
            return in_work_tree(found.repository, note=found.note)
        case Temporary():
            return in_file(found.path, name=_TEMPORARY)
        case AtPath():
            return _at_path(found.path, arch=found.arch, label=found.label)


def _at_path(path: str, *, arch: str = "", label: str = "") -> HeaderTree:
    place = Path(path)
    try:
        if place.is_dir():
            return in_directory(path, arch=arch, label=label)
        start = b""
        if place.is_file():
            with place.open("rb") as file:
                start = file.read(512)
        elif not place.exists():
            place.stat()  # says why: not there, or a link in a circle
    except OSError as error:
        raise unreadable(path, error) from error
    if path.endswith(_ARCHIVES) or start.startswith(_MAGIC) or start[257:262] == b"ustar":
        from uapicheck.sources.archive import in_archive  # noqa: PLC0415 - only archives pay for tarfile and lzma

        return in_archive(path, arch=arch, label=label)
    if path.endswith((".zst", ".zip", ".lz", ".lz4", ".deb", ".rpm")):
        raise SourceError("this kind of archive is not read", where=path, advice="unpack it, or make it a .tar.xz")
    return in_file(path, arch=arch, label=label)
