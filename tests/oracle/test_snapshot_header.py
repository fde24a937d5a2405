"""A header made of facts alone: compilers read it as the very facts that it was made of."""

import subprocess
from pathlib import Path

import pytest

from tests.corpus import ABSENT, CORPUS
from tests.oracle.comparison import Comparison, compared
from tests.oracle.compilers import Compiler, compiler
from tests.oracle.random_types import Shapes
from tests.oracle.truth import truth
from tests.round_trip import NAME, differences, header_of, read_again
from uapicheck.extract.snapshot import Extractor
from uapicheck.model.facts import Snapshot
from uapicheck.model.targets import TARGETS
from uapicheck.pipeline.recorded import recorded
from uapicheck.sources.opening import opened

pytestmark = pytest.mark.oracle

BUNDLE = CORPUS / "kvm-history.bundle"
COMPILED = ("x86_64", "i386", "arm64", "s390x", "powerpc", "riscv64", "mips64el")
READ = (*COMPILED, "arm", "powerpc64le", "loongarch64")
WARNINGS = ("-std=gnu11", "-Wall", "-Werror", "-c", "-o", "header.o")
KVM = "linux/kvm.h"


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a clone of the history."""
    clone = tmp_path_factory.mktemp("history") / "kvm"
    subprocess.run(["git", "clone", "--quiet", "--bare", BUNDLE, clone], check=True, capture_output=True)
    return clone


def compiled(snapshot: Snapshot, told_by: Compiler, directory: Path) -> Comparison:
    """Compare what a compiler makes of the header with the snapshot that the header was made of."""
    (directory / NAME).write_text(header_of(snapshot))
    (directory / "alone.c").write_text(f'#include "{NAME}"\n')
    # What the driver passes by itself is no business of the header.
    more = ("-Wno-option-ignored",) if told_by.family == "clang" else ()
    ran = told_by.run(*WARNINGS, *more, "alone.c", directory=directory)
    assert ran.complaints == ""
    return compared(truth(told_by, [directory], NAME), snapshot, told_by.family)


@pytest.mark.parametrize("family", ["gcc", "clang"])
@pytest.mark.parametrize("target", COMPILED)
@pytest.mark.parametrize("release", ["v5.2", "v7.2"])
def test_a_compiler_reads_the_facts_of_the_atlas(release: str, target: str, family: str, tmp_path: Path) -> None:
    told_by = compiler(family, target)
    if told_by is None:
        pytest.skip(f"no {family} for this target: {target}")
    side = recorded(f"atlas:{release}")
    if KVM not in side.exported(TARGETS[target]):
        pytest.skip(f"{TARGETS[target].arch} does not export {KVM} in {release}")
    result = compiled(side.snapshot(TARGETS[target], (KVM,), Extractor()), told_by, tmp_path)
    assert [str(found) for found in result.disagreements] == []
    assert result.constants > 550, "an empty answer would agree with anything"
    assert result.members > 250


@pytest.mark.parametrize("seed", range(3))
def test_random_records_are_compiled_as_they_were_laid_out(compiler: Compiler, seed: int, tmp_path: Path) -> None:
    snapshot = read_again(Shapes(seed).header(60), compiler.target)
    (tmp_path / NAME).write_text(header_of(snapshot))
    result = compared(truth(compiler, [tmp_path], NAME), snapshot, compiler.family)
    assert [str(found) for found in result.disagreements] == []
    assert result.members > 200


@pytest.mark.skipif(not BUNDLE.exists(), reason=ABSENT)
@pytest.mark.parametrize("target", READ)
def test_every_revision_of_the_history_comes_back(target: str, history: Path) -> None:
    said = ["git", "-C", str(history), "rev-list", "--all"]
    revisions = subprocess.run(said, check=True, capture_output=True, text=True).stdout.split()
    first, second = Extractor(), Extractor()
    compared_with = 0
    for revision in revisions:
        tree = opened(revision, repository=history)
        if KVM in tree.headers.get(TARGETS[target].arch, ()):
            snapshot = first.snapshot(tree, TARGETS[target], (KVM,))
            assert (revision, differences(snapshot, read_again(header_of(snapshot), target, second))) == (revision, [])
            compared_with += 1
    assert compared_with > 0
