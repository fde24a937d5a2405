"""How fast a space fills: counted over releases alone, estimated where there is something to estimate by."""

import pytest

from uapicheck.model.release import Release, ReleaseKind
from uapicheck.model.survey import Growth
from uapicheck.spaces.growth import growth


def taken(*rows: tuple[str, str, int], kind: ReleaseKind = ReleaseKind.RELEASE) -> list[tuple[Release, int]]:
    return [(Release(name=name, kind=kind, date=date, origin=""), codes) for name, date, codes in rows]


STEADY = taken(("v4.0", "2010-01-01", 10), ("v5.0", "2015-01-01", 20), ("v6.0", "2020-01-01", 40))


def known(found: Growth | None) -> Growth:
    assert found is not None
    return found


def test_codes_are_counted_by_the_year_overall_and_of_late() -> None:
    found = known(growth(STEADY, left=None))
    assert (round(found.overall, 2), round(found.recent, 2)) == (3.0, 4.0)
    assert (found.first, found.last, found.releases) == ("v4.0", "v6.0", 3)


def test_the_last_five_years_begin_with_what_stood_on_that_day() -> None:
    late = taken(("v4.0", "2010-01-01", 10), ("v4.5", "2012-01-01", 30), ("v6.0", "2020-01-01", 40))
    assert round(known(growth(late, left=None)).recent, 2) == 2.0


def test_releases_of_a_short_time_have_one_pace() -> None:
    short = taken(("v6.0", "2020-01-01", 1), ("v6.1", "2020-07-01", 2), ("v6.2", "2021-01-01", 3))
    found = known(growth(short, left=None))
    assert found.recent == found.overall


def test_an_estimate_names_a_year_and_a_release() -> None:
    filling = known(growth(STEADY, left=8)).filling
    assert filling is not None
    assert (round(filling.years, 1), filling.year) == (2.0, 2022)
    assert filling.release == "v6.12"  # twelve cycles of nine weeks and a half


def test_majors_end_after_twenty_releases() -> None:
    filling = known(growth(STEADY, left=40)).filling
    assert filling is not None
    assert filling.release == "v8.16"  # 56 releases after 6.0


def test_a_space_without_end_is_never_full() -> None:
    assert known(growth(STEADY, left=None)).filling is None


def test_what_does_not_grow_is_never_full() -> None:
    still = taken(("v4.0", "2010-01-01", 9), ("v5.0", "2015-01-01", 9), ("v6.0", "2020-01-01", 9))
    assert known(growth(still, left=7)).filling is None
    assert known(growth(still, left=7)).recent == 0


def test_a_far_estimate_names_no_release() -> None:
    assert known(growth(STEADY, left=1002)).filling is not None
    filling = known(growth(STEADY, left=1002)).filling
    assert filling is not None
    assert (filling.year, filling.release) == (2270, "")
    assert known(growth(STEADY, left=10**9)).filling is None


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_than_three_releases_tell_nothing(count: int) -> None:
    assert growth(STEADY[:count], left=8) is None


def test_candidates_and_trees_count_for_nothing() -> None:
    for kind in (ReleaseKind.CANDIDATE, ReleaseKind.TREE):
        more = taken(("v6.1-rc1", "2020-02-01", 900), kind=kind)
        assert growth([*STEADY, *more], left=8) == growth(STEADY, left=8)


def test_releases_without_a_day_or_of_one_day_tell_nothing() -> None:
    assert growth(taken(("a", "", 1), ("b", "unknown", 2), ("c", "2020-01-01", 3)), left=8) is None
    assert growth(taken(*[("v1.0", "2020-01-01", 1)] * 3), left=8) is None


def test_a_release_without_a_number_is_estimated_by_its_year_alone() -> None:
    named = taken(("a", "2010-01-01", 1), ("b", "2015-01-01", 2), ("next", "2020-06-01", 3))
    filling = known(growth(named, left=1)).filling
    assert filling is not None
    assert (filling.year, filling.release) == (2025, "")
