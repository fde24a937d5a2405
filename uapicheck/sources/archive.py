"""Headers in a tar archive, read in one pass and without unpacking anything to the disk."""

import bz2
import gzip
import lzma
import posixpath
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Self, TypeVar, cast

from uapicheck.errors import SourceError
from uapicheck.model.tree import HeaderTree, Provenance
from uapicheck.sources.decoding import LARGEST, decoded
from uapicheck.sources.directory import unreadable
from uapicheck.sources.documents import PATHS, is_document
from uapicheck.sources.layout import DIRECTORIES, Layout, is_wanted, kernels_part, layout

_MOST_FILES = 100_000
_MOST_BYTES = 256 * 1024 * 1024
_MOST_UNPACKED = 16 * 1024 * 1024 * 1024
_AT_ONCE = 1024 * 1024
_LARGEST_NAME = 1024 * 1024
_MOST_LEADING = 3
_LINK_ROUNDS = 4
# Where headers can stand below the leading directories. A kernel's drivers have includes of their own, and an archive
# of a directory called `linux` is not one of its `linux/` headers.
_KEPT = re.compile(
    r"(?:[^/]+/){0,3}(?:(?:include|arch/[^/]+/include|lib/linux/uapi)/.+"
    r"|scripts/syscall\.tbl|arch/[^/]+/(?:[^/]+/){1,2}(?:syscall[^/]*\.tbl|Makefile\.syscalls))"
    rf"|(?:[^/]+/){{0,2}}(?:{'|'.join(sorted(DIRECTORIES))})/"
    r"(?!(?:arch|block|crypto|drivers|fs|kernel|lib|mm|net|samples|scripts|security|sound|tools|virt)/).+"
)
_LONG_NAMES = frozenset({tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.XGLTYPE, b"X"})
_DAMAGE = (tarfile.TarError, EOFError, lzma.LZMAError, zlib.error, ValueError, ArithmeticError, LookupError)


class _Member(tarfile.TarInfo):
    """A member, its header block checked before anything is believed."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """Return the member that a header block describes."""
        make = super().frombuf
        return _checked(buf, lambda: make(buf, encoding, errors))

    @classmethod
    def _frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str, **how: object) -> Self:
        """Do the same where tarfile asks for it by this name, as it does since 2024 (Debian's 3.11 too)."""
        make = super()._frombuf  # type: ignore[misc]  # typeshed leaves it out
        return _checked(buf, lambda: cast("Self", make(buf, encoding, errors, **how)))


M = TypeVar("M", bound=tarfile.TarInfo)


def _checked(buf: bytes | bytearray, make: Callable[[], M]) -> M:
    # tarfile takes a missing end, or damage behind the first member, for the end: headers would look removed.
    if len(buf) < tarfile.BLOCKSIZE:
        raise tarfile.ReadError("its end is missing")
    try:
        member = make()
    except tarfile.HeaderError as error:
        if any(buf):
            raise tarfile.ReadError(str(error)) from error
        raise  # a block of zeros: the proper end
    if member.type in _LONG_NAMES and member.size > _LARGEST_NAME:
        raise tarfile.ReadError("a member's name is too long")
    return member


@dataclass(slots=True)
class _Content:
    """What an archive holds: bytes of headers by path, links by path, bytes of other documents by path."""

    files: dict[str, bytes] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    documents: dict[str, bytes] = field(default_factory=dict)
    size: int = 0
    """Bytes of the files."""


class ArchiveFiles(Mapping[str, str]):
    """Texts of members by path, decoded when they are first asked for; their bytes are then let go."""

    def __init__(self, raw: Mapping[str, bytes]) -> None:
        self._known: dict[str, bytes | str] = dict(raw)

    def __contains__(self, path: object) -> bool:
        return path in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def __getitem__(self, path: str) -> str:
        known = self._known[path]
        if isinstance(known, bytes):
            known = self._known[path] = decoded(known)
        return known


def in_archive(path: str, *, arch: str = "", label: str = "") -> HeaderTree:
    """Return the headers of the tree in a tar archive; raises `SourceError` where it is damaged or has none."""
    given = str(Path(path).absolute())
    content = _content(path)
    members, above = _resolved(content), ""
    for _ in range(_MOST_LEADING + 1):
        found = _laid_out(members, arch, path)
        if found is not None and any(found.headers.values()):
            have = {each: content.documents[above + each] for each in PATHS if above + each in content.documents}
            provenance = Provenance(label=label or path, kind="tar archive", id=given, note=found.kind)
            return found.tree(provenance, ArchiveFiles(have))
        leading = {name.partition("/")[0] for name in members}
        if len(leading) != 1:
            break
        above += f"{leading.pop()}/"
        members = {name.partition("/")[2]: raw for name, raw in members.items() if "/" in name}
    advice = "it has neither include/uapi (kernel source) nor include/linux (installed headers)"
    raise SourceError("no UAPI headers in this archive", where=path, advice=advice)


def _laid_out(members: Mapping[str, bytes], arch: str, path: str) -> Layout | None:
    source = any(name.startswith("include/uapi/") for name in members)
    tree = any(name.startswith("include/") for name in members)
    wanted = sorted(name for name in members if not tree or is_wanted(name, source=source))
    files = ArchiveFiles({name: members[name] for name in kernels_part(wanted)})
    return layout(files, arch=arch, path=path)


def _content(path: str) -> _Content:
    """Return what the archive holds where headers stand; later members of a name win, as when unpacking."""
    content = _Content()
    try:
        with _unpacked(path) as stream, tarfile.open(fileobj=stream, mode="r:", tarinfo=_Member) as archive:
            for member in archive:
                if member.offset > _MOST_UNPACKED:
                    raise SourceError("the archive unpacks to more than 16 GB", where=path)
                _take(content, archive, member, path)
                # Else every member of a full kernel would stay in memory.
                vars(archive)["members"].clear()
            # Compressed streams prove at their end that they are whole.
            while (rest := stream.read(_AT_ONCE)) and stream.tell() < _MOST_UNPACKED:
                if rest.strip(b"\0"):
                    raise tarfile.ReadError("there is something behind its end")
    except _DAMAGE as error:
        raise SourceError(f"unreadable tar archive: {_first_line(error)}", where=path, advice=_advice(path)) from error
    except OSError as error:
        if error.errno is None:  # so bz2 and gzip say that data are damaged
            what = f"unreadable tar archive: {_first_line(error)}"
            raise SourceError(what, where=path, advice=_advice(path)) from error
        raise unreadable(path, error) from error
    return content


def _unpacked(path: str) -> IO[bytes]:
    """Return the archive's bytes, unpacked as they are read."""
    with Path(path).open("rb") as file:
        start = file.read(6)
    if start.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.open(path))
    if start.startswith(b"\xfd7zXZ\x00"):
        return lzma.open(path)
    if start.startswith(b"BZh"):
        return bz2.open(path)
    return Path(path).open("rb")


