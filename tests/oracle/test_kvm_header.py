"""`linux/kvm.h` of every release in the corpus: what a compiler says is what a snapshot holds."""

from functools import cache
from pathlib import Path

import pytest

from tests.corpus import ABSENT, archives, release
from tests.oracle.compare import BY_CLANG, BY_GCC, choice, judged
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import HeaderTree
from uapicheck.sources.opening import opened

pytestmark = [pytest.mark.oracle, pytest.mark.skipif(not archives(), reason=ABSENT)]

NOT_THEIRS = {
    ("4.19.26", "riscv"): "riscv had no KVM yet: what lies in the shared include/asm/kvm.h is arm's",
}
"""Headers that an archive shows to an architecture that they were not made for."""


@cache
def _tree(archive: Path) -> HeaderTree:
    return opened(str(archive), repository=None)


@pytest.mark.parametrize("target", [*BY_GCC, *BY_CLANG])
@pytest.mark.parametrize("archive", archives(), ids=release)
def test_a_snapshot_is_what_the_compiler_says(archive: Path, target: str) -> None:
    compiler = next(choice([target], "best"), None)
    if compiler is None:
        pytest.skip(f"neither a gcc nor the clang of ziglang for {target}")
    row = judged(_tree(archive), archive, compiler, ["linux/kvm.h"])
    if row.headers == 0:
        pytest.skip(f"{TARGETS[target].arch} does not export linux/kvm.h in {release(archive)}")
    if row.rejected and (reason := NOT_THEIRS.get((release(archive), TARGETS[target].arch))):
        pytest.skip(reason)
    assert row.rejected == []
    found = [str(disagreement) for _, result in row.comparisons for disagreement in result.disagreements]
    assert found == []
    assert row.sum("constants") > 300, "an empty answer would agree with anything"
    assert row.sum("members") > 150
