"""Rows in a file that may be damaged, locked, full or gone: what is read is what was kept, or nothing."""

import os
import random
import resource
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from uapicheck.cache import database
from uapicheck.cache.database import NAME, SCHEMA, Database

LIMIT = 1 << 20
ROWS = {bytes([number]) * 32: bytes([number]) * (300 * number + 1) for number in range(40)}


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Database]:
    found = Database(str(tmp_path), limit=LIMIT)
    yield found
    found.close()


_OPENED: list[Database] = []


@pytest.fixture(autouse=True)
def _closed_afterwards() -> Iterator[None]:
    yield
    while _OPENED:
        _OPENED.pop().close()


def reopened(directory: Path, *, limit: int = LIMIT) -> Database:
    _OPENED.append(Database(str(directory), limit=limit))
    return _OPENED[-1]


def kept(directory: Path, rows: dict[bytes, bytes]) -> None:
    own = reopened(directory)
    own.keep(rows)
    own.close()


def test_what_was_kept_is_found_by_the_next_run(tmp_path: Path) -> None:
    kept(tmp_path, ROWS)
    later = reopened(tmp_path)
    assert {key: later.value(key) for key in ROWS} == ROWS
    assert later.value(b"other") is None
    assert later.remark == ""


def test_the_first_of_two_values_stays(made: Database) -> None:
    made.keep({b"key": b"one"})
    made.keep({b"key": b"two"})
    assert made.value(b"key") == b"one"


def damaged(raw: bytes, chance: random.Random) -> bytes:
    """Return a file with some bytes changed, a stretch of noise or zeros, or its end missing."""
    at = chance.randrange(len(raw))
    match chance.randrange(4):
        case 0:
            changed = bytearray(raw)
            for _ in range(chance.choice((1, 3, 30))):
                changed[chance.randrange(len(raw))] = chance.randrange(256)
            return bytes(changed)
        case 1:
            return raw[:at] + chance.randbytes(min(4096, len(raw) - at)) + raw[at + 4096 :]
        case 2:
            return raw[:at] + bytes(min(9000, len(raw) - at)) + raw[at + 9000 :]
    return raw[:at]


@pytest.mark.parametrize("seed", range(150))
def test_no_damage_changes_an_answer(tmp_path: Path, seed: int) -> None:
    kept(tmp_path, ROWS)
    file = tmp_path / NAME
    file.write_bytes(damaged(file.read_bytes(), random.Random(seed)))
    for _ in range(3):  # the first run finds the damage, the next ones a file that was made anew, or holes in it
        own = reopened(tmp_path)
        assert {value for key in ROWS if (value := own.value(key)) not in {ROWS[key], None}} == set()
        own.keep(ROWS)
        own.close()
    last = reopened(tmp_path)
    found = {key: last.value(key) for key in ROWS}
    assert found == ROWS
    assert last.remark == ""


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(84), bytes(5000)])
def test_a_file_of_another_kind_is_made_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    own = reopened(tmp_path)
    assert own.value(b"key") is None
    own.keep({b"key": b"value"})
    assert own.value(b"key") == b"value"
    assert ("damaged" in own.remark) == bool(content)


def test_a_database_of_another_program_is_made_anew(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / NAME)) as other, other:
        other.execute("CREATE TABLE entry (name TEXT)")
    other.close()
    own = reopened(tmp_path)
    own.keep({b"key": b"value"})
    assert own.value(b"key") == b"value"


def test_a_row_with_a_wrong_sum_is_damage_and_told_once(tmp_path: Path) -> None:
    kept(tmp_path, {b"key": b"value"})
    with closing(sqlite3.connect(tmp_path / NAME)) as other, other:
        other.execute("UPDATE entry SET value = ?", (b"forged",))
    other.close()
    own = reopened(tmp_path)
    assert own.value(b"key") is None
    assert own.remark == f"{tmp_path / NAME}: the cache was damaged and is made anew"
    own.keep({b"key": b"value"})
    own.close()
    later = reopened(tmp_path)
    assert (later.value(b"key"), later.remark) == (b"value", "")


def test_a_row_under_another_key_is_damage(tmp_path: Path) -> None:
    kept(tmp_path, {b"key": b"value"})
    with closing(sqlite3.connect(tmp_path / NAME)) as other, other:
        other.execute("UPDATE entry SET key = ?", (b"yek",))
    other.close()
    assert reopened(tmp_path).value(b"yek") is None


@pytest.mark.parametrize("change", ["value = 7", "value = 'text'", "value = CAST(x'ff' AS TEXT)", "used = 'x'"])
def test_a_row_of_other_types_is_no_answer(tmp_path: Path, change: str) -> None:
    kept(tmp_path, {b"key": b"value"})
    with closing(sqlite3.connect(tmp_path / NAME)) as other, other:
        other.execute(f"UPDATE entry SET {change}")  # noqa: S608 - the lines above
    other.close()
    assert reopened(tmp_path).value(b"key") in {None, b"value"}


@pytest.mark.parametrize("kind", ["directory", "pipe", "link to a pipe", "journal"])
def test_what_is_no_file_is_left_alone_and_told(tmp_path: Path, kind: str) -> None:
    place = tmp_path / NAME
    if kind == "directory":
        place.mkdir()
    elif kind == "pipe":
        os.mkfifo(place)
    elif kind == "journal":
        place = tmp_path / f"{NAME}-journal"
        place.mkdir()
    else:
        os.mkfifo(tmp_path / "pipe")
        place.symlink_to("pipe")
    own = reopened(tmp_path)
    own.keep({b"key": b"value"})
    assert own.value(b"key") is None
    assert own.remark == f"{place}: the cache is not used, this is no file; remove it"


