"""Lines over releases: where a thing stands is told from where it stood, whatever lies between."""

from hypothesis import given
from hypothesis import strategies as st

from uapicheck.atlas.lines import UNMOVED, Shift, joined, moved, parsed, shift, spelled


@st.composite
def shifts(draw: st.DrawFn) -> Shift:
    starts = sorted(draw(st.sets(st.integers(2, 60), max_size=5)))
    return tuple((start, draw(st.integers(-1, 9))) for start in (1, *starts))


@given(first=shifts(), second=shifts(), line=st.integers(1, 80))
def test_two_shifts_joined_move_a_line_as_one_after_the_other(first: Shift, second: Shift, line: int) -> None:
    there = moved(line, first)
    if there >= 1:
        assert moved(line, joined(first, second)) == moved(there, second)


@given(by=shifts())
def test_a_shift_is_read_as_it_was_written(by: Shift) -> None:
    assert parsed(spelled(by)) == by


@given(
    lines=st.lists(st.integers(1, 200), unique=True, max_size=30).map(sorted),
    added=st.lists(st.integers(0, 5), max_size=30),
)
def test_things_that_keep_their_order_are_found_again(lines: list[int], added: list[int]) -> None:
    after, total = {}, 0
    for place, line in enumerate(lines):
        total += added[place] if place < len(added) else 0
        after[place] = line + total
    by = shift(dict(enumerate(lines)), after)
    assert [moved(line, by) for line in lines] == list(after.values())


def test_a_thing_that_changed_its_place_does_not_mislead_the_others() -> None:
    before = {"a": 1, "b": 2, "c": 3, "wanderer": 4, "d": 5}
    after = {"wanderer": 1, "a": 2, "b": 3, "c": 4, "d": 5}
    by = shift(before, after)
    assert [moved(before[name], by) for name in "abcd"] == [after[name] for name in "abcd"]


def test_nothing_in_common_moves_nothing() -> None:
    assert shift({"a": 1}, {"b": 2}) == UNMOVED
