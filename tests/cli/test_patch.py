"""`patch` as people and check commands run it: statuses, standard input, what is left alone."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.cli.patches import BROKEN, CLEAN, ELSEWHERE, HOUSE, PATCHES, diff, mail
from tests.cli.stage import KERNEL, git, written

BASE = ("-C", "kernel", "--base", "v1.0")


@pytest.mark.parametrize(
    ("names", "status"),
    [
        (("clean.eml",), 0),
        (("plain.diff",), 0),
        (("elsewhere.eml",), 0),
        (("broken.eml",), 1),
        (("series.mbox",), 1),
        (("misfit.eml",), 3),
        (("words.eml",), 2),
        (("clean.eml", "broken.eml"), 1),
        (("misfit.eml", "broken.eml"), 1),
        (("clean.eml", "misfit.eml"), 3),
    ],
)
def test_the_status_tells_the_verdict(repository: Path, cli: Cli, names: tuple[str, ...], status: int) -> None:
    assert repository.is_dir()
    done = cli("patch", *BASE, *(f"patches/{name}" for name in names), "-q")
    assert (done.status, done.out) == (status, "")


def test_fail_on_and_waivers_count(repository: Path, cli: Cli) -> None:
    assert repository.is_dir()
    assert cli("patch", *BASE, "patches/broken.eml", "--fail-on", "never", "-q").status == 0
    toml = cli("patch", *BASE, "patches/broken.eml", "-o", "waivers").out
    written(repository.parent, {"accepted.toml": toml.replace('reason = ""', 'reason = "nobody lives there"')})
    assert cli("patch", *BASE, "patches/broken.eml", "--config", "accepted.toml", "-q").status == 0


def piped(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))


@pytest.mark.parametrize(
    ("text", "status", "word"),
    [(CLEAN, 0, ""), (ELSEWHERE, 0, ""), (BROKEN, 1, ": ERROR: "), (PATCHES["patches/words.eml"], 2, ": WARNING: ")],
)
def test_a_check_command_keeps_to_the_contract_of_b4(
    repository: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, text: str, status: int, word: str
) -> None:
    monkeypatch.chdir(repository)
    piped(monkeypatch, text.encode())
    done = cli("patch", "-o", "terse", "-")
    assert (done.status, done.err) == (status, "")
    assert done.out == "" if not word else word in done.out
    assert ("ERROR:" in done.out) == (status == 1)
    piped(monkeypatch, text.encode())
    done = cli("patch", "-o", "b4", "-")
    assert (done.status, done.err) == (status, "")
    items = json.loads(done.out)
    assert [item["status"] for item in items] == (
        [] if text == ELSEWHERE else [{0: "pass", 1: "fail", 2: "warn"}[status]]
    )


def test_a_tree_that_is_no_good_fails_by_contract(repository: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    written(repository, {".uapicheck.toml": "[uapicheck]\nprofil = 1\n"})
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message=config")
    monkeypatch.chdir(repository)
    done = cli("patch", "-o", "terse", "../patches/plain.diff", "--base", "HEAD")
    assert (done.status, done.err) == (2, "")
    assert done.out.startswith("HEAD:.uapicheck.toml:2: ERROR: not checked: ") or ": ERROR: " in done.out
    assert cli("patch", "../patches/plain.diff", "--base", "HEAD").err.count("\n") == 1


def test_a_wrong_command_line_is_told_on_the_standard_error(repository: Path, cli: Cli) -> None:
    assert repository.is_dir()
    for arguments in (("-", "-"), ("patches/nowhere.eml",), ("a\0b",), ("patches/clean.eml", "-o", "pdf")):
        done = cli("patch", *BASE, "-o", "terse", *arguments)
        assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)


def test_the_user_s_repository_is_left_alone(repository: Path, cli: Cli) -> None:
    written(repository, {"include/uapi/linux/mine.h": "#define MINE 1\n"})
    before = {path: path.read_bytes() for path in sorted(repository.rglob("*")) if path.is_file()}
    for name in PATCHES:
        cli("patch", *BASE, name, "-o", "mail")
        cli("patch", "-C", "kernel", name, "-o", "json")
    after = {path: path.read_bytes() for path in sorted(repository.rglob("*")) if path.is_file()}
    assert before == after


@pytest.mark.parametrize("form", ["text", "terse", "json", "html", "mail", "b4"])
def test_no_mail_brings_control_characters_to_the_terminal(repository: Path, cli: Cli, form: str) -> None:
    evil = "\x1b]0;owned\x07\u202e\x9b31m ERROR: ::error::</script>"
    text = KERNEL[HOUSE].replace("__u32 rooms", f"__u32 {evil}rooms")
    written(
        repository.parent,
        {"evil.eml": mail(f"[PATCH 1/2] {evil}", diff(HOUSE, KERNEL[HOUSE], text), author=f"{evil} <a@b.c>")},
    )
    for base in (BASE, ("-C", "kernel")):
        done = cli("patch", *base, "evil.eml", "-o", form, "--color", "never")
        assert done.status in {1, 3}
        assert [char for char in done.out if not char.isprintable() and char not in "\n\t"] == []
        assert done.err == ""


def test_mail_is_only_imported_for_replies(repository: Path) -> None:
    program = (
        "import sys; from uapicheck.cli.main import main;"
        "main(['patch', '--base', 'v1.0', '../patches/clean.eml', '-q', '--target', 'x86_64']);"
        "print([m for m in ('jinja2', 'uapicheck.render.mail', 'uapicheck.pipeline.recipients') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=repository)
    assert done.stdout.strip() == "[]"
