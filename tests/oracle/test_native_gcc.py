"""The part of the oracle that any developer's machine can run in a second: its own gcc."""

from pathlib import Path

import pytest

from tests.corpus import ABSENT, archives
from tests.oracle.compare import judged
from tests.oracle.compilers import Compiler, gcc
from tests.oracle.headers import comparison
from tests.oracle.random_expressions import Expressions
from tests.oracle.random_types import Shapes
from uapicheck.sources.opening import opened


@pytest.fixture(params=["x86_64", "i386"])
def compiler(request: pytest.FixtureRequest) -> Compiler:
    found = gcc(request.param)
    if found is None:
        pytest.skip(f"no gcc for {request.param}")
    return found


@pytest.mark.skipif(not archives(), reason=ABSENT)
def test_kvm_of_the_newest_release_is_what_gcc_says(compiler: Compiler) -> None:
    newest = archives()[-1]
    row = judged(opened(str(newest), repository=None), newest, compiler, ["linux/kvm.h"])
    assert [str(found) for _, result in row.comparisons for found in result.disagreements] == row.rejected == []
    assert row.sum("constants") > 300


def test_random_records_are_laid_out_alike(compiler: Compiler, tmp_path: Path) -> None:
    result = comparison(Shapes(100).header(40), compiler, tmp_path)
    assert [str(found) for found in result.disagreements] == []
    assert result.members > 100


def test_random_expressions_have_the_same_value_and_type(compiler: Compiler, tmp_path: Path) -> None:
    result = comparison(Expressions(100).header(80), compiler, tmp_path, strict=True)
    assert [str(found) for found in result.disagreements if found.compiler] == []
    assert result.constants > 80
