"""What a tree has besides headers: read when it is asked for, and never from outside the tree."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from uapicheck.errors import SourceError
from uapicheck.model.tree import HeaderTree
from uapicheck.sources.decoding import LARGEST
from uapicheck.sources.documents import is_document
from uapicheck.sources.opening import opened
from uapicheck.sources.single import agreed
from uapicheck.sources.source import Reading, Source

Write = Callable[[Path, Mapping[str, str]], Path]
Git = Callable[..., str]

CONFIG, API, OLD_API, MAINTAINERS = (
    ".uapicheck.toml",
    "Documentation/virt/kvm/api.rst",
    "Documentation/virtual/kvm/api.txt",
    "MAINTAINERS",
)
TEXTS = {CONFIG: "[uapicheck]\n", API: "4.1 KVM_DRAW\n", MAINTAINERS: "POINTS\n", "Documentation/other.rst": "no\n"}
WANTED = {CONFIG: "[uapicheck]\n", API: "4.1 KVM_DRAW\n", MAINTAINERS: "POINTS\n"}


def tree(path: Path | str, repository: Path | None = None) -> HeaderTree:
    return opened(str(path), repository=repository)


def test_a_directory_has_its_documents(kernel: Path, write: Write) -> None:
    assert dict(tree(kernel).documents) == {}
    write(kernel, TEXTS)
    found = tree(kernel)
    assert dict(found.documents) == WANTED
    assert not set(found.documents) & set(found.files)


def test_they_are_found_from_a_directory_inside_the_tree(kernel: Path, write: Write) -> None:
    write(kernel, TEXTS)
    assert dict(tree(kernel / "include" / "uapi").documents) == WANTED


def test_the_older_name_of_the_kvm_document_is_known(kernel: Path, write: Write) -> None:
    write(kernel, {OLD_API: "4.1 KVM_DRAW\n"})
    assert dict(tree(kernel).documents) == {OLD_API: "4.1 KVM_DRAW\n"}


def test_a_link_out_of_the_tree_is_not_followed(kernel: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret\n", encoding="utf-8")
    (kernel / MAINTAINERS).symlink_to(tmp_path / "secret")
    (kernel / CONFIG).symlink_to(kernel / CONFIG)
    assert dict(tree(kernel).documents) == {}


def test_one_that_is_too_large_is_an_error_when_it_is_asked_for(kernel: Path) -> None:
    with (kernel / MAINTAINERS).open("wb") as file:
        file.truncate(LARGEST + 1)
    found = tree(kernel)
    assert MAINTAINERS in found.documents
    with pytest.raises(SourceError, match="too large"):
        found.documents[MAINTAINERS]


def test_a_revision_has_those_that_were_committed(repository: Path, write: Write, git: Git) -> None:
    write(repository, TEXTS)
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message=documents")
    assert dict(tree("v1.1", repository).documents) == {}
    assert dict(tree("HEAD", repository).documents) == WANTED


def test_a_link_inside_the_revision_is_resolved(repository: Path, write: Write, git: Git) -> None:
    write(repository, {OLD_API: "4.1 KVM_DRAW\n", "Documentation/virt/kvm/.keep": ""})
    (repository / API).symlink_to("../../virtual/kvm/api.txt")
    (repository / CONFIG).symlink_to("/etc/passwd")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message=links")
    assert dict(tree("HEAD", repository).documents) == dict.fromkeys((API, OLD_API), "4.1 KVM_DRAW\n")


def test_the_work_tree_has_what_lies_on_the_disk(repository: Path, write: Write, git: Git) -> None:
    write(repository, TEXTS)
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message=documents")
    write(repository, {CONFIG: "changed\n"})
    (repository / MAINTAINERS).unlink()
    found = opened(Source(text="", reading=Reading.WORK_TREE), repository=repository)
    assert dict(found.documents) == {CONFIG: "changed\n", API: "4.1 KVM_DRAW\n"}


@pytest.mark.parametrize("prefix", ["", "linux-1.0", "a/linux-1.0"])
def test_an_archive_has_them_below_its_leading_directories(
    kernel: Path, write: Write, packed: Callable[..., Path], prefix: str
) -> None:
    write(kernel, TEXTS)
    found = tree(packed(kernel, "kernel.tar.gz", prefix=prefix))
    assert dict(found.documents) == WANTED
    assert "include/uapi/linux/point.h" in found.files


def test_members_of_that_name_elsewhere_are_not_the_trees() -> None:
    assert is_document("linux-1.0/MAINTAINERS")
    assert not is_document("a/b/c/d/MAINTAINERS")
    assert not is_document("MAINTAINERS/file")


def test_a_file_in_the_place_of_a_header_does_not_take_the_trees_documents(
    kernel: Path, write: Write, tmp_path: Path
) -> None:
    write(kernel, TEXTS)
    single = tmp_path / "linux" / "point.h"
    write(tmp_path, {"linux/point.h": "struct point { int y; };\n"})
    old, new = agreed(tree(kernel), tree(single))
    assert dict(old.documents) == WANTED
    assert dict(new.documents) == {}


def test_a_header_given_alone_has_none(kernel: Path, write: Write) -> None:
    write(kernel, TEXTS)
    assert dict(tree(kernel / "include/uapi/linux/point.h").documents) == {}
