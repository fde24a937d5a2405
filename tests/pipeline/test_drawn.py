"""Patches where there is no kernel tree: judged by the release of the atlas that they fit, each line as in a tree."""

import json
from pathlib import Path

import pytest

from uapicheck.atlas.texts import Drawings
from uapicheck.cli.main import main
from uapicheck.pipeline.drawn import SqueezedFiles, placed
from uapicheck.pipeline.recorded import recorded
from uapicheck.sources.squeezed import squeezed

KVM = "include/uapi/linux/kvm.h"
HEAD = f"diff --git a/{KVM} b/{KVM}\n--- a/{KVM}\n+++ b/{KVM}\n"
ADDS = """\
@@ -100,4 +100,5 @@ struct kvm_enable_cap {
 #define KVM_CAP_S390_AIS_MIGRATION 150
 #define KVM_CAP_PPC_GET_CPU_CHAR 151
 #define KVM_CAP_S390_BPB 152
+#define KVM_CAP_DEMO {number}

"""
GROWS = """\
@@ -1100,5 +1100,6 @@ struct kvm_reg_list {
 struct kvm_one_reg {
 \t__u64 id;\t\t/* what it is */
-\t__u64 addr;
+\t__u32 flags;
+\t__u64 addr;
 };

"""
MOVES = """\
@@ -700,3 +700,3 @@ struct kvm_ppc_smmu_info {
 #define KVM_VM_MIPS_TE   0
-#define KVM_VM_MIPS_VZ\t\t1 /* has always been */
+#define KVM_VM_MIPS_VZ\t\t3 /* has always been */

"""


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a working directory that belongs to no repository."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def reviewed(
    directory: Path, diff: str, capsys: pytest.CaptureFixture[str], *more: str, base: str = "atlas:v5.2"
) -> tuple[int, dict[str, list[dict[str, object]]]]:
    (directory / "a.patch").write_text(HEAD + diff, encoding="utf-8")
    status = main(["patch", "a.patch", "--base", base, "-o", "json", "--jobs", "1", *more])
    return status, json.loads(capsys.readouterr().out)


def told(report: dict[str, list[dict[str, object]]]) -> list[tuple[object, object]]:
    return [(finding["rule"], finding["symbol"]) for finding in report["findings"]]


