"""What the tab key brings, asked of the program and of the shells themselves."""

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.corpus import PROJECT
from tests.terminals import skip_without_terminals
from uapicheck.cli.arguments import parsers
from uapicheck.cli.completing import _VALUES, completion
from uapicheck.model.targets import TARGETS
from uapicheck.render.formats import FORMATS
from uapicheck.rules import names as rule_names

SHARE = PROJECT / "uapicheck/share"


def needs(shell: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(shell) is None, reason=f"{shell} is not on this machine")


def words(*typed: str) -> list[str]:
    return [word for word, _ in completion(typed).words]


def test_commands_come_first() -> None:
    _, commands = parsers()
    assert words("") == list(commands)
    assert words("s") == ["snapshot", "spaces", "schema"]
    assert words("atlas", "") == ["list", "build", "verify"]
    assert words("chekc", "") == []


def test_options_come_behind_a_dash_and_once() -> None:
    assert words("check", "--fail") == ["--fail-on"]
    assert "--config" not in words("check", "--config", "x.toml", "--")
    assert "--target" in words("check", "--target", "arm64", "--"), "it may be given again"
    assert words("check", "--", "--f") == []
    assert "--version" in words("-")


def test_values_are_those_of_the_option() -> None:
    assert words("check", "--fail-on", "") == ["break", "review", "note", "never"]
    assert words("check", "--fail-on=re") == ["--fail-on=review"]
    assert set(words("check", "--target", "")) >= {*TARGETS, "x86", "all"}
    assert words("check", "--profile", "k") == ["kvm"]
    assert "linux/kvm.h" in words("check", "--header", "linux/")
    assert words("decode", "--kind", "cap") == ["capability"]
    assert "KVM_CAP" in words("spaces", "--space", "KVM_C")
    assert completion(["check", "--config", ""]).more == "files"
    assert completion(["check", "-C", ""]).more == "directories"


def test_formats_are_those_of_the_command_with_and_without_a_file() -> None:
    assert words("check", "-o", "") == [each for name in FORMATS for each in (name, f"{name}=")]
    assert words("snapshot", "-o", "h") == ["header", "header="]
    assert words("atlas", "list", "-o", "j") == ["json", "json="]
    assert completion(["check", "-o", "html=re"]).more == "files"
    assert completion(["snapshot", "-o", "html=re"]).more == "words", "there is no such format"


def test_places_are_those_of_the_command() -> None:
    assert words("explain", "ioctl-number-d") == ["ioctl-number-duplicated"]
    assert words("explain", "") == list(rule_names())
    assert words("explain", "field-moved", "") == [], "one rule is enough"
    assert words("schema", "rep") == ["report/1", "reports/1"]
    assert words("decode", "KVM_REG_SIZE_U10") == ["KVM_REG_SIZE_U1024"]
    assert "KVM_CAP_ARM_SVE" in words("history", "KVM_CAP_A", "KVM_CAP_ARM_S")
    assert completion(["patch", "a.mbox", ""]).more == "files"
    assert words("completion", "") == ["bash", "zsh", "fish"]


