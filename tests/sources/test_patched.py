"""A tree with a patch applied: its files, and what it exports then."""

import pickle
from pathlib import Path

import pytest

from tests.sources.conftest import KERNEL, POINT, Write
from tests.sources.small_diffs import diff_text, file_patch, file_patches
from uapicheck.frozen import replaced
from uapicheck.model.applied import Applied, Rejected
from uapicheck.model.patch import FileFate, FilePatch
from uapicheck.model.tree import HeaderTree
from uapicheck.sources.opening import opened
from uapicheck.sources.patched import Overlay, patched

PATH = "include/uapi/linux/point.h"
WIDER = "struct point { int x; int y; };\n"


def created(path: str, text: str = "#define NEW 1\n") -> FilePatch:
    return FilePatch(fate=FileFate.CREATED, old_path=None, new_path=path, hunks=file_patch("", text).hunks)


def deleted(path: str, text: str) -> FilePatch:
    return FilePatch(fate=FileFate.DELETED, old_path=path, new_path=None, hunks=file_patch(text, "").hunks)


def renamed(old: str, new: str) -> FilePatch:
    return FilePatch(fate=FileFate.RENAMED, old_path=old, new_path=new, hunks=())


@pytest.fixture
def tree(kernel: Path) -> HeaderTree:
    return opened(str(kernel), repository=None)


def test_a_changed_header_has_its_new_text_and_the_old_tree_the_old_one(tree: HeaderTree) -> None:
    found = patched(tree, [file_patch(POINT, WIDER)])
    assert found.is_whole
    assert (found.tree.files[PATH], tree.files[PATH]) == (WIDER, POINT)
    assert found.tree.headers == tree.headers
    assert len(found.tree.files) == len(tree.files)


def test_other_files_are_not_looked_at(tree: HeaderTree) -> None:
    text = diff_text("a\n", "b\n", path="drivers/misc/point.h") + diff_text("a\n", "b\n", path="tools/include/uapi/x.h")
    found = patched(tree, file_patches(text))
    assert found.elsewhere == ("drivers/misc/point.h", "tools/include/uapi/x.h")
    assert (found.outcomes, found.tree) == ((), tree)


def test_patches_apply_one_on_the_other(tree: HeaderTree) -> None:
    third = "struct point { int x; int y; int z; };\n"
    found = patched(patched(tree, [file_patch(POINT, WIDER)]).tree, [file_patch(WIDER, third)])
    assert found.tree.files[PATH] == third
    assert isinstance(found.tree.files, Overlay)
    assert not isinstance(found.tree.files.below, Overlay)


def test_a_created_header_is_exported(tree: HeaderTree) -> None:
    found = patched(tree, [created("include/uapi/linux/new.h"), created("arch/x86/include/uapi/asm/new.h")])
    assert found.is_whole
    assert {"linux/new.h", "asm/new.h"} <= set(found.tree.headers["x86"])
    assert "linux/new.h" in found.tree.headers["arm64"]
    assert "asm/new.h" not in found.tree.headers["arm64"]


def test_a_header_of_a_new_architecture_brings_the_architecture(tree: HeaderTree) -> None:
    found = patched(tree, [created("arch/riscv/include/uapi/asm/new.h")])
    assert "asm/new.h" in found.tree.headers["riscv"]


def test_a_deleted_header_is_exported_no_more(tree: HeaderTree) -> None:
    found = patched(tree, [deleted(PATH, POINT)])
    assert found.is_whole
    assert PATH not in found.tree.files
    assert PATH not in list(found.tree.files)
    assert "linux/point.h" not in found.tree.headers["x86"]
    with pytest.raises(KeyError):
        found.tree.files[PATH]


def test_a_renamed_header_moves_with_its_text(tree: HeaderTree) -> None:
    found = patched(tree, [renamed(PATH, "include/uapi/linux/spot.h")])
    assert found.tree.files["include/uapi/linux/spot.h"] == POINT
    assert "linux/point.h" not in found.tree.headers["x86"]
    (outcome,) = found.applied
    assert (outcome.old_path, outcome.path) == (PATH, "include/uapi/linux/spot.h")


def test_a_header_that_leaves_the_uapi_is_gone(tree: HeaderTree) -> None:
    found = patched(tree, [renamed(PATH, "include/linux/point.h")])
    assert found.is_whole
    assert PATH not in found.tree.files


def test_a_header_from_outside_has_no_text_to_start_from(tree: HeaderTree) -> None:
    (outcome,) = patched(tree, [renamed("include/linux/internal.h", "include/uapi/linux/internal.h")]).rejected
    assert "no header of the tree" in outcome.why


def test_a_rename_never_hides_another_header(tree: HeaderTree) -> None:
    (outcome,) = patched(tree, [renamed(PATH, "include/uapi/linux/kvm.h")]).rejected
    assert "already" in outcome.why


def test_a_copy_leaves_the_original(tree: HeaderTree) -> None:
    file = replaced(renamed(PATH, "include/uapi/linux/spot.h"), fate=FileFate.COPIED)
    found = patched(tree, [file]).tree
    assert found.files[PATH] == found.files["include/uapi/linux/spot.h"] == POINT


