"""Work that an executor does: sent by name, gathered in order, given back where nobody wants it any more."""

import pickle
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest

from tests.cli.stage import in_repository
from uapicheck.errors import SourceError, UapiCheckError
from uapicheck.pipeline.chains import Asked
from uapicheck.pipeline.check import check
from uapicheck.pipeline.history import history
from uapicheck.pipeline.scope import Scope
from uapicheck.pipeline.workers import _made_by, in_executor

P = ParamSpec("P")
T = TypeVar("T")

ITEMS = tuple(range(10))
TARGETS = ("x86_64", "i386", "arm64")


class Sending(Executor):
    """Pickles what it is given, and does it in its own time: at once."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        self.sent.append(pickle.dumps((fn, args, kwargs)))
        future: Future[T] = Future()
        there, given, named = pickle.loads(self.sent[-1])  # noqa: S301 - written a line above
        future.set_result(there(*given, **named))
        return future


class Waiting(Executor):
    """Begins nothing, and refuses what is more than it takes."""

    def __init__(self, most: int = 100) -> None:
        self.most = most
        self.futures: list[Future[object]] = []

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        del fn, args, kwargs
        if len(self.futures) == self.most:
            message = "cannot schedule new futures after shutdown"
            raise RuntimeError(message)
        future: Future[T] = Future()
        self.futures.append(future)  # type: ignore[arg-type]  # a future of anything is one of an object
        return future


def doubled(run: Iterable[int]) -> list[int]:
    return [2 * item for item in run]


def refused(run: Iterable[int]) -> list[int]:
    raise SourceError(f"{min(run)} cannot be read", where="a place", advice="look there")


def interrupted() -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("each", [1, 3, 10, 64])
def test_the_order_is_that_of_the_items(each: int) -> None:
    with ThreadPoolExecutor(3) as pool:
        assert in_executor(doubled, ITEMS, pool, each=each) == doubled(ITEMS)


def test_the_error_of_the_first_run_that_fails_arrives_as_it_is() -> None:
    with ThreadPoolExecutor(3) as pool, pytest.raises(SourceError) as caught:
        in_executor(refused, ITEMS, pool, each=4)
    assert str(caught.value) == "a place: 0 cannot be read; look there"


def test_an_interrupt_gives_back_what_is_not_begun() -> None:
    pool = Waiting()
    with pytest.raises(KeyboardInterrupt):
        in_executor(doubled, ITEMS, pool, meanwhile=interrupted)
    assert len(pool.futures) == len(ITEMS)
    assert all(future.cancelled() for future in pool.futures)


def test_an_executor_that_refuses_work_says_so_itself_and_keeps_none() -> None:
    pool = Waiting(most=3)
    with pytest.raises(RuntimeError, match="after shutdown"):
        in_executor(doubled, ITEMS, pool)
    assert [future.cancelled() for future in pool.futures] == [True] * 3


def test_a_worker_of_another_version_is_one_line() -> None:
    with pytest.raises(UapiCheckError, match=r"a worker has uapicheck .*; install uapicheck 99 where"):
        _made_by("99", doubled, ITEMS)


def test_steps_and_targets_are_sent_without_the_texts_of_a_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("uapicheck.pipeline.history._FAR", 1)
    monkeypatch.setattr("uapicheck.pipeline.check._FAR", 1)
    repository = in_repository(tmp_path / "kernel")
    alone, pool = Scope(repository=repository, targets=TARGETS), Sending()
    scope = Scope(repository=repository, targets=TARGETS, executor=pool)
    assert history(Asked(commits=""), scope) == history(Asked(commits=""), alone)
    assert check("v1.0", "v1.1", scope) == check("v1.0", "v1.1", alone)
    assert len(pool.sent) == 1 + len(TARGETS)
    assert not any(b"HOUSE_LIMIT" in sent for sent in pool.sent)
