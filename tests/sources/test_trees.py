"""Headers on disk: kernel sources, installed trees, `/usr/include`, single files."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from uapicheck.errors import SourceError
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import Form, HeaderTree
from uapicheck.sources.opening import opened
from uapicheck.sources.resolving import is_snapshot
from uapicheck.sources.single import agreed, include_name

Write = Callable[[Path, Mapping[str, str]], Path]

EVERY = {target.arch for target in TARGETS.values()}
INSTALLED = {
    "include/linux/kvm.h": "#include <asm/kvm.h>\n",
    "include/linux/point.h": "struct point { int x; };\n",
    "include/asm-generic/types.h": "typedef int generic;\n",
    "include/drm/ours_drm.h": "#define OURS_DRM 1\n",
}


def tree(path: Path | str) -> HeaderTree:
    return opened(str(path), repository=Path(os.devnull).parent)


def test_a_kernel_source_tree_exports_what_each_architecture_has(kernel: Path) -> None:
    found = tree(kernel)
    assert (found.form, found.provenance.kind, found.provenance.id) == (Form.SOURCE, "kernel source tree", str(kernel))
    assert found.headers == {
        "arm64": ("asm-generic/types.h", "asm/hwcap.h", "asm/types.h", "linux/point.h"),
        "x86": ("asm-generic/types.h", "asm/kvm.h", "asm/types.h", "linux/kvm.h", "linux/point.h"),
    }
    assert found.path("x86", "asm/types.h") == "include/uapi/asm-generic/types.h"
    assert found.path("arm64", "asm/kvm.h") is None


@pytest.mark.parametrize("below", ["", "include", "include/uapi"])
def test_the_root_is_found_from_its_include_directory(kernel: Path, below: str) -> None:
    assert "asm/kvm.h" in tree(kernel / below).headers["x86"]


def test_kbuild_lists_decide_which_asm_headers_are_generic(kernel: Path, write: Write) -> None:
    write(
        kernel,
        {
            "arch/x86/include/uapi/asm/Kbuild": "generic-y += kvm_para.h \\\n\tpoll.h # and no more\n",
            "include/uapi/asm-generic/Kbuild": "mandatory-y += types.h\nmandatory-y += absent.h\n",
            "include/uapi/asm-generic/kvm_para.h": "",
            "include/uapi/asm-generic/mman.h": "",
            "include/uapi/asm-generic/poll.h": "",
        },
    )
    found = tree(kernel)
    assert found.generic_names is not None
    assert found.generic_names["x86"] == {"asm/kvm_para.h", "asm/poll.h", "asm/types.h"}
    assert found.path("x86", "asm/mman.h") is None
    assert "asm/Kbuild" not in found.headers["x86"]


def test_lists_of_what_is_not_exported_are_read(kernel: Path, write: Write) -> None:
    condition = "ifeq ($(wildcard $(srctree)/arch/$(SRCARCH)/include/uapi/asm/hwcap.h),)"
    write(kernel, {"include/uapi/linux/Kbuild": f"{condition}\nno-export-headers += point.h\nendif\n"})
    found = tree(kernel)
    assert "linux/point.h" in found.headers["arm64"]
    assert "linux/point.h" not in found.headers["x86"]
    assert "linux/kvm.h" in found.headers["arm64"]  # the tree's list says nothing of it


def test_a_generic_kvm_para_counts_where_the_list_looks_into_the_object_tree(kernel: Path, write: Write) -> None:
    path = "arch/$(SRCARCH)/include/{}uapi/asm/kvm_para.h"
    inner = f"ifeq ($(wildcard $(objtree)/{path.format('generated/')}),)\nno-export-headers += linux/kvm_para.h\nendif"
    outer = f"ifeq ($(wildcard $(srctree)/{path.format('')}),)\n{inner}\nendif\n"
    write(
        kernel,
        {
            "include/uapi/Kbuild": outer,
            "include/uapi/linux/kvm_para.h": "",
            "include/uapi/asm-generic/kvm_para.h": "",
            "arch/arm64/include/uapi/asm/Kbuild": "generic-y += kvm_para.h\n",
            "arch/x86/include/uapi/asm/Kbuild": "# nothing\n",
        },
    )
    found = tree(kernel)
    assert "linux/kvm_para.h" in found.headers["arm64"]
    assert "linux/kvm_para.h" not in found.headers["x86"]


def test_generated_headers_of_a_built_tree_count(kernel: Path, write: Write) -> None:
    write(kernel, {"arch/x86/include/generated/uapi/asm/unistd_64.h": "#define __NR_ours 1\n"})
    assert tree(kernel).path("x86", "asm/unistd_64.h") == "arch/x86/include/generated/uapi/asm/unistd_64.h"


def test_an_early_kernel_exports_what_its_lists_name(tmp_path: Path, write: Write) -> None:
    write(
        tmp_path,
        {
            "include/linux/Kbuild": "header-y += point.h\nheader-y += sub/\n",
            "include/linux/sub/Kbuild": "unifdef-y += deep.h\n",
            "include/linux/sub/deep.h": "",
            "include/linux/point.h": "",
            "include/linux/internal.h": "",
            "include/asm-generic/Kbuild.asm": "header-y += types.h\n",
            "include/asm-generic/types.h": "",
            "arch/x86/include/asm/types.h": "",
            "arch/x86/include/asm/internal.h": "",
        },
    )
    found = tree(tmp_path)
    assert (found.form, found.headers) == (Form.SOURCE, {"x86": ("asm/types.h", "linux/point.h", "linux/sub/deep.h")})
    assert found.path("x86", "linux/internal.h") == "include/linux/internal.h"


def test_one_include_directory_and_one_for_each_architecture_are_an_installed_tree(
    tmp_path: Path, write: Write
) -> None:
    own = {
        "arch/x86/include/asm/kvm.h": "",
        "arch/s390/include/asm/types.h": "",
        "include/asm/types.h": "#include <asm-generic/types.h>\n",
    }
    found = tree(write(tmp_path, INSTALLED | own))
    assert found.form is Form.INSTALLED
    assert found.search["x86"] == ("arch/x86/include/", "include/")
    assert "linux/kvm.h" in found.headers["x86"]
    assert "linux/kvm.h" not in found.headers["s390"]
    assert found.path("x86", "asm/types.h") == "include/asm/types.h"
    assert found.path("s390", "asm/types.h") == "arch/s390/include/asm/types.h"
    assert tree(tmp_path / "include").headers == found.headers


def test_usr_include_shows_the_kernels_part_only(tmp_path: Path, write: Write) -> None:
    usr = tmp_path / "usr"
    write(usr, INSTALLED)
    write(
        usr,
        {
            "include/stdio.h": "",
            "include/sys/types.h": "",
            "include/scsi/sg.h": "",
            "include/scsi/fc/ours.h": "",
            "include/xen/xen.h": "",
            "include/xen/privcmd.h": "",
            "include/x86_64-linux-gnu/sys/io.h": "",
            "lib/linux/uapi/x86/asm/kvm.h": "",
        },
    )
    (usr / "include/x86_64-linux-gnu/asm").symlink_to("../../lib/linux/uapi/x86/asm")
    (usr / "include/i386-linux-gnu").mkdir()
    (usr / "include/i386-linux-gnu/asm").symlink_to("../../lib/linux/uapi/x86/asm")
    found = tree(usr / "include")
    assert found.search == {"x86": ("include/x86_64-linux-gnu/", "include/")}
    assert found.headers["x86"] == (
        "asm-generic/types.h",
        "asm/kvm.h",
        "drm/ours_drm.h",
        "linux/kvm.h",
        "linux/point.h",
        "scsi/fc/ours.h",
        "xen/privcmd.h",
    )
    assert found.path("x86", "asm/kvm.h") == "include/x86_64-linux-gnu/asm/kvm.h"


@pytest.mark.parametrize(
    ("arch", "header", "text"),
    [
        ("x86", "vmx.h", ""),
        ("powerpc", "cputable.h", ""),
        ("arm64", "ptrace.h", "#define PSR_MODE_EL0t 0\n"),
        ("csky", "byteorder.h", "#ifndef __ASM_CSKY_BYTEORDER_H\n#endif\n"),
    ],
)
def test_the_architecture_of_a_plain_tree_is_recognised(
    tmp_path: Path, write: Write, arch: str, header: str, text: str
) -> None:
    found = tree(write(tmp_path, INSTALLED | {f"include/asm/{header}": text}))
    assert list(found.search) == [arch]
    assert f"asm/{header}" in found.headers[arch]


def test_an_unknown_architecture_is_asked_for_and_can_be_said(tmp_path: Path, write: Write) -> None:
    write(tmp_path, INSTALLED | {"include/asm/types.h": ""})
    with pytest.raises(SourceError, match=f"cannot tell whose asm/ headers these are; say it: arm64={tmp_path}"):
        tree(tmp_path)
    found = tree(f"arm64={tmp_path}")
    assert list(found.search) == ["arm64"]
    assert found.provenance.label == f"arm64={tmp_path}"
    assert list(tree(f"x86_64={tmp_path}").search) == ["x86"]


def test_the_directory_of_a_cross_compiler_tells_the_architecture(tmp_path: Path, write: Write) -> None:
    root = tmp_path / "riscv64-linux-gnu"
    assert list(tree(write(root, INSTALLED | {"include/asm/types.h": ""})).search) == ["riscv"]


def test_a_tree_can_be_limited_to_an_architecture_that_it_has(kernel: Path) -> None:
    assert list(tree(f"arm64={kernel}").headers) == ["arm64"]
    with pytest.raises(SourceError, match=r"there are no headers of mips; it has arm64, x86"):
        tree(f"mips={kernel}")


def test_headers_without_asm_are_seen_by_every_architecture(tmp_path: Path, write: Write) -> None:
    found = tree(write(tmp_path, INSTALLED))
    assert set(found.search) == EVERY
    assert found.path("mips", "asm/types.h") == "include/asm-generic/types.h"
    assert "linux/kvm.h" not in found.headers["mips"]


def test_a_directory_of_headers_alone_is_a_tree(tmp_path: Path, write: Write) -> None:
    write(tmp_path, {"linux/point.h": "", "asm/vmx.h": ""})
    assert tree(tmp_path).headers == {"x86": ("asm/vmx.h", "linux/point.h")}


def test_links_out_of_the_tree_and_circles_are_not_followed(kernel: Path, tmp_path: Path, write: Write) -> None:
    write(tmp_path, {"elsewhere/secret.h": "#define OURS_SECRET 1\n"})
    uapi = kernel / "include/uapi/linux"
    (uapi / "secret.h").symlink_to(tmp_path / "elsewhere/secret.h")
    (uapi / "away").symlink_to(tmp_path / "elsewhere")
    (uapi / "self").symlink_to(".")
    (uapi / "up").symlink_to("../..")
    (uapi / "gone.h").symlink_to("absent.h")
    (uapi / "alias.h").symlink_to("point.h")
    found = tree(kernel)
    assert [header for header in found.headers["x86"] if header.startswith("linux/")] == [
        "linux/alias.h",
        "linux/kvm.h",
        "linux/point.h",
    ]


def test_names_that_make_cannot_export_are_not_listed(kernel: Path) -> None:
    for name in ("two words.h", "line\nbreak.h", "backup.h.orig"):
        (kernel / "include/uapi/linux" / name).write_text("")
    assert tree(kernel).headers["x86"][-2:] == ("linux/kvm.h", "linux/point.h")


def test_a_header_that_vanished_is_one_line(kernel: Path) -> None:
    found = tree(kernel)
    (kernel / "include/uapi/linux/point.h").unlink()
    with pytest.raises(SourceError, match=r"point\.h: no such file or directory; check the spelling"):
        found.files["include/uapi/linux/point.h"]


def test_a_huge_header_is_refused(kernel: Path) -> None:
    with (kernel / "include/uapi/linux/huge.h").open("wb") as file:
        file.truncate(17 << 20)
    with pytest.raises(SourceError, match="more than 16 MB"):
        tree(kernel).files["include/uapi/linux/huge.h"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_directory_that_may_not_be_read_is_one_line(kernel: Path) -> None:
    (kernel / "include/uapi/linux").chmod(0)
    with pytest.raises(SourceError, match="permission denied"):
        tree(kernel)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("absent.h", "no such file or directory, and this is no git repository"),
        ("./absent.h", "no such file or directory"),
        ("absent/", "no such file or directory"),
        ("atlas:v5.2", "a release of the atlas has no headers"),
        ("a.json", "a snapshot has no headers"),
        (".", "no UAPI headers in this directory"),
        ("binary.h", "this is no header: it has binary data"),
        ("pack.zip", "this kind of archive is not read; unpack it"),
        ("circle.h", "too many levels of symbolic links"),
        ("/dev/null", "not a regular file"),
    ],
)
def test_bad_input_is_one_line_with_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "binary.h").write_bytes(b"\x7fELF\0\0")
    (tmp_path / "pack.zip").write_bytes(b"PK")
    (tmp_path / "circle.h").symlink_to("circle.h")
    with pytest.raises(SourceError, match=message) as caught:
        opened(text, repository=None)
    assert "\n" not in str(caught.value)


def test_one_header_is_seen_by_every_architecture(tmp_path: Path, write: Write) -> None:
    write(tmp_path, {"point.h": "struct point { int x; };\r\n"})
    found = tree(tmp_path / "point.h")
    assert (found.form, found.provenance.kind) == (Form.SINGLE, "header file")
    assert found.headers == dict.fromkeys(EVERY, ("point.h",))
    assert found.files == {"point.h": "struct point { int x; };\n"}
    assert found.path("mips", "point.h") == "point.h"


def test_a_header_of_one_architecture_is_seen_by_that_one(kernel: Path) -> None:
    assert tree(kernel / "arch/x86/include/uapi/asm/kvm.h").headers == {"x86": ("asm/kvm.h",)}


def test_a_header_can_come_through_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    if (child := os.posix_spawnp("sh", ["sh", "-c", f"echo 'int x;' > '{pipe}'"], os.environ)) > 0:
        assert list(tree(pipe).files.values()) == ["int x;\n"]
        os.waitpid(child, 0)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/src/include/uapi/linux/kvm.h", "linux/kvm.h"),
        ("/src/arch/x86/include/uapi/asm/kvm.h", "asm/kvm.h"),
        ("/src/arch/x86/include/generated/uapi/asm/unistd_64.h", "asm/unistd_64.h"),
        ("/usr/include/linux/can/raw.h", "linux/can/raw.h"),
        ("/usr/include/x86_64-linux-gnu/asm/kvm.h", "asm/kvm.h"),
        ("/qemu/linux-headers/linux/kvm.h", "linux/kvm.h"),
        ("/home/kvm.h", "kvm.h"),
        ("/include/new.h", "new.h"),
        ("/dev/fd/63", "header.h"),
    ],
)
def test_the_path_of_a_header_tells_its_name(path: str, name: str) -> None:
    assert include_name(path) == name


def test_two_headers_given_alone_get_one_name(tmp_path: Path, write: Write, kernel: Path) -> None:
    write(tmp_path, {"new.h": "", "old.h": ""})
    old, new = agreed(tree(kernel / "arch/x86/include/uapi/asm/kvm.h"), tree(tmp_path / "new.h"))
    assert old.headers == new.headers == {"x86": ("asm/kvm.h",)}
    assert list(new.files) == ["asm/kvm.h"]
    old, new = agreed(tree(tmp_path / "old.h"), tree(tmp_path / "new.h"))
    assert list(old.files) == list(new.files) == ["old.h"]


def test_a_header_given_alone_finds_its_name_in_a_tree(tmp_path: Path, write: Write, kernel: Path) -> None:
    write(tmp_path, {"point.h": "", "kvm.h": "", "absent.h": ""})
    _, new = agreed(tree(kernel), tree(tmp_path / "point.h"))
    assert new.headers == {"arm64": ("linux/point.h",), "x86": ("linux/point.h",)}
    with pytest.raises(SourceError, match=r"it could be asm/kvm\.h or linux/kvm\.h"):
        agreed(tree(tmp_path / "kvm.h"), tree(kernel))
    with pytest.raises(SourceError, match=r"has no header called absent\.h"):
        agreed(tree(tmp_path / "absent.h"), tree(kernel))


def test_snapshots_are_told_by_their_name() -> None:
    assert is_snapshot("old.json")
    assert not is_snapshot("v5.2")
