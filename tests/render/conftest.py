"""What the tests of renderers share."""

from collections.abc import Callable

import pytest

from tests.golds import check_gold


@pytest.fixture
def gold(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Return the check against a gold file: `gold(NAME, TEXT)`."""
    accept = bool(request.config.getoption("--accept", default=False))
    return lambda name, actual: check_gold(name, actual, accept=accept)
