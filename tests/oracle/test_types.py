"""Types and expressions that no header has yet: our layout and arithmetic equal the compiler's."""

from pathlib import Path

import pytest

from tests.oracle.compilers import Compiler
from tests.oracle.headers import comparison
from tests.oracle.random_expressions import Expressions
from tests.oracle.random_types import Shapes

pytestmark = pytest.mark.oracle

SEEDS = range(2)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_records_are_laid_out_alike(compiler: Compiler, seed: int, tmp_path: Path) -> None:
    result = comparison(Shapes(seed).header(60), compiler, tmp_path)
    assert [str(found) for found in result.disagreements] == []
    assert result.members > 200, "an empty answer would agree with anything"


@pytest.mark.parametrize("seed", SEEDS)
def test_random_expressions_have_the_same_value_and_type(compiler: Compiler, seed: int, tmp_path: Path) -> None:
    result = comparison(Expressions(seed).header(150), compiler, tmp_path, strict=True)
    # What the compiler leaves out overflows: there is no truth to compare with.
    wrong = [str(found) for found in result.disagreements if found.compiler]
    assert wrong == []
    assert result.constants > 150