def test_a_kbuild_list_decides_what_is_exported_then(tmp_path: Path, write: Write) -> None:
    lists = {
        "include/uapi/asm-generic/Kbuild": "mandatory-y += types.h\n",
        "arch/x86/include/uapi/asm/Kbuild": "generic-y += poll.h\n",
        "include/uapi/asm-generic/poll.h": "#define OURS 1\n",
    }
    tree = opened(str(write(tmp_path / "tree", KERNEL | lists)), repository=None)
    assert "asm/poll.h" in tree.headers["x86"]
    path = "arch/x86/include/uapi/asm/Kbuild"
    found = patched(tree, [file_patch("generic-y += poll.h\n", "generic-y += socket.h\n", path=path)])
    assert found.is_whole
    assert "asm/poll.h" not in found.tree.headers["x86"]


def test_a_kbuild_list_that_the_tree_lacks_does_not_matter(tree: HeaderTree) -> None:
    assert patched(tree, [file_patch("a\n", "b\n", path="include/uapi/Kbuild")]).is_whole


def test_a_file_that_is_not_there_is_rejected_and_the_rest_applied(tree: HeaderTree) -> None:
    found = patched(tree, [file_patch("a\n", "b\n", path="include/uapi/linux/absent.h"), file_patch(POINT, WIDER)])
    (outcome,) = found.rejected
    assert (outcome.path, outcome.why) == ("include/uapi/linux/absent.h", "there is no such file")
    assert found.tree.files[PATH] == WIDER


def test_documents_are_patched_where_they_can_be(tmp_path: Path, write: Write) -> None:
    tree = opened(str(write(tmp_path / "tree", KERNEL | {"MAINTAINERS": "M: nobody\n"})), repository=None)
    found = patched(tree, [file_patch("M: nobody\n", "M: somebody\n", path="MAINTAINERS")])
    assert (found.tree.documents["MAINTAINERS"], tree.documents["MAINTAINERS"]) == ("M: somebody\n", "M: nobody\n")
    assert patched(tree, [file_patch("M: other\n", "M: somebody\n", path="MAINTAINERS")]).is_whole


INSTALLED = {
    "include/linux/point.h": POINT,
    "include/linux/eventfd.h": "#define OURS 1\n",
    "arch/x86/include/asm/kvm.h": "#define OURS_X86 1\n",
}


def test_a_kernel_patch_finds_the_headers_of_an_installed_tree(tmp_path: Path, write: Write) -> None:
    tree = opened(str(write(tmp_path / "tree", INSTALLED)), repository=None)
    arch = "arch/x86/include/uapi/asm/kvm.h"
    files = [
        file_patch(POINT, WIDER),
        file_patch("#define OURS_X86 1\n", "#define OURS_X86 2\n", path=arch),
        created("include/uapi/linux/new.h"),
        file_patch("a\n", "b\n", path="include/linux/eventfd.h"),
        file_patch("a\n", "b\n", path="arch/riscv/include/uapi/asm/kvm.h"),
    ]
    found = patched(tree, files)
    assert found.is_whole
    assert found.elsewhere == ("include/linux/eventfd.h", "arch/riscv/include/uapi/asm/kvm.h")
    assert found.tree.files["include/linux/point.h"] == WIDER
    assert found.tree.files["arch/x86/include/asm/kvm.h"] == "#define OURS_X86 2\n"
    assert "linux/new.h" in found.tree.headers["x86"]
    assert found.applied[0].path == "include/linux/point.h"


def test_a_patch_between_installed_trees_applies_to_one(tmp_path: Path, write: Write) -> None:
    tree = opened(str(write(tmp_path / "tree", INSTALLED)), repository=None)
    found = patched(tree, [file_patch(POINT, WIDER, path="include/linux/point.h")])
    assert found.tree.files["include/linux/point.h"] == WIDER


def test_a_header_alone_is_patched_under_its_name(tmp_path: Path, write: Write) -> None:
    tree = opened(str(write(tmp_path, {PATH: POINT}) / PATH), repository=None)
    found = patched(tree, [file_patch(POINT, WIDER)])
    assert found.tree.files == {"linux/point.h": WIDER}
    assert found.is_whole


def test_a_patched_tree_can_be_handed_to_another_process(tree: HeaderTree) -> None:
    found = patched(
        tree, [file_patch(POINT, WIDER), deleted("include/uapi/linux/kvm.h", "#include <asm/kvm.h>\n")]
    ).tree
    again = pickle.loads(pickle.dumps(found.files))  # noqa: S301 - our own bytes
    assert dict(again) == dict(found.files)
    assert 1 not in again


def test_outcomes_are_told_in_order(tree: HeaderTree) -> None:
    found = patched(tree, [file_patch("a\n", "b\n"), created("include/uapi/linux/new.h")])
    assert [type(each) for each in found.outcomes] == [Rejected, Applied]
    assert not found.is_whole
