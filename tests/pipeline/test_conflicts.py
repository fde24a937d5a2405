"""Series that claim the same numbers, and trees that have given them away: found before a merge has to."""

import re
import subprocess
from collections.abc import Mapping, Sequence
from difflib import unified_diff
from pathlib import Path

import pytest

from tests.corpus import ABSENT, CORPUS
from uapicheck.model.report import Finding, Severity
from uapicheck.model.review import Review
from uapicheck.pipeline.patch import mails, reviews
from uapicheck.pipeline.scope import Scope

BUNDLE = CORPUS / "kvm-history.bundle"
KVM = "include/uapi/linux/kvm.h"
RISCV = "arch/riscv/include/uapi/asm/kvm.h"
POINT = "include/uapi/linux/point.h"
BEFORE = """\
/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
#ifndef _UAPI_POINT_H
#define _UAPI_POINT_H
#include <linux/types.h>
#include <linux/ioctl.h>

#define POINT_FLAG_A (1 << 0)
#define POINT_FLAG_B (1 << 1)
#define POINT_FLAG_C (1 << 2)

#define POINT_LIMIT 7

enum point_kind {
	POINT_KIND_FLAT,
	POINT_KIND_ROUND,
	POINT_KIND_MAX
};

struct point {
	__u32 x;
	__u32 y;
	__u32 reserved[4];
	union {
		__u64 space[8];
		__u32 depth;
	};
};

#define POINT_GET _IOR('p', 0x01, struct point)
#endif
"""


def mail(name: str, old: str, new: str, path: str = POINT) -> tuple[str, bytes]:
    """Return a patch mail as a file: its name, and the bytes."""
    lines = unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), f"a/{path}", f"b/{path}")
    head = f"From: A Author <a@example.org>\nMessage-Id: <{len(name)}@example.org>\nSubject: [PATCH] {name}\n\nWords.\n"
    return f"{name}.mbox", (head + f"---\ndiff --git a/{path} b/{path}\n" + "".join(lines)).encode()


