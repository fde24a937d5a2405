"""Whole sessions as a user has them: command, output, status.

A transcript holds `$ uapicheck ...` lines, each followed by what it prints and by its status in brackets. What goes to
the standard error is marked with `! `; `DIR` is the working directory. `pytest --accept` writes what is printed now.
"""

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda path: path.stem)
def test_a_session_goes_as_written(transcript: Path, repository: Path, cli: Cli, pytestconfig: pytest.Config) -> None:
    written = transcript.read_text(encoding="utf-8")
    commands = re.findall(r"^\$ uapicheck ?(.*)$", written, re.MULTILINE)
    assert commands
    lines: list[str] = []
    for command in commands:
        done = cli(*shlex.split(command))
        lines += [f"$ uapicheck {command}".rstrip(), *done.out.splitlines()]
        lines += [f"! {line}" for line in done.err.splitlines()]
        lines += [f"[{done.status}]", ""]
    said = "\n".join(lines).replace(str(repository.parent), "DIR")
    said = re.sub(r"\s+DIR/", " DIR/", said)  # where the line breaks depends on the length of the path
    said = re.sub(r"\b[0-9a-f]{12}\b", "COMMIT", said)
    if pytestconfig.getoption("--accept"):
        transcript.write_text(said, encoding="utf-8")
    else:
        assert said == written
