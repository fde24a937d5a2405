"""The question that the project was born from: whether U2048 is the last size before the mask has to change."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.corpus import ABSENT, CORPUS
from tests.golds import check_gold
from uapicheck.cli.main import main
from uapicheck.model.facts import Snapshot
from uapicheck.pipeline.scope import Scope
from uapicheck.pipeline.snapshot import snapshots

BUNDLE = CORPUS / "kvm-history.bundle"
HEADER = "include/uapi/linux/kvm.h"

pytestmark = pytest.mark.skipif(not BUNDLE.exists(), reason=ABSENT)


@dataclass(frozen=True, slots=True)
class Work:
    """A clone of the history, and a copy of a revision's headers to edit."""

    history: Path
    copy: Path

    def with_size(self, value: str) -> Path:
        """Return the copy with this value of KVM_REG_SIZE_U2048."""
        header = self.copy / HEADER
        text = re.sub(r"(KVM_REG_SIZE_U2048\s+)0x[0-9a-fA-F]+", rf"\g<1>{value}", header.read_text())
        header.write_text(text)
        return self.copy


@pytest.fixture
def work(tmp_path: Path) -> Work:
    history, copy = tmp_path / "linux", tmp_path / "copy"
    subprocess.run(["git", "clone", "-q", BUNDLE, history], check=True)
    copy.mkdir()
    archive = subprocess.run(["git", "-C", history, "archive", "v5.2-rc1"], check=True, capture_output=True)
    subprocess.run(["tar", "-x", "-C", copy], input=archive.stdout, check=True)
    return Work(history, copy)


def check(work: Work, old: str, new: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    status = main(["check", old, new, "-C", str(work.history), "--header", "linux/kvm.h", "--jobs", "1"])
    written = capsys.readouterr()
    assert written.err == ""
    return status, written.out


def test_the_review_thread_is_answered(
    work: Work, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    status, text = check(work, "v4.20-rc1", "v5.2-rc1", capsys)
    assert status == 0
    check_gold("thread.txt", text, accept=request.config.getoption("--accept"))
    assert "KVM_REG_SIZE_U2048 = 0x0080000000000000" in text
    assert "bits 55-52, 9 of 16 codes taken" in text
    assert "262144 bits" in text
    assert "Bits 59-56 are zero in every KVM_REG_<ARCH> code but lie inside" in text


@pytest.mark.parametrize("old", ["v4.20-rc1", "v5.2-rc1"])
def test_a_size_beyond_the_mask_is_one_finding_with_both_facts(
    work: Work, old: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, text = check(work, old, str(work.with_size("0x0100000000000000")), capsys)
    assert status == 1
    assert text.count("BREAK ") == 1
    assert "outside KVM_REG_SIZE_MASK" in text
    assert "collides with KVM_REG_ARCH_MASK" in text


def test_the_value_that_the_archive_damaged_is_outside_the_mask(work: Work, capsys: pytest.CaptureFixture[str]) -> None:
    status, text = check(work, "v4.20-rc1", str(work.with_size("0x0080")), capsys)
    assert status == 1
    assert "KVM_REG_SIZE_U2048 = 0x0080 is outside KVM_REG_SIZE_MASK" in text
    assert "collides" not in text


def of(snapshot: Snapshot) -> dict[str, tuple[int, str]]:
    """Return every constant of a snapshot with its value and type."""
    return {
        name: (constant.value, constant.type)
        for facts in snapshot.facts.values()
        for name, constant in facts.constants.items()
    }


@pytest.mark.oracle  # a quarter of a minute
def test_every_revision_of_the_history_is_read_without_gaps(work: Work) -> None:
    revisions = subprocess.run(
        ["git", "-C", work.history, "tag"], check=True, capture_output=True, text=True
    ).stdout.split()
    scope = Scope(repository=work.history, headers=("linux/kvm.h",), targets=("x86_64", "powerpc"))
    for revision in revisions:
        for snapshot in snapshots(revision, scope):
            assert snapshot.gaps == ()
            assert len(of(snapshot)) > 250