def _take(content: _Content, archive: tarfile.TarFile, member: tarfile.TarInfo, path: str) -> None:
    """Add a member to the content where it is a header, a Kbuild list or a link in a place that matters."""
    name = _safe(member.name)
    if is_document(name):
        if member.isreg():  # nobody packs these as links
            content.documents[name] = _read(content, archive, member, path)
        return
    if not name or not _KEPT.fullmatch(name):
        return
    if member.issym() or member.islnk():
        base = posixpath.dirname(name) if member.issym() else ""
        if target := _safe(posixpath.join(base, member.linkname)):
            content.links[name] = target
    elif member.isreg() and name.endswith((".h", "Kbuild", "Kbuild.asm", ".tbl", ".syscalls")):
        content.files[name] = _read(content, archive, member, path)
        content.links.pop(name, None)


def _read(content: _Content, archive: tarfile.TarFile, member: tarfile.TarInfo, path: str) -> bytes:
    """Return a member's bytes, which count towards what an archive may have; raises `SourceError`."""
    if member.size > LARGEST:
        what = f"{_safe(member.name)} has more than {LARGEST >> 20} MB, too large for a header"
        raise SourceError(what, where=path)
    content.size += member.size
    if content.size > _MOST_BYTES or len(content.files) + len(content.documents) >= _MOST_FILES:
        raise SourceError("the archive has more headers than any kernel", where=path)
    file = archive.extractfile(member)
    return file.read() if file else b""


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).split("\n", 1)[0].lower()


def _advice(path: str) -> str:
    if path.endswith((".zst", ".lz", ".lz4", ".zip")):
        return "unpack it first; .tar, .tar.gz, .tar.xz and .tar.bz2 are read as they are"
    return "is it complete? `tar tf` tells"


def _safe(name: str) -> str:
    """Return the path of a member inside the archive, an empty string where it leaves it."""
    if name.startswith("/") or "\0" in name:
        return ""
    normal = posixpath.normpath(name)
    return "" if normal in {".", ".."} or normal.startswith("../") else normal


def _resolved(content: _Content) -> dict[str, bytes]:
    """Return the members by path, those that links name inside the archive among them."""
    members = dict(content.files)
    for _ in range(_LINK_ROUNDS):
        added = dict(_through_links(content.links, members))
        if not added:
            break
        members |= added
        if len(members) > _MOST_FILES:
            raise SourceError("the archive's links lead to more headers than any kernel has")
    return members


def _through_links(links: Mapping[str, str], members: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for link, target in links.items():
        if target in members:
            if link not in members:
                yield link, members[target]
            continue
        if link.startswith(target + "/"):
            continue  # a link to a directory above it: a circle
        for name in [name for name in members if name.startswith(target + "/")]:
            if (path := link + name.removeprefix(target)) not in members:
                yield path, members[name]
