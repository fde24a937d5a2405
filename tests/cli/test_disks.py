"""Disks that are full or read-only, and ends without warning: the old report stays, and nothing else is left."""

import errno
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.stage import written
from tests.corpus import PROJECT
from uapicheck.cli import outputs

BROKEN = ("check", "old/linux/broken.h", "new/linux/broken.h", "--target", "x86_64")
LIMIT = 4096
"""Bytes of a file or of a file system; the reports written there are larger."""
WAITING = """
import os, sys, time
from uapicheck.cli import main
from uapicheck.pipeline import workers
{patch}
main.entry()
"""
SLOW_TO_NAME = WAITING.format(
    patch="from uapicheck import atomic\n"
    "def wait(*_):\n    os.write(1, b'writing\\n')\n    time.sleep(60)\n"
    "atomic._is_named = wait\n"
)
"""A program that stands still when the whole report is on the disk and has no name yet."""


_BEGUN: "list[subprocess.Popen[str]]" = []


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    yield
    for process in _BEGUN:  # a test that fails leaves them to nobody else
        process.kill()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()
        process.wait()
    _BEGUN.clear()


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))


def tool(directory: Path, *arguments: str, limit: bool = False) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "uapicheck", *arguments],
        cwd=directory,
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
        preexec_fn=limited if limit else None,
    )


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mount a small file system of our own: `mounted(OPTIONS)`."""
    place = tmp_path / "disk"
    place.mkdir()

    def mount(options: str) -> Path:
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], check=False, capture_output=True)
        if done.returncode:
            pytest.skip("only root may mount a file system here")
        return place

    yield mount
    subprocess.run(["umount", place], check=False, capture_output=True)


def left(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


@pytest.mark.parametrize("form", ["json", "html"])
def test_a_report_that_is_too_large_leaves_the_old_one(stage: Path, form: str) -> None:
    place = written(stage / "reports", {"report": "yesterday's"})
    written(
        stage, {"old/linux/many.h": "".join(f"#define MANY_{n} {n}\n" for n in range(200)), "new/linux/many.h": "\n"}
    )
    many = ("check", "old/linux/many.h", "new/linux/many.h", "--target", "x86_64", "-o", f"{form}=reports/report")
    done = tool(stage, *many, limit=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "uapicheck: reports/report: file too large; the report was not written there\n"
    assert left(place) == ["report"]
    assert (place / "report").read_text() == "yesterday's"


def test_a_full_disk_leaves_the_old_report(stage: Path, mounted: Callable[[str], Path]) -> None:
    disk = mounted("size=16k")
    written(disk, {"report": "yesterday's"})
    done = tool(stage, *BROKEN, "-o", f"html={disk}/report")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"uapicheck: {disk}/report: no space left on device; the report was not written there\n"
    assert left(disk) == ["report"]
    assert (disk / "report").read_text() == "yesterday's"


def test_a_full_disk_leaves_the_old_atlas(stage: Path, mounted: Callable[[str], Path]) -> None:
    many = "".join(f"#define MANY_{n} {n}\n" for n in range(3_000))
    written(stage / "linux-6.1", {"include/linux/many.h": many, "arch/x86/include/asm/few.h": "#define FEW 1\n"})
    disk = mounted("size=24k")
    (disk / "linux").mkdir()
    written(disk, {"linux/many.tsv": "yesterday's"})
    done = tool(
        stage, "atlas", "build", "--atlas", str(disk), "linux-6.1", "--target", "x86_64", "--header", "linux/many.h"
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "no space left on device" in done.stderr
    assert [path.name for path in disk.rglob(".*")] == []
    assert (disk / "linux/many.tsv").read_text() == "yesterday's"


def test_a_disk_that_is_read_only_is_one_line(stage: Path, mounted: Callable[[str], Path]) -> None:
    disk = mounted("ro")
    done = tool(stage, *BROKEN, "-o", f"json={disk}/report")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"uapicheck: {disk}/report: read-only file system; the report was not written there\n"


def test_headers_on_a_disk_that_is_read_only_are_checked(stage: Path, mounted: Callable[[str], Path]) -> None:
    disk = mounted("size=4m")
    for side in ("old", "new"):
        written(disk / side, {"broken.h": (stage / side / "linux/broken.h").read_text()})
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    done = tool(disk, "check", "old/broken.h", "new/broken.h", "--target", "x86_64")
    assert (done.returncode, done.stderr) == (1, "")


def test_a_disk_without_files_that_have_no_name_gets_its_report_too(
    stage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def refused(path: Path, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_TMPFILE == os.O_TMPFILE:
            raise OSError(errno.EOPNOTSUPP, "Operation not supported")
        return real(path, flags, mode)

    monkeypatch.setattr("uapicheck.atomic.os.open", refused)
    place = written(stage / "reports", {"report": "yesterday's"})
    outputs._to_file(place / "report", "today's")
    assert left(place) == ["report"]
    assert (place / "report").read_text() == "today's"


def test_a_machine_without_proc_gets_its_report_too(stage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr("uapicheck.atomic.os.link", refused)
    place = written(stage / "reports", {"report": "yesterday's"})
    outputs._to_file(place / "report", "today's")
    assert left(place) == ["report"]
    assert (place / "report").read_text() == "today's"


def test_a_name_of_every_length_that_a_disk_takes_can_be_written(stage: Path) -> None:
    for name in ("r" * 255, "\u4e2d" * 85):
        outputs._to_file(stage / name, "text")
        assert (stage / name).read_text() == "text"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_an_end_while_a_report_is_written_leaves_the_old_one(stage: Path, number: signal.Signals) -> None:
    place = written(stage / "reports", {"report": "yesterday's"})
    process = started(SLOW_TO_NAME, stage, *BROKEN, "-o", "json=reports/report")
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    expected = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGKILL: -9}
    assert process.returncode == expected[number]
    assert err == ("uapicheck: interrupted\n" if number is signal.SIGINT else "")
    assert left(place) == ["report"]
    assert (place / "report").read_text() == "yesterday's"


def test_a_report_that_is_new_has_no_other_name_at_any_time(stage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        pytest.fail("it had another name before")

    monkeypatch.setattr(Path, "replace", refused)
    place = stage / "reports"
    place.mkdir()
    outputs._to_file(place / "report", "today's")
    assert left(place) == ["report"]


def test_a_killed_build_leaves_the_old_atlas_and_nothing_else(stage: Path) -> None:
    written(stage / "linux-6.1", {"include/linux/few.h": "#define FEW 1\n", "arch/x86/include/asm/few.h": "\n"})
    atlas = written(stage / "atlas", {"linux/few.tsv": "yesterday's"})
    process = started(
        SLOW_TO_NAME,
        stage,
        "atlas",
        "build",
        "--atlas",
        "atlas",
        "linux-6.1",
        "--target",
        "x86_64",
        "--header",
        "linux/few.h",
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    process.kill()
    process.communicate(timeout=60)
    assert [path.name for path in atlas.rglob("*") if path.is_file()] == ["few.tsv"]
    assert (atlas / "linux/few.tsv").read_text() == "yesterday's"


def started(script: str, directory: Path, *arguments: str) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        cwd=directory,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A job in the background, as CI may be, inherits that SIGINT is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 - no threads here
    )
    _BEGUN.append(process)
    return process


SLOW_WORKERS = (
    "import os, sys, time\n"
    "from uapicheck.cli import main\n"
    "from uapicheck.pipeline import workers\n"
    "def work(items):\n"
    "    for _ in items:\n"
    "        os.write(1, b'%d\\n' % os.getpid())\n"
    "        time.sleep(0.2)\n"
    "    return []\n"
    "main._COMMANDS['rules'] = lambda _: len(workers.in_order(work, range(4000), jobs=2, cost=9))\n"
    "main.entry()\n"
)


def pids(process: "subprocess.Popen[str]") -> set[int]:
    assert process.stdout is not None
    found: set[int] = set()
    while len(found) < 2:
        found.add(int(process.stdout.readline()))
    return found


def test_a_worker_that_is_killed_is_one_line(stage: Path) -> None:
    script = SLOW_WORKERS.replace("range(4000)", "range(20)")
    process = started(script, stage, "rules")
    (worker,) = pids(process) - {process.pid}
    os.kill(worker, signal.SIGKILL)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert err == "uapicheck: a process that did part of the work was killed; was memory short? --jobs 1 needs least\n"


def is_over(process: int) -> bool:
    """Return whether a process ends within ten seconds."""
    for _ in range(200):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return True  # nobody here waits for orphans, and it does nothing any more
        time.sleep(0.05)
    return False


def test_workers_of_a_process_that_is_killed_end(stage: Path) -> None:
    process = started(SLOW_WORKERS, stage, "rules")
    (worker,) = pids(process) - {process.pid}
    process.kill()
    process.communicate(timeout=60)
    assert is_over(worker)


def test_a_worker_ends_with_the_process_that_wants_it_whatever_it_does(stage: Path) -> None:
    process = started(SLOW_WORKERS.replace("time.sleep(0.2)", "time.sleep(60)"), stage, "rules")
    (worker,) = pids(process) - {process.pid}
    process.kill()
    process.communicate(timeout=60)
    assert is_over(worker)


def test_git_that_is_killed_is_one_line(repository: Path) -> None:
    script = WAITING.format(
        patch="from uapicheck.sources import objects\n"
        "real = objects.Objects._answer\n"
        "def answer(self, output, name):\n"
        "    self._git.process.kill()\n"
        "    self._git.process.wait()\n"
        "    output.read()\n"
        "    return real(self, output, name)\n"
        "objects.Objects._answer = answer\n"
    )
    done = started(script, repository, "check", "v1.0", "v1.1")
    out, err = done.communicate(timeout=60)
    assert (done.returncode, out) == (2, "")
    assert err.count("\n") == 1
    assert "git stopped reading; see what `git fsck` says" in err
