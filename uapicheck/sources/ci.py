"""What the environment of a CI job, or of a git hook, says to compare.

- pull and merge requests: what they merge into. Where the checkout is the merge that the forge made to try
  (`refs/pull/N/merge`, merged results), that is its first parent, whatever has come to the branch meanwhile; else
  the merge base with the branch.
- merge queues: the commit that the group stands on.
- pushes: the branch before the push; its merge base with the default branch where the branch is new or was
  rewritten, since then nothing on it has been looked at; a tag is compared with the tag before it.
- pre-commit: what is pushed, or the two ends that were given; at a commit the work tree against HEAD, nothing else.

What an event says of another checkout than that of its commit says nothing.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from uapicheck.errors import SourceError
from uapicheck.sources import fetching
from uapicheck.sources.fetching import MissingCommitError
from uapicheck.sources.repository import Repository
from uapicheck.sources.source import Reading, Source

Environment: TypeAlias = Mapping[str, str]

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

_PULL = re.compile(r"refs/pull/\d+/merge")
_MERGED = ("merged_result", "merge_train")
_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_LARGEST_EVENT = 32 * 1024 * 1024
"""Bytes; GitHub caps what it sends at 25 MB."""
_MERGE = 2
"""Parents of a merge that a forge makes."""


def base(repository: Repository, environment: Environment) -> Source | None:
    """Return what the environment of a CI job says to compare with, None outside one.

    Raises `MissingCommitError` where that is not in the clone, `SourceError` where the event cannot be read.
    """
    head = repository.commit("HEAD").id
    return (
        _of_merge(repository, environment, head)
        or _of_commit(repository, environment)
        or _of_branch(repository, environment, head)
        or _of_github_event(repository, environment, head)
        or _of_gitlab_push(repository, environment, head)
    )


def hook_range(repository: Repository, environment: Environment) -> tuple[Source, Source] | None:
    """Return the two sides that `pre-commit run --from-ref A --to-ref B` names, or a push, None without them."""
    start, end = environment.get("PRE_COMMIT_FROM_REF"), environment.get("PRE_COMMIT_TO_REF")
    if not start or not end:
        return None
    new = Source(text=repository.commit(end).id, reading=Reading.REVISION, label=end, note="named by PRE_COMMIT_TO_REF")
    return merge_base(repository, start, end, "named by PRE_COMMIT_FROM_REF"), new


def is_commit_hook(environment: Environment) -> bool:
    """Return whether pre-commit runs at a commit, or over all files: then HEAD itself is not in question."""
    return environment.get("PRE_COMMIT") == "1"


def merge_base(
    repository: Repository, one: str, other: str, note: str = "", *, fetch: tuple[str, ...] = ("fetch", "--unshallow")
) -> Source:
    """Return the merge base of two revisions; raises `RevisionError` where there is none."""
    found = repository.merge_bases(repository.commit(one).id, repository.commit(other).id, fetch=fetch)
    if len(found) > 1:
        note += f"{'; ' if note else ''}the first of {len(found)} merge bases"
    return Source(text=found[0], reading=Reading.REVISION, label=f"merge base of {one} and {other}", note=note)


def _of_merge(repository: Repository, environment: Environment, head: str) -> Source | None:
    """Return the first parent of the merge that a forge made to try a request."""
    github = _PULL.fullmatch(environment.get("GITHUB_REF", "")) and environment.get("GITHUB_SHA") == head
    gitlab = environment.get("CI_MERGE_REQUEST_EVENT_TYPE") in _MERGED and environment.get("CI_COMMIT_SHA") == head
    if not (github or gitlab) or len(repository.parents(head)) != _MERGE:
        return None
    parent = repository.parent(head)
    branch = environment.get("GITHUB_BASE_REF" if github else "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "the target")
    note = f"HEAD is the merge into it that {'GITHUB_REF' if github else 'CI_MERGE_REQUEST_EVENT_TYPE'} names"
    return Source(text=parent or "", reading=Reading.REVISION, label=branch, note=note)


def _of_commit(repository: Repository, environment: Environment) -> Source | None:
    for variable in _BASE_COMMITS:
        if name := environment.get(variable):
            return _commit(repository, name, name, variable)
    return None


def _commit(repository: Repository, name: str, label: str, by: str) -> Source:
    found = repository.commit_or_none(name)
    if found is None and _ID.fullmatch(name):
        fetch = fetching.of_commit(name, is_shallow=repository.is_shallow)
        raise MissingCommitError(f"{by} names a commit that is not here", where=name[:12], fetch=fetch)
    id_ = (found or repository.commit(name)).id
    return Source(text=id_, reading=Reading.REVISION, label=label, note=f"named by {by}")


def _of_branch(repository: Repository, environment: Environment, head: str) -> Source | None:
    for variable in _BASE_BRANCHES:
        if name := environment.get(variable, "").removeprefix("refs/heads/"):
            return _fork(repository, name, head, variable)
    return None


def _fork(repository: Repository, branch: str, head: str, by: str) -> Source:
    """Return where HEAD left a branch of the remote."""
    fetch = fetching.of_branch(branch, is_shallow=repository.is_shallow, head=head)
    remote = f"{fetching.REMOTE}/{branch}"
    found = next((each for each in (remote, branch) if repository.commit_or_none(each)), None)
    if found is None:
        why = "actions/checkout fetches all with fetch-depth: 0" if by.startswith("GITHUB_") else ""
        raise MissingCommitError(f"{by} names a branch that is not here", where=branch, fetch=fetch, why=why)
    return merge_base(repository, found, "HEAD", f"{branch} named by {by}", fetch=fetch)


def _of_github_event(repository: Repository, environment: Environment, head: str) -> Source | None:
    path, name = environment.get("GITHUB_EVENT_PATH"), environment.get("GITHUB_EVENT_NAME")
    if not path or name not in {"push", "merge_group"} or environment.get("GITHUB_SHA") != head:
        return None
    event = _event(path)
    if name == "merge_group":
        at = _text(event, "merge_group", "base_sha")
        return _commit(repository, at, "the merge queue before this group", "GITHUB_EVENT_PATH") if at else None
    tag = environment.get("GITHUB_REF", "").removeprefix("refs/tags/")
    if tag != environment.get("GITHUB_REF", ""):
        return _tag_before(repository, tag, head)
    default, branch = _text(event, "repository", "default_branch"), environment.get("GITHUB_REF_NAME", "")
    before = _known(_text(event, "before"))
    if (not before or event.get("forced") is True) and default and branch != default:
        return _fork(repository, default, head, "GITHUB_EVENT_PATH")
    if not before:
        return None
    if event.get("forced") is True:
        return _rewritten(repository, branch, before, head, "GITHUB_EVENT_PATH")
    return _commit(repository, before, f"{branch} before the push", "GITHUB_EVENT_PATH")


def _of_gitlab_push(repository: Repository, environment: Environment, head: str) -> Source | None:
    if environment.get("CI_PIPELINE_SOURCE") != "push" or environment.get("CI_COMMIT_SHA") != head:
        return None
    if tag := environment.get("CI_COMMIT_TAG"):
        return _tag_before(repository, tag, head)
    default, branch = environment.get("CI_DEFAULT_BRANCH", ""), environment.get("CI_COMMIT_BRANCH", "")
    before = _known(environment.get("CI_COMMIT_BEFORE_SHA", ""))
    if not before:
        return _fork(repository, default, head, "CI_DEFAULT_BRANCH") if default and branch != default else None
    found = _commit(repository, before, f"{branch} before the push", "CI_COMMIT_BEFORE_SHA")
    continues = repository.is_ancestor(before, head)
    if continues is None:
        behind = fetching.of_history([head], is_shallow=True)
        what = f"CI_COMMIT_BEFORE_SHA may be no ancestor of HEAD: the history of {branch} ends before it"
        raise MissingCommitError(what, where=before[:12], fetch=behind, why="the clone is shallow")
    if continues:
        return found
    if default and branch != default:
        return _fork(repository, default, head, "CI_DEFAULT_BRANCH")
    return _rewritten(repository, branch, before, head, "CI_COMMIT_BEFORE_SHA")


def _rewritten(repository: Repository, branch: str, before: str, head: str, by: str) -> Source:
    """Return what a default branch that was rewritten has in common with what it was."""
    _commit(repository, before, "", by)
    fetch = fetching.of_history([before, head], is_shallow=repository.is_shallow)
    found = merge_base(repository, before, "HEAD", f"the push rewrote {branch}: {by}", fetch=fetch)
    return Source(text=found.text, reading=Reading.REVISION, label=f"what the push left of {branch}", note=found.note)


def _tag_before(repository: Repository, tag: str, head: str) -> Source | None:
    """Return the nearest tag behind the tagged commit, None where there is none."""
    found = repository.tag_before(head)
    if found is None and repository.is_shallow:
        fetch = ("fetch", "--tags", "--unshallow", fetching.REMOTE, head)
        raise MissingCommitError("the tag before it is not here", where=tag, fetch=fetch, why="the clone is shallow")
    if not found:
        return None
    return Source(text=f"refs/tags/{found}", reading=Reading.REVISION, label=found, note=f"the tag before {tag}")


def _known(commit: str) -> str:
    """Return a commit's id, empty where a forge writes zeros because there is none."""
    return commit if _ID.fullmatch(commit) and commit.strip("0") else ""


def _event(path: str) -> Mapping[str, object]:
    try:
        with Path(path).open(encoding="utf-8") as file:
            event = json.loads(file.read(_LARGEST_EVENT))
    except (OSError, ValueError) as error:
        what = error.strerror if isinstance(error, OSError) else "this is no JSON"
        advice = "GITHUB_EVENT_PATH names it; without it name the two sides"
        raise SourceError(f"the event cannot be read: {what}", where=path, advice=advice) from error
    return event if isinstance(event, dict) else {}


def _text(event: Mapping[str, object], *keys: str) -> str:
    """Return a text inside an event, empty where it is not there."""
    value: object = event
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""
