"""Which `git fetch` brings what a shallow, partial or single-branch clone lacks, to be printed or to be run."""

import re
import subprocess
from collections.abc import Sequence

from uapicheck.errors import RevisionError, SourceError
from uapicheck.sources.objects import environment

REMOTE = "origin"
"""What `git clone` and the checkouts of CI systems call the repository that they copy."""

_SHOWN = 200
"""Characters of git's own words in an error."""


class MissingCommitError(RevisionError):
    """A commit, or history behind one, is not in the clone; its remote has it."""

    def __init__(self, what: str, *, where: str, fetch: Sequence[str], why: str = "") -> None:
        because = f"{why}; " if why else ""
        super().__init__(what, where=where, advice=f"{because}`{shown(fetch)}` brings it")
        self.fetch = tuple(fetch)
        """The arguments of git."""
        self.why = why

    def reworded(self, what: str) -> "MissingCommitError":
        """Return the error with another text that says what is wrong."""
        return MissingCommitError(what, where=self.where, fetch=self.fetch, why=self.why)


def shown(fetch: Sequence[str]) -> str:
    """Return the command for these arguments of git as a shell reads it."""
    import shlex  # noqa: PLC0415 - only an error pays for it

    return shlex.join(["git", *fetch])


def of_commit(commit: str, *, is_shallow: bool) -> tuple[str, ...]:
    """Return the fetch of one commit by its full id; a clone that is shallow anyway needs nothing behind it."""
    return ("fetch", "--no-tags", *(("--depth=1",) if is_shallow else ()), REMOTE, commit)


def of_branch(branch: str, *, is_shallow: bool, head: str) -> tuple[str, ...]:
    """Return the fetch of a branch with its history, and in a shallow clone of what is behind the commit `head` too.

    That needs its id: git deepens only the history of what it is asked for.
    """
    refspec = f"+refs/heads/{branch}:refs/remotes/{REMOTE}/{branch}"
    return ("fetch", "--no-tags", *(("--unshallow", REMOTE, head) if is_shallow else (REMOTE,)), refspec)


def of_history(commits: Sequence[str], *, is_shallow: bool) -> tuple[str, ...]:
    """Return the fetch of commits with all that is behind them."""
    return ("fetch", "--no-tags", *(("--unshallow",) if is_shallow else ()), REMOTE, *commits)


def fetched(directory: str, fetch: Sequence[str]) -> None:
    """Run a fetch; raises `SourceError` with git's own words where it fails."""
    done = subprocess.run(  # noqa: S603 - arguments are ours: ids, and a branch behind refs/heads/
        ["git", "-C", directory, *fetch],  # noqa: S607 - the user's git
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env=environment(),
    )
    if done.returncode:
        words = re.sub(r"\s+", " ", done.stderr.decode("utf-8", "replace")).strip()
        what = f"`{shown(fetch)}` failed: {words[:_SHOWN] or 'git says nothing'}"
        raise SourceError(what, where=directory, advice="fetch it by hand, or name the two sides")
