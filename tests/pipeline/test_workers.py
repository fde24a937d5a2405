"""Work in several processes comes out as in one, and ends as one."""

import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from uapicheck.errors import SourceError, UapiCheckError
from uapicheck.pipeline.workers import _MOST_TICKETS, in_order

# Python 3.12 warns where other threads run beside a fork: pytest-xdist's do, the tool has none.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")

ITEMS = tuple(range(10))


def doubled(share: Iterable[int]) -> list[int]:
    return [2 * item for item in share]


def told(share: Iterable[int]) -> list[int]:
    def checked(item: int) -> int:
        if item == ITEMS[-1]:
            raise SourceError("cannot be read", where="a place", advice="look there")
        return item

    return doubled(map(checked, share))


def killed(share: Iterable[int]) -> list[int]:
    def checked(item: int) -> int:
        if item == ITEMS[-1]:  # the first that the other process takes
            os.kill(os.getpid(), signal.SIGKILL)
        return item

    return doubled(map(checked, share))


def taken(share: Iterable[int]) -> list[tuple[int, int]]:
    return [(item, os.getpid()) for item in share]


def taken_slowly(share: Iterable[int]) -> list[tuple[int, int]]:
    """Take long for the first item, and no time for the rest."""
    found = []
    for item in share:
        found.append((item, os.getpid()))
        if item == ITEMS[0]:
            time.sleep(0.5)
    return found


@pytest.mark.parametrize("jobs", [1, 2, 3, 64])
def test_the_order_is_that_of_the_items(jobs: int) -> None:
    assert in_order(doubled, ITEMS, jobs=jobs, cost=9) == doubled(ITEMS)


@pytest.mark.parametrize("count", [2, 3, 4, 7])
@pytest.mark.parametrize("jobs", [2, 3, 4, 5])
def test_each_item_is_taken_once_and_each_process_takes_one(jobs: int, count: int) -> None:
    found = in_order(taken, ITEMS[:count], jobs=jobs, cost=9)
    assert [item for item, _ in found] == list(ITEMS[:count])
    assert len({process for _, process in found}) == min(jobs, count)


def test_a_process_that_is_done_takes_what_another_has_not_come_to() -> None:
    found = in_order(taken_slowly, ITEMS, jobs=2, cost=9)
    assert [item for item, process in found if process == os.getpid()] == [ITEMS[0]]


def test_more_items_than_a_pipe_takes_are_halved() -> None:
    many = range(2 * _MOST_TICKETS)
    found = in_order(taken, many, jobs=2)
    assert [item for item, _ in found] == list(many)
    assert [item for item, process in found if process == os.getpid()] == list(many[:_MOST_TICKETS])


def test_no_pipe_is_left_open() -> None:
    def descriptors() -> list[str]:
        return sorted(each.name for each in Path("/proc/self/fd").iterdir())

    before = descriptors()
    in_order(doubled, ITEMS, jobs=3, cost=9)
    with pytest.raises(SourceError):
        in_order(told, ITEMS, jobs=2, cost=9)
    assert descriptors() == before


def test_an_error_of_a_worker_arrives_whole() -> None:
    with pytest.raises(SourceError) as caught:
        in_order(told, ITEMS, jobs=2, cost=9)
    assert str(caught.value) == "a place: cannot be read; look there"


def test_a_worker_that_is_killed_is_one_line() -> None:
    with pytest.raises(UapiCheckError, match=r"a process that did part of the work was killed; .*--jobs 1"):
        in_order(killed, ITEMS, jobs=2, cost=9)


def test_what_sigterm_does_is_as_before() -> None:
    before = signal.getsignal(signal.SIGTERM)
    in_order(doubled, ITEMS, jobs=2, cost=9)
    assert signal.getsignal(signal.SIGTERM) == before
