"""Which two sides a command line means: ranges, one name, or none at all.

- No name: in CI what the environment says (see `ci`), against the work tree where headers differ from HEAD and else
  against HEAD; outside CI the work tree against HEAD where headers differ, else HEAD against HEAD^. Only headers
  count: a dirty driver does not hide a commit to a header.
- `A..B`: A against B; `A...B`: their merge base against B; an end left out is HEAD, as in git.
- One name: against the work tree, as `git diff A` compares; against HEAD where no header differs from it.
- Two names: the first against the second.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from uapicheck.errors import SourceError, UsageError
from uapicheck.sources import ci
from uapicheck.sources.repository import Repository, is_revision_text, repository_in
from uapicheck.sources.source import Reading, Source


class NothingToCompareError(UsageError):
    """Both sides are the same commit; a gate must not take that for a pass unless it was told to."""

    def __init__(self, advice: str, *, where: str, same: str = "HEAD") -> None:
        super().__init__("nothing to compare", where=where, advice=advice)
        self.same = Source(text=same, reading=Reading.REVISION)


def pair(
    old: str | None, new: str | None, *, repository: Path | None, environment: Mapping[str, str]
) -> tuple[Source, Source]:
    """Return the old and the new side for `opened`; `environment` tells whether this is a CI job, and of what.

    Raises `UsageError` where the names do not make two sides, `NothingToCompareError` where a range or the default
    makes twice the same one; `SourceError` and `RevisionError` where git has no answer.
    """
    if old is None:
        return _chosen(repository_in(repository), environment)
    if new is not None:
        for name in (old, new):
            if _range(name):
                raise UsageError("a range names both sides", where=name, advice="give it alone")
        return Source(text=old), Source(text=new)
    if ends := _range(old):
        return _ranged(repository_in(repository), old, *ends)
    return _against_work_tree(old, repository)


def _range(text: str) -> tuple[str, str, str] | None:
    """Return start, dots and end of a range, None where `text` is none: no revision's name has two dots in a row."""
    if text.startswith(("/", "./", "../")) or text in {".", ".."} or ".." not in text or os.path.lexists(text):
        return None
    dots = "..." if "..." in text else ".."
    start, _, end = text.partition(dots)
    if not all(is_revision_text(name) for name in (start or "HEAD", end or "HEAD")):
        return None
    return start or "HEAD", dots, end or "HEAD"


def _ranged(repository: Repository, text: str, start: str, dots: str, end: str) -> tuple[Source, Source]:
    old, new = repository.commit(start), repository.commit(end)
    source = Source(text=start, reading=Reading.REVISION)
    base = old.id
    if dots == "...":
        source = ci.merge_base(repository, start, end)
        base = source.text
    if base == new.id:
        raise NothingToCompareError(f"both sides are commit {new.id[:12]}", where=text, same=end)
    return source, Source(text=end, reading=Reading.REVISION)


def _now(repository: Repository) -> Source:
    """Return the work tree where headers differ from HEAD, else HEAD: the same headers, and pinned."""
    if repository.changed():
        return Source(text="work tree", reading=Reading.WORK_TREE)
    return Source(text="HEAD", reading=Reading.REVISION)


def _against_work_tree(old: str, repository: Path | None) -> tuple[Source, Source]:
    try:
        where = repository_in(repository)
    except SourceError as error:
        if repository is not None:
            raise
        raise UsageError("one source makes no comparison", where=old, advice="name the new side as well") from error
    new = _now(where)
    commit = where.commit_or_none(old) if is_revision_text(old) else None
    if commit is not None and new.reading is Reading.REVISION and commit.id == where.commit("HEAD").id:
        raise NothingToCompareError(f"it is HEAD, and no header differs from it; try {old}^ {old}", where=old)
    return Source(text=old), new


def _chosen(repository: Repository, environment: Mapping[str, str]) -> tuple[Source, Source]:
    if (ends := ci.hook_range(repository, environment)) is not None:
        return ends
    head = repository.commit("HEAD")
    new = _now(repository)
    base = ci.base(repository, environment)
    if base is not None:
        if base.text == head.id and new.reading is Reading.REVISION:
            raise NothingToCompareError(f"it is the {base.label}; name the two sides", where="HEAD")
        return base, new
    if new.reading is Reading.WORK_TREE:
        return Source(text="HEAD", reading=Reading.REVISION), new
    if ci.is_commit_hook(environment):
        raise NothingToCompareError("no header differs from it", where="HEAD")
    parent = repository.parent(head.id)
    if parent is None:
        raise NothingToCompareError("it is the first commit; name the two sides", where="HEAD")
    return Source(text=parent, reading=Reading.REVISION, label="HEAD^"), new
