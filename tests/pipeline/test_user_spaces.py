"""A config describes number spaces of its own in the words of the shipped data files."""

from pathlib import Path

import pytest

from uapicheck.cli.main import main

SPACES = """
[[space]]
name = "POINT_COLOUR"
kind = "numbers"
title = "colour"
"""


def run(tmp_path: Path, config: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    sides = {
        "old.h": "#define POINT_COLOUR_RED 1\n",
        "new.h": "#define POINT_COLOUR_RED 1\n#define POINT_COLOUR_BLUE 1\n",
    }
    for name, text in {**sides, "own.toml": config}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    names = [str(tmp_path / name) for name in sides]
    status = main(["check", *names, "--config", str(tmp_path / "own.toml"), "--target", "x86_64", "-o", "terse"])
    written = capsys.readouterr()
    return status, written.out, written.err


def test_a_users_space_is_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(tmp_path, SPACES, capsys)
    assert (status, err) == (1, "")
    assert "POINT_COLOUR_BLUE has the colour number 1 of POINT_COLOUR_RED [number-duplicated]" in out


def test_a_misspelt_word_is_an_error_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(tmp_path, SPACES + "widht = 3\n", capsys)
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert "widht" in err
