"""Many runs at once, and runs that are killed at any moment: the next one tells the truth, and the file is whole."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.corpus import PROJECT
from uapicheck.cache.database import NAME, _sum

KILLS = 12
EVERY_KILL = 200
AT_ONCE = 6


def started(repository: Path, cache: Path, header: str = "*", *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "uapicheck", "check", "v1.0", "v1.1", "-C", str(repository), "--header", header]
    return subprocess.Popen(
        [*command, "-o", "json", *more],
        cwd=repository.parent,
        env=os.environ | {"XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(PROJECT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def told(repository: Path, cache: Path, header: str = "*", *more: str) -> tuple[int, str, str]:
    """Return the status of a run, what it found and what it complained of."""
    with started(repository, cache, header, *more) as process:
        out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def is_whole(file: Path) -> bool:
    """Return whether SQLite and the sums of the rows say that a cache is as it was written."""
    if not file.exists():
        return True  # nothing was kept yet
    with closing(sqlite3.connect(file)) as own, own:
        (answer,) = own.execute("PRAGMA integrity_check").fetchone()
        names = {name for (name,) in own.execute("SELECT name FROM sqlite_master")}
        rows = own.execute("SELECT key, sum, value FROM entry").fetchall() if "entry" in names else []
    own.close()
    return answer == "ok" and all(checksum == _sum(key, value) for key, checksum, value in rows)


@pytest.mark.parametrize("count", [KILLS, pytest.param(EVERY_KILL, marks=pytest.mark.oracle)])  # 200 take two minutes
def test_a_killed_run_leaves_a_cache_that_is_whole(repository: Path, tmp_path: Path, count: int) -> None:
    cache, chance = tmp_path / "cache", random.Random(count)
    bare = told(repository, cache, "*", "--no-cache")
    begin = time.perf_counter()
    assert told(repository, tmp_path / "other") == bare
    longest = time.perf_counter() - begin
    headers = ("*", "linux/*", "asm/*", "linux/house.h", "asm/door.h")
    for _ in range(count):
        with started(repository, cache, chance.choice(headers)) as process:
            time.sleep(chance.random() * longest)
            os.killpg(process.pid, signal.SIGKILL)
        if chance.random() < 0.2:
            assert told(repository, cache) == bare
    assert told(repository, cache) == bare
    assert told(repository, cache) == bare
    assert is_whole(cache / "uapicheck" / NAME)


@pytest.mark.parametrize("count", [40, pytest.param(1000, marks=pytest.mark.oracle)])  # as above
def test_a_writer_killed_while_it_writes_leaves_whole_rows(tmp_path: Path, count: int) -> None:
    """Kill a process that does nothing but write, so that most kills hit a transaction."""
    code = (
        "import random, sys\n"
        "from uapicheck.cache.database import Database\n"
        "own = Database(sys.argv[1], limit=1 << 22)\n"
        "chance = random.Random(int(sys.argv[2]))\n"
        "print('begun', flush=True)\n"
        "while True:\n"
        "    own.keep({chance.randbytes(8): bytes([at]) * chance.randrange(60_000) for at in range(9)})\n"
    )
    chance = random.Random(count)
    for number in range(count // 10):
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", code, str(tmp_path), str(10 * number + at)], cwd=PROJECT, stdout=subprocess.PIPE
            )
            for at in range(2)
        ]
        for writer in writers:
            assert writer.stdout is not None
            writer.stdout.readline()
        time.sleep(chance.random() * 0.1)
        for writer in writers:
            writer.kill()
            writer.communicate()
        assert is_whole(tmp_path / NAME)
        assert (tmp_path / NAME).stat().st_size <= 1 << 22


def test_many_runs_at_once_tell_the_truth(repository: Path, tmp_path: Path) -> None:
    bare = {header: told(repository, tmp_path / "none", header, "--no-cache") for header in ("*", "linux/*")}
    for _ in range(2):  # the first ones make the file together
        runs = [(header, started(repository, tmp_path / "cache", header)) for header in [*bare] * (AT_ONCE // 2)]
        for header, process in runs:
            with process:
                out, err = process.communicate(timeout=120)
            assert (process.returncode, out, err) == bare[header]
    assert is_whole(tmp_path / "cache" / "uapicheck" / NAME)


def test_runs_at_once_that_find_damage_make_the_file_anew(repository: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    bare = told(repository, cache)
    file = cache / "uapicheck" / NAME
    file.write_bytes(random.Random(0).randbytes(20_000))
    runs = [started(repository, cache) for _ in range(AT_ONCE)]
    for process in runs:
        with process:
            out, err = process.communicate(timeout=120)
        assert (process.returncode, out) == bare[:2]
        assert err in {"", f"uapicheck: {file}: the cache was damaged and is made anew\n"}
    assert told(repository, cache) == bare
    assert is_whole(file)


def test_two_versions_of_the_program_share_the_file(repository: Path, tmp_path: Path) -> None:
    """A copy that says something else of a removed field never answers for the other one."""
    other = tmp_path / "other"
    other.mkdir()
    subprocess.run(["cp", "-r", str(PROJECT / "uapicheck"), str(other)], check=True)
    rule = other / "uapicheck" / "rules" / "field_removed.py"
    rule.write_text(rule.read_text(encoding="utf-8").replace("is gone", "is away"), encoding="utf-8")
    cache = tmp_path / "cache"
    time.sleep(2.1)  # nothing is kept for a program that has changed just now

    def said(root: Path) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "uapicheck", "check", "v1.0", "v1.1", "-C", str(repository), "-o", "terse"],
            cwd=root,
            env=os.environ | {"XDG_CACHE_HOME": str(cache)},
            capture_output=True,
            check=False,
            text=True,
        )
        return "away" if "is away" in done.stdout else "gone" if "is gone" in done.stdout else done.stderr

    def rows() -> int:
        with closing(sqlite3.connect(cache / "uapicheck" / NAME)) as own, own:
            (count,) = own.execute("SELECT count(*) FROM entry").fetchone()
        own.close()
        return int(count)

    seen = [(said(root), rows()) for root in (PROJECT, other, PROJECT, other)]
    assert [word for word, _ in seen] == ["gone", "away", "gone", "away"]
    half, *others = (count for _, count in seen)
    assert half >= 3  # the program, what leads to the report, the report
    assert others == [2 * half] * 3
