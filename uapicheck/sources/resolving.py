"""What a source's name means, before any header is read.

The rule, applied in this order: `atlas:...` is the atlas. `ARCH=PATH` is a path whose architecture the user says.
A name that git resolves in the repository is a revision, also where a path has that name; the report says so, and
`./NAME` means the path, as does any name that starts with `/`, `./` or `../`. Anything else is a path: a directory
(kernel source or installed headers), a tar archive, or one header file.
"""

import os
from pathlib import Path
from typing import TypeAlias

from uapicheck.errors import RevisionError, SourceError
from uapicheck.frozen import frozen
from uapicheck.model.release import ATLAS
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import Provenance
from uapicheck.sources.arches import ARCHES
from uapicheck.sources.fetching import MissingCommitError
from uapicheck.sources.repository import Commit, Repository, is_revision_text, repository_in
from uapicheck.sources.source import Reading, Source

_ADVICE = "a source is a git revision, a directory, a tar archive, a header file or a snapshot"


@frozen(kw_only=True)
class Revision:
    """A commit of a repository."""

    repository: Repository
    commit: Commit
    text: str
    label: str = ""
    note: str = ""

    @property
    def provenance(self) -> Provenance:
        """What the report says of it."""
        notes = "; ".join(each for each in (self.note, self.commit.note) if each)
        return Provenance(label=self.label or self.text, kind="git revision", id=self.commit.id, note=notes)


@frozen(kw_only=True)
class WorkTree:
    """The files of a repository's work tree."""

    repository: Repository
    note: str = ""


@frozen(kw_only=True)
class AtPath:
    """A directory, an archive or a file."""

    path: str
    arch: str = ""
    label: str = ""


@frozen(kw_only=True)
class Temporary:
    """A header in a file whose name tells nothing."""

    path: str


Resolved: TypeAlias = Revision | WorkTree | AtPath | Temporary


def is_snapshot(text: str) -> bool:
    """Return whether a source's name means a snapshot, which is not read here."""
    return text.endswith(".json")


def resolved(text: str | Source, *, repository: Path | None) -> Resolved:
    """Return what a source stands for, revisions looked up in `repository` (default: working directory).

    Raises `SourceError`, `RevisionError` among them, where it is nothing that has headers.
    """
    source = Source(text=text) if isinstance(text, str) else text
    name = source.text
    if source.reading is Reading.WORK_TREE:
        return WorkTree(repository=repository_in(repository), note=source.note)
    if source.reading is Reading.REVISION:
        where = repository_in(repository)
        commit = where.commit(name)
        return Revision(repository=where, commit=commit, text=name, label=source.label, note=source.note)
    if source.reading is Reading.FILE:
        return Temporary(path=name)
    if not name or "\0" in name:
        raise SourceError("this names nothing", where=repr(name), advice=_ADVICE)
    if name.startswith(ATLAS):
        raise SourceError("a release of the atlas has no headers", where=name, advice="name a tree here")
    if is_snapshot(name):
        raise SourceError("a snapshot has no headers", where=name, advice="compare it, or name what it was made of")
    arch, path = _with_arch(name)
    if arch:
        return AtPath(path=path, arch=arch, label=name)
    exists = os.path.lexists(name)
    found = _revision(name, repository, exists=exists)
    if found is not None:
        return found
    if exists:
        return AtPath(path=name)
    raise _unknown(name, repository)


def _revision(text: str, repository: Path | None, *, exists: bool) -> Revision | None:
    """Return the revision that `text` names, None where it names none."""
    if not is_revision_text(text) or text.endswith("/"):
        return None
    try:
        where: Repository = repository_in(repository)
    except SourceError:
        if exists or repository is None:
            return None
        raise
    commit = where.commit_or_none(text)
    if commit is None:
        return None
    note = f"{text} is also a path; the revision counts, ./{text} means the path" if exists else ""
    return Revision(repository=where, commit=commit, text=text, note=note)


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
