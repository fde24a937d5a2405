"""What holds for every test: no network, no trace of the person who runs it, nothing written elsewhere."""

import os
import socket
from collections.abc import Callable, Iterator

import pytest
from hypothesis import settings

from tests.golds import check_gold
from uapicheck.cache.place import SWITCH

settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

_FIXED = {
    "COLUMNS": "80",
    "GIT_AUTHOR_DATE": "2020-01-02T03:04:05Z",
    "GIT_AUTHOR_EMAIL": "author@example.org",
    "GIT_AUTHOR_NAME": "A U Thor",
    "GIT_COMMITTER_DATE": "2020-01-02T03:04:05Z",
    "GIT_COMMITTER_EMAIL": "committer@example.org",
    "GIT_COMMITTER_NAME": "C O Mitter",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "LC_ALL": "C.UTF-8",
    "NO_COLOR": "1",
    "TZ": "UTC",
}
_OF_A_FORGE = ("BUILD_", "CI_", "GITHUB_", "GITLAB_", "PRE_COMMIT")
"""The variables of a forge, or of a hook, would choose the sides of a comparison."""
_OF_A_REPOSITORY = ("GIT_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_WORK_TREE")
"""Set inside a git hook, where tests may run as well."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="replace gold files by what the tests produce")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--accept") and os.environ.get("CI"):
        message = "--accept is for people who look at what they accept: never in CI"
        raise pytest.UsageError(message)


@pytest.fixture(scope="session", autouse=True)
def _same_everywhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Fix the environment; keep home and caches inside the scratch directory of the run."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in tuple(os.environ):
            if name in {"CI", "UAPICHECK_ATLAS"} or name.startswith(_OF_A_FORGE) or name in _OF_A_REPOSITORY:
                patch.delenv(name)
        for name, value in _FIXED.items():
            patch.setenv(name, value)
        patch.setenv("HOME", str(home))
        patch.setenv(SWITCH, "1")  # what one test found out must not be another one's answer; tests/cache turns it on
        for name in ("CACHE", "CONFIG", "DATA", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Let no test of this process reach the network; sockets of the machine itself stay."""
    connect = socket.socket.connect

    def refused(self: socket.socket, address: tuple[str, int] | str) -> None:
        if self.family != socket.AF_UNIX:
            message = f"a test wants to connect to {address}"
            raise AssertionError(message)
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refused)
        yield


@pytest.fixture
def gold(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Return the check against a gold file: `gold(NAME, TEXT)`."""
    accept = bool(request.config.getoption("--accept", default=False))
    return lambda name, actual: check_gold(name, actual, accept=accept)
