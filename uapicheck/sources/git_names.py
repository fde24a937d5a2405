"""Many names of a git repository looked up at once: its tags, and which blobs revisions have at given paths."""

import os
import re
import subprocess
from collections.abc import Sequence

from uapicheck.errors import SourceError
from uapicheck.frozen import frozen
from uapicheck.sources.objects import environment
from uapicheck.sources.repository import Repository

_COMMITTER = re.compile(rb"^committer .* (\d{1,12}) [-+]\d+$", re.MULTILINE)


@frozen(kw_only=True)
class Tag:
    """A tag, or HEAD."""

    name: str
    id: str
    """Of the tag object, or of the commit."""
    date: int = 0
    """When it was made, in seconds since 1970."""


def revisions(repository: Repository) -> tuple[Tag, ...]:
    """Return HEAD and the tags of a repository, the newest first; of the same second the higher version."""
    head = repository.commit_or_none("HEAD")
    first = []
    if head is not None:
        (commit,) = repository.objects.read([head.id])
        match = _COMMITTER.search(commit.raw.split(b"\n\n", 1)[0]) if commit else None
        first = [Tag(name="HEAD", id=head.id, date=int(match[1]) if match else 0)]
    order = ("-c", "versionsort.suffix=-rc", "for-each-ref", "--sort=-version:refname", "--sort=-creatordate")
    fields = "--format=%(objectname) %(creatordate:unix) %(refname:lstrip=2)"
    lines = (
        line.split(" ", 2) for line in os.fsdecode(output(repository, (*order, fields, "refs/tags"), b"")).split("\n")
    )
    return (*first, *(Tag(name=each[2], id=each[0], date=int(each[1] or 0)) for each in lines if len(each) == 3))  # noqa: PLR2004 - the fields asked for


def blob_ids(repository: Repository, names: Sequence[str]) -> list[str]:
    """Return the full id of the blob that each name stands for, empty where it stands for none, or for several.

    A name is what git resolves, such as `COMMIT:PATH` or the first digits of an id; no text is read.
    """
    if not names:
        return []
    asked = b"".join(os.fsencode(name if name.isprintable() else "-") + b"\n" for name in names)
    raw = output(repository, ("cat-file", "--batch-check=%(objecttype) %(objectname)"), asked)
    found = [line[5:].decode() if line.startswith(b"blob ") else "" for line in raw.split(b"\n")[:-1]]
    if len(found) != len(names):
        raise SourceError("git stopped reading", where=repository.directory, advice="see what `git fsck` says")
    return found


def output(repository: Repository, arguments: tuple[str, ...], given: bytes) -> bytes:
    """Return what git prints that is given `given`; nothing that a user typed may be among the arguments.

    Raises `SourceError` with git's own words where it fails.
    """
    try:
        done = subprocess.run(  # noqa: S603 - all arguments are ours; what mails say goes to the standard input
            ["git", "--no-replace-objects", "-C", repository.directory, *arguments],  # noqa: S607 - the user's git
            input=given,
            capture_output=True,
            check=False,
            # A clone without blobs would fetch each of them, one after the other.
            env=environment() | {"GIT_NO_LAZY_FETCH": "1"},
        )
    except OSError as error:
        raise SourceError(f"git cannot be run: {error.strerror}", advice="install git") from error
    if done.returncode:
        first = done.stderr.decode("utf-8", "replace").strip().split("\n", 1)[0].removeprefix("fatal: ")
        raise SourceError(f"git: {first or 'it failed'}", where=repository.directory, advice="does `git status` work?")
    return done.stdout


def reference_names(repository: Repository) -> tuple[str, ...]:
    """Return HEAD, the branches, tags and remote branches of a repository, as people type them; tags newest first."""
    order = ("-c", "versionsort.suffix=-rc", "for-each-ref", "--sort=-version:refname", "--format=%(refname:lstrip=2)")
    raw = output(repository, (*order, "refs/heads", "refs/tags", "refs/remotes"), b"")
    return ("HEAD", *(name for name in os.fsdecode(raw).split("\n") if name))
