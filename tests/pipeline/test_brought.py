"""Headers that only one side brings in, though both have them: what they define neither comes nor goes."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.patches import diff
from tests.cli.stage import KERNEL, written
from uapicheck.cli.main import main
from uapicheck.model.report import Report
from uapicheck.pipeline.check import check
from uapicheck.pipeline.scope import Scope

UAPI = "include/uapi/"
GARDEN = f"{UAPI}linux/garden.h"
EXACT = {
    GARDEN: "/* SPDX-License-Identifier: MIT */\n#ifndef _GARDEN_H\n#define _GARDEN_H\n"
    "#include <linux/house.h>\nstruct garden {\n\tstruct house by;\n};\n#endif\n"
}
KVM = {
    f"{UAPI}linux/kvm.h": "#include <linux/types.h>\n#include <asm/kvm.h>\n#define KVMIO 0xAE\n#define KVM_CAP_A 1\n",
    "arch/x86/include/uapi/asm/kvm.h": "#define KVM_DOORS 4\n",
}


def compared(root: Path, old: Mapping[str, str], new: Mapping[str, str], *headers: str) -> Report:
    before, after = (str(written(root / name, {**KERNEL, **files})) for name, files in (("old", old), ("new", new)))
    return check(before, after, Scope(targets=("x86_64", "arm64"), headers=headers))


def added(report: Report) -> dict[str, tuple[str, ...]]:
    return {each.symbol: each.targets for each in report.additions}


def found(report: Report) -> dict[tuple[str, str], set[str]]:
    return {(each.rule, each.symbol): {below.symbol for below in each.also} for each in report.findings}


def test_what_a_new_header_includes_is_not_new(tmp_path: Path) -> None:
    report = compared(tmp_path, {}, EXACT, "linux/garden.h")
    assert list(added(report)) == ["linux/garden.h", "struct garden"]
    assert (report.headers, report.findings) == (1, ())


def test_what_a_removed_header_included_is_not_removed(tmp_path: Path) -> None:
    report = compared(tmp_path, EXACT, {}, "linux/garden.h")
    assert found(report) == {("header-removed", "linux/garden.h"): {"struct garden"}}


def test_an_include_that_is_dropped_is_told_once(tmp_path: Path) -> None:
    text = {GARDEN: "struct garden {\n\tint of;\n};\n"}
    report = compared(tmp_path, {GARDEN: f"#include <linux/types.h>\n{text[GARDEN]}"}, text, "linux/garden.h")
    assert found(report) == {("include-dropped", "linux/garden.h -> linux/types.h"): set()}


def test_what_becomes_exported_on_an_architecture_is_new_there_and_nothing_else(tmp_path: Path) -> None:
    arm64 = {"arch/arm64/include/uapi/asm/kvm.h": "#define KVM_DOORS 2\n"}
    report = compared(tmp_path, KVM, {**KVM, **arm64}, "linux/kvm.h", "asm/kvm.h")
    names = ["KVM_DOORS", "asm/kvm.h", "KVMIO", "KVM_CAP_A", "linux/kvm.h"]
    assert sorted(added(report)) == sorted(names)
    assert set(added(report).values()) == {("arm64",)}


def test_what_is_there_only_through_the_new_header_is_new(tmp_path: Path) -> None:
    types = KERNEL[f"{UAPI}linux/types.h"].replace("#endif\n", "#ifdef _BIG\n#define MOST 9\n#endif\n#endif\n")
    both = {f"{UAPI}linux/types.h": types}
    report = compared(tmp_path, both, {**both, GARDEN: "#define _BIG\n#include <linux/types.h>\n"}, "linux/garden.h")
    assert sorted(added(report)) == ["MOST", "_BIG", "linux/garden.h"]


def test_what_moves_into_a_header_that_was_there_is_compared(tmp_path: Path) -> None:
    plants = {f"{UAPI}linux/plants.h": "#define TREES 3\n"}
    old, new = {**plants, GARDEN: "#define TREES 2\n"}, {**plants, GARDEN: "#include <linux/plants.h>\n"}
    assert list(found(compared(tmp_path, old, new, "linux/garden.h"))) == [("macro-value-changed", "TREES")]


def test_hazards_of_an_included_header_are_not_those_of_the_new_one(tmp_path: Path) -> None:
    plants = {f"{UAPI}linux/plants.h": "#define TREES(x) x + 2\n"}
    report = compared(tmp_path, plants, {**plants, GARDEN: "#include <linux/plants.h>\n"}, "linux/garden.h")
    assert (list(added(report)), report.findings) == (["linux/garden.h"], ())


def test_snapshots_say_the_same(tmp_path: Path) -> None:
    for name, files in (("old", KERNEL), ("new", {**KERNEL, **EXACT})):
        place = str(written(tmp_path / name, files))
        assert main(["snapshot", place, "--target", "arm64", "-o", f"json={tmp_path / name}.json"]) == 0
    report = check(f"{tmp_path}/old.json", f"{tmp_path}/new.json", Scope(headers=("linux/garden.h",)))
    assert list(added(report)) == ["linux/garden.h", "struct garden"]


@pytest.mark.parametrize("base", ["atlas:v5.2", "atlas:v6.12"])
def test_a_patch_without_a_tree_is_no_exception(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], base: str
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    text = "/* SPDX-License-Identifier: MIT */\n#include <linux/types.h>\n#include <linux/kvm.h>\n#define DEMO 1\n"
    patch = diff(GARDEN, "", text).replace(f"--- a/{GARDEN}", "new file mode 100644\n--- /dev/null")
    (tmp_path / "a.patch").write_text(patch, encoding="utf-8")
    assert main(["patch", "a.patch", "--base", base, "-o", "json", "--jobs", "1"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [each["symbol"] for each in report["additions"]] == ["linux/garden.h", "DEMO"]
    assert report["spaces"] == []
