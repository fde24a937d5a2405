"""A header file given alone, and the other side of its comparison."""

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from uapicheck.errors import SourceError
from uapicheck.model.tree import Form, HeaderTree
from uapicheck.sources.opening import opened
from uapicheck.sources.single import agreed, called_as

Write = Callable[..., Path]


def tree(path: Path | str) -> HeaderTree:
    return opened(str(path), repository=None)


def guarded(name: str, value: int) -> str:
    return f"/* what it is for */\n#ifndef {name}\n#define {name}\n#define DOORS {value}\n#endif\n"


@pytest.fixture
def doors(tmp_path: Path, write: Write) -> Path:
    """Return a kernel source tree with three headers called `door.h`, two of them with one guard."""
    files = {
        "include/uapi/linux/door.h": guarded("_UAPI_LINUX_DOOR_H", 1),
        "arch/x86/include/uapi/asm/door.h": guarded("_ASM_X86_DOOR_H", 2),
        "arch/arm/include/uapi/asm/door.h": guarded("__ARM_DOOR_H__", 3),
        "arch/arm64/include/uapi/asm/door.h": guarded("__ARM_DOOR_H__", 4),
        "include/uapi/asm-generic/types.h": "typedef int generic;\n",
    }
    return write(tmp_path / "doors", files)


def test_the_file_stands_in_the_place_of_its_counterpart(tmp_path: Path, write: Write, doors: Path) -> None:
    write(tmp_path, {"door.h": guarded("_LINUX_DOOR_H", 9)})
    old, new = agreed(tree(doors), tree(tmp_path / "door.h"))
    assert old.headers == new.headers == dict.fromkeys(("arm", "arm64", "x86"), ("linux/door.h",))
    assert new.path("x86", "linux/door.h") == "include/uapi/linux/door.h"
    assert "DOORS 9" in new.files["include/uapi/linux/door.h"]
    assert new.files["arch/x86/include/uapi/asm/door.h"] == old.files["arch/x86/include/uapi/asm/door.h"]
    assert sorted(new.files) == sorted(old.files)
    assert len(new.files) == len(old.files)
    assert (new.provenance.label, new.provenance.kind) == (str(tmp_path / "door.h"), "header file")


def test_the_old_side_can_be_the_file_as_well(tmp_path: Path, write: Write, doors: Path) -> None:
    write(tmp_path, {"door.h": guarded("_LINUX_DOOR_H", 9)})
    old, new = agreed(tree(tmp_path / "door.h"), tree(doors))
    assert "DOORS 9" in old.files["include/uapi/linux/door.h"]
    assert "DOORS 1" in new.files["include/uapi/linux/door.h"]


def test_the_include_guard_tells_the_architecture(tmp_path: Path, write: Write, doors: Path) -> None:
    write(tmp_path, {"asm/door.h": guarded("_ASM_X86_DOOR_H", 9)})
    _, new = agreed(tree(doors), tree(tmp_path / "asm/door.h"))
    assert new.headers == {"x86": ("asm/door.h",)}
    assert "DOORS 9" in new.files["arch/x86/include/uapi/asm/door.h"]


def test_a_guard_that_two_architectures_share_asks_which(tmp_path: Path, write: Write, doors: Path) -> None:
    path = write(tmp_path, {"asm/door.h": guarded("__ARM_DOOR_H__", 9)}) / "asm/door.h"
    with pytest.raises(SourceError, match=r"of which architecture\? arm, arm64 have one; say it: arm="):
        agreed(tree(doors), tree(path))
    _, new = agreed(tree(doors), tree(f"arm64={path}"))
    assert new.headers == {"arm64": ("asm/door.h",)}


def test_without_a_guard_the_path_must_tell(tmp_path: Path, write: Write, doors: Path) -> None:
    write(tmp_path, {"door.h": "#define DOORS 9\n", "linux/door.h": "#define DOORS 9\n"})
    with pytest.raises(SourceError, match=r"it could be asm/door\.h or linux/door\.h"):
        agreed(tree(doors), tree(tmp_path / "door.h"))
    _, new = agreed(tree(doors), tree(tmp_path / "linux/door.h"))
    assert new.files["include/uapi/linux/door.h"] == "#define DOORS 9\n"


def test_who_names_the_architecture_may_give_it_a_header_that_was_generic(
    tmp_path: Path, write: Write, doors: Path
) -> None:
    write(tmp_path, {"asm/types.h": "typedef long own;\n"})
    _, new = agreed(tree(doors), tree(f"x86={tmp_path / 'asm/types.h'}"))
    assert new.path("x86", "asm/types.h") == "arch/x86/include/uapi/asm/types.h"
    assert new.files["arch/x86/include/uapi/asm/types.h"] == "typedef long own;\n"
    assert len(new.files) == len(list(new.files)) == 6


def test_source_form_in_an_installed_tree_is_exported(tmp_path: Path, write: Write) -> None:
    root = write(tmp_path / "usr", {"include/linux/door.h": guarded("_LINUX_DOOR_H", 1)})
    write(tmp_path, {"door.h": guarded("_UAPI_LINUX_DOOR_H", 1), "linux/door.h": guarded("_LINUX_DOOR_H", 1)})
    assert agreed(tree(root), tree(tmp_path / "door.h"))[1].form is Form.SOURCE
    assert agreed(tree(root), tree(tmp_path / "linux/door.h"))[1].form is Form.INSTALLED


def test_other_processes_get_the_files_too(tmp_path: Path, write: Write, doors: Path) -> None:
    write(tmp_path, {"door.h": guarded("_LINUX_DOOR_H", 9)})
    _, new = agreed(tree(doors), tree(tmp_path / "door.h"))
    again = pickle.loads(pickle.dumps(new.files))  # noqa: S301 - made in the line itself
    assert dict(again) == dict(new.files)


def test_a_side_without_texts_lends_its_name_only(tmp_path: Path, write: Write) -> None:
    write(tmp_path, {"door.h": "#define DOORS 9\n"})
    headers = {"x86": {"linux/door.h", "linux/house.h"}, "arm64": {"linux/house.h"}}
    single, name = called_as(tree(tmp_path / "door.h"), headers, label="old.json")
    assert name == "linux/door.h"
    assert single.headers == {"x86": ("linux/door.h",)}
    with pytest.raises(SourceError, match=r"old\.json has no header called door\.h"):
        called_as(tree(tmp_path / "door.h"), {"x86": {"linux/house.h"}}, label="old.json")
