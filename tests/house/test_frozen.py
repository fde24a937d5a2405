"""The classes that `frozen` and `slotted` make behave as those of dataclasses do."""

import pickle

import pytest

from uapicheck.frozen import field, frozen, replaced, slotted


@frozen(kw_only=True, order=True)
class Point:
    x: int
    y: int = 2


@frozen
class Pair:
    one: int
    other: int


@frozen(eq=False)
class Unique:
    x: int


@slotted
class Table:
    name: str
    rows: list[int] = field(default_factory=list)
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = len(self.name)


def test_a_value_is_equal_to_one_with_the_same_fields() -> None:
    assert Point(x=1) == Point(x=1, y=2)
    assert hash(Point(x=1)) == hash(Point(x=1, y=2))
    assert Point(x=1) != Point(x=1, y=3)
    other: object = Pair(1, 2)
    assert other != Point(x=1, y=2)


def test_values_are_ordered_by_their_fields() -> None:
    assert sorted([Point(x=2), Point(x=1, y=9), Point(x=1)]) == [Point(x=1), Point(x=1, y=9), Point(x=2)]


def test_a_value_without_equality_is_equal_to_itself_alone() -> None:
    one = Unique(1)
    assert one == one  # noqa: PLR0124 - that is the question
    assert one != Unique(1)


def test_a_value_cannot_be_changed() -> None:
    point = Point(x=1)
    with pytest.raises(AttributeError, match=r"Point\.x cannot be changed"):
        point.x = 2  # type: ignore[misc]  # it is what must not work
    with pytest.raises(AttributeError, match=r"Point\.x cannot be changed"):
        del point.x
    assert point.x == 1


def test_a_copy_differs_in_what_it_was_told() -> None:
    assert replaced(Point(x=1), y=5) == Point(x=1, y=5)
    with pytest.raises(TypeError):
        replaced(Point(x=1), z=5)


def test_fields_are_given_by_keyword_where_the_class_says_so() -> None:
    with pytest.raises(TypeError):
        Point(1)  # type: ignore[call-arg]  # it is what must not work
    match Pair(3, 4):
        case Pair(one, other):
            assert (one, other) == (3, 4)


def test_every_object_has_a_default_of_its_own() -> None:
    one, other = Table("a"), Table("bcd")
    one.rows.append(1)
    assert (one.rows, other.rows, other.size) == ([1], [], 3)
    with pytest.raises(TypeError):
        Table("a", [], 4)  # type: ignore[call-arg]  # `__post_init__` sets the last


@pytest.mark.parametrize("value", [Point(x=1, y=7), Pair(1, 2)])
def test_a_value_survives_pickling(value: object) -> None:
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 - our own bytes


def test_a_value_shows_its_fields() -> None:
    assert repr(Point(x=1)) == "Point(x=1, y=2)"
