"""What says which release headers are of is compared with nothing, unless somebody asks."""

from pathlib import Path

import pytest

from tests.cli.stage import written
from uapicheck.errors import UsageError
from uapicheck.model.report import Report, Verdict
from uapicheck.pipeline.check import check
from uapicheck.pipeline.scope import Scope

NAMED = Scope(targets=("x86_64",), headers=("include/uapi/linux/version.h",))


def source(place: Path) -> str:
    return str(
        written(
            place / "source",
            {
                "Makefile": "VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 0\n",
                "include/uapi/linux/point.h": "#define POINT 1\n",
                "arch/x86/include/uapi/asm/point.h": "#define POINT_X86 1\n",
            },
        )
    )


def installed(place: Path, patchlevel: int) -> str:
    return str(
        written(
            place / f"installed-{patchlevel}",
            {
                "include/linux/point.h": "#define POINT 1\n",
                "include/linux/version.h": f"#define LINUX_VERSION_PATCHLEVEL {patchlevel}\n",
                "arch/x86/include/asm/point.h": "#define POINT_X86 1\n",
            },
        )
    )


def report(old: str, new: str, scope: Scope | None = None) -> Report:
    return check(old, new, scope=scope or Scope(targets=("x86_64",)))


def test_a_source_tree_equals_what_is_installed_from_it(tmp_path: Path) -> None:
    there, back = source(tmp_path), installed(tmp_path, 1)
    for found in (report(there, back), report(back, there)):
        assert (found.verdict, found.findings, found.additions) == (Verdict.PASS, (), ())


def test_two_releases_differ_in_nothing_where_only_their_numbers_do(tmp_path: Path) -> None:
    found = report(installed(tmp_path, 1), installed(tmp_path, 2))
    assert (found.verdict, found.findings) == (Verdict.PASS, ())


def test_who_names_the_header_is_told_that_the_release_is_another(tmp_path: Path) -> None:
    (finding,) = report(installed(tmp_path, 1), installed(tmp_path, 2), NAMED).findings
    assert (finding.rule, finding.symbol) == ("version-raised", "LINUX_VERSION_PATCHLEVEL")


def test_who_names_it_is_told_that_a_source_tree_has_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"source: has no linux/version\.h, which a kernel's build makes"):
        report(source(tmp_path), installed(tmp_path, 1), NAMED)


def test_the_header_given_alone_is_compared(tmp_path: Path) -> None:
    old, new = (f"{installed(tmp_path, level)}/include/linux/version.h" for level in (1, 2))
    assert [finding.symbol for finding in report(old, new).findings] == ["LINUX_VERSION_PATCHLEVEL"]
