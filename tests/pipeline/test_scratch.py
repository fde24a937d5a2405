"""The temporary directory of a run is gone with the run, however that ends, and so are the programs at work in it."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.corpus import PROJECT
from uapicheck.pipeline.scratch import scratch as scratched

AT_WORK = """
import os, subprocess, sys
from uapicheck.pipeline.scratch import scratch
from uapicheck.pipeline.workers import ended_by_an_exception
with ended_by_an_exception(), scratch() as directory:
    os.makedirs(directory + "/old/include")
    compiler = subprocess.Popen(["sleep", "60"], cwd=directory + "/old/include", process_group=0)
    print(compiler.pid, flush=True)
    for number in range(10_000_000):
        with open(f"{directory}/old/include/{number % 100}.h", "w") as file:
            file.write("int x;")
"""
"""A run that never ends: it writes headers, and a program of its own works beside it."""


def started(place: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", AT_WORK],
        env=os.environ | {"TMPDIR": str(place), "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        preexec_fn=_listening,  # noqa: PLW1509 - no threads here
    )


def _listening() -> None:
    """Let signals end the process: a job in the background, or below nohup, inherits that some are ignored."""
    for number in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def names(place: Path) -> list[str]:
    return [path.name for path in place.iterdir()]


def those_in(place: Path) -> list[str]:
    """Return the processes that have to do with a directory: they work there, or it is on their command line."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_text() + str((process / "cwd").readlink())
        except OSError:
            continue
        if str(place) in words:
            found.append(words)
    return found


def left(place: Path) -> list[str]:
    """Return what is still there after ten seconds."""
    if not Path("/proc/self/cwd").exists():
        pytest.skip("no /proc on this machine")
    for _ in range(500):
        if not names(place) and not those_in(place):
            break
        time.sleep(0.02)
    return [*names(place), *those_in(place)]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("send", [os.kill, os.killpg])
def test_nothing_is_left_of_a_run_that_is_ended(tmp_path: Path, number: signal.Signals, send: object) -> None:
    process = started(tmp_path)
    with process:
        assert process.stdout is not None
        assert process.stdout.readline().strip().isdigit()
        assert len(names(tmp_path)) == 1
        os.killpg(process.pid, number) if send is os.killpg else process.send_signal(number)
    assert left(tmp_path) == []


def test_nothing_is_left_of_runs_that_are_killed_at_any_moment(tmp_path: Path) -> None:
    moments = random.Random(1)
    for _ in range(20):
        with started(tmp_path) as process:
            time.sleep(moments.uniform(0.0, 0.3))
            process.kill()
    assert left(tmp_path) == []


def test_a_run_that_outlives_its_sweeper_cleans_up_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with scratched() as directory:
        (sweeper,) = those_in(Path(directory).parent)
        assert "sweeper.py" in sweeper
        os.kill(_process_of("sweeper.py", tmp_path), signal.SIGKILL)
        (Path(directory) / "point.h").write_text("int x;\n", encoding="utf-8")
    assert names(tmp_path) == []


def _process_of(program: str, place: Path) -> int:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_text()
        except OSError:
            continue
        if program in words and str(place) in words:
            return int(process.name)
    pytest.fail(f"{program} does not run")


@pytest.mark.parametrize("executable", ["", "/nowhere/python", "/bin/false"])
def test_a_python_that_cannot_be_started_again_cleans_up_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, executable: str
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(sys, "executable", executable)
    with scratched() as directory:
        assert names(tmp_path) == [Path(directory).name]
    assert names(tmp_path) == []


def test_only_the_user_may_look_into_the_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with scratched() as directory:
        assert Path(directory).stat().st_mode & 0o777 == 0o700


def test_a_directory_that_cannot_be_made_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(FileNotFoundError), scratched():
        pytest.fail("it was made")
