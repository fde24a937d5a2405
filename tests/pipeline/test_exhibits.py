"""What pages show beside findings: the lines of both sides, layouts, bits of register ids."""

from hypothesis import given
from hypothesis import strategies as st

from tests.corpus import PROJECT
from uapicheck.frozen import replaced
from uapicheck.model.exhibit import Exhibit, SourceRow
from uapicheck.model.report import Finding, Report
from uapicheck.pipeline.check import check
from uapicheck.pipeline.excerpts import Excerpts
from uapicheck.pipeline.scope import Scope

OLD, NEW = (str(PROJECT / f"tests/demo/{side}/registers.h") for side in ("old", "new"))
SCOPE = Scope(targets=("x86_64", "i386"), exhibits=True)


def demo() -> Report:
    """Return what differs between the headers of the demo."""
    return check(OLD, NEW, SCOPE)


def shown(finding: Finding) -> Exhibit:
    """Return what there is to show of a finding."""
    assert finding.exhibit is not None
    return finding.exhibit


def numbers(rows: tuple[SourceRow, ...]) -> list[tuple[int, int]]:
    """Return the line numbers of each row, 0 where a side has none."""
    return [(row.old.number if row.old else 0, row.new.number if row.new else 0) for row in rows]


def test_nothing_is_shown_that_was_not_asked_for() -> None:
    report = check(OLD, NEW, replaced(SCOPE, exhibits=False))
    assert {finding.exhibit for finding in report.findings} == {None}
    assert report.ids == ()


def test_what_is_shown_changes_no_finding() -> None:
    bare = [replaced(finding, exhibit=None) for finding in demo().findings]
    assert bare == list(check(OLD, NEW, replaced(SCOPE, exhibits=False)).findings)


def test_a_finding_shows_the_lines_of_both_sides_around_it() -> None:
    size = demo().findings[0]
    (excerpt,) = shown(size).excerpts
    assert numbers(excerpt.rows) == [(20, 20), (21, 21), (22, 22), (0, 23), (23, 24), (24, 25), (0, 26)]
    assert [row.is_same for row in excerpt.rows] == [True, True, True, False, True, True, False]


def test_a_struct_is_shown_as_both_sides_lay_it_out_where_targets_agree_once() -> None:
    field = demo().findings[1]
    (layouts,) = shown(field).layouts
    assert layouts.targets == ("x86_64", "i386")
    assert (layouts.old.size, layouts.new.size) == (8, 16)


def test_a_part_of_an_id_is_shown_with_the_fields_of_the_id() -> None:
    (bits,) = demo().ids
    assert (bits.space, bits.symbol, bits.old, bits.new) == ("KVM_REG_SIZE", "KVM_REG_SIZE_U2048", None, 1 << 56)
    assert [field.name for field in bits.fields] == ["KVM_REG_ARCH_MASK", "KVM_REG_SIZE_MASK"]
    assert bits.own == 0xF << 52


def test_what_was_drawn_from_facts_is_no_source() -> None:
    report = check("atlas:v5.2^", "atlas:v5.2", Scope(targets=("arm64",), exhibits=True))
    assert all(shown(finding).excerpts == () for finding in report.findings)


def test_lines_that_moved_far_apart_are_two_excerpts() -> None:
    filler = "".join(f"#define FILLER_{number} {number}\n" for number in range(40))
    excerpts = Excerpts({"a.h": "#define MOVED 1\n" + filler}, {"a.h": filler + "#define MOVED 1\n"})
    found = excerpts.around(("a.h", 1), ("a.h", 41))
    assert [numbers(each.rows)[0] for each in found] == [(1, 0), (39, 38)]


def test_a_header_that_one_side_lacks_is_shown_on_the_other() -> None:
    (excerpt,) = Excerpts({"a.h": "int x;\nint y;\n"}, {}).around(("a.h", 2), ("", 0))
    assert (excerpt.old_path, excerpt.new_path) == ("a.h", "")
    assert numbers(excerpt.rows) == [(1, 0), (2, 0)]


def test_a_line_that_is_not_there_shows_nothing() -> None:
    assert Excerpts({"a.h": "int x;\n"}, {"a.h": ""}).around(("a.h", 7), ("a.h", 0)) == ()
    assert Excerpts({}, {}).around(("a.h", 1), ("b.h", 1)) == ()


LINES = st.lists(st.sampled_from(["", "a", "b", "c", "}"]), max_size=12)


@given(old=LINES, new=LINES)
def test_every_line_of_both_sides_has_its_row_in_order(old: list[str], new: list[str]) -> None:
    rows = Excerpts({"a.h": "\n".join(old)}, {"a.h": "\n".join(new)})._rows("a.h", "a.h").rows
    for side, lines in (("old", old), ("new", new)):
        mine = [line for row in rows if (line := getattr(row, side)) is not None]
        assert [line.text for line in mine] == "\n".join(lines).splitlines()
        assert [line.number for line in mine] == list(range(1, len(mine) + 1))
    assert all(
        (row.is_same and row.old and row.new and row.old.text == row.new.text) or not row.is_same for row in rows
    )
