"""What is gone is shown where it stood: at the line that took its place, else at the next that is left."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.patches import diff
from tests.cli.stage import KERNEL, written
from uapicheck.model.place import Side
from uapicheck.model.report import Report
from uapicheck.pipeline.anchors import nearest
from uapicheck.pipeline.check import check
from uapicheck.pipeline.patch import mails, reviews
from uapicheck.pipeline.scope import Scope

HOUSE = "include/uapi/linux/house.h"
TEXT = KERNEL[HOUSE]
KVM = "include/uapi/linux/kvm.h"


@pytest.mark.parametrize(
    ("old", "new", "line", "found"),
    [
        ("a b c d", "a b d", 3, 3),
        ("a b c d", "a b x d", 3, 3),
        ("a b c d e", "a x y e", 4, 3),
        ("a b c d e", "a x e", 4, 2),
        ("a b c d e", "x a b d e", 3, 4),
        ("a b c", "a b", 3, 2),
        ("a b c", "b c", 1, 1),
        ("a b c", "x y z a b c", 2, 5),
        ("a b c", "", 2, None),
        ("a - b - c", "a - - - c", 3, 5),
    ],
)
def test_the_nearest_line_is_the_one_in_its_place_or_the_next_that_is_left(
    old: str, new: str, line: int, found: int | None
) -> None:
    texts = ["".join(f"{word.replace('-', '')}\n" for word in text.split()) for text in (old, new)]
    assert nearest(texts[0], texts[1], line) == found


def compared(root: Path, old: Mapping[str, str], new: Mapping[str, str]) -> Report:
    before, after = (str(written(root / name, files)) for name, files in (("old", old), ("new", new)))
    return check(before, after, Scope(targets=("x86_64", "arm64")))


def anchors(report: Report) -> dict[str, tuple[str, int] | None]:
    found = {}
    for each in report.findings:
        if each.where.side is Side.OLD:
            at = each.anchor
            assert at is None or at.side is Side.NEW
            found[each.symbol] = None if at is None else (at.place.path, at.place.line)
    return found


def test_a_removed_field_is_anchored_at_the_next_line(tmp_path: Path) -> None:
    new = {HOUSE: "\n\n" + TEXT.replace("\t__u32 rooms;\n", "")}
    assert anchors(compared(tmp_path, KERNEL, KERNEL | new)) == {"struct house.rooms": (HOUSE, 9)}


def test_a_replaced_macro_is_anchored_at_what_replaces_it(tmp_path: Path) -> None:
    new = {HOUSE: TEXT.replace("#define HOUSE_LIMIT 7\n", "#define HOUSE_FLOORS 3\n#define HOUSE_ROOMS 9\n")}
    assert anchors(compared(tmp_path, KERNEL, KERNEL | new)) == {"HOUSE_LIMIT": (HOUSE, 9)}


def test_a_removed_header_is_nowhere_on_the_new_side(tmp_path: Path) -> None:
    plants = {"include/uapi/linux/plants.h": "#define TREES 3\n"}
    assert anchors(compared(tmp_path, KERNEL | plants, KERNEL)) == {"linux/plants.h": None}


def test_a_header_of_one_architecture_is_anchored_there(tmp_path: Path) -> None:
    door = "arch/arm64/include/uapi/asm/door.h"
    old = {door: KERNEL[door].replace("#endif", "#define DOOR_MATS 1\n#endif")}
    assert anchors(compared(tmp_path, KERNEL | old, KERNEL)) == {"DOOR_MATS": (door, 4)}


def test_installed_and_source_headers_are_the_same_file(tmp_path: Path) -> None:
    installed = {path.replace("include/uapi/", "include/"): text for path, text in KERNEL.items()}
    shorter = installed | {"include/linux/house.h": TEXT.replace("#define HOUSE_LIMIT 7\n", "")}
    before, after = str(written(tmp_path / "old", KERNEL)), str(written(tmp_path / "new", shorter))
    report = check(before, after, Scope(targets=("x86_64",), headers=("linux/house.h",)))
    assert anchors(report) == {"HOUSE_LIMIT": ("include/linux/house.h", 9)}


def test_a_patch_anchors_in_the_tree_that_it_makes(tmp_path: Path) -> None:
    tree = written(tmp_path / "linux", KERNEL)
    new = TEXT.replace("#include <asm/door.h>\n", "#include <asm/door.h>\n\n#define HOUSE_YEAR 2\n\n")
    raw = diff(HOUSE, TEXT, new.replace("\t__u32 rooms;\n", ""))
    (review,) = reviews(mails([("a.patch", raw.encode())]), Scope(targets=("x86_64",)), base=str(tree))
    assert anchors(review.report) == {"struct house.rooms": (HOUSE, 10)}


def test_over_the_atlas_it_is_the_line_that_the_release_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    raw = (
        f"diff --git a/{KVM} b/{KVM}\n--- a/{KVM}\n+++ b/{KVM}\n"
        "@@ -700,3 +700,2 @@ struct kvm_ppc_smmu_info {\n"
        " #define KVM_VM_MIPS_TE   0\n-#define KVM_VM_MIPS_VZ\t\t1\n \n"
    )
    (review,) = reviews(mails([("a.patch", raw.encode())]), Scope(targets=("arm64",)), base="atlas:v5.2")
    (gone,) = (each for each in review.report.findings if each.symbol == "KVM_VM_MIPS_VZ")
    assert gone.anchor is not None
    assert 0 <= gone.anchor.place.line - gone.where.place.line < 4
