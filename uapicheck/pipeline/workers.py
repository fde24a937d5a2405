"""Work on several targets at once, in processes of their own."""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn, TypeVar

from uapicheck.errors import UapiCheckError

T = TypeVar("T")
U = TypeVar("U")

_WORTH_A_PROCESS = 4
"""Items each further process must have: below, starting it costs more than it saves."""


def in_order(work: Callable[[Sequence[T]], list[U]], items: Sequence[T], *, jobs: int, cost: int = 1) -> list[U]:
    """Return what `work` makes of `items`, which it is given in at most `jobs` runs of neighbours.

    `cost` is how much more than one header of one target each item takes.
    """
    processes = max(1, min(jobs, len(items), len(items) * cost // _WORTH_A_PROCESS))
    if processes == 1 or not hasattr(os, "fork"):
        return work(items)
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - small runs do not pay for it
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 - the same
    from multiprocessing import active_children, get_context  # noqa: PLC0415 - the same

    shares = [items[len(items) * i // processes : len(items) * (i + 1) // processes] for i in range(processes)]
    # Forked, workers share what has been read already.
    context = get_context("fork")
    with (
        _ended_by_an_exception(),
        ProcessPoolExecutor(processes, mp_context=context, initializer=_die_silently) as pool,
    ):
        try:
            return [made for share in pool.map(work, shares) for made in share]
        except BrokenProcessPool as error:
            advice = "was memory short? --jobs 1 needs least"
            raise UapiCheckError("a process that did part of the work was killed", advice=advice) from error
        except BaseException:
            # Nobody wants the rest; without this the interruption would wait until it is done.
            for process in active_children():
                process.terminate()
            raise


def _die_silently() -> None:
    """Let a worker end at Ctrl-C without a word: the process that the user started speaks for all."""
    if signal.getsignal(signal.SIGINT) != signal.SIG_IGN:  # ignored is what a job in the background inherits
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _leave(number: int, frame: object) -> NoReturn:
    del frame
    raise SystemExit(128 + number)  # as a shell counts it


@contextmanager
def _ended_by_an_exception() -> Iterator[None]:
    """Turn SIGTERM into an exception for a while: ended at once, a cancelled CI job would leave its workers behind."""
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGTERM) != signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
