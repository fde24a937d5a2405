"""Real headers: releases, source trees and the history of kvm.h."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from uapicheck.model.tree import Form, HeaderTree
from uapicheck.sources import arches
from uapicheck.sources.opening import opened

RELEASES = ("4.19.26", "6.3.8", "6.12.107", "6.13.4", "7.2.0")


@pytest.fixture(scope="module")
def release(corpus: Path) -> Callable[[str], HeaderTree]:
    """Return the installed headers of a release."""
    read: dict[str, HeaderTree] = {}

    def of(version: str) -> HeaderTree:
        if version not in read:
            read[version] = opened(str(corpus / "trees" / f"linux-{version}.tar.xz"), repository=None)
        return read[version]

    return of


@pytest.mark.parametrize("version", RELEASES)
def test_releases_are_installed_trees(release: Callable[[str], HeaderTree], version: str) -> None:
    tree = release(version)
    assert tree.form is Form.INSTALLED
    assert {"arm64", "mips", "powerpc", "riscv", "s390", "x86"} <= set(tree.headers)
    for arch, headers in tree.headers.items():
        assert list(headers) == sorted(headers)
        assert all(tree.path(arch, header) for header in headers)
        assert ("linux/kvm.h" in headers) == ("asm/kvm.h" in headers)


@pytest.mark.parametrize("version", RELEASES[1:])
def test_the_architecture_of_every_release_is_recognised(release: Callable[[str], HeaderTree], version: str) -> None:
    tree = release(version)
    for arch in tree.headers:
        own = {
            name.removeprefix("asm/"): tree.files[tree.path(arch, name) or ""]
            for name in tree.headers[arch]
            if name.startswith("asm/")
        }
        assert arches.recognised(own, own.__getitem__) == arch


def test_source_and_installed_form_export_the_same(
    clone: Callable[[str], Path], release: Callable[[str], HeaderTree]
) -> None:
    source, installed = opened("v6.3.2", repository=clone("linux-uapi-src")), release("6.3.8")
    assert source.form is Form.SOURCE
    for arch in ("arm64", "powerpc", "s390", "x86"):
        made = {"linux/version.h", *(header for header in installed.headers[arch] if "unistd" in header)}
        # The corpus keeps `xt_mark.h` beside `xt_MARK.h` as `xt_mark (2).h`: only their capitals tell them apart.
        have = {header.lower() for header in source.headers[arch]}
        missing = {header for header in installed.headers[arch] if header.lower() not in have} - made
        assert {header for header in missing if not header.startswith("asm/")} == set()
        assert {
            header for header in set(source.headers[arch]) - set(installed.headers[arch]) if "kvm" in header
        } == set()


def test_the_kbuild_lists_of_the_source_trees_are_honoured(clone: Callable[[str], Path]) -> None:
    early, late = (opened(tag, repository=clone("linux-uapi-src")) for tag in ("v4.19", "v6.3.2"))
    assert {arch for arch, headers in late.headers.items() if "linux/kvm.h" in headers} == {
        "arm64",
        "mips",
        "powerpc",
        "riscv",
        "s390",
        "x86",
    }
    assert "linux/kvm_para.h" in late.headers["arm"]
    assert "linux/kvm_para.h" not in late.headers["csky"]
    # Before Linux 5.x the list only looked at an architecture's own header.
    assert "linux/kvm_para.h" not in early.headers["arm64"]
    assert {arch for arch, headers in early.headers.items() if "linux/a.out.h" in headers} == {"alpha", "m68k", "x86"}
    assert "um" not in late.headers


def test_a_revision_of_the_history_opens_in_tens_of_milliseconds(clone: Callable[[str], Path]) -> None:
    repository = clone("kvm-history")
    start = time.perf_counter()
    tree = opened("v5.2", repository=repository)
    path = tree.path("x86", "linux/kvm.h")
    assert path is not None
    assert "KVM_REG_SIZE_U2048" in tree.files[path]
    assert time.perf_counter() - start < 1  # ten times what it takes, for a busy machine
    assert tree.generic_names is None
    assert tree.path("arm64", "asm/ioctl.h") == "include/uapi/asm-generic/ioctl.h"


def test_the_headers_of_this_machine_are_read() -> None:
    if not Path("/usr/include/linux/kvm.h").is_file():
        pytest.skip("no kernel headers in /usr/include")
    tree = opened("/usr/include", repository=None)
    (headers,) = tree.headers.values()
    assert {"linux/kvm.h", "asm/kvm.h", "asm-generic/ioctl.h"} <= set(headers)
    assert not [header for header in headers if header.startswith(("sys/", "bits/", "stdio.h"))]