def reviewed(
    files: Sequence[tuple[str, bytes]], base: str, *, repository: Path | None = None, also: Sequence[str] = ()
) -> tuple[Review, ...]:
    scope = Scope(repository=repository, jobs=1, targets=("x86_64", "arm64", "riscv64"))
    return reviews(mails(files), scope, base=base, independent=True, also=also)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a kernel source tree with a header."""
    for path, text in {POINT: BEFORE, "include/uapi/linux/types.h": "typedef unsigned int __u32;\n"
                       "typedef unsigned long long __u64;\n"}.items():  # fmt: skip
        (tmp_path / "linux" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "linux" / path).write_text(text, encoding="utf-8")
    for path, text in {"ioctl.h": "#include <asm/ioctl.h>\n"}.items():
        (tmp_path / "linux/include/uapi/linux" / path).write_text(text, encoding="utf-8")
    ioctl = """
        #define _IOC(d, t, n, s) (((d) << 30) | ((t) << 8) | (n) | ((s) << 16))
        #define _IOR(t, n, a) _IOC(2U, (t), (n), sizeof(a))
    """
    for arch in ("x86", "arm64"):
        (tmp_path / f"linux/arch/{arch}/include/uapi/asm").mkdir(parents=True)
        (tmp_path / f"linux/arch/{arch}/include/uapi/asm/ioctl.h").write_text(ioctl, encoding="utf-8")
    return tmp_path / "linux"


def conflicts(tree: Path, *edits: tuple[str, str], also: Sequence[str] = ()) -> list[list[tuple[str, str, str]]]:
    """Return what each of some series has against the others: severity, rule, symbol; the series replace one text."""
    files = [mail(f"series {n}", BEFORE, BEFORE.replace(*edit)) for n, edit in enumerate(edits, start=1)]
    return [
        [(finding.severity.name, finding.rule, finding.symbol) for finding in review.conflicts]
        for review in reviewed(files, str(tree), repository=None, also=also)
    ]


def test_the_next_bit_of_one_line_of_macros_is_for_review(tree: Path) -> None:
    line = "#define POINT_FLAG_C (1 << 2)\n"
    found = conflicts(tree, *((line, f"{line}#define POINT_FLAG_{name} (1 << 3)\n") for name in ("WIDE", "DEEP")))
    assert found == [
        [("REVIEW", "number-claimed-twice", "POINT_FLAG_WIDE")],
        [("REVIEW", "number-claimed-twice", "POINT_FLAG_DEEP")],
    ]


def test_equal_values_of_macros_that_have_nothing_to_do_with_each_other_are_none(tree: Path) -> None:
    line = "#define POINT_LIMIT 7\n"
    edits = ((line, f"{line}#define POINT_{name}_SIZE 8\n") for name in ("WIDE", "DEEP"))
    assert conflicts(tree, *edits) == [[], []]


def test_enumerators_appended_at_one_place_get_one_number(tree: Path) -> None:
    line = "\tPOINT_KIND_MAX\n"
    first, second = reviewed(
        [
            mail("adds two", BEFORE, BEFORE.replace(line, f"\tPOINT_KIND_THIN,\n\tPOINT_KIND_BOLD,\n{line}")),
            mail("adds two more", BEFORE, BEFORE.replace(line, f"\tPOINT_KIND_LONG,\n\tPOINT_KIND_TALL,\n{line}")),
        ],
        str(tree),
    )
    (finding,) = first.conflicts
    assert finding.message == (
        'POINT_KIND_THIN in "adds two" claims the enum point_kind number 2, '
        'as does POINT_KIND_LONG in "adds two more"; the next free one is 4'
    )
    assert [each.symbol for each in finding.also] == ["POINT_KIND_BOLD"]
    assert [each.symbol for each in second.conflicts] == ["POINT_KIND_LONG"]


def test_the_same_addition_in_both_is_no_conflict(tree: Path) -> None:
    line = "\tPOINT_KIND_MAX\n"
    edit = (line, f"\tPOINT_KIND_THIN,\n{line}")
    assert conflicts(tree, edit, edit) == [[], []]
    assert conflicts(tree, edit, (line, f"\tPOINT_KIND_THIN,\n\tPOINT_KIND_BOLD,\n{line}")) == [[], []]


def test_two_versions_of_one_series_are_not_compared(tree: Path) -> None:
    line = "#define POINT_LIMIT 7\n"
    files = [mail("depths", BEFORE, BEFORE.replace(line, f"{line}#define POINT_DEPTH {n}\n")) for n in (3, 4)]
    second = (files[1][0], files[1][1].replace(b"[PATCH]", b"[PATCH v2]"))
    assert [review.conflicts for review in reviewed([files[0], second], str(tree))] == [(), ()]


def test_one_name_with_two_values_is_a_conflict(tree: Path) -> None:
    line = "#define POINT_LIMIT 7\n"
    found = conflicts(tree, *((line, f"{line}#define POINT_DEPTH {n}\n") for n in (3, 4)))
    assert found == [[("BREAK", "name-claimed-twice", "POINT_DEPTH")]] * 2


def test_a_struct_with_two_layouts_is_a_conflict(tree: Path) -> None:
    texts = [f"struct line {{ __u32 from; __u32 {rest}; }};\n" for rest in ("to", "end", "reserved")]
    files = [mail(f"s{n}", BEFORE, BEFORE.replace("struct point {", f"{text}struct point {{"))
             for n, text in enumerate(texts)]  # fmt: skip
    first, second = reviewed(files[:2], str(tree))
    (finding,) = first.conflicts
    assert finding.message == (
        'struct line is 8 bytes with __u32 to, byte 4, 4 bytes in "s0" '
        'and 8 bytes with __u32 end, byte 4, 4 bytes in "s1"'
    )
    assert [finding.rule for finding in second.conflicts] == ["name-claimed-twice"]
    assert [review.conflicts for review in reviewed(files[1:], str(tree))] == [(), ()]


def test_one_ioctl_number_for_two_names_is_a_conflict(tree: Path) -> None:
    edits = [
        ("#endif\n", f"#define POINT_{name} _IOR('p', 0x02, struct {record})\n#endif\n")
        for name, record in (("SHOW", "point"), ("HIDE", "point"))
    ]
    both = [[("BREAK", "number-claimed-twice", f"POINT_{name}")] for name in ("SHOW", "HIDE")]
    assert conflicts(tree, *edits) == both
    edits[1] = (edits[1][0], edits[1][1].replace("struct point", "__u32"))
    assert [found[0][0] for found in conflicts(tree, *edits)] == ["REVIEW", "REVIEW"]


def test_fields_in_the_same_reserved_bytes_are_a_conflict(tree: Path) -> None:
    line = "\t__u32 reserved[4];\n"
    found = conflicts(tree, *((line, f"\t__u32 {name};\n\t__u32 reserved[3];\n") for name in ("wide", "deep")))
    assert found == [
        [("BREAK", "place-claimed-twice", "struct point.wide")],
        [("BREAK", "place-claimed-twice", "struct point.deep")],
    ]


def test_alternatives_of_a_union_are_none(tree: Path) -> None:
    line = "\t\t__u32 depth;\n"
    edits = ((line, f"{line}\t\tstruct {{ __u32 a, b; }} {name};\n") for name in ("wide", "deep"))
    assert conflicts(tree, *edits) == [[], []]


def test_what_another_tree_has_given_away_is_taken(tree: Path, tmp_path: Path) -> None:
    line = "\tPOINT_KIND_MAX\n"
    later = tmp_path / "later"
    (tmp_path / "copy").mkdir()
    subprocess.run(["cp", "-r", str(tree), str(later)], check=True)
    (later / POINT).write_text(BEFORE.replace(line, f"\tPOINT_KIND_LONG,\n{line}"), encoding="utf-8")
    (review,) = reviewed(
        [mail("thin", BEFORE, BEFORE.replace(line, f"\tPOINT_KIND_THIN,\n{line}"))], str(tree), also=[str(later)]
    )
    assert [(f.severity, f.symbol) for f in review.conflicts] == [(Severity.BREAK, "POINT_KIND_THIN")]
    assert "as does POINT_KIND_LONG in " in review.conflicts[0].message
    (merged,) = reviewed(
        [mail("long", BEFORE, BEFORE.replace(line, f"\tPOINT_KIND_LONG,\n{line}"))], str(tree), also=[str(later)]
    )
    assert merged.conflicts == ()


def test_without_being_asked_nothing_is_compared(tree: Path) -> None:
    line = "#define POINT_LIMIT 7\n"
    files = [mail(f"s{n}", BEFORE, BEFORE.replace(line, f"{line}#define POINT_DEPTH {n}\n")) for n in (3, 4)]
    found = reviews(mails(files), Scope(jobs=1, targets=("x86_64",)), base=str(tree))
    assert [review.conflicts for review in found] == [(), ()]


CAP, EXIT, EVENT, ISA = "KVM_CAP_", "KVM_EXIT_", "KVM_SYSTEM_EVENT_", "KVM_RISCV_ISA_EXT_"
KNOWN = {
    "2019-10 CAP 176": ("v5.4-rc1", CAP, ["PPC_GUEST_DEBUG_SSTEP=176"], ["ARM_NISV_TO_USER=176"]),
    "2020-07 CAP 184": ("v5.8", CAP, ["S390_DIAG318=184"], ["LAST_CPU=184"]),
    "2021-04 CAP 195": ("v5.11-rc2", CAP, ["PTP_KVM=195"], ["SET_GUEST_DEBUG2=195", "SGX_ATTRIBUTE=196"]),
    "2021-06-22 CAP 199": ("v5.13-rc4", CAP, ["PPC_RPT_INVALIDATE=199"], ["HYPERV_ENFORCE_CPUID=199", "SREGS2=200"]),
    "2021-06-23 CAP 199": ("v5.13-rc4", CAP, ["ARM_MTE=199"], ["HYPERV_ENFORCE_CPUID=199", "SREGS2=200"]),
    "2021-06-25 CAP 199": ("v5.13-rc4", CAP, ["ARM_MTE=199"], ["HYPERV_ENFORCE_CPUID=199", "BINARY_STATS_FD=203"]),
    "2022-02 CAP 210": ("v5.17", CAP, ["S390_MEM_OP_EXTENSION=210"], ["PPC_AIL_MODE_3=210"]),
    "2022-05 EVENT 4": ("v5.17", EVENT, ["WAKEUP=4", "SUSPEND=5"], ["SEV_TERM=4"]),
    "2022-11 CAP 224": ("v6.1", CAP, ["S390_PROTECTED_ASYNC_DISABLE=224"], ["DIRTY_LOG_RING_WITH_BITMAP=224"]),
    "2023-10 EXIT 38": ("v6.6-rc1", EXIT, ["MEMORY_FAULT=38"], ["LOONGARCH_IOCSR=38"]),
    "2023-10 CAP 230": ("v6.6-rc1", CAP, ["USER_MEMORY2=230", "VM_TYPES=234"], ["ARM_SUPPORTED_REG_MASK_RANGES=230"]),
    "2024-07 CAP 236": ("v6.8-rc6", CAP, ["X86_APIC_BUS_CYCLES_NS=236"], ["PRE_FAULT_MEMORY=236"]),
    "2024-11 ISA_EXT": ("v6.12", ISA, ["SMNPM", "SSNPM"], ["SVADE", "SVADU"]),
    "2025-05 CAP 240": ("v6.13", CAP, ["RISCV_MP_STATE_RESET=240"], ["ARM_EL2=240", "ARM_EL2_E2H0=241"]),
    "2025-11 CAP 245": ("v6.13", CAP, ["S390_USER_OPEREXEC=245"], ["ARM_SEA_TO_USER=245"]),
    "2026-06 CAP 249": ("v6.13", CAP, ["PLANES=249"], ["S390_HPAGE_2G=249"]),
}  # fmt: skip
"""Conflicts over numbers that merges of linux-next met: the release before, the family, and who claimed what."""


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a clone of the history."""
    if not BUNDLE.exists():
        pytest.skip(ABSENT)
    place = tmp_path_factory.mktemp("history") / "linux"
    subprocess.run(["git", "clone", "-q", "--bare", BUNDLE, place], check=True)
    return place


