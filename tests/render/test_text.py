"""The terminal's report: verdict first, narrow, grep-able, complete when asked."""

import re

import pytest

from tests.render.samples import ARCH_SPACE, CAP_SPACE, CLEAN, EMPTY, FULL, GAPPY, HOSTILE, SIZE_SPACE, TARGETS
from uapicheck.frozen import replaced
from uapicheck.model.report import Report, Severity, Verdict
from uapicheck.render.escape import plain
from uapicheck.render.lines import wrapped
from uapicheck.render.options import Options
from uapicheck.render.space_map import cells, outside, prefix, runs, taken_words
from uapicheck.render.text import text
from uapicheck.render.words import target_words, verdict_sentence


def lines(report: Report, *, verbose: bool = False, width: int = 80, color: bool = False) -> list[str]:
    """Return the lines of a report."""
    return text(report, options=Options(verbose=verbose, width=width, color=color)).splitlines()


def test_the_first_line_is_the_verdict() -> None:
    assert lines(FULL)[0] == "BREAK: 7 changes break user space; 1 place could not be checked"
    assert lines(EMPTY)[0] == "PASS: no difference that user space can see"
    assert lines(CLEAN)[0] == "PASS: nothing breaks user space; 1 addition, no other difference"
    assert lines(GAPPY)[0] == "INCOMPLETE: no break found, but 3 places could not be checked"


def test_every_verdict_has_a_sentence() -> None:
    by_severity = {finding.severity: finding for finding in FULL.findings if finding.waived is None}
    review = replaced(EMPTY, findings=(by_severity[Severity.REVIEW],))
    note = replaced(EMPTY, findings=(by_severity[Severity.NOTE],))
    waived = replaced(EMPTY, findings=tuple(finding for finding in FULL.findings if finding.waived))
    reports = (FULL, GAPPY, review, note, EMPTY)
    assert {report.verdict for report in reports} == set(Verdict)
    assert verdict_sentence(review) == "no certain break, but 1 change needs a reviewer's judgement"
    assert verdict_sentence(note) == "nothing breaks user space; 1 change worth a look"
    assert verdict_sentence(waived) == "nothing to report beyond 1 waived finding"


@pytest.mark.parametrize("report", [FULL, CLEAN, GAPPY, EMPTY])
@pytest.mark.parametrize("width", [72, 80, 120])
def test_no_line_is_wider_than_the_terminal(report: Report, width: int) -> None:
    assert max(map(len, lines(report, width=width))) <= width


def test_each_finding_has_one_line_with_severity_symbol_and_rule() -> None:
    found = [line for line in lines(FULL) if re.match(r"(BREAK|REVIEW|NOTE) .*\[[a-z-]+\]$", line)]
    assert len(found) == 9


def test_findings_of_one_kind_say_the_common_part_once() -> None:
    page = lines(FULL)
    start = page.index("BREAK   KVM_TRC_SAMPLE_A  [macro-removed]")
    assert page[start + 1 : start + 8] == [
        "        macro KVM_TRC_SAMPLE_A is gone",
        "        include/uapi/linux/kvm.h:19 (old), on all targets",
        "        - 0",
        "BREAK   KVM_TRC_SAMPLE_B  [macro-removed]",
        "        include/uapi/linux/kvm.h:20 (old): - 1",
        "BREAK   KVM_TRC_SAMPLE_C  [macro-removed]",
        "        include/uapi/linux/kvm.h:21 (old): - 2",
    ]


def test_every_place_names_its_side() -> None:
    for line in lines(FULL, verbose=True):
        for place in re.findall(r"\.h:\d+( \(\w+\))?", line):
            assert place in (" (old)", " (new)")


def test_consequences_are_capped_until_all_are_asked_for() -> None:
    assert "          ... and 2 more, BREAK at worst (--verbose lists all)" in lines(FULL)
    assert not any("..." in line for line in lines(FULL, verbose=True))
    assert any("more[3]" in line for line in lines(FULL, verbose=True))


def test_waived_findings_stand_apart_with_their_reason() -> None:
    listed = lines(FULL)
    begin = listed.index("Waived: 1 finding")
    assert listed[begin + 1 :] == [
        "  break SHAPES_OBSOLETE  [macro-removed]",
        "        never worked on any release, agreed on linux-api (until 2030-01-01)",
    ]
    assert not any("SHAPES_OBSOLETE" in line for line in listed[:begin])
    assert any("waived: never worked on any release" in line for line in lines(FULL, verbose=True))


