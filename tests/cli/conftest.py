"""The tool inside the test's own process, and a few small headers, trees and repositories to run it on."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.ids import IDS_TREE
from tests.cli.patches import PATCHES
from tests.cli.stage import in_repository, on_stage, written
from uapicheck.cli.main import main


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a run left."""

    status: int
    out: str
    err: str


Cli = Callable[..., Done]


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the working directory, with the headers of `stage.py` in it."""
    monkeypatch.chdir(tmp_path)
    written(tmp_path, PATCHES)
    written(tmp_path, IDS_TREE)
    return on_stage(tmp_path)


@pytest.fixture
def repository(stage: Path) -> Path:
    """Return a repository in `kernel/` of the working directory: v1.0, and v1.1 that takes a field away."""
    return in_repository(stage / "kernel")


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run a command line here: much faster than a process of its own."""

    def run(*arguments: str) -> Done:
        capsys.readouterr()
        status = main(arguments)
        seen = capsys.readouterr()
        return Done(status=status, out=seen.out, err=seen.err)

    return run
