"""A forge with a kernel tree whose requests break, pass, or touch no header; uapicheck installed beside the steps."""

import os
from pathlib import Path

import pytest

from tests.forges.runner import Action
from tests.forges.tree import Forge


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a `uapicheck` that runs this interpreter: what an installation leaves, without the installation."""
    import sys  # noqa: PLC0415 - the one place

    path = tmp_path_factory.mktemp("program") / "bin" / "uapicheck"
    path.parent.mkdir()
    imports = os.pathsep.join(each for each in sys.path if each)
    path.write_text(f'#!/bin/sh\nPYTHONPATH="{imports}" exec "{sys.executable}" -m uapicheck "$@"\n', encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    """Return a repository on a forge."""
    return Forge(tmp_path / "forge.git", tmp_path)


@pytest.fixture
def action(tmp_path: Path, program: Path) -> Action:
    """Return the action, its installation already made as a first use of it leaves it."""
    made = Action(tmp_path / "runner")
    place = made.temporary / "uapicheck/venv/bin"
    place.mkdir(parents=True)
    (place / "uapicheck").symlink_to(program)
    return made
