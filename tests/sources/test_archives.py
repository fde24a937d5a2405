"""Headers in tar archives."""

import io
import tarfile
from collections.abc import Callable
from pathlib import Path
from sys import getrefcount

import pytest

from uapicheck.errors import SourceError
from uapicheck.model.tree import Form, HeaderTree
from uapicheck.sources.archive import ArchiveFiles
from uapicheck.sources.opening import opened

Packed = Callable[..., Path]


def tree(path: Path) -> HeaderTree:
    return opened(str(path), repository=None)


def member(name: str, text: str = "int x;\n", **more: object) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    raw = text.encode()
    info.size = len(raw)
    for attribute, value in more.items():
        setattr(info, attribute, value)
    return info, raw


def made(path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    with tarfile.open(path, "w") as archive:
        for info, raw in members:
            archive.addfile(info, io.BytesIO(raw))
    return path


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.tar.xz", "a.tar.bz2"])
@pytest.mark.parametrize("prefix", ["", "linux-5.2", "linux"])
def test_every_compression_and_any_leading_directory_is_read(
    kernel: Path, packed: Packed, name: str, prefix: str
) -> None:
    path = packed(kernel, name, prefix=prefix)
    found = tree(path)
    assert found.form is Form.SOURCE
    assert (found.provenance.kind, found.provenance.note) == ("tar archive", "kernel source tree")
    assert found.provenance.id == str(path)
    assert found.headers == tree(kernel).headers
    assert dict(found.files) == dict(tree(kernel).files)


def test_an_archive_is_told_by_its_content_too(kernel: Path, packed: Packed) -> None:
    path = packed(kernel, "a.tar.xz")
    renamed = path.rename(path.with_name("renamed"))
    assert "linux/point.h" in tree(renamed).headers["x86"]


def test_members_that_leave_the_archive_are_ignored(tmp_path: Path) -> None:
    path = made(
        tmp_path / "a.tar",
        member("include/uapi/linux/point.h"),
        member("../include/uapi/linux/up.h"),
        member("include/uapi/../../../include/uapi/linux/dots.h"),
        member("/include/uapi/linux/root.h"),
        member("include/uapi/linux/link.h", "", type=tarfile.SYMTYPE, linkname="../../../../etc/passwd"),
        member("include/uapi/linux/abs.h", "", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
        member("include/uapi/linux/hard.h", "", type=tarfile.LNKTYPE, linkname="../../etc/passwd"),
        member("include/uapi/linux/pipe.h", "", type=tarfile.FIFOTYPE),
        member("include/uapi/linux/device.h", "", type=tarfile.CHRTYPE),
    )
    assert list(tree(path).files) == ["include/uapi/linux/point.h"]


def test_links_inside_the_archive_are_followed(tmp_path: Path) -> None:
    path = made(
        tmp_path / "a.tar",
        member("./usr/lib/linux/uapi/x86/asm/kvm.h", "#define OURS 1\n"),
        member("./usr/include/linux/kvm.h"),
        member("./usr/include/linux/alias.h", "", type=tarfile.SYMTYPE, linkname="kvm.h"),
        member("./usr/include/linux/hard.h", "", type=tarfile.LNKTYPE, linkname="./usr/include/linux/kvm.h"),
        member("./usr/include/x86_64-linux-gnu/asm", "", type=tarfile.SYMTYPE, linkname="../../lib/linux/uapi/x86/asm"),
    )
    found = tree(path)
    assert found.headers == {"x86": ("asm/kvm.h", "linux/alias.h", "linux/hard.h", "linux/kvm.h")}
    assert found.files["include/x86_64-linux-gnu/asm/kvm.h"] == "#define OURS 1\n"


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    path = made(
        tmp_path / "a.tar",
        member("include/uapi/linux/point.h"),
        member("include/uapi/linux/a", "", type=tarfile.SYMTYPE, linkname="../linux"),
        member("include/uapi/b", "", type=tarfile.SYMTYPE, linkname="linux"),
        member("include/uapi/linux/c", "", type=tarfile.SYMTYPE, linkname="../b"),
        member("include/uapi/linux/d.h", "", type=tarfile.SYMTYPE, linkname="d.h"),
    )
    assert "linux/point.h" in tree(path).headers["x86"]


def test_the_last_member_of_a_name_wins(tmp_path: Path) -> None:
    path = made(
        tmp_path / "a.tar", member("include/uapi/linux/point.h", "old"), member("include/uapi/linux/point.h", "new")
    )
    assert tree(path).files["include/uapi/linux/point.h"] == "new"


def test_a_member_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "a.tar", member("include/uapi/linux/point.h", " " * (17 << 20)))
    with pytest.raises(SourceError, match=r"point\.h has more than 16 MB"):
        tree(path)


def test_a_name_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "a.tar", member("include/uapi/linux/" + "x" * (2 << 20)))
    with pytest.raises(SourceError, match="unreadable tar archive: a member's name is too long"):
        tree(path)


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.tar.xz", "a.tar.bz2"])
@pytest.mark.parametrize("damage", ["empty", "noise", "cut", "flipped"])
def test_damaged_archives_are_one_line(kernel: Path, packed: Packed, name: str, damage: str) -> None:
    path = packed(kernel, name)
    raw = path.read_bytes()
    half = len(raw) // 2
    flipped = raw[:half] + b"\xff" * 64 + raw[half + 64 :]
    path.write_bytes({"empty": b"", "noise": b"noise " * 99, "cut": raw[:half], "flipped": flipped}[damage])
    if (name, damage) == ("a.tar", "flipped"):
        pytest.skip("an uncompressed archive has no check sum over its data")
    with pytest.raises(SourceError, match="unreadable tar archive: ") as caught:
        list(tree(path).files.values())
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("at", "block"), [(1024, b"\0" * 512), (1024, b"noise" * 100)])
def test_damage_between_members_does_not_hide_those_that_follow(tmp_path: Path, at: int, block: bytes) -> None:
    path = made(tmp_path / "a.tar", member("include/uapi/linux/a.h"), member("include/uapi/linux/b.h"))
    raw = path.read_bytes()
    path.write_bytes(raw[:at] + block + raw[at + len(block) :])
    with pytest.raises(SourceError, match="unreadable tar archive: "):
        tree(path)


def test_an_archive_without_headers_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no UAPI headers in this archive; it has neither include/uapi"):
        tree(made(tmp_path / "a.tar", member("README")))


def test_the_name_of_an_archive_that_is_absent_is_one_line() -> None:
    with pytest.raises(SourceError, match="no such file or directory"):
        opened("./absent.tar.xz", repository=None)


def test_a_member_is_held_as_bytes_or_as_text_and_not_as_both() -> None:
    raw = b"int 1;\r\n"
    held = getrefcount(raw)
    files = ArchiveFiles({"a.h": raw})
    assert (list(files), len(files), "a.h" in files, getrefcount(raw)) == (["a.h"], 1, True, held + 1)
    assert files["a.h"] == files["a.h"] == "int 1;\n"
    assert (list(files), len(files), "a.h" in files, getrefcount(raw)) == (["a.h"], 1, True, held)
