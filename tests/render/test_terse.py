"""One line a finding, for b4 and for eyes that know checkpatch."""

import re

from tests.render.samples import CLEAN, EMPTY, FULL, GAPPY, GAPS
from uapicheck.frozen import replaced
from uapicheck.model.report import Report
from uapicheck.render.options import Options
from uapicheck.render.terse import terse


def lines(report: Report) -> list[str]:
    """Return the lines of a report."""
    return terse(report, options=Options()).splitlines()


def test_a_clean_report_is_silent() -> None:
    assert terse(EMPTY, options=Options()) == ""
    assert terse(CLEAN, options=Options()) == ""


def test_each_line_has_file_line_level_and_rule() -> None:
    found = [re.fullmatch(r"(\S+):(\d+): (ERROR|WARNING|CHECK): .*", line) for line in lines(FULL)]
    assert [match and match[3] for match in found] == ["ERROR"] * 7 + ["WARNING", "CHECK", "WARNING"]
    assert lines(FULL)[0].endswith("is gone (i386 only) [struct-field-removed] (old)")


def test_the_symbol_is_not_said_twice() -> None:
    finding = replaced(FULL.findings[0], message="a member is gone")
    line = lines(replaced(EMPTY, targets=FULL.targets, findings=(finding,)))[0]
    assert "ERROR: struct outline.corner: a member is gone (i386 only)" in line
    finding = replaced(finding, message="field corner of struct outline is gone")
    line = lines(replaced(EMPTY, targets=FULL.targets, findings=(finding,)))[0]
    assert "ERROR: field corner of struct outline is gone (i386 only)" in line


def test_waived_findings_are_silent() -> None:
    assert not any("SHAPES_OBSOLETE" in line for line in lines(FULL))


def test_each_reason_for_a_gap_is_one_warning() -> None:
    warnings = [line for line in lines(GAPPY) if "not checked" in line]
    assert len(warnings) == len({missing.gap.why for missing in GAPS})
    assert "#include <linux/colours.h> and 1 other place: no such header in the tree (new)" in warnings[0]
    assert not any("ERROR:" in line for line in lines(GAPPY))
