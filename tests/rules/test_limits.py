"""What is raised is for review where it bounds or collects something, and a break where it is a code."""

import pytest

from tests.rules.compared import compared
from uapicheck.model.report import Severity

CODES = "#define POINT_GET_COLOUR 3\n#define POINT_GET_ANGLE 5\n"


@pytest.mark.parametrize("name", ["POINT_NAME_LIMIT", "POINT_MAXLEN", "POINT_MAX_NAMES"])
@pytest.mark.parametrize(("new", "severity"), [(32, Severity.REVIEW), (8, Severity.BREAK)])
def test_a_limit_that_is_raised_is_for_review_and_one_that_is_lowered_breaks(
    name: str, new: int, severity: Severity
) -> None:
    (finding,) = compared(f"#define {name} 16\n", f"#define {name} {new}\n").findings
    assert finding.severity is severity


@pytest.mark.parametrize("name", ["POINT_NAME_LEN", "POINT_REGISTERS_SIZE"])
def test_a_size_that_is_raised_breaks(name: str) -> None:
    (finding,) = compared(f"#define {name} 16\n", f"#define {name} 32\n").findings
    assert finding.severity is Severity.BREAK


@pytest.mark.parametrize("name", ["POINT_GET_SIZE", "POINT_GET_MAX_NAMES", "POINT_SIZE_LARGE"])
def test_a_code_that_changes_breaks_whatever_it_is_called(name: str) -> None:
    (finding,) = compared(f"{CODES}#define {name} 4\n", f"{CODES}#define {name} 9\n").findings
    assert finding.severity is Severity.BREAK


def test_a_limit_right_behind_what_it_limits_is_no_code() -> None:
    codes = "#define POINT_GET_COLOUR 3\n"
    name = "POINT_GET_MAX_NAMES"
    (finding,) = compared(f"{codes}#define {name} 4\n", f"{codes}#define {name} 9\n").findings
    assert finding.severity is Severity.REVIEW


@pytest.mark.parametrize(("old", "severity"), [("#define P_THIN 2\n", Severity.REVIEW), ("", Severity.NOTE)])
def test_a_flag_that_was_there_before_joins_a_mask_for_review(old: str, severity: Severity) -> None:
    before = f"#define P_BOLD 1\n{old}#define P_ALL_FLAGS (P_BOLD)\n"
    (finding,) = compared(
        before, "#define P_BOLD 1\n#define P_THIN 2\n#define P_ALL_FLAGS (P_BOLD | P_THIN)\n"
    ).findings
    assert (finding.rule, finding.severity) == ("mask-widened", severity)
