"""Compilers for the tests: each test that takes `compiler` runs once with every one of them."""

import pytest

from tests.oracle import compilers
from tests.oracle.compilers import Compiler


@pytest.fixture(params=compilers.CANDIDATES, ids="-".join)
def compiler(request: pytest.FixtureRequest) -> Compiler:
    """Return one compiler; skip where the machine lacks it."""
    family, target = request.param
    found = compilers.compiler(family, target)
    if found is None:
        pytest.skip(f"no {family} for this target: {target}")
    return found