def shown(history: Path, revision: str, path: str) -> str:
    done = subprocess.run(["git", "-C", history, "show", f"{revision}:{path}"], check=True, capture_output=True)
    return done.stdout.decode()


def with_names(text: str, family: str, names: Sequence[str]) -> str:
    """Return a header with names of a family, as their authors would have put them behind the last one."""
    if family == ISA:
        return text.replace(f"\t{ISA}MAX", "".join(f"\t{ISA}{name},\n" for name in names) + f"\t{ISA}MAX")
    told = list(re.finditer(rf"^#define {family}(?!IO_|INTERNAL)\w+[ \t]+\d+\n", text, re.MULTILINE))
    at = max(told, key=lambda match: int(match[0].split()[2])).end()
    lines = "".join("#define {}{} {}\n".format(family, *name.split("=")) for name in names)
    return text[:at] + lines + text[at:]


def claims(history: Path, revision: str, family: str, by_series: Mapping[str, Sequence[str]]) -> tuple[Review, ...]:
    path = RISCV if family == ISA else KVM
    text = shown(history, revision, path)
    files = [mail(name, text, with_names(text, family, names), path) for name, names in by_series.items()]
    return reviewed(files, revision, repository=history)


def contested(findings: Sequence[Finding]) -> set[str]:
    return {f.symbol for f in findings} | {each.symbol for f in findings for each in f.also}


