"""The tool as a process: pipes that close, signals, and surroundings that lack something."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.corpus import PROJECT
from tests.programs import run

BROKEN = "check old/linux/broken.h new/linux/broken.h --target x86_64"
TOOL = f"{sys.executable} -m uapicheck"


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))


def shell(command: str, directory: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", command],
        cwd=directory,
        env=os.environ | environment,
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=60,
    )


@pytest.mark.parametrize(("command", "status"), [(BROKEN + " -v", 1), ("--help", 0), ("--version", 0)])
def test_a_reader_that_leaves_is_no_failure(stage: Path, command: str, status: int) -> None:
    done = shell(f"{TOOL} {command} | true; echo ${{PIPESTATUS[0]}}", stage)
    assert (done.stdout, done.stderr) == (f"{status}\n", "")


def test_a_reader_of_one_line_gets_the_verdict(stage: Path) -> None:
    done = shell(f"set -o pipefail; {TOOL} {BROKEN} | head -n 1", stage)
    assert (done.returncode, done.stdout, done.stderr) == (1, "BREAK: 1 change breaks user space\n", "")


def test_a_closed_output_is_told_before_the_work(stage: Path) -> None:
    done = shell(f"{TOOL} {BROKEN} >&-", stage)
    assert done.returncode == 2
    assert done.stderr == "uapicheck: standard output: is closed; -o FORMAT=PATH writes to a file, -q nothing\n"
    assert shell(f"{TOOL} {BROKEN} -q >&-", stage).returncode == 1


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no /dev/full on this machine")
def test_a_full_output_is_one_line(stage: Path) -> None:
    done = shell(f"{TOOL} {BROKEN} >/dev/full", stage)
    assert done.returncode == 2
    assert done.stderr == "uapicheck: standard output: no space left on device; -o FORMAT=PATH writes to a file\n"


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no /dev/full on this machine")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_help_for_a_full_output_is_one_line(stage: Path, unbuffered: str) -> None:
    done = shell(f"PYTHONUNBUFFERED={unbuffered} {TOOL} --version >/dev/full", stage)
    assert done.returncode == 2
    assert done.stderr == "uapicheck: standard output: no space left on device; -o FORMAT=PATH writes to a file\n"


def test_errors_never_fall_into_the_report(stage: Path) -> None:
    done = shell(f"{TOOL} check old nowhere 2>&-", stage)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "")


def test_an_interruption_ends_without_a_traceback(stage: Path) -> None:
    os.mkfifo(stage / "pipe.h")
    process = subprocess.Popen(
        [sys.executable, "-m", "uapicheck", "check", "pipe.h", "pipe.h"],
        cwd=stage,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A job in the background, as CI may be, inherits that SIGINT is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 - no threads here
    )
    try:
        with (stage / "pipe.h").open("w"):  # opens when the tool does, which then waits for what is written
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, out, err) == (130, "", "uapicheck: interrupted\n")


@pytest.mark.parametrize(
    "module", ["argparse", "uapicheck.cli.main", "uapicheck.pipeline.check", "uapicheck.render.text"]
)
def test_an_interruption_while_modules_are_loaded_ends_without_a_traceback(stage: Path, module: str) -> None:
    script = (
        "import runpy, sys\n"
        "class Interrupted:\n"
        "    def find_spec(name, *_):\n"
        f"        if name == {module!r}: raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupted)\n"
        "runpy.run_module('uapicheck', run_name='__main__')\n"
    )
    done = run(["-c", script, *BROKEN.split()], directory=stage)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "uapicheck: interrupted\n")


def test_an_old_locale_is_no_traceback(stage: Path) -> None:
    (stage / "old/linux/broken.h").write_text("#define SOUP\u00c9 1\n#define TEA 2\n", encoding="utf-8")
    done = shell(f"{TOOL} {BROKEN} -v", stage, LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode in {1, 3}
    assert done.stdout.isascii()
    assert done.stderr == ""


def test_a_bare_environment_is_enough(stage: Path) -> None:
    done = run(
        ["-m", "uapicheck", *BROKEN.split()],
        directory=stage,
        environment={"PYTHONPATH": str(PROJECT), "PATH": os.environ["PATH"]},
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "HOME" not in done.stdout


@pytest.mark.parametrize("arguments", ["", "old new", "v1 v2 -C .", "$STAGE/old/linux/same.h same.h"])
def test_a_working_directory_that_is_gone_is_said(stage: Path, arguments: str) -> None:
    done = shell(f"mkdir gone; cd gone; rmdir ../gone; {TOOL} check {arguments}", stage, STAGE=str(stage))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("uapicheck: ")
    assert "internal error" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_nothing_is_written_by_a_check(repository: Path) -> None:
    def state() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in sorted(repository.rglob("*")) if path.is_file()}

    before = state()
    done = run(["-m", "uapicheck", "check", "v1.0", "v1.1"], directory=repository)
    assert (done.returncode, done.stderr) == (1, "")
    assert state() == before


def test_a_cancelled_run_leaves_no_worker_behind(stage: Path) -> None:
    script = (
        "import os, sys, time\n"
        "from uapicheck.pipeline.workers import in_order\n"
        "def work(items):\n"
        "    os.write(1, b'%d\\n' % os.getpid())\n"
        "    time.sleep(60)\n"
        "    return list(items)\n"
        "in_order(work, range(8), jobs=2, cost=9)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script], cwd=stage, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    workers = [int(process.stdout.readline()) for _ in range(2)]
    process.terminate()
    assert process.wait(timeout=20) == 143
    process.stdout.close()
    for worker in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)
