"""The hook for pre-commit, run by pre-commit itself in repositories with a tree."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.corpus import PROJECT
from tests.forges.runner import HOOKS, clean, loaded
from tests.forges.tree import CHANGES, HOUSE, Forge
from tests.sources.clones import git

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(find_spec("pre_commit") is None, reason="pre-commit is not installed: `make oracle` brings it"),
]


class Person:
    """Somebody who commits and pushes in a clone that has the hook."""

    def __init__(self, clone: Path, program: Path) -> None:
        self.clone = clone
        (hook,) = loaded(HOOKS)
        # What the hook says, but nothing is installed: that is a test of its own.
        config = {"repos": [{"repo": "local", "hooks": [{**hook, "language": "system"}]}]}
        (clone / ".pre-commit-config.yaml").write_text(json.dumps(config), encoding="utf-8")
        git(clone, "add", ".pre-commit-config.yaml")
        git(clone, "commit", "--quiet", "--message=hooks")
        tools = Path(sys.executable).parent
        self.environment = clean({"PATH": f"{program.parent}:{tools}:/usr/bin:/bin"})
        assert self.run("pre-commit", "install", "--hook-type=pre-commit", "--hook-type=pre-push").returncode == 0

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a program in the clone."""
        return subprocess.run(
            arguments, cwd=self.clone, env=self.environment, capture_output=True, text=True, check=False
        )

    def commits(self, change: str) -> bool:
        """Return whether a change can be committed; a hook that refuses it says why."""
        for path, text in CHANGES[change].items():
            if text is None:
                (self.clone / path).unlink()
            else:
                (self.clone / path).write_text(text, encoding="utf-8")
        git(self.clone, "add", "--all")
        done = self.run("git", "commit", f"--message={change}")
        if done.returncode:
            assert "uapicheck" in done.stderr
            git(self.clone, "reset", "--quiet", "--hard")
        return done.returncode == 0


@pytest.fixture
def person(forge: Forge, program: Path) -> Person:
    return Person(forge.work, program)


def test_a_commit_that_breaks_is_refused_and_others_are_not(person: Person) -> None:
    told = {change: person.commits(change) for change in ("breaking", "deleting", "clean", "gappy", "elsewhere")}
    assert told == {"breaking": False, "deleting": False, "clean": True, "gappy": True, "elsewhere": True}


def test_what_is_not_staged_does_not_count(person: Person) -> None:
    text = CHANGES["breaking"][HOUSE]
    assert text is not None
    (person.clone / HOUSE).write_text(text, encoding="utf-8")
    (person.clone / "drivers/house.c").write_text("int more;\n", encoding="utf-8")
    git(person.clone, "add", "drivers")
    assert person.run("git", "commit", "--message=driver").returncode == 0
    assert git(person.clone, "status", "--porcelain") == f"M {HOUSE}", "and is still there"


def test_a_break_that_was_committed_all_the_same_refuses_no_later_commit(person: Person) -> None:
    text = CHANGES["breaking"][HOUSE]
    assert text is not None
    (person.clone / HOUSE).write_text(text, encoding="utf-8")
    assert person.run("git", "commit", "--all", "--no-verify", "--message=agreed").returncode == 0
    assert person.commits("elsewhere")
    assert person.run("pre-commit", "run", "--all-files").returncode == 0
    given = person.run("pre-commit", "run", "--from-ref=HEAD~2", "--to-ref=HEAD")
    assert given.returncode == 1
    assert "field-removed" in given.stdout


def test_a_push_is_looked_at_as_a_whole_wherever_head_is(person: Person, forge: Forge) -> None:
    text = CHANGES["breaking"][HOUSE]
    assert text is not None
    git(person.clone, "checkout", "--quiet", "-b", "topic")
    (person.clone / HOUSE).write_text(text, encoding="utf-8")
    git(person.clone, "commit", "--quiet", "--all", "--no-verify", "--message=breaking")
    assert person.commits("elsewhere")
    git(person.clone, "checkout", "--quiet", "main")
    refused = person.run("git", "push", "origin", "topic")
    assert refused.returncode != 0
    assert "field-removed" in refused.stdout + refused.stderr
    assert person.run("git", "push", "origin", "main").returncode == 0
    assert git(forge.place, "branch", "--list", "topic") == ""


def test_pre_commit_installs_the_hook_from_this_project(forge: Forge) -> None:
    if not (PROJECT / ".git").exists():
        pytest.skip("no git repository to install from")
    text = CHANGES["breaking"][HOUSE]
    assert text is not None
    (forge.work / HOUSE).write_text(text, encoding="utf-8")
    git(forge.work, "add", "--all")
    done = subprocess.run(
        [Path(sys.executable).parent / "pre-commit", "try-repo", PROJECT, "uapicheck"],
        cwd=forge.work, env=clean({}), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert "field rooms of struct house is gone" in " ".join(done.stdout.split())
