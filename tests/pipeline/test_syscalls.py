"""Syscall numbers: what a change of a table does, and what real patches of tables come to."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.corpus import ABSENT, CORPUS
from uapicheck.model.decoded import Number
from uapicheck.model.report import Report, Severity
from uapicheck.model.review import Review
from uapicheck.pipeline.check import check, compared
from uapicheck.pipeline.decode import Asked, meanings
from uapicheck.pipeline.patch import mails, reviews
from uapicheck.pipeline.scope import Scope
from uapicheck.pipeline.side import Headers
from uapicheck.pipeline.spaces import survey
from uapicheck.sources.opening import opened

X86 = "arch/x86/entry/syscalls/syscall_64.tbl"
ARM = "arch/arm/tools/syscall.tbl"
TABLE = "0\tcommon\tread\n1\tcommon\twrite\n2\t64\topen\n3\tcommon\tclose\n512\tx32\tread\n"
KERNEL = {
    "include/uapi/linux/unistd.h": "#include <asm/unistd.h>\n",
    "include/uapi/asm-generic/Kbuild": "mandatory-y += param.h types.h\n",
    "include/uapi/asm-generic/types.h": "typedef int ours;\n",
    "include/uapi/asm-generic/param.h": "#define OURS_HZ 100\n",
    "arch/x86/include/uapi/asm/Kbuild": "generated-y += unistd_64.h unistd_x32.h\n",
    "arch/x86/include/uapi/asm/unistd.h": (
        "#define __X32_SYSCALL_BIT 0x40000000\n#ifdef __ILP32__\n#include <asm/unistd_x32.h>\n#else\n"
        "#include <asm/unistd_64.h>\n#endif\n"
    ),
    X86: TABLE,
    "arch/arm/include/uapi/asm/Kbuild": "generated-y += unistd-eabi.h\ngeneric-y += resource.h\n",
    "include/uapi/asm-generic/resource.h": "#define OURS_LIMITS 3\n",
    "arch/arm/include/uapi/asm/unistd.h": "#define __NR_SYSCALL_BASE 0\n#include <asm/unistd-eabi.h>\n",
    ARM: "0\tcommon\tread\n1\tcommon\twrite\n4\toabi\ttime\n",
}


def written(root: Path, files: Mapping[str, str]) -> Headers:
    for path, text in {**KERNEL, **files}.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return Headers(tree=opened(str(root), repository=None))


def report(tmp_path: Path, files: Mapping[str, str], *targets: str) -> Report:
    old, new = written(tmp_path / "old", {}), written(tmp_path / "new", files)
    return compared(old, new, Scope(targets=targets or ("x86_64", "arm"), jobs=1))


def told(found: Report) -> list[tuple[str, str, str, int]]:
    return [(each.rule, each.symbol, each.uapi_path, each.where.place.line) for each in found.findings]


def test_a_renumbered_syscall_is_a_break_at_its_row(tmp_path: Path) -> None:
    found = report(tmp_path, {X86: TABLE.replace("3\tcommon", "7\tcommon")})
    assert told(found)[0] == ("macro-value-changed", "__NR_close", X86, 4)
    assert found.findings[0].severity is Severity.BREAK


def test_a_syscall_without_a_row_is_gone(tmp_path: Path) -> None:
    assert told(report(tmp_path, {X86: TABLE.replace("1\tcommon\twrite\n", "")})) == [
        ("macro-removed", "__NR_write", X86, 2)
    ]


def test_a_number_is_not_given_twice_nor_again(tmp_path: Path) -> None:
    table = TABLE.replace("2\t64\topen\n", "2\t64\tremount_all\n") + "3\tcommon\tother\n"
    rules = {(each.rule, each.symbol) for each in report(tmp_path, {X86: table}).findings}
    assert ("number-duplicated", "__NR_other") in rules
    assert ("number-reused", "__NR_remount_all") in rules


def test_a_new_syscall_is_an_addition_with_the_next_number_of_its_abi(tmp_path: Path) -> None:
    found = report(tmp_path, {X86: TABLE + "4\tcommon\tstat\n"}, "x86_64", "x32", "arm")
    assert not found.findings
    (space,) = found.spaces
    assert (space.name, space.next, space.added) == ("syscalls:x86_64", 5, ("__NR_stat",))
    assert space.remarks == ("The same on x32",)


def test_what_happens_in_several_tables_is_told_once(tmp_path: Path) -> None:
    found = report(
        tmp_path, {X86: TABLE.replace("1\tcommon\twrite\n", ""), ARM: KERNEL[ARM].replace("1\tcommon\twrite\n", "")}
    )
    assert [(each.symbol, each.targets) for each in found.findings] == [("__NR_write", ("x86_64", "arm"))]


def test_a_header_dropped_from_a_kbuild_list_is_removed(tmp_path: Path) -> None:
    found = report(
        tmp_path,
        {
            "arch/arm/include/uapi/asm/Kbuild": "generated-y += unistd-eabi.h\n",
            "include/uapi/asm-generic/Kbuild": "mandatory-y += types.h\n",
        },
    )
    assert {(each.rule, each.symbol) for each in found.findings} == {
        ("header-removed", "asm/param.h"),
        ("header-removed", "asm/resource.h"),
    }


def test_a_header_that_the_list_no_longer_has_made_is_removed(tmp_path: Path) -> None:
    found = report(tmp_path, {"arch/x86/include/uapi/asm/Kbuild": "generated-y += unistd_x32.h\n"}, "x86_64")
    assert ("header-removed", "asm/unistd_64.h", X86, 1) in told(found)


def test_each_abi_has_a_space_of_its_own(tmp_path: Path) -> None:
    written(tmp_path / "tree", {})
    found = survey(str(tmp_path / "tree"), Scope(targets=("x86_64", "x32", "arm"), jobs=1))
    assert {(each.summary.name, each.summary.next) for each in found.spaces} == {
        ("syscalls:x86_64", 4),
        ("syscalls:x32", 4),
        ("syscalls:arm", 2),
    }


def test_a_syscall_is_known_by_its_number_on_each_abi(tmp_path: Path) -> None:
    written(tmp_path / "tree", {})
    scope = Scope(targets=("x86_64", "x32", "arm"), jobs=1)
    found = meanings([Asked(text="1")], [str(tmp_path / "tree")], scope, kinds=("syscall",))
    assert [(each.kind, each.name, each.value, each.origin.targets) for each in found if isinstance(each, Number)] == [
        ("syscall", "__NR_write", 1, ("x86_64", "arm")),
        ("syscall", "__NR_write", 0x40000001, ("x32",)),
    ]


def test_a_header_of_another_abi_that_is_given_alone_is_looked_at(tmp_path: Path) -> None:
    places = [tmp_path / side / "include/uapi/asm-generic/unistd.h" for side in ("old", "new")]
    for place, number in zip(places, (64, 65), strict=True):
        place.parent.mkdir(parents=True)
        place.write_text(f"#define __NR_write {number}\n", encoding="utf-8")
    found = check(str(places[0]), str(places[1]), Scope(targets=("x86_64",), jobs=1))
    assert [(each.rule, each.symbol) for each in found.findings] == [("macro-value-changed", "__NR_write")]


BUNDLE = CORPUS / "linux-uapi-src.bundle"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a clone of the kernel's source."""
    if not BUNDLE.exists():
        pytest.skip(ABSENT)
    place = tmp_path_factory.mktemp("source") / "linux"
    subprocess.run(["git", "clone", "--quiet", "--no-checkout", BUNDLE, place], check=True)
    return place


