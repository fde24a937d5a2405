"""A cache of each test's own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import cli, repository, stage
from uapicheck.cache.place import SWITCH
from uapicheck.pipeline import check, history

__all__ = ["cli", "repository", "stage"]
"""The fixtures of the command line's tests."""


@pytest.fixture(autouse=True)
def cache_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Turn the cache on, below the directory that is returned."""
    monkeypatch.delenv(SWITCH)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def not_again(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what makes every further comparison, and every further history, a failure."""

    def forbid() -> None:
        def compared(*_: object) -> None:
            message = "worked out again"
            raise AssertionError(message)

        monkeypatch.setenv("UAPICHECK_DEBUG", "1")  # else the command line would make a line of it
        monkeypatch.setattr(check, "_compared", compared)
        monkeypatch.setattr(history, "_history", compared)

    return forbid
