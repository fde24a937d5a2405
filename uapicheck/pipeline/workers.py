"""Work on several targets at once, in processes of their own."""

import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NoReturn, TypeVar

from uapicheck.errors import UapiCheckError
from uapicheck.frozen import frozen

T = TypeVar("T")
U = TypeVar("U")

_WORTH_A_PROCESS = 4
"""Items each further process must have: below, starting it costs more than it saves."""


def in_order(
    work: Callable[[Sequence[T]], list[U]],
    items: Sequence[T],
    *,
    jobs: int,
    cost: int = 1,
    meanwhile: Callable[[], object] = bool,
) -> list[U]:
    """Return what `work` makes of `items`, which it is given in at most `jobs` runs of neighbours.

    `cost` is how much more than one header of one target each item takes. The first run is this process's own; each
    further one is forked, so that it shares what has been read already, and sends back a pickle. Importing
    `concurrent.futures` with its pool costs 65 ms, a tenth of what most runs take. `meanwhile` is called before this
    process waits for the others.
    """
    processes = max(1, min(jobs, len(items), len(items) * cost // _WORTH_A_PROCESS))
    if processes == 1 or not hasattr(os, "fork"):
        return work(items)
    own, *others = [items[len(items) * i // processes : len(items) * (i + 1) // processes] for i in range(processes)]
    workers: list[_Worker] = []
    with ended_by_an_exception():
        try:
            workers.extend(_started(work, share) for share in others)
            made = work(own)
            meanwhile()
            for worker in workers:
                made += worker.result()
        except BaseException:
            # Nobody wants the rest; without this the interruption would wait until it is done.
            for worker in workers:
                worker.end()
            raise
    return made


@frozen(eq=False)
class _Worker:
    """A forked process that works on a share."""

    process: int
    pipe: int

    def result(self) -> list[Any]:
        """Wait for what the process made; raise what it raised."""
        with os.fdopen(self.pipe, "rb") as pipe:
            raw = pipe.read()
        os.waitpid(self.process, 0)
        if not raw:
            advice = "was memory short? --jobs 1 needs least"
            raise UapiCheckError("a process that did part of the work was killed", advice=advice)
        made, error = pickle.loads(raw)  # noqa: S301 - our own child wrote it
        if error is not None:
            raise error
        return list(made)

    def end(self) -> None:
        """Stop the process, whatever it does."""
        with suppress(OSError):
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)


def _started(work: Callable[[Sequence[T]], list[U]], share: Sequence[T]) -> _Worker:
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return _Worker(process, reading)
    # The child: it leaves by _exit, so that nothing of its parent's is flushed or cleaned up twice.
    status = 1
    try:
        os.close(reading)
        _die_silently()
        try:
            raw = pickle.dumps((work(share), None), pickle.HIGHEST_PROTOCOL)
        except Exception as error:  # noqa: BLE001 - whatever it is, the parent raises it
            raw = pickle.dumps((None, error), pickle.HIGHEST_PROTOCOL)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(raw)
        status = 0
    finally:
        os._exit(status)


def _die_silently() -> None:
    """Let a worker end at Ctrl-C without a word: the process that the user started speaks for all."""
    if signal.getsignal(signal.SIGINT) != signal.SIG_IGN:  # ignored is what a job in the background inherits
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _leave(number: int, frame: object) -> NoReturn:
    del frame
    raise SystemExit(128 + number)  # as a shell counts it


@contextmanager
def ended_by_an_exception() -> Iterator[None]:
    """Turn SIGTERM into an exception for a while: ended at once, a cancelled CI job would leave its workers behind."""
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGTERM) != signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
