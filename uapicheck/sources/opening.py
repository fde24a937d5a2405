"""What a source's name means, and the headers it stands for.

The rule, applied in this order: `atlas:...` is the atlas. `ARCH=PATH` is a path whose architecture the user says.
A name that git resolves in the repository is a revision, also where a path has that name; the report says so, and
`./NAME` means the path, as does any name that starts with `/`, `./` or `../`. Anything else is a path: a directory
(kernel source or installed headers), a tar archive, or one header file.
"""

import os
from pathlib import Path

from uapicheck.errors import RevisionError, SourceError
from uapicheck.model.release import ATLAS
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import HeaderTree
from uapicheck.sources.arches import ARCHES
from uapicheck.sources.directory import in_directory, unreadable
from uapicheck.sources.fetching import MissingCommitError
from uapicheck.sources.repository import Repository, is_revision_text, repository_in
from uapicheck.sources.revisions import at_revision, in_work_tree
from uapicheck.sources.single import in_file
from uapicheck.sources.source import Reading, Source

_ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2")
_MAGIC = (b"\x1f\x8b", b"\xfd7zXZ\x00", b"BZh")
_ADVICE = "a source is a git revision, a directory, a tar archive, a header file or a snapshot"


_TEMPORARY = "header.h"


def is_snapshot(text: str) -> bool:
    """Return whether a source's name means a snapshot, which is not read here."""
    return text.endswith(".json")


def opened(text: str | Source, *, repository: Path | None) -> HeaderTree:
    """Return the headers that a source stands for, revisions looked up in `repository` (default: working directory).

    Texts are read when they are asked for: `files[path]` raises `KeyError` where there is no such file and
    `SourceError` where it cannot be read. Raises `SourceError`, `RevisionError` among them.
    """
    source = Source(text=text) if isinstance(text, str) else text
    name = source.text
    if source.reading is Reading.WORK_TREE:
        return in_work_tree(repository_in(repository), note=source.note)
    if source.reading is Reading.REVISION:
        return at_revision(repository_in(repository), name, label=source.label, note=source.note)
    if source.reading is Reading.FILE:
        return in_file(name, name=_TEMPORARY)
    if not name or "\0" in name:
        raise SourceError("this names nothing", where=repr(name), advice=_ADVICE)
    if name.startswith(ATLAS):
        raise SourceError("a release of the atlas has no headers", where=name, advice="name a tree here")
    if is_snapshot(name):
        raise SourceError("a snapshot has no headers", where=name, advice="compare it, or name what it was made of")
    arch, path = _with_arch(name)
    if arch:
        return _at_path(path, arch=arch, label=name)
    exists = os.path.lexists(name)
    found = _revision(name, repository, exists=exists)
    if found is not None:
        return found
    if exists:
        return _at_path(name)
    raise _unknown(name, repository)


def _revision(text: str, repository: Path | None, *, exists: bool) -> HeaderTree | None:
    """Return the headers of a revision, None where `text` names none."""
    if not is_revision_text(text) or text.endswith("/"):
        return None
    try:
        where: Repository = repository_in(repository)
    except SourceError:
        if exists or repository is None:
            return None
        raise
    if where.commit_or_none(text) is None:
        return None
    note = f"{text} is also a path; the revision counts, ./{text} means the path" if exists else ""
    return at_revision(where, text, note=note)


def _unknown(text: str, repository: Path | None) -> SourceError:
    """Return the error for a name that is neither a revision nor a path."""
    if not is_revision_text(text) or text.endswith("/"):
        return SourceError("no such file or directory", where=text, advice=_ADVICE)
    try:
        repository_in(repository).commit(text)
    except MissingCommitError as error:
        return error.reworded(f"{error.what}, and no such path")
    except RevisionError as error:
        return RevisionError(f"{error.what}, and no such path", where=error.where, advice=error.advice)
    except SourceError:
        advice = "revisions need a git repository, -C DIR names one"
        return SourceError("no such file or directory, and this is no git repository", where=text, advice=advice)
    return SourceError("no such file or directory", where=text, advice=_ADVICE)


def _with_arch(text: str) -> tuple[str, str]:
    """Return architecture and path of `arm64=PATH`; the architecture is empty where the text does not say one."""
    name, equals, path = text.partition("=")
    arch = TARGETS[name].arch if name in TARGETS else name
    if not equals or not path or arch not in ARCHES or os.path.lexists(text):
        return "", text
    return arch, path


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