def reviewed(source: Path, pattern: str) -> Review:
    path = next(iter((CORPUS / "mail").glob(pattern)))
    scope = Scope(repository=source, jobs=1, targets=("x86_64", "arm64", "alpha"))
    (review,) = reviews(mails([(path.name, path.read_bytes())]), scope)
    return review


def serious(review: Review) -> list[tuple[str, str, str]]:
    return [
        (each.rule, each.symbol, each.message) for each in review.report.findings if each.severity is Severity.BREAK
    ]


def test_syscalls_that_take_the_next_numbers_break_nothing(source: Path) -> None:
    review = reviewed(source, "PATCH-v4-7-8-LSM-wireup*")
    assert [(each.rule, each.symbol) for each in review.report.findings] == [("sentinel-moved", "__NR_syscalls")]
    assert {(space.name, space.next) for space in review.report.spaces} == {
        ("syscalls:x86_64", 454),
        ("syscalls:alpha", 564),
    }


def test_a_number_that_the_tree_has_given_away_meanwhile_is_told_of(source: Path) -> None:
    review = reviewed(source, "PATCH-v15-2-3-arch-Wire-up-trusted_for*")
    assert serious(review) == [
        ("number-duplicated", "__NR_trusted_for", "__NR_trusted_for has the syscall number 449 of __NR_futex_waitv")
    ]


def test_two_series_that_claim_one_number_are_told_of(source: Path, tmp_path: Path) -> None:
    name = "PATCH-v4-7-8-LSM-wireup*"
    path = next(iter((CORPUS / "mail").glob(name)))
    other = path.read_bytes().replace(b"lsm_get_self_attr", b"another_call")
    scope = Scope(repository=source, jobs=1, targets=("x86_64", "arm64"))
    first, second = reviews(
        mails([("one.eml", path.read_bytes()), (str(tmp_path / "two.eml"), other)]), scope, independent=True
    )
    claims = [
        (each.rule, each.symbol)
        for review in (first, second)
        for each in (*review.report.findings, *review.conflicts)
        if each.rule == "number-claimed-twice"
    ]
    assert ("number-claimed-twice", "__NR_another_call") in claims
