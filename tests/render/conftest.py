"""The option to accept new gold files, and the values that the tests of renderers share."""

import contextlib
from collections.abc import Callable

import pytest

from tests.golds import check_gold


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer `--accept` where the conftest above does not already."""
    with contextlib.suppress(ValueError):
        parser.addoption("--accept", action="store_true", help="take over what formats write now as gold files")


@pytest.fixture
def gold(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Return the check against a gold file: `gold(NAME, TEXT)`."""
    accept = bool(request.config.getoption("--accept", default=False))
    return lambda name, actual: check_gold(name, actual, accept=accept)
