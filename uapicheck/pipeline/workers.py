"""Work on several targets at once, in processes of their own."""

import fcntl
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from uapicheck import __version__
from uapicheck.errors import UapiCheckError
from uapicheck.frozen import frozen, slotted

if TYPE_CHECKING:  # importing it costs 65 ms
    from concurrent.futures import Executor

T = TypeVar("T")
U = TypeVar("U")

_WORTH_A_PROCESS = 4
"""Items each further process must have: below, starting it costs more than it saves."""
_ENDING = (signal.SIGTERM, signal.SIGHUP)
_MOST_TICKETS = 4096
"""Bytes that a pipe takes without a reader, on every system."""


def in_order(
    work: Callable[[Iterable[T]], list[U]],
    items: Sequence[T],
    *,
    jobs: int,
    cost: int = 1,
    meanwhile: Callable[[], object] = bool,
    through: Callable[[Iterable[T]], Iterable[T]] = iter,
) -> list[U]:
    """Return what `work` makes of `items`, which it is given in at most `jobs` runs of neighbours.

    `cost` is how much more than one header of one target each item takes. The first run is this process's own; each
    further one is forked, so that it shares what has been read already, and sends back a pickle. Importing
    `concurrent.futures` with its pool costs 65 ms, a tenth of what most runs take. `meanwhile` is called while the
    others are at work. Each run of items goes `through` what tells how far it is.

    Two processes share a stretch of items and take them from its two ends until they meet: some targets cost twice
    what others do, and which ones only the work tells. So `work` takes each item when it is done with the one before.
    """
    processes = max(1, min(jobs, len(items), len(items) * cost // _WORTH_A_PROCESS))
    if processes == 1 or not hasattr(os, "fork"):
        return work(through(items))
    runs = _runs(items, processes)
    workers: list[_Worker] = []
    with ended_by_an_exception():
        try:
            workers.extend(_started(work, through(run)) for run in runs[1:])
            meanwhile()
            found = [work(through(runs[0])), *(worker.result() for worker in workers)]
        except BaseException:
            # Nobody wants the rest; without this the interruption would wait until it is done.
            for worker in workers:
                worker.end()
            raise
        finally:
            for run in runs:
                run.close()
    return [each for run, made in zip(runs, found, strict=True) for each in (reversed(made) if run.backwards else made)]


def in_executor(
    work: Callable[[Iterable[T]], list[U]],
    items: Sequence[T],
    executor: "Executor",
    *,
    each: int = 1,
    meanwhile: Callable[[], object] = bool,
) -> list[U]:
    """Return what `work` makes of `items`, which an executor's workers are given in runs of `each` neighbours.

    A worker has nothing of this process but what it is sent: `work` and items that can be pickled. How many workers
    there are no executor tells, so the runs are of one length. What the first of them that fails raises is raised as
    it is; those that nobody has begun are given back then, and where the caller is interrupted.
    """
    futures = []
    try:
        for first in range(0, len(items), each):
            futures.append(executor.submit(_made_by, __version__, work, items[first : first + each]))  # noqa: PERF401 - to give back those before one that is refused
        meanwhile()
        return [made for future in futures for made in future.result()]
    except BaseException:
        for future in futures:
            future.cancel()
        raise


def _made_by(version: str, work: Callable[[Iterable[T]], list[U]], run: Sequence[T]) -> list[U]:
    """Return what `work` makes of a run, in a worker; raise `UapiCheckError` where that is of another version."""
    if version != __version__:
        advice = f"install uapicheck {version} where the executor's workers run"
        raise UapiCheckError(f"a worker has uapicheck {__version__}", advice=advice)
    return work(run)


@slotted
class _Run(Generic[T]):
    """The items that one process takes: all of a stretch, or those from one end up to where the other one comes."""

    stretch: Sequence[T]
    tickets: int = -1
    """A pipe with a byte for each item that either process may take; -1 where the stretch is one process's own."""
    backwards: bool = False

    def __iter__(self) -> Iterator[T]:
        """Yield the items, each once it has been taken."""
        if self.tickets < 0:
            yield from self.stretch
            return
        items = iter(reversed(self.stretch) if self.backwards else self.stretch)
        yield next(items)  # one is there for each
        while os.read(self.tickets, 1):
            yield next(items)

    def close(self) -> None:
        """Give the pipe back."""
        if self.tickets >= 0 and not self.backwards:
            os.close(self.tickets)


def _runs(items: Sequence[T], processes: int) -> "list[_Run[T]]":
    """Return what each process works on, in the order of the items."""
    found: list[_Run[T]] = []
    for first in range(0, processes, 2):
        last = min(first + 2, processes)
        stretch = items[len(items) * first // processes : len(items) * last // processes]
        if last - first == 1 or len(stretch) > _MOST_TICKETS:
            middle = len(stretch) * (last - first - 1) // 2
            found += [_Run(part) for part in (stretch[:middle], stretch[middle:]) if part]
            continue
        tickets, writing = os.pipe()
        os.write(writing, bytes(len(stretch) - 2))
        os.close(writing)
        found += [_Run(stretch, tickets), _Run(stretch, tickets, backwards=True)]
    return found


@frozen(eq=False)
class _Worker:
    """A forked process that works on a run of items."""

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


def _started(work: Callable[[Iterable[T]], list[U]], run: Iterable[T]) -> _Worker:
    reading, writing = os.pipe()
    parent = os.getpid()
    process = os.fork()
    if process:
        os.close(writing)
        return _Worker(process, reading)
    # The child: it leaves by _exit, so that nothing of its parent's is flushed or cleaned up twice.
    status = 1
    try:
        os.close(reading)
        _die_silently()
        _end_with_reader(writing, on=True)
        try:
            raw = pickle.dumps((work(_wanted(run, parent)), None), pickle.HIGHEST_PROTOCOL)
        except Exception as error:  # noqa: BLE001 - whatever it is, the parent raises it
            raw = pickle.dumps((None, error), pickle.HIGHEST_PROTOCOL)
        _end_with_reader(writing, on=False)  # the signal also tells that something was read
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(raw)
        status = 0
    finally:
        os._exit(status)


def _wanted(items: Iterable[T], parent: int) -> Iterator[T]:
    """Yield items as long as the process that wants them lives: killed, it cannot end its workers."""
    for item in items:
        if os.getppid() != parent:
            os._exit(1)
        yield item


def _end_with_reader(pipe: int, *, on: bool) -> None:
    """Have the system end this process as soon as nobody is left to read its pipe: its parent was killed.

    An item may take long, and a compiler be at work for it: `_wanted` would only see it afterwards. Linux signals what
    happens at a pipe's other end (fcntl(2), O_ASYNC); the signal's default is to end the process.
    """
    if sys.platform == "linux":
        signal.signal(signal.SIGIO, signal.SIG_DFL)
        fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(pipe, fcntl.F_SETFL, os.O_WRONLY | (os.O_ASYNC if on else 0))


def _die_silently() -> None:
    """Let a worker end at Ctrl-C without a word: the process that the user started speaks for all."""
    if signal.getsignal(signal.SIGINT) != signal.SIG_IGN:  # ignored is what a job in the background inherits
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    for number in _ENDING:
        if signal.getsignal(number) != signal.SIG_IGN:  # as nohup leaves SIGHUP
            signal.signal(number, signal.SIG_DFL)


def _leave(number: int, frame: object) -> NoReturn:
    del frame
    raise SystemExit(128 + number)  # as a shell counts it


@contextmanager
def ended_by_an_exception() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into an exception for a while.

    Ended at once, a cancelled CI job or a closed terminal would leave workers and temporary files behind.
    """
    ours = [number for number in _ENDING if signal.getsignal(number) == signal.SIG_DFL]
    if threading.current_thread() is not threading.main_thread():
        ours = []
    for number in ours:
        signal.signal(number, _leave)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)
