"""Exit statuses: 0 nothing at or above --fail-on, 1 findings, 2 wrong use or bad input, 3 gaps; 1 wins over 3."""

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.cli.stage import written

FAIL_ON = ("break", "review", "note", "never")


@pytest.mark.parametrize(
    ("header", "statuses"),
    [
        ("same", (0, 0, 0, 0)),
        ("noted", (0, 0, 1, 0)),
        ("doubtful", (0, 1, 1, 0)),
        ("broken", (1, 1, 1, 0)),
        ("blind", (3, 3, 3, 3)),
        ("both", (1, 1, 1, 3)),
    ],
)
def test_the_status_tells_the_verdict(stage: Path, cli: Cli, header: str, statuses: tuple[int, ...]) -> None:
    assert stage.is_dir()
    pair = (f"old/linux/{header}.h", f"new/linux/{header}.h", "--target", "x86_64")
    assert tuple(cli("check", *pair, "-q", "--fail-on", least).status for least in FAIL_ON) == statuses
    assert cli("check", *pair, "-q").status == statuses[0], "break is the default"


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("syntax.h", "struct point { int x int y; };\n", "syntax error"),
        ("unbalanced.h", "#ifdef DOOR\n#define DOOR_OPEN 1\n", "without #endif"),
        ("surplus.h", "#define DOOR 1\n#endif\n", "without #if"),
        ("loop.h", '#include "loop.h"\n', "include loop"),
        ("refuses.h", "#error we do not serve this\n", "#error"),
    ],
)
def test_what_cannot_be_read_is_a_gap_and_the_rest_is_read(
    stage: Path, cli: Cli, name: str, text: str, why: str
) -> None:
    written(stage, {name: text + "#define STILL_READ 5\n"})
    done = cli("snapshot", name, "--target", "x86_64")
    assert (done.status, done.err) == (3, "")
    assert why in done.out
    assert ("STILL_READ" in done.out) == (name != "unbalanced.h"), "behind #ifdef nothing is defined"


def test_bytes_that_are_not_utf8_are_no_crash(stage: Path, cli: Cli) -> None:
    (stage / "latin.h").write_bytes(b"/* soup\xe9 */\n#define CUPS 3\n")
    done = cli("snapshot", "latin.h", "--target", "x86_64")
    assert (done.status, done.err) == (0, "")
    assert "CUPS" in done.out


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("cut.tar.xz", b"\xfd7zXZ\x00 and no more"),
        ("cut.tar.gz", b"\x1f\x8b and no more"),
        ("empty.tar", b""),
        ("program.h", b"\x7fELF\0\0\0"),
        ("cut.json", b'{"schema": "uapicheck.snapshot/1", '),
        ("other.json", b'{"schema": "uapicheck.report/1"}'),
        ("later.json", b'{"schema": "uapicheck.snapshot/2"}'),
        ("list.json", b"[]"),
        ("deep.json", b"[" * 100_000),
        ("packed.zip", b"PK\x03\x04"),
    ],
)
def test_a_source_that_cannot_be_read_is_one_line_with_its_place(stage: Path, cli: Cli, name: str, raw: bytes) -> None:
    (stage / name).write_bytes(raw)
    before = sorted(stage.rglob("*"))
    for arguments in (("check", name, "new"), ("check", "old", name), ("snapshot", name)):
        done = cli(*arguments, "-o", "json=report.json")
        assert (done.status, done.out) == (2, "")
        assert re.fullmatch(rf"uapicheck: {name}(:\d+)?: .+; .+\n", done.err)
    assert sorted(stage.rglob("*")) == before, "nothing is written"


def test_a_directory_without_headers_is_one_line(stage: Path, cli: Cli) -> None:
    (stage / "empty").mkdir()
    done = cli("check", "empty", "new")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("uapicheck: empty: no UAPI headers in this directory; ")
    assert done.err.count("\n") == 1


def test_an_error_of_ours_is_one_line_too(stage: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        message = "a mistake\nof two lines"
        raise ZeroDivisionError(message)

    monkeypatch.setattr("uapicheck.pipeline.check.compared", broken)
    monkeypatch.delenv("UAPICHECK_DEBUG", raising=False)
    done = cli("check", "old/linux/same.h", str(stage / "new/linux/same.h"))
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("uapicheck: internal error: ZeroDivisionError: a mistake of two lines; ")
    monkeypatch.setenv("UAPICHECK_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        cli("check", "old/linux/same.h", "new/linux/same.h")