@pytest.mark.parametrize("case", KNOWN)
def test_a_known_conflict_of_linux_next_is_found(history: Path, case: str) -> None:
    revision, family, one, other = KNOWN[case]
    numbers = [{n: name.partition("=")[2] or str(n) for n, name in enumerate(names)} for names in (one, other)]
    shared = [set(each.values()) for each in numbers]
    found = claims(history, revision, family, {"the one": one, "the other": other})
    for review, names in zip(found, (one, other), strict=True):
        wanted = {
            family + name.partition("=")[0]
            for at, name in enumerate(names)
            if (name.partition("=")[2] or str(at)) in shared[0] & shared[1]
        }
        assert contested(review.conflicts) == wanted
        assert {finding.severity for finding in review.conflicts} == {Severity.BREAK}
        assert not wanted & {finding.symbol for finding in review.report.findings if finding.severity is Severity.BREAK}


def test_all_four_series_that_claimed_one_capability_in_june_2021_are_told(history: Path) -> None:
    names = ("HYPERV_ENFORCE_CPUID", "PPC_RPT_INVALIDATE", "ARM_MTE", "STATS_BINARY_FD")
    found = claims(history, "v5.13-rc4", CAP, {f"series {name}": [f"{name}=199"] for name in names})
    for name, review in zip(names, found, strict=True):
        (finding,) = review.conflicts
        assert finding.symbol == CAP + name
        for other in names:
            assert f'"series {other}"' in finding.message
        assert finding.message.endswith("; the next free one is 200")


def test_a_number_that_a_later_release_has_given_away_is_told(history: Path) -> None:
    text = shown(history, "v6.13", KVM)
    files = [mail("planes", text, with_names(text, CAP, ["PLANES=249"]), KVM)]
    (review,) = reviewed(files, "v6.13", repository=history, also=["v7.2"])
    (finding,) = review.conflicts
    assert finding.message == (
        'KVM_CAP_PLANES in "planes" claims the capability number 249, as does KVM_CAP_S390_HPAGE_2G in v7.2; '
        "the next free one is 250"
    )


def test_a_patch_that_a_later_release_has_is_no_conflict_with_it(history: Path) -> None:
    text = shown(history, "v5.13-rc4", KVM)
    files = [mail("merged", text, with_names(text, CAP, ["HYPERV_ENFORCE_CPUID=199", "SREGS2=200"]), KVM)]
    (review,) = reviewed(files, "v5.13-rc4", repository=history, also=["v5.16-rc1", "v7.2"])
    assert review.conflicts == ()


def test_a_real_patch_whose_number_a_release_gave_away_is_told_and_a_merged_one_is_not(history: Path) -> None:
    taken, merged = (
        reviewed([(path.name, path.read_bytes())], "v6.13", repository=history, also=["v7.2"])[0]
        for name in ("31", "34")
        for path in (CORPUS / "patches").glob(f"{name}-*")
    )
    assert [finding.symbol for finding in taken.conflicts] == ["KVM_CAP_PLANES"]
    assert "as does KVM_CAP_S390_HPAGE_2G in v7.2" in taken.conflicts[0].message
    # Its numbers are those that the release has under the same names.
    assert merged.conflicts == ()