def test_a_new_number_is_an_addition(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, report = reviewed(alone, ADDS.replace("{number}", "173"), capsys)
    assert (status, told(report), report["gaps"]) == (0, [], [])
    assert [added["symbol"] for added in report["additions"]] == ["KVM_CAP_DEMO"]


def test_a_number_that_is_taken_is_a_break(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, report = reviewed(alone, ADDS.replace("{number}", "150"), capsys)
    assert (status, told(report), report["gaps"]) == (1, [("number-duplicated", "KVM_CAP_DEMO")], [])


def test_a_member_is_found_whatever_stands_behind_it(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, report = reviewed(alone, GROWS, capsys)
    assert status == 1
    assert report["gaps"] == []
    assert [rule for rule, _ in told(report)] == ["field-inserted", "struct-has-hole"]
    assert report["findings"][0]["symbol"] == "struct kvm_one_reg.flags"


def test_a_value_that_changes_is_a_break_on_its_line(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, report = reviewed(alone, MOVES, capsys)
    assert (status, told(report)) == (1, [("macro-value-changed", "KVM_VM_MIPS_VZ")])
    (finding,) = report["findings"]
    own = recorded("atlas:v5.2").atlas.snapshot("v5.2", "x86_64").facts["linux/kvm.h"]
    assert finding["line"] == own.constants["KVM_VM_MIPS_VZ"].where.line


def test_what_fits_nothing_is_put_nowhere_and_asks_for_a_tree(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    strange = GROWS.replace("id;", "name;")
    status, report = reviewed(alone, strange, capsys)
    assert status == 3
    (gap,) = report["gaps"]
    assert "not judged" in str(gap["why"])
    assert "-C DIR names a kernel tree" in str(gap["why"])


def test_what_was_damaged_on_its_way_is_never_called_harmless(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sizes = (
        "#define KVM_REG_SIZE_U5120x0060ULL",
        "#define KVM_REG_SIZE_U10240x0070ULL",
        "#define KVM_REG_SIZE_DEMO0x0080ULL",
    )
    diff = "@@ -1110,2 +1110,3 @@\n {}\n {}\n+{}\n\n".format(*sizes)
    status, report = reviewed(alone, diff, capsys, base="atlas:v4.20-rc1")
    (gap,) = report["gaps"]
    assert (status, told(report)) == (3, [])
    assert str(gap["why"]).startswith(
        f"damaged on its way: hunk 1 of 1 of {KVM} has lost white space and zeros: line 1123"
    )


NEW = "include/uapi/linux/demo.h"
CREATES = f"""\
diff --git a/{NEW} b/{NEW}
new file mode 100644
--- /dev/null
+++ b/{NEW}
@@ -0,0 +1,4 @@
+#include <linux/types.h>
+struct demo {{
+\t__u32\tfirst;
+}};
"""
CHANGES = f"""\
diff --git a/{NEW} b/{NEW}
--- a/{NEW}
+++ b/{NEW}
@@ -2,3 +2,4 @@
 struct demo {{
 \t__u32\tfirst;
+\t__u32\tsecond;
 }};
"""


def mail(part: int, diff: str) -> str:
    head = f"From {part:040} Mon Sep 17 00:00:00 2001\nFrom: A <a@example.com>\nSubject: [PATCH {part}/2] demo {part}"
    return f"{head}\n\nWords.\n---\n{diff}-- \n2.0\n\n"


def test_a_series_may_change_the_header_that_it_creates(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (alone / "a.mbox").write_text(mail(1, CREATES) + mail(2, CHANGES), encoding="utf-8")
    main(["patch", "a.mbox", "--base", "atlas:v5.8", "-o", "json", "--jobs", "1"])
    report = json.loads(capsys.readouterr().out)
    assert report["gaps"] == []
    (added,) = (each for each in report["additions"] if each["symbol"] == "struct demo")
    assert "arm" not in added["targets"], "v5.8 has left 32-bit Arm"
    assert {"linux/prctl.h", "linux/psci.h"}.isdisjoint(each["header"] for each in report["additions"])


PSCI, POWER = "include/uapi/linux/psci.h", "include/uapi/linux/power.h"
ASM = "arch/arm64/include/uapi/asm/kvm.h"
RENAMES = f"""\
diff --git a/{PSCI} b/{POWER}
similarity index 100%
rename from {PSCI}
rename to {POWER}
"""
COPIES = RENAMES.replace("rename", "copy")
INCLUDES = f"""\
diff --git a/{ASM} b/{ASM}
--- a/{ASM}
+++ b/{ASM}
@@ -35,2 +35,2 @@
-#include <linux/psci.h>
+#include <linux/power.h>
 #include <linux/types.h>
"""
AFTERWARDS = f"""\
diff --git a/{POWER} b/{POWER}
--- a/{POWER}
+++ b/{POWER}
@@ -93,4 +93,4 @@
 /* PSCI return values (inclusive of all PSCI versions) */
 #define PSCI_RET_SUCCESS\t\t\t0
-#define PSCI_RET_NOT_SUPPORTED\t\t\t-1
+#define PSCI_RET_NOT_SUPPORTED\t\t\t-12
 #define PSCI_RET_INVALID_PARAMS\t\t\t-2
"""


@pytest.mark.parametrize(
    ("first", "found"),
    [
        (RENAMES + INCLUDES, [("PSCI_RET_NOT_SUPPORTED", POWER, 109), ("linux/psci.h", PSCI, 1)]),
        (COPIES, []),
    ],
)
def test_a_series_may_move_a_header_and_change_it_there(
    alone: Path, capsys: pytest.CaptureFixture[str], first: str, found: list[tuple[str, str, int]]
) -> None:
    (alone / "a.mbox").write_text(mail(1, first) + mail(2, AFTERWARDS), encoding="utf-8")
    main(["patch", "a.mbox", "--base", "atlas:v5.8", "-o", "json", "--jobs", "1"])
    report = json.loads(capsys.readouterr().out)
    breaks = [each for each in report["findings"] if each["severity"] == "break"]
    assert [(each["symbol"], each["path"], each["line"]) for each in breaks] == found
    assert {target for each in report["additions"] for target in each["targets"]} == {"arm64"}
    assert report["gaps"] == []


def test_a_header_that_the_atlas_lacks_is_no_verdict(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (alone / "a.patch").write_text((HEAD + MOVES).replace("linux/kvm.h", "linux/vfio.h"), encoding="utf-8")
    assert main(["patch", "a.patch", "-o", "terse", "--jobs", "1"]) == 3
    assert "has no such header" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("date", "base"),
    [("Wed, 12 Jun 2019 10:00:00 +0000", "atlas:v5.2"), ("Tue, 13 Dec 2022 10:00:00 +0000", "atlas:v6.1")],
)
def test_the_release_near_the_mail_is_the_old_side(
    alone: Path, capsys: pytest.CaptureFixture[str], date: str, base: str
) -> None:
    diff = HEAD + ADDS.replace("{number}", "999")
    mail = f"From: A <a@example.com>\nSubject: [PATCH] demo\nDate: {date}\n\nWords.\n---\n{diff}-- \n2.0\n"
    (alone / "a.mbox").write_text(mail, encoding="utf-8")
    assert main(["patch", "a.mbox", "-o", "json", "--jobs", "1"]) == 0
    assert json.loads(capsys.readouterr().out)["old"]["label"] == base


def test_a_series_is_judged_patch_by_patch(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    diff = ADDS.replace("{number}", "900")
    both = [mail(part, HEAD + diff.replace("DEMO", f"DEMO{part}")) for part in (1, 2)]
    (alone / "a.mbox").write_text("".join(both), encoding="utf-8")
    assert main(["patch", "a.mbox", "--base", "atlas:v5.2", "-o", "terse", "--jobs", "1"]) == 1
    out = capsys.readouterr().out
    assert "[number-duplicated]" in out
    assert "KVM_CAP_DEMO1" in out
    assert "KVM_CAP_DEMO2" in out


def test_numbers_that_a_later_release_gave_away_are_told(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (alone / "a.patch").write_text(HEAD + ADDS.replace("{number}", "205"), encoding="utf-8")
    arguments = ["patch", "a.patch", "--base", "atlas:v5.2", "--also", "atlas:v6.1", "-o", "terse", "--jobs", "1"]
    assert main(arguments) == 1
    assert "KVM_CAP_ARM_MTE" in capsys.readouterr().out


def test_nothing_is_there_under_a_release_that_is_none(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (alone / "a.patch").write_text(HEAD + MOVES, encoding="utf-8")
    assert main(["patch", "a.patch", "--base", "atlas:v5.1"]) == 2
    assert "the nearest are v4.19.26 and v5.2" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("#define  A\t 1", "#define A 1"),
        ("#define A (1 << 2)", "#define A (1<<2)"),
        ("#define F( x, y ) ( (x) + y )", "#define F(x,y) ((x)+y)"),
        ("\t__u32   flags ;", "__u32 flags;"),
        ("unsigned  long x [ 2 ];", "unsigned long x[2];"),
        ("a - -b", "a- -b"),
        ('#define S "a  b" "c"', '#define S "a  b""c"'),
        ("", ""),
    ],
)
def test_squeezed_code_means_the_same(code: str, wanted: str) -> None:
    assert squeezed(code) == wanted


def test_a_drawn_text_is_put_back_on_its_lines() -> None:
    side = recorded("atlas:v5.2")
    drawings = Drawings(side.atlas, "v5.2")
    text = placed(SqueezedFiles(drawings)[KVM], drawings.drawn(KVM)).splitlines()
    facts = side.atlas.snapshot("v5.2", "x86_64").facts["linux/kvm.h"]
    wrong = [
        name
        for name, constant in facts.constants.items()
        if not text[constant.where.line - 1].startswith((f"#define {name} ", f"{name},", f"{name}="))
    ]
    assert len(wrong) < len(facts.constants) // 50, "where lines are crowded some stand a line or two below"