def test_sources_are_revisions_releases_and_files(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert words("check", "-C", str(repository), "v1") == ["v1.1", "v1.0"]
    monkeypatch.chdir(repository)
    assert words("check", "") == ["atlas:", "HEAD", "v1.1", "v1.0", "main"]
    assert completion(["check", ""]).more == "files"
    assert words("check", "v1.0..v") == ["v1.0..v1.1", "v1.0..v1.0"]
    assert words("check", "v1.0...m") == ["v1.0...main"]
    assert words("history", "--of", "v1.0", "v1.1") == ["v1.1"]
    assert "atlas:v5.2" in words("snapshot", "atlas:v5")
    assert "v5.2" in words("history", "--since", "v5")


def test_nothing_is_offered_where_nothing_can_be_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("UAPICHECK_ATLAS", str(tmp_path))
    assert words("check", "v") == []
    assert words("check", "--jobs", "") == []


@pytest.mark.parametrize("arguments", [(), ("tcsh", "x"), ("bash",), ("zsh",), ("bash", "=", "uapicheck 'check")])
def test_a_shell_never_sees_an_error(cli: Cli, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UAPICHECK_ATLAS", "/nowhere/at/all")
    for more in ((), ("check", "atlas:")):
        done = cli("__complete", *arguments, *more)
        assert (done.status, done.err) == (0, "")


def test_every_value_has_a_way_to_be_completed_or_is_a_number_or_day() -> None:
    _, commands = parsers()
    asked = {action.metavar for parser in commands.values() for action in parser._actions if action.metavar}
    assert {str(name) for name in asked} - set(_VALUES) == {"N", "SHELL", "ACTION"}


def test_the_script_is_the_one_that_is_installed(cli: Cli) -> None:
    for shell in ("bash", "zsh", "fish"):
        assert cli("completion", shell).out == (SHARE / f"uapicheck.{shell}").read_text(encoding="utf-8")
    assert cli("completion", "tcsh").status == 2


@pytest.fixture
def path(tmp_path: Path) -> str:
    """Return a search path that has the command."""
    program = tmp_path / "bin" / "uapicheck"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nPYTHONPATH="{PROJECT}" exec "{sys.executable}" -m uapicheck "$@"\n', encoding="utf-8"
    )
    program.chmod(0o755)
    (tmp_path / "a page.html").touch()
    return f"{program.parent}:{os.environ['PATH']}"


def typed(shell: list[str], line: str, until: str, *, path: str, directory: Path) -> str:
    """Return what an interactive shell shows once somebody has typed a line and pressed the tab key.

    It is given time until it shows what is expected of it.
    """
    skip_without_terminals()
    process, terminal = pty.fork()
    if not process:
        os.chdir(directory)
        os.environ.update(PATH=path, TERM="dumb", HOME=str(directory), PS1="> ", INPUTRC="/dev/null")
        os.execvp(shell[0], shell)  # noqa: S606 - it is a shell
    try:
        _read(terminal, "", 0.5)
        os.write(terminal, f"source {SHARE}/uapicheck.{shell[0]}; echo rea''dy\n".encode())
        _read(terminal, "ready", 20)
        os.write(terminal, f"{line}\t".encode())
        return _read(terminal, until, 20)
    finally:
        os.close(terminal)
        os.waitpid(process, 0)


def _read(terminal: int, until: str, seconds: float) -> str:
    seen, end = b"", time.monotonic() + seconds
    while time.monotonic() < end and not (until and until.encode() in seen):
        if select.select([terminal], [], [], 0.1)[0]:
            seen += os.read(terminal, 1 << 16)
    return seen.decode("utf-8", "replace")


LINES = [
    ("uapicheck che", "uapicheck check "),
    ("uapicheck explain ioctl-number-d", "uapicheck explain ioctl-number-duplicated"),
    ("uapicheck check atlas:v5.1", "atlas:v5.1"),
    ("uapicheck check atlas:v5.17-", "uapicheck check atlas:v5.17-rc1"),
    ("uapicheck check --fail-on=re", "uapicheck check --fail-on=review"),
    ("uapicheck check -o html=a", "uapicheck check -o html=a\\ page.html"),
    ("uapicheck check a", "uapicheck check a"),
]


@needs("bash")
@pytest.mark.parametrize(("line", "completed"), LINES)
def test_bash_completes(path: str, tmp_path: Path, line: str, completed: str) -> None:
    assert completed in typed(["bash", "--norc", "--noprofile", "-i"], line, completed, path=path, directory=tmp_path)


@needs("bash")
def test_bash_takes_words_apart_at_colons_as_its_variable_says(path: str) -> None:
    lines = ("uapicheck check atlas:v5.17-", "uapicheck check -o ht")
    for breaks, replies in ((" \t\n=:", ["v5.17-rc1", "html html="]), (" \t\n", ["atlas:v5.17-rc1", "html html="])):
        for line, reply in zip(lines, replies, strict=True):
            script = (
                f"source {SHARE}/uapicheck.bash; COMP_WORDBREAKS=$1; COMP_LINE=$2; COMP_POINT=${{#COMP_LINE}}; "
                '_uapicheck uapicheck "" check; echo "${COMPREPLY[*]}"'
            )
            asked = ["bash", "-c", script, "bash", breaks, line]
            done = subprocess.run(asked, capture_output=True, check=True, text=True, env={**os.environ, "PATH": path})
            assert (done.stdout.strip(), done.stderr) == (reply, "")


@needs("fish")
@pytest.mark.parametrize(("line", "completed"), LINES)
def test_fish_completes(path: str, tmp_path: Path, line: str, completed: str) -> None:
    script = f"source {SHARE}/uapicheck.fish; complete -C {line!r}"
    environment = {**os.environ, "PATH": path, "HOME": str(tmp_path), "TERM": "dumb"}
    done = subprocess.run(
        ["fish", "--no-config", "-c", script], capture_output=True, check=True, text=True, env=environment, cwd=tmp_path
    )
    assert done.stderr == ""
    found = [each.partition("\t")[0] for each in done.stdout.splitlines()]
    assert any(each.startswith(completed.rpartition(" ")[2].replace("\\", "") or "check") for each in found) or (
        "html=a page.html" in found
    )


@needs("zsh")
@pytest.mark.parametrize(("line", "completed"), LINES)
def test_zsh_completes(path: str, tmp_path: Path, line: str, completed: str) -> None:
    (tmp_path / ".zshrc").write_text("autoload -U compinit; compinit -u -D\n", encoding="utf-8")
    assert completed in typed(["zsh", "-i"], line, completed, path=path, directory=tmp_path)


@pytest.mark.parametrize("shell", [pytest.param(each, marks=needs(each)) for each in ("bash", "zsh", "fish")])
def test_a_shell_finds_no_fault_in_its_script(shell: str) -> None:
    done = subprocess.run([shell, "-n", str(SHARE / f"uapicheck.{shell}")], capture_output=True, check=False, text=True)
    assert (done.returncode, done.stderr) == (0, "")