def test_an_older_schema_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(tmp_path, ROWS)
    monkeypatch.setattr(database, "SCHEMA", SCHEMA + 1)
    own = reopened(tmp_path)
    assert own.value(next(iter(ROWS))) is None
    own.keep({b"key": b"value"})
    assert (own.value(b"key"), own.remark) == (b"value", "")


def test_a_newer_schema_is_left_to_its_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "SCHEMA", SCHEMA + 1)
    kept(tmp_path, ROWS)
    monkeypatch.undo()
    before = (tmp_path / NAME).read_bytes()
    own = reopened(tmp_path)
    own.keep({b"key": b"value"})
    assert (own.value(b"key"), own.remark) == (None, "")
    assert (tmp_path / NAME).read_bytes() == before


def test_the_file_stays_within_its_bound_and_keeps_what_was_used_last(tmp_path: Path) -> None:
    own = reopened(tmp_path)
    rows = {number.to_bytes(4): random.Random(number).randbytes(20_000) for number in range(300)}
    for key, value in rows.items():
        own.keep({key: value})
    assert (tmp_path / NAME).stat().st_size <= LIMIT
    found = [key for key, value in rows.items() if own.value(key) == value]
    assert found == list(rows)[-len(found) :]
    assert len(found) >= 20


def test_a_value_larger_than_its_part_is_not_kept(made: Database) -> None:
    made.keep({b"large": bytes(LIMIT), b"small": b"value"})
    assert (made.value(b"large"), made.value(b"small")) == (None, b"value")


def test_rows_that_are_used_again_outlast_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    day = 24 * 3600
    begin = int(time.time())
    monkeypatch.setattr(time, "time", lambda: begin)
    names = [b"first", b"second", *(bytes([number]) for number in range(14))]
    kept(tmp_path, {name: bytes(50_000) for name in names})
    monkeypatch.setattr(time, "time", lambda: begin + 2 * day)
    own = reopened(tmp_path)
    assert own.value(b"first") is not None
    for number in range(100, 104):
        own.keep({bytes([number]): bytes(50_000)})
    assert own.value(b"first") is not None
    assert own.value(b"second") is None


@pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
def test_nobody_waits_for_a_lock(tmp_path: Path, lock: str) -> None:
    kept(tmp_path, {b"key": b"value"})
    other = sqlite3.connect(tmp_path / NAME, isolation_level=None)
    other.execute(f"BEGIN {lock}")
    begin = time.perf_counter()
    own = reopened(tmp_path)
    assert own.value(b"key") == (None if lock == "EXCLUSIVE" else b"value")
    own.keep({b"more": b"value"})
    assert own.value(b"more") is None
    assert time.perf_counter() - begin < 2
    assert own.remark == ""
    other.execute("ROLLBACK")
    other.close()
    assert reopened(tmp_path).value(b"key") == b"value"


def test_a_full_disk_keeps_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    kept(tmp_path, {b"key": b"value"})
    size = (tmp_path / NAME).stat().st_size
    child = os.fork()
    if not child:  # a limit cannot be raised again
        status = 1
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size + 4096, size + 4096))
            own = reopened(tmp_path)
            own.keep({b"more": bytes(100_000)})
            right = own.value(b"more") is None and own.value(b"key") in {None, b"value"} and not own.remark
            status = 0 if right else 2
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    later = reopened(tmp_path)
    assert (later.value(b"key"), later.value(b"more"), later.remark) == (b"value", None, "")


def test_a_child_opens_the_file_for_itself(made: Database) -> None:
    made.keep({b"key": b"value"})
    child = os.fork()
    if not child:
        status = 1
        try:
            made.keep({b"child": b"value"})
            status = 0 if made.value(b"key") == b"value" else 2
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert made.value(b"child") == b"value"


def test_a_file_that_one_may_not_write_is_read_all_the_same() -> None:
    """As somebody else, for root may write everything: in a directory that others can reach."""
    place = Path(tempfile.mkdtemp())
    kept(place, {b"key": b"value"})
    with closing(sqlite3.connect(place / NAME)) as other, other:
        other.execute("UPDATE entry SET used = 0")
    other.close()
    (place / NAME).chmod(0o444)
    place.chmod(0o555)
    child = os.fork()
    if not child:
        status = 1
        try:
            if os.geteuid() == 0:
                os.setuid(65534)
            own = reopened(place)
            own.keep({b"more": b"value"})
            right = own.value(b"more") is None and not own.remark
            own = reopened(place)
            status = 0 if right and own.value(b"key") == b"value" else 2
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    place.chmod(0o755)
    shutil.rmtree(place)


def test_a_directory_that_is_gone_is_no_failure(tmp_path: Path) -> None:
    own = reopened(tmp_path / "gone")
    own.keep({b"key": b"value"})
    assert (own.value(b"key"), own.remark) == (None, "")


def test_python_without_sqlite_does_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "sqlite3", None)
    own = reopened(tmp_path)
    own.keep({b"key": b"value"})
    assert (own.value(b"key"), own.remark) == (None, "")
