"""What a terminal shows while a run lasts, and that nothing of it stays."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from tests.cli.patches import PATCHES
from tests.cli.stage import git, in_repository, written
from tests.corpus import PROJECT
from tests.terminals import CTRL_C, PATIENT, Key, Seen, in_terminal, screen
from uapicheck.cli.progress import _Stage, shown
from uapicheck.pipeline.progress import Step, steps, unheard, within

SLOW = str(Path(__file__).parent / "slow.py")
pytestmark = pytest.mark.oracle  # they wait for what a terminal shows after half a second
CHECK = ("check", "v1.0", "v1.1", "--target", "all", "-o", "json")
HIDDEN, BACK = "\x1b[?25l", "\x1b[?25h"


@pytest.fixture
def kernel(tmp_path: Path) -> Path:
    return in_repository(tmp_path / "kernel")


def seen(directory: Path, *arguments: str, seconds: float = 0.3, keys: tuple[Key, ...] = (), **variables: str) -> Seen:
    command = [SLOW, str(seconds), *arguments]
    environment = {"PYTHONPATH": str(PROJECT), **variables}
    return in_terminal(command, directory=directory, environment=environment, keys=keys, is_piped=True)


@pytest.mark.parametrize("jobs", ["1", "2", "3"])
def test_a_long_check_says_how_many_targets_are_begun(kernel: Path, jobs: str) -> None:
    done = seen(kernel, *CHECK, "--jobs", jobs, "--target", "arm64", "--target", "x86")
    assert done.status == 1
    assert any(f"{number} of " in done.text for number in range(1, 6))
    assert " targets" in done.text
    assert "arm64" in done.text or "x86_64" in done.text
    assert screen(done.text) == [], "nothing of it stays"
    assert done.text.count(HIDDEN) == done.text.count(BACK) == 1, "the cursor comes back"
    assert done.piped.startswith("{"), "and the report is what it was"


def test_a_series_says_which_patch(tmp_path: Path) -> None:
    kernel = in_repository(written(tmp_path, PATCHES) / "kernel")
    git(kernel, "reset", "--quiet", "--hard", "v1.0")
    for name, old, new in (("one", "HOUSE_LIMIT 7", "HOUSE_LIMIT 6"), ("two", "HOUSE_LIMIT 6", "HOUSE_LIMIT 5")):
        path = kernel / "include/uapi/linux/house.h"
        path.write_text(path.read_text().replace(old, new))
        git(kernel, "commit", "--quiet", "--all", f"--message={name}")
    mails = git(kernel, "format-patch", "--stdout", "v1.0")
    written(tmp_path, {"series.mbox": mails + "\n"})
    done = seen(kernel, "patch", "../series.mbox", "-o", "json", seconds=0.4)
    assert done.status == 1
    assert "1/2 one: " in done.text
    assert "2/2 two: " in done.text
    assert screen(done.text) == []


def test_a_history_says_how_many_revisions(kernel: Path) -> None:
    for number in range(6):
        written(kernel, {"include/uapi/linux/house.h": f"#define HOUSE_LIMIT {number}\n"})
        git(kernel, "commit", "--quiet", "--all", f"--message={number}")
    done = seen(kernel, "history", "-C", ".", "HOUSE_LIMIT", "--jobs", "1", "--target", "x86_64", "-o", "json")
    assert done.status == 0
    assert " of 7 revisions" in done.text
    assert screen(done.text) == []


def test_an_interrupt_leaves_one_line_and_a_clean_terminal(kernel: Path) -> None:
    done = seen(kernel, *CHECK, "--jobs", "2", seconds=1, keys=(Key(after="targets", types=CTRL_C),))
    assert done.status == 130
    assert [line.removeprefix("^C") for line in screen(done.text)][-1:] == ["uapicheck: interrupted"]
    assert len(screen(done.text)) == 1
    assert done.text.count(HIDDEN) == done.text.count(BACK) == 1


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="no /proc that tells who started whom")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_killed_leaves_a_clean_terminal(kernel: Path, number: signal.Signals) -> None:
    def kill(shell: int) -> None:
        def end() -> None:
            (process,) = Path(f"/proc/{shell}/task/{shell}/children").read_text().split()
            os.kill(int(process), number)

        threading.Timer(2, end).start()

    command = [SLOW, "1", *CHECK, "--jobs", "1"]
    environment = {"PYTHONPATH": str(PROJECT)}
    done = in_terminal(command, directory=kernel, environment=environment, is_piped=True, watch=kill)
    assert done.status != 0
    assert HIDDEN in done.text
    assert done.text.count(BACK) == 1
    if number is signal.SIGTERM:  # after the other one the shell speaks before the line is gone
        assert screen(done.text) == []


def test_an_error_after_a_while_is_one_line_all_the_same(kernel: Path) -> None:
    slow_then_wrong = seen(kernel, *CHECK, "--jobs", "1", "--verify-witness", seconds=0.2, TMPDIR="/dev/null/nowhere")
    lines = screen(slow_then_wrong.text)
    assert len(lines) <= 1
    assert all(line.startswith("uapicheck: ") for line in lines)


@pytest.mark.parametrize(
    ("more", "variables"),
    [
        (("-q",), {}),
        (("-o", "terse"), {}),
        ((), {"TERM": "dumb"}),
    ],
)
def test_who_wants_silence_has_it(kernel: Path, more: tuple[str, ...], variables: dict[str, str]) -> None:
    arguments = [each for each in CHECK if each not in {"-o", "json"}] if more else list(CHECK)
    command = [SLOW, "0.3", *arguments, *more, "--jobs", "1", "--header", "linux/house.h"]
    environment = {"PYTHONPATH": str(PROJECT), **variables}
    assert in_terminal(command, directory=kernel, environment=environment, is_piped=True).text == ""


def test_a_fast_run_shows_nothing_and_never_imports_rich(kernel: Path) -> None:
    command = ["-X", "importtime", *PATIENT, "check", "v1.0", "v1.1", "--target", "x86_64"]
    done = in_terminal(command, directory=kernel, environment={"PYTHONPATH": str(PROJECT)}, is_piped=True)
    imported = {line.rpartition("|")[2].strip() for line in done.text.splitlines()}
    assert "uapicheck.cli.progress" in imported
    assert not any(name.startswith("rich") for name in imported)
    assert HIDDEN not in done.text


def test_without_a_terminal_no_process_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fork", lambda: pytest.fail("nobody looks"))
    with shown((), quiet=False) as progress:
        assert progress is unheard


def test_steps_tell_the_beginning_and_the_end_of_each_item() -> None:
    told: list[Step] = []
    assert list(steps(within(told.append, "2/5 a patch"), "targets", ["arm64", "i386"])(["i386"])) == ["i386"]
    assert [(step.name, step.is_done, step.total, step.whole) for step in told] == [
        ("i386", False, 2, "2/5 a patch"),
        ("i386", True, 2, "2/5 a patch"),
    ]


def test_the_next_stage_counts_from_its_own_beginning() -> None:
    stage = _Stage()
    for line in ("+\ttargets\t2\tarm64", "-\ttargets\t2\tarm64", "+\ttargets\t2\ti386"):
        stage.take(line)
    assert (stage.words(40), stage.count, stage.done) == ("i386", "2 of 2 targets", 1)
    stage.take("-\ttargets\t2\ti386")
    stage.take("+\ttargets\t2\tarm64")
    assert (stage.count, stage.done) == ("1 of 2 targets", 0), "of another series, on as many targets"
    stage.take("+2/2 a patch\ttargets\t9\tx32")
    assert (stage.words(40), stage.count) == ("2/2 a patch: x32", "1 of 9 targets")


def test_what_is_being_done_fits_beside_the_count() -> None:
    stage = _Stage()
    stage.take("+2/2 a patch with a long subject\ttargets\t9\tpowerpc64le")
    for room in range(60):
        words = stage.words(room)
        assert len(words) <= room
        assert words.endswith("powerpc64le"[:room]), "the target is news, the subject is not"
    assert stage.words(30) == "2/2 a patch wi...: powerpc64le"


def test_telling_costs_next_to_nothing() -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    from uapicheck.cli.progress import _tell  # noqa: PLC0415 - what a step costs, and nothing else of it

    started = time.process_time()
    for _ in range(1000):
        _tell(writing, Step(unit="targets", total=9, name="x86_64", is_done=False))
    assert time.process_time() - started < 0.5, "a millisecond would be a hundredth of what a target takes"
    os.close(reading)
    _tell(writing, Step(unit="targets", total=9, name="x86_64", is_done=False))  # whoever drew is gone: no failure
    os.close(writing)
