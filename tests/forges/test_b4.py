"""The settings for b4 that the README names, used by b4 itself, without a network."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.corpus import PROJECT
from tests.forges.runner import clean
from tests.forges.tree import CHANGES, Forge
from tests.sources.clones import git

# Looked for, not imported: b4 changes how Python encodes mails, for every test of this process.
is_absent = find_spec("b4") is None
pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(is_absent, reason="b4 is not installed: `make oracle` brings it"),
]


@pytest.fixture
def clone(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a clone in which the commands of the README were run as they stand there."""
    monkeypatch.delenv("GIT_COMMITTER_DATE")  # b4 looks for its cover letter among recent commits
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    for recipe in re.findall(r"^    (git config b4\..*)$", text, re.MULTILINE):
        subprocess.run(["bash", "-ec", recipe], cwd=forge.work, check=True)
    git(forge.work, "config", "user.name", "A U Thor")
    git(forge.work, "config", "user.email", "committer@example.org")
    return forge.work


def b4(clone: Path, program: Path, *arguments: str) -> str:
    """Run b4 and return what it says, without colours."""
    tools = Path(sys.executable).parent
    done = subprocess.run(
        [tools / "b4", "--no-stdin", "--offline-mode", *arguments],
        cwd=clone, env=clean({"PATH": f"{program.parent}:{tools}:/usr/bin:/bin"}),
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    return re.sub(r"\x1b\[[\d;]*m", "", done.stdout + done.stderr)


GONE = "uapicheck: include/uapi/linux/house.h:7: ERROR: field rooms of struct house is gone"


def test_a_series_about_to_be_sent_is_checked(clone: Path, program: Path, forge: Forge) -> None:
    assert "Created new branch" in b4(clone, program, "prep", "-n", "topic", "-f", "main")
    for change in ("breaking", "elsewhere"):
        text = "\n\nWhy: a reason.\n\nSigned-off-by: A U Thor <author@example.org>"
        forge.commit(f"house: {change}{text}", CHANGES[change])
    said = b4(clone, program, "prep", "--check")
    assert GONE in said
    assert "Success: 1, Warning: 0, Error: 1" in said


def test_a_mail_is_checked_before_it_is_applied(clone: Path, program: Path, forge: Forge, tmp_path: Path) -> None:
    forge.commit("house: drop rooms", CHANGES["breaking"])
    mail = git(clone, "format-patch", "-1", "--thread", "--stdout", "--add-header=X-Kept: yes")
    (tmp_path / "one.mbox").write_text(mail + "\n\n", encoding="utf-8")
    match = re.search(r"Message-I[dD]: <(.*)>", mail)
    assert match
    git(clone, "reset", "--quiet", "--hard", "HEAD^")
    said = b4(
        clone, program, "am", "--no-cache", "--check", "-o", str(tmp_path), "-m", str(tmp_path / "one.mbox"), match[1]
    )
    assert GONE in said