def test_the_size_space_answers_the_reviewer() -> None:
    page = "\n".join(lines(CLEAN))
    assert "bits 55-52, 9 of 16 codes taken, next is 9" in page
    assert "262144 bits" in page
    assert "Bits 59-56 are unused, but belong to KVM_REG_ARCH_MASK" in page
    assert "KVM_REG_SIZE_U2048 = 0x0080000000000000 (unsigned long long)" in page


def test_a_code_outside_its_field_is_no_taken_code() -> None:
    space = replaced(SIZE_SPACE, taken=(*SIZE_SPACE.taken[:8], ("KVM_REG_SIZE_U2048", 16)))
    assert taken_words(space) == "8 of 16 codes taken"
    page = "\n".join(lines(replaced(CLEAN, spaces=(space,))))
    assert "OUTSIDE KVM_REG_SIZE_U2048 = 0x10 does not fit" in page


def test_flags_are_bits_and_unbounded_spaces_have_no_end() -> None:
    flags = replaced(SIZE_SPACE, kind="flags", capacity=64, taken=(("A_X", 0), ("A_Y", 63)))
    assert taken_words(flags) == "2 of 64 bits taken"
    assert "63 Y" in "\n".join(lines(replaced(CLEAN, spaces=(flags,))))
    assert taken_words(CAP_SPACE) == "166 numbers taken"


def test_targets_are_said_as_people_say_them() -> None:
    assert target_words(TARGETS, TARGETS) == "all targets"
    assert target_words(("i386",), TARGETS) == "i386 only"
    assert target_words(TARGETS[1:], TARGETS) == "all targets but x86_64"
    assert target_words(("i386",), ("i386",)) == "i386"
    assert target_words(TARGETS[:4], (*TARGETS, "mips")) == "x86_64, i386, x32, arm64"


def test_runs_join_neighbours_and_prefixes_end_at_an_underscore() -> None:
    assert runs((5, 20, 19, 17), str) == "5, 17, 19-20"
    assert runs((), str) == ""
    assert prefix(("KVM_REG_SIZE_U8", "KVM_REG_SIZE_U16")) == "KVM_REG_SIZE_"
    assert prefix(("A_B", "A_B")) == "A_"
    assert prefix(("KVM_REG_SIZE_U8",)) == ""
    assert prefix(("A", "B")) == ""


def test_colour_changes_no_word() -> None:
    coloured = lines(FULL, color=True, verbose=True)
    assert any("\x1b[" in line for line in coloured)
    assert [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in coloured] == lines(FULL, verbose=True)


def test_input_cannot_forge_a_line() -> None:
    for verbose in (False, True):
        page = lines(HOSTILE, verbose=verbose)
        assert not any(line.startswith("forged") for line in page)
        assert all(line.isprintable() for line in page)


@pytest.mark.parametrize(
    ("text_", "shown"),
    [
        ("plain", "plain"),
        ("größe", "größe"),
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("a\x9bb\x7f\x00", "a\\x9bb\\x7f\\x00"),
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("\u202e\u2066\u200b\ufeff\u2028", "\\u202e\\u2066\\u200b\\ufeff\\u2028"),
        ("\udc80\ud800", "\\udc80\\ud800"),
        ("\U000e0001", "\\U000e0001"),
    ],
)
def test_what_does_not_print_is_spelled_out(text_: str, shown: str) -> None:
    assert plain(text_) == shown


def test_long_names_are_never_torn_apart() -> None:
    assert wrapped("x" * 200, width=10, first="- ") == ["- " + "x" * 200]
    assert wrapped("", width=10, first="  * ") == ["  *"]


def test_codes_that_go_in_steps_are_drawn_one_cell_each() -> None:
    assert [cell.number for cell in cells(ARCH_SPACE)] == list(range(0, 0x100, 16))
    assert taken_words(ARCH_SPACE) == "9 of 16 codes taken"
    page = lines(replaced(CLEAN, spaces=(ARCH_SPACE,)))
    assert "     0 10 20 30 40 50 60 70 80 90 a0 b0 c0 d0 e0 f0" in page
    assert "     #  #  #  #  #  #  #  #  +  .  .  .  .  .  .  ." in page


@pytest.mark.parametrize(
    ("bits", "fits"), [("55-52", False), ("55-51", True), ("60 and 55-52", True), ("", False), ("x", False)]
)
def test_what_fits_a_field_follows_from_its_bits(bits: str, *, fits: bool) -> None:
    space = replaced(SIZE_SPACE, bits=bits, taken=(("A", 16),))
    assert (outside(space) == ()) is fits
