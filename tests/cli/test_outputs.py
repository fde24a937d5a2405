"""Where reports go, and what of hostile text reaches the terminal."""

import json
import os
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.cli.stage import written

# Python 3.12 warns where other threads run beside a fork: pytest-xdist's do, the tool has none.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")

BROKEN = ("check", "old/linux/broken.h", "new/linux/broken.h", "--target", "x86_64")


@pytest.mark.parametrize("command", [(), ("check",), ("snapshot",)])
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_is_asked_for_and_no_error(cli: Cli, command: tuple[str, ...], option: str) -> None:
    done = cli(*command, option)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(" ".join(("usage: uapicheck", *command)))
    assert "exit status: 0 nothing at or above --fail-on; 1 findings; 2 wrong use" in done.out


def test_the_version_is_one_line(cli: Cli) -> None:
    done = cli("--version")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("uapicheck 0.")
    assert done.out.count("\n") == 1


def test_one_run_writes_several_reports(stage: Path, cli: Cli) -> None:
    done = cli(*BROKEN, "-o", "text", "-o", "json=report.json", "-o", "html=report.html")
    assert (done.status, done.err) == (1, "")
    assert done.out.startswith("BREAK: 1 change breaks user space\n")
    assert json.loads((stage / "report.json").read_text())["verdict"] == "break"
    assert (stage / "report.html").read_text().startswith("<!doctype html>")
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE((stage / "report.json").stat().st_mode) == 0o666 & ~umask


def test_a_report_in_a_file_leaves_the_terminal_alone(stage: Path, cli: Cli) -> None:
    done = cli(*BROKEN, "-o", "json=report.json")
    assert (done.status, done.out, done.err) == (1, "", "")
    assert [path.name for path in stage.iterdir() if path.is_file()] == ["report.json"], "nothing else is left"


def test_a_dash_is_the_standard_output(stage: Path, cli: Cli) -> None:
    done = cli(*BROKEN, "-o", "json=-")
    assert json.loads(done.out)["verdict"] == "break"
    assert not (stage / "-").exists()


def test_quiet_prints_nothing_and_writes_files_all_the_same(stage: Path, cli: Cli) -> None:
    done = cli(*BROKEN, "-q", "-o", "text", "-o", "json=report.json")
    assert (done.status, done.out, done.err) == (1, "", "")
    assert (stage / "report.json").exists()


def test_a_report_replaces_what_a_link_leads_to(stage: Path, cli: Cli) -> None:
    written(stage, {"reports/today.json": "yesterday's"})
    (stage / "latest.json").symlink_to("reports/today.json")
    assert cli(*BROKEN, "-o", "json=latest.json").status == 1
    assert (stage / "latest.json").is_symlink()
    assert json.loads((stage / "reports/today.json").read_text())["verdict"] == "break"


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no /dev/full on this machine")
def test_a_full_disk_is_one_line(stage: Path, cli: Cli) -> None:
    assert stage.is_dir()
    done = cli(*BROKEN, "-o", "json=/dev/full")
    assert (done.status, done.out) == (2, "")
    assert done.err == "uapicheck: /dev/full: no space left on device; the report was not written there\n"


def test_nothing_is_written_where_one_report_cannot_be(stage: Path, cli: Cli) -> None:
    done = cli(*BROKEN, "-o", "json=report.json", "-o", "html=nowhere/report.html")
    assert (done.status, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert not (stage / "report.json").exists()


def test_a_clean_comparison_is_silent_in_terse(stage: Path, cli: Cli) -> None:
    assert stage.is_dir()
    done = cli("check", "old/linux/same.h", "new/linux/same.h", "-o", "terse")
    assert (done.status, done.out, done.err) == (0, "", "")


def test_colour_is_there_where_it_is_wanted(stage: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" not in cli(*BROKEN).out
    assert "\x1b[" in cli(*BROKEN, "--color", "always").out
    assert "\x1b[" not in cli(*BROKEN, "--color", "never").out
    cli(*BROKEN, "--color", "always", "-o", f"text={stage}/report.txt")
    assert "\x1b[" not in (stage / "report.txt").read_text()
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[" in cli(*BROKEN).out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in cli(*BROKEN).out


@pytest.mark.parametrize("form", ["text", "terse", "json", "html"])
def test_control_characters_never_reach_the_terminal(stage: Path, cli: Cli, form: str) -> None:
    evil = "\x1b]0;owned\x07\u202e\x9b31m"
    written(stage / evil, {"linux/old.h": f"#define LAMP 1 /* {evil} */\n#define {evil}LAMP 2\nint {evil};\n"})
    written(stage / evil, {"linux/new.h": f"#include <{evil}.h>\n#error {evil}\n"})
    done = cli("check", f"{evil}/linux/old.h", f"{evil}/linux/new.h", "-v", "-o", form, "--color", "never")
    assert done.status in {1, 3}
    assert [char for char in done.out if not char.isprintable() and char != "\n"] == []
    assert done.err == ""


def test_control_characters_in_errors_are_spelled_out(cli: Cli) -> None:
    for arguments in (("check", "\x1b[31m", "b\nc"), ("\x1b[2J",), ("check", "a", "b", "--target", "\u202e\x07")):
        done = cli(*arguments)
        assert (done.status, done.out) == (2, "")
        assert done.err.endswith("\n")
        assert done.err[:-1].isprintable()


@pytest.mark.parametrize("form", ["text", "terse", "json", "html"])
def test_the_same_question_gets_the_same_bytes(repository: Path, cli: Cli, form: str) -> None:
    question = ("check", "v1.0", "v1.1", "-C", str(repository), "-o", form)
    answers = {cli(*question, "--jobs", jobs).out for jobs in ("1", "1", "4")}
    assert len(answers) == 1


def test_a_snapshot_is_the_same_whatever_the_jobs(repository: Path, cli: Cli) -> None:
    assert (
        cli("snapshot", str(repository), "-o", "json").out
        == cli("snapshot", str(repository), "-o", "json", "--jobs", "3").out
    )


def test_a_path_that_ends_in_a_slash_is_a_directory_of_pages(stage: Path, cli: Cli) -> None:
    for _ in range(2):  # the second time the directory is there
        done = cli(*BROKEN, "-q", "-o", "html=pages/")
        assert (done.status, done.out, done.err) == (1, "", "")
    pages = sorted(path.name for path in (stage / "pages").iterdir())
    assert len(pages) == 2
    assert pages[-1] == "index.html"


def test_a_directory_that_is_there_needs_no_slash_and_keeps_what_is_in_it(stage: Path, cli: Cli) -> None:
    (stage / "pages").mkdir()
    (stage / "pages/mine").write_text("kept")
    assert cli(*BROKEN, "-q", "-o", "html=pages").status == 1
    assert (stage / "pages/mine").read_text() == "kept"
    assert (stage / "pages/index.html").exists()


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("json=pages/", "is a directory; -o FORMAT=PATH names a file"),
        ("html=nowhere/pages/", "there is no such directory; make it"),
        ("html=file/", "is no directory; leave the slash out to write one file"),
    ],
)
def test_what_cannot_be_a_directory_of_pages_is_said_before_the_work(
    stage: Path, cli: Cli, output: str, words: str
) -> None:
    (stage / "file").write_text("")
    done = cli(*BROKEN, "-o", output)
    assert (done.status, done.out) == (2, "")
    assert words in done.err
    assert done.err.count("\n") == 1
