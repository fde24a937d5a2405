"""The recipe for git: headers as facts in `git log -p`, and comparisons by an alias."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.corpus import PROJECT
from tests.forges.tree import CHANGES, HOUSE, Forge
from tests.sources.clones import git
from uapicheck.cli.textconv_arguments import DESCRIPTION

README = PROJECT / "README.md"


@pytest.fixture
def clone(forge: Forge, program: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a clone in which the commands of the help text were run as they stand there."""
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    lines = [line for line in DESCRIPTION.splitlines() if line.startswith("    ")]
    assert len(lines) == 4
    subprocess.run(["bash", "-ec", "\n".join(lines)], cwd=forge.work, check=True)
    return forge.work


def changed(text: str) -> list[str]:
    """Return the lines of a diff that came or went, without the heads of files."""
    return [line for line in text.splitlines() if line.startswith(("+", "-")) and not line.startswith(("+++", "---"))]


def test_a_log_shows_facts(clone: Path, forge: Forge) -> None:
    forge.pushed("breaking")
    forge.commit("more", {HOUSE: CHANGES["clean"][HOUSE]})
    log = git(clone, "log", "-p", "-2", "--reverse")
    # The length of its first member is another header's, and that git does not give.
    assert changed(log) == ["-text: __u32 rooms;", "+text: __u32 rooms;", "+macro HOUSE_LIMIT = 0x7 (int)"]
    assert git(clone, "show", "--no-textconv").count("+\t__u32 rooms;") == 1


def test_a_comment_is_no_difference_and_a_line_that_moved_none_either(clone: Path, forge: Forge) -> None:
    text = (clone / HOUSE).read_text(encoding="utf-8")
    forge.commit("words", {HOUSE: "/* in\n * more\n * words */\n" + text})
    assert changed(git(clone, "show")) == []
    assert changed(git(clone, "show", "--no-textconv"))


def test_nothing_stops_a_log(clone: Path, forge: Forge) -> None:
    for change in ("gappy", "clean", "elsewhere", "deleting"):
        forge.pushed(change)
    forge.commit("odd", {HOUSE: "struct {\n", "include/uapi/linux/odd.h": "\0\1\2"})
    forge.commit("empty", {HOUSE: "", "include/uapi/linux/odd.h": "#if 1\n#error no\n"})
    log = git(clone, "log", "-p", "--reverse")
    assert "+macro BLIND_SIDE = 0x2 (int)" in log
    assert "+text: struct {" in log
    assert "this is no header: it has binary data" in log
    assert "-macro BLIND_SPOT" in log


def test_an_alias_compares_revisions(clone: Path, forge: Forge) -> None:
    forge.pushed("breaking")
    (recipe,) = re.findall(r"(git config alias\.uapi '.*')", README.read_text(encoding="utf-8"))
    subprocess.run(["bash", "-ec", recipe], cwd=clone, check=True)
    done = subprocess.run(
        ["git", "uapi", "HEAD^..HEAD"], cwd=clone / "drivers", capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "field-removed" in done.stdout


def test_an_alias_says_what_each_commit_of_a_range_does(clone: Path, forge: Forge) -> None:
    for change in ("clean", "elsewhere", "breaking"):
        forge.pushed(change)
    (recipe,) = re.findall(r"(git config alias\.uapi-log '.*')", README.read_text(encoding="utf-8"))
    subprocess.run(["bash", "-ec", recipe], cwd=clone, check=True)
    done = subprocess.run(
        ["git", "uapi-log", "HEAD~3..HEAD"], cwd=clone / "drivers", capture_output=True, text=True, check=False
    )
    log = done.stdout
    heads = [line.split(" ", 1)[1] for line in log.splitlines() if re.match(r"[0-9a-f]{7,} ", line)]
    assert heads == ["clean", "breaking"], "the other one touches no header"
    assert f"{HOUSE}:7: ERROR: field rooms of struct house is gone" in log


def test_the_sample_is_what_git_shows(clone: Path, forge: Forge, gold: Callable[[str, str], None]) -> None:
    for side in ("old", "new"):
        text = (PROJECT / f"tests/demo/{side}/registers.h").read_text(encoding="utf-8")
        forge.commit("KVM: an owner for lines, and wider registers", {"include/uapi/linux/registers.h": text})
    git(clone, "tag", "v1.1")
    gold("git-show.txt", git(clone, "show", "-U1", "--format=%s", "v1.1") + "\n")
