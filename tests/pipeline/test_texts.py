"""Texts and documents of both sides, compared where they differ and nowhere else."""

from pathlib import Path

import pytest

from tests.corpus import PROJECT
from tests.programs import run
from uapicheck.pipeline.check import check
from uapicheck.pipeline.scope import Scope

POINT = "/* SPDX-License-Identifier: MIT */\n#ifndef _POINT_H\n#define _POINT_H\nstruct point { int x; };\n#endif\n"
KVM = "/* SPDX-License-Identifier: MIT */\n#define KVMIO 0xAE\n#define KVM_CAP_POINT 1\n"
API = "4.1 KVM_SET_POINT\n-----------------\n\n:Parameters: struct kvm_point (in)\n"


def tree(root: Path, **extra: str) -> str:
    named = {
        "point": "include/uapi/linux/point.h",
        "kvm": "include/uapi/linux/kvm.h",
        "asm": "arch/x86/include/uapi/asm/kvm.h",
    }
    named |= {"api": "Documentation/virt/kvm/api.rst", "new": "include/uapi/linux/new.h"}
    named |= {"kbuild": "arch/x86/include/uapi/asm/Kbuild"}
    texts = {"point": POINT, "kvm": KVM, "asm": "", "api": API, "kbuild": "generic-y += types.h\n"} | extra
    for name, text in texts.items():
        place = root / named[name]
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return str(root)


def findings(tmp_path: Path, old: dict[str, str], new: dict[str, str]) -> list[tuple[str, str]]:
    sides = tree(tmp_path / "old", **old), tree(tmp_path / "new", **new)
    report = check(*sides, Scope(targets=("x86_64", "i386")))
    assert all(finding.targets == ("x86_64", "i386") for finding in report.findings)
    return [(finding.rule, finding.symbol) for finding in report.findings]


def test_one_finding_for_all_targets(tmp_path: Path) -> None:
    assert findings(tmp_path, {}, {"point": POINT + "// a\n"}) == [("line-comment-added", "linux/point.h")]


def test_an_include_that_a_whole_tree_lacks_is_found(tmp_path: Path) -> None:
    found = findings(tmp_path, {}, {"point": "#include <linux/inner.h>\n" + POINT})
    assert found == [("include-not-exported", "linux/point.h -> linux/inner.h")]


def test_copies_of_a_few_headers_do_not_prove_that_one_is_missing(tmp_path: Path) -> None:
    empty = {"kbuild": ""}
    assert findings(tmp_path, empty, {"point": "#include <linux/inner.h>\n" + POINT} | empty) == []


def test_a_wrapper_that_kbuild_generates_needs_no_license(tmp_path: Path) -> None:
    assert findings(tmp_path, {}, {"new": "#include <asm-generic/types.h>\n"}) == []
    assert findings(tmp_path, {}, {"new": "#define NEW 1\n"}) == [("license-omitted", "linux/new.h")]


def test_the_new_sides_document_counts(tmp_path: Path) -> None:
    added = KVM + "#define KVM_CAP_LINE 2\n"
    assert findings(tmp_path, {}, {"kvm": added, "api": API + "KVM_CAP_LINE"}) == []
    found = findings(tmp_path, {"api": API + "KVM_CAP_LINE"}, {"kvm": added})
    assert found == [("capability-undocumented", "KVM_CAP_LINE")]


def test_without_a_document_nothing_is_undocumented(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    for side in ("old", "new"):
        tree(tmp_path / side, kvm=KVM + ("#define KVM_CAP_LINE 2\n" if side == "new" else ""))
        (tmp_path / side / "Documentation/virt/kvm/api.rst").unlink()
    report = check(str(tmp_path / "old"), str(tmp_path / "new"), Scope(targets=("x86_64",)))
    assert report.findings == ()


@pytest.mark.parametrize(
    ("text", "imports"),
    [
        (POINT, set()),
        (POINT.replace("int x", "int x, y"), {"uapicheck.extract.tells"}),
        (POINT + "/* // */", {"uapicheck.extract.tells", "uapicheck.extract.lexical", "uapicheck.diff.lexical"}),
    ],
)
def test_equal_texts_import_nothing(tmp_path: Path, text: str, imports: set[str]) -> None:
    sides = tree(tmp_path / "old"), tree(tmp_path / "new", point=text)
    done = run(["-X", "importtime", "-m", "uapicheck", "check", *sides, "--target", "x86_64"], directory=PROJECT)
    loaded = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    mine = {f"uapicheck.{name}" for name in ("extract.tells", "extract.lexical", "diff.lexical", "diff.documents")}
    assert loaded & mine == imports
