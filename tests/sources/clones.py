"""A forge in small: a repository that is cloned the way CI systems clone, and what they set in the environment."""

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from uapicheck.errors import SourceError

POINT = "include/uapi/linux/point.h"
ZEROS = "0" * 40


def git(directory: Path, *arguments: str) -> str:
    """Run git and return what it prints."""
    done = subprocess.run(["git", "-C", directory, *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def committed(directory: Path, name: str, text: str = "") -> str:
    """Commit a header of this name and return the commit's id."""
    path = directory / f"include/uapi/linux/{name}.h"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text or f"#define OURS_{name.upper()} 1\n", encoding="utf-8")
    git(directory, "add", "--all")
    git(directory, "commit", "--quiet", f"--message={name}")
    return git(directory, "rev-parse", "HEAD")


def on_forge(root: Path) -> dict[str, str]:
    """Make a history: `main` moves on by three commits, `topic` leaves it at the first one, a request merges it.

    Returns commits by name; `refs/pull/7/merge` is the forge's merge of `topic` into `main` before main's last commit.
    """
    root.mkdir(parents=True)
    git(root, "init", "--quiet", "--initial-branch=main")
    made = {"older": committed(root, "older"), "first": committed(root, "first")}
    git(root, "tag", "v1.0")
    git(root, "checkout", "--quiet", "-b", "topic")
    made["one"] = committed(root, "one")
    made["two"] = committed(root, "two")
    git(root, "checkout", "--quiet", "main")
    made["second"] = committed(root, "second")
    git(root, "checkout", "--quiet", "--detach")
    git(root, "merge", "--quiet", "--no-ff", "--message=merge", "topic")
    made["merge"] = git(root, "rev-parse", "HEAD")
    git(root, "update-ref", "refs/pull/7/merge", "HEAD")
    git(root, "checkout", "--quiet", "main")
    made["third"] = committed(root, "third")
    return made


def checked_out(forge: Path, to: Path, commit: str, *, depth: int = 0, refspec: str = "") -> Path:
    """Fetch one commit, as the checkouts of CI systems do, and check it out; all branches where `depth` is 0."""
    to.mkdir()
    git(to, "init", "--quiet")
    git(to, "remote", "add", "origin", f"file://{forge}")
    if depth:
        git(to, "fetch", "--quiet", "--no-tags", f"--depth={depth}", "origin", *([refspec] if refspec else []), commit)
    else:
        git(to, "fetch", "--quiet", "--tags", "origin", "+refs/heads/*:refs/remotes/origin/*", commit)
    git(to, "checkout", "--quiet", "--detach", commit)
    return to


def event(at: Path, payload: object) -> str:
    """Write what a forge tells of an event and return the file's path."""
    at.write_text(json.dumps(payload), encoding="utf-8")
    return str(at)


def obeyed(error: SourceError, directory: Path) -> str:
    """Run exactly the command that an error prints, by a shell, and return it."""
    match = re.search(r"`(git fetch [^`]+)`", str(error))
    assert match, str(error)
    assert "\n" not in str(error)
    subprocess.run(["bash", "-c", match[1]], cwd=directory, check=True, capture_output=True)
    return match[1]


def github(name: str, head: str, ref: str, **more: str) -> Mapping[str, str]:
    """Return the environment of a job on GitHub."""
    return {
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": name,
        "GITHUB_REF": ref,
        "GITHUB_REF_NAME": ref.removeprefix("refs/heads/").removeprefix("refs/tags/").removeprefix("refs/pull/"),
        "GITHUB_SHA": head,
        **more,
    }


def gitlab(source: str, head: str, **more: str) -> Mapping[str, str]:
    """Return the environment of a job on GitLab."""
    return {
        "GITLAB_CI": "true",
        "CI_PIPELINE_SOURCE": source,
        "CI_COMMIT_SHA": head,
        "CI_DEFAULT_BRANCH": "main",
        **more,
    }
