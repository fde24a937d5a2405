"""Work in several processes comes out as in one, and ends as one."""

import os
import signal
from collections.abc import Sequence

import pytest

from uapicheck.errors import SourceError, UapiCheckError
from uapicheck.pipeline.workers import in_order

# Python 3.12 warns where other threads run beside a fork: pytest-xdist's do, the tool has none.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")

ITEMS = tuple(range(10))


def doubled(share: Sequence[int]) -> list[int]:
    return [2 * item for item in share]


def told(share: Sequence[int]) -> list[int]:
    if 9 in share:
        raise SourceError("cannot be read", where="a place", advice="look there")
    return doubled(share)


def killed(share: Sequence[int]) -> list[int]:
    if 9 in share:
        os.kill(os.getpid(), signal.SIGKILL)
    return doubled(share)


@pytest.mark.parametrize("jobs", [1, 2, 3, 64])
def test_the_order_is_that_of_the_items(jobs: int) -> None:
    assert in_order(doubled, ITEMS, jobs=jobs, cost=9) == doubled(ITEMS)


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
