"""The atlas that ships: what it says of KVM, how large it is, and that no text of a header is in it."""

import pytest

from tests.corpus import PROJECT
from uapicheck.atlas.place import opened
from uapicheck.extract.snapshot import Extractor
from uapicheck.model.release import ReleaseKind
from uapicheck.model.targets import TARGETS
from uapicheck.pipeline.recorded import recorded

HEADERS = PROJECT / "headers"
LARGEST = 3_000_000


def value(release: str, name: str, target: str = "x86_64") -> int | None:
    for facts in opened(HEADERS).snapshot(release, target).facts.values():
        if name in facts.constants:
            return facts.constants[name].value
    return None


@pytest.mark.parametrize(
    ("release", "name", "expected"),
    [
        ("v4.20-rc1", "KVM_REG_SIZE_U2048", None),
        ("v5.2-rc1", "KVM_REG_SIZE_U2048", 0x0080000000000000),
        ("v7.2", "KVM_REG_SIZE_U2048", 0x0080000000000000),
        ("v5.2", "KVM_CAP_ARM_SVE", 170),
        ("v3.11", "KVM_REG_MIPS", 0x7000000000000000),
        ("v5.8", "KVM_VM_MIPS_TE", 0),
        ("v5.10-rc1", "KVM_VM_MIPS_TE", 2),
    ],
)
def test_it_knows_what_releases_have(release: str, name: str, expected: int | None) -> None:
    assert value(release, name) == expected


def test_ioctl_numbers_differ_by_architecture() -> None:
    assert value("v7.2", "KVM_SET_ONE_REG", "x86_64") == 0x4010AEAC
    assert value("v7.2", "KVM_SET_ONE_REG", "powerpc64le") == 0x8010AEAC


def test_it_is_small_and_line_oriented() -> None:
    tables = list(HEADERS.rglob("*.tsv"))
    assert sum(path.stat().st_size for path in tables) < LARGEST
    for path in tables:
        assert path.read_bytes().endswith(b"\n")
        assert b"\r" not in path.read_bytes()


def test_no_prose_and_no_function_is_in_it() -> None:
    for path in HEADERS.rglob("*.tsv"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert "/*" not in line
            assert "SPDX" not in line
            assert line.split("\t")[1:2] != ["function"]


def test_releases_are_marked_for_what_they_are() -> None:
    kinds = {release.name: release.kind for release in opened(HEADERS).releases}
    assert kinds["v5.2"] is ReleaseKind.RELEASE
    assert kinds["v5.2-rc1"] is ReleaseKind.CANDIDATE
    assert kinds["v4.13-rc0"] is ReleaseKind.TREE
    assert kinds["v6.13.4"] is ReleaseKind.DISTRIBUTION
    assert all(kind is ReleaseKind.TREE for name, kind in kinds.items() if "+" in name)
    assert len(kinds) > 90


def test_a_release_is_a_side_like_any_other() -> None:
    side = recorded("atlas:v5.2")
    target = TARGETS["arm64"]
    assert side.exported(target) == {"asm/kvm.h", "linux/kvm.h"}
    taken = side.snapshot(target, ("linux/kvm.h",), Extractor())
    assert taken.headers == ("linux/kvm.h",)
    assert taken.gaps == ()
    assert taken.source == "atlas:v5.2"
    assert side.snapshot(TARGETS["riscv64"], ("linux/kvm.h",), Extractor()).not_exported == ("linux/kvm.h",)


def test_every_release_can_be_read() -> None:
    atlas = opened(HEADERS)
    for release in atlas.releases[:: len(atlas.releases) // 8]:
        for target in atlas.recorded(release.name).targets[::3]:
            assert atlas.snapshot(release.name, target).gaps == ()
