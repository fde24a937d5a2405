"""Sources of the atlas: which release each of them is."""

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from uapicheck.atlas.names import version
from uapicheck.errors import UsageError
from uapicheck.frozen import frozen
from uapicheck.model.release import Release, ReleaseKind
from uapicheck.model.tree import HeaderTree
from uapicheck.sources.opening import opened
from uapicheck.sources.source import Reading, Source

_VERSION = re.compile(r"(?<![\d.])(\d+\.\d+(?:\.\d+)?(?:-rc\d+)?)(?!\d)")


@frozen(kw_only=True)
class Named:
    """A source, and the release that it is in the atlas."""

    release: Release
    source: str
    revision: bool = False

    def tree(self, repository: Path | None) -> HeaderTree:
        """Return its headers; raise `SourceError` where they cannot be read."""
        if not self.revision:
            return opened(self.source, repository=repository)
        return opened(
            Source(text=self.source, reading=Reading.REVISION, label=self.release.name), repository=repository
        )


def named(source: str, repository: Path | None) -> Iterator[Named]:
    """Yield the releases that a source stands for: of a range `A..B` every commit in it that touches headers.

    Raises `UsageError` where a tree's name does not say its version, `SourceError` where it cannot be read.
    """
    if ".." in source and not os.path.lexists(source):
        from uapicheck.sources.commits import chain  # noqa: PLC0415 - few builds are of ranges
        from uapicheck.sources.repository import repository_in  # noqa: PLC0415 - the same

        for each in chain(repository_in(repository), source.removeprefix("..")):
            name = each.step.label or each.step.release
            release = Release(name=name, kind=_kind(name), date=each.step.date, origin=f"git {each.id}")
            yield Named(release=release, source=each.id, revision=True)
        return
    tree = opened(source, repository=repository)
    if tree.provenance.kind == "git revision":
        (only,) = _named_commit(source, repository)
        yield only
        return
    path = Path(source)
    name = _version_in(path.name) or _version_in(path.resolve().name)
    if not name:
        raise UsageError("no version in its name", where=source, advice="call it linux-VERSION, such as linux-6.13.4")
    yield Named(
        release=Release(name=name, kind=ReleaseKind.DISTRIBUTION, date="", origin=f"{path.name}{_content(path)}"),
        source=source,
    )


def _named_commit(source: str, repository: Path | None) -> Iterator[Named]:
    from uapicheck.sources.commits import chain  # noqa: PLC0415 - few builds are of revisions
    from uapicheck.sources.repository import repository_in  # noqa: PLC0415 - the same

    where = repository_in(repository)
    commit = where.commit(source).id
    last = chain(where, f"{commit}..{commit}")[-1]
    name = source if version(source) is not None else last.step.label or last.step.release
    release = Release(name=name, kind=_kind(name), date=last.step.date, origin=f"git {commit}")
    yield Named(release=release, source=commit, revision=True)


def _kind(name: str) -> ReleaseKind:
    number = version(name)
    if number is None or not number[-1]:  # -rc0 is what people call the merge window
        return ReleaseKind.TREE
    return ReleaseKind.CANDIDATE if "-rc" in name else ReleaseKind.RELEASE


def _version_in(name: str) -> str:
    match = _VERSION.search(name)
    return f"v{match[1]}" if match else ""


def _content(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return f" sha256 {hashlib.file_digest(file, 'sha256').hexdigest()}"
