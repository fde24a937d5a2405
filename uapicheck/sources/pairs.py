"""Which two sides a command line means: ranges, one name, or none at all.

- No name: in CI the merge base of the branch that the environment names, against the work tree where headers
  differ from HEAD and else against HEAD; outside CI the work tree against HEAD where headers differ, else HEAD
  against HEAD^. Only headers count: a dirty driver does not hide a commit to a header.
- `A..B`: A against B; `A...B`: their merge base against B; an end left out is HEAD, as in git.
- One name: against the work tree, as `git diff A` compares; against HEAD where no header differs from it.
- Two names: the first against the second.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from uapicheck.errors import RevisionError, SourceError, UsageError
from uapicheck.sources.repository import Repository, is_revision_text, repository_in
from uapicheck.sources.source import Reading, Source

_BASE_COMMITS = ("CI_MERGE_REQUEST_DIFF_BASE_SHA", "PULL_BASE_SHA")
"""Environment variables that name a commit to compare with: GitLab, Prow."""

_BASE_BRANCHES = (
    "GITHUB_BASE_REF",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
    "BITBUCKET_PR_DESTINATION_BRANCH",
    "BUILDKITE_PULL_REQUEST_BASE_BRANCH",
    "CHANGE_TARGET",
    "SYSTEM_PULLREQUEST_TARGETBRANCH",
)
"""Environment variables that name the branch to merge into: GitHub, GitLab, Bitbucket, Buildkite, Jenkins, Azure."""

_NOTHING = "nothing to compare"


def pair(
    old: str | None, new: str | None, *, repository: Path | None, environment: Mapping[str, str]
) -> tuple[Source, Source]:
    """Return the old and the new side for `opened`; `environment` tells whether this is a CI job, and of what.

    Raises `UsageError` where the names do not make two sides, or make twice the same one by a range or by default;
    `SourceError` and `RevisionError` where git has no answer.
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
        source = _merge_base(repository, start, end)
        base = source.text
    if base == new.id:
        raise UsageError(_NOTHING, where=text, advice=f"both sides are commit {new.id[:12]}")
    return source, Source(text=end, reading=Reading.REVISION)


def _merge_base(repository: Repository, one: str, other: str, note: str = "") -> Source:
    found = repository.merge_bases(repository.commit(one).id, repository.commit(other).id)
    if len(found) > 1:
        note += f"{'; ' if note else ''}the first of {len(found)} merge bases"
    return Source(text=found[0], reading=Reading.REVISION, label=f"merge base of {one} and {other}", note=note)


def _now(repository: Repository) -> Source:
    """Return the work tree where headers differ from HEAD, else HEAD: the same headers, and pinned."""
    if repository.changed():
        return Source(text="work tree", reading=Reading.WORK_TREE)
    return Source(text="HEAD", reading=Reading.REVISION)


def _against_work_tree(old: str, repository: Path | None) -> tuple[Source, Source]:
    try:
        where = repository_in(repository)
    except SourceError as error:
        raise UsageError("one source makes no comparison", where=old, advice="name the new side as well") from error
    new = _now(where)
    commit = where.commit_or_none(old) if is_revision_text(old) else None
    if commit is not None and new.reading is Reading.REVISION and commit.id == where.commit("HEAD").id:
        advice = f"it is HEAD, and no header differs from it; try {old}^ {old}"
        raise UsageError(_NOTHING, where=old, advice=advice)
    return Source(text=old), new


def _chosen(repository: Repository, environment: Mapping[str, str]) -> tuple[Source, Source]:
    head = repository.commit("HEAD")
    new = _now(repository)
    base = _ci_base(repository, environment)
    if base is not None:
        if base.text == head.id and new.reading is Reading.REVISION:
            raise UsageError(_NOTHING, where="HEAD", advice=f"it is the {base.label}; name the two sides")
        return base, new
    if new.reading is Reading.WORK_TREE:
        return Source(text="HEAD", reading=Reading.REVISION), new
    if repository.parent(head.id) is None:
        raise UsageError(_NOTHING, where="HEAD", advice="it is the first commit; name the two sides")
    return Source(text="HEAD^", reading=Reading.REVISION), new


def _ci_base(repository: Repository, environment: Mapping[str, str]) -> Source | None:
    """Return what the environment of a CI job says to compare with, None outside one."""
    for variable in _BASE_COMMITS:
        if name := environment.get(variable):
            commit = repository.commit(name)
            return Source(text=commit.id, reading=Reading.REVISION, label=name, note=f"named by {variable}")
    for variable in _BASE_BRANCHES:
        if name := environment.get(variable, "").removeprefix("refs/heads/"):
            branches = (f"origin/{name}", name)
            found = next((each for each in branches if repository.commit_or_none(each)), None)
            if found is None:
                advice = (
                    f"`git fetch origin {name}:refs/remotes/origin/{name}` brings it (actions/checkout: fetch-depth: 0)"
                )
                raise RevisionError(f"{variable} names a branch that is not here", where=name, advice=advice)
            return _merge_base(repository, found, "HEAD", f"{name} named by {variable}")
    return None
