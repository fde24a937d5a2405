"""A line on the terminal that says how far a run has come, while it lasts.

A process of its own draws it, and only once the work has lasted for half a second: the run itself imports nothing for
it, waits for nothing, and has no second thread when it forks. Steps reach that process through a pipe, from all
processes that share the work, each as one line that is written at once.
"""

import os
import select
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Final, NoReturn

from uapicheck.cli.terminal import is_dumb, is_terminal
from uapicheck.frozen import slotted
from uapicheck.pipeline.progress import Progress, Step, unheard
from uapicheck.pipeline.workers import ended_by_an_exception
from uapicheck.render.escape import plain

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from uapicheck.cli.outputs import Output

_PATIENCE: Final = 0.5
"""Seconds that a run may last before it says anything."""
_PERIOD: Final = 0.2
"""Seconds between two looks of the line."""
_MOST: Final = 4096
"""Bytes that a pipe takes at once, whole: more could be torn apart by what another process writes."""
_BY_CONTRACT: Final = frozenset({"terse", "b4"})
"""Formats whose readers take what stands on the standard error for a failure."""
_START: Final = "reading headers"
_BAR, _WIDE = 20, 60
"""Columns of the bar, and those that a terminal must have to show one."""
_TEXTS: Final = ("description", "fields[count]")


@contextmanager
def shown(outputs: "Sequence[Output]", *, quiet: bool) -> Iterator[Progress]:
    """Show what is told for as long as this lasts; leave nothing of it on the terminal, however it ends."""
    for_programs = any(output.format in _BY_CONTRACT and not output.path for output in outputs)
    if quiet or for_programs or not is_terminal(sys.stderr) or is_dumb(os.environ) or not hasattr(os, "fork"):
        yield unheard
        return
    reading, writing = os.pipe()
    try:
        drawing = os.fork()
    except OSError:  # too many processes: the run may do without this one
        os.close(reading)
        os.close(writing)
        yield unheard
        return
    if not drawing:
        os.close(writing)
        _draw(reading)
    os.close(reading)
    os.set_blocking(writing, False)  # a step that nobody sees is better than a run that waits
    try:
        with ended_by_an_exception():
            yield partial(_tell, writing)
    finally:
        with suppress(OSError):
            os.write(writing, b"\n")
        os.close(writing)
        with suppress(ChildProcessError):
            os.waitpid(drawing, 0)


def _tell(pipe: int, step: Step) -> None:
    sign = "-" if step.is_done else "+"
    words = "\t".join(plain(word) for word in (step.whole, step.unit, str(step.total), step.name))
    line = f"{sign}{words}".encode()
    if len(line) < _MOST:
        with suppress(OSError):
            os.write(pipe, line + b"\n")


@slotted
class _Stage:
    """Like things that are done one after the other, as far as they are."""

    whole: str = ""
    unit: str = ""
    total: int = 0
    begun: int = 0
    done: int = 0
    name: str = _START

    def take(self, line: str) -> None:
        """Take in a step: the first one of something else begins a new stage."""
        whole, unit, total, name = line[1:].split("\t")
        is_other = (whole, unit, int(total)) != (self.whole, self.unit, self.total)
        if is_other or (line[0] == "+" and self.begun == self.total):
            self.whole, self.unit, self.total, self.begun, self.done = whole, unit, int(total), 0, 0
        if line[0] == "-":
            self.done += 1
        else:
            self.begun += 1
            self.name = name

    def words(self, room: int) -> str:
        """Return what is being done, in so many columns: what it is part of can be cut short."""
        whole, name = self.whole, self.name[: max(room, 0)]
        if whole and len(f"{whole}: {name}") > room:
            left = room - len(f"...: {name}")
            whole = f"{whole[:left]}..." if left > 0 else ""
        return ": ".join(word for word in (whole, name) if word)

    @property
    def count(self) -> str:
        """How much of it is begun."""
        return f"{self.begun} of {self.total} {self.unit}" if self.total else ""


def _draw(pipe: int) -> NoReturn:
    """Draw until the pipe ends or an empty line comes; leave without touching what the parent has in its hands."""
    status = 1
    try:
        for number in (signal.SIGINT, signal.SIGTERM):  # whoever is interrupted ends the pipe, and then this cleans up
            signal.signal(number, signal.SIG_IGN)
        stage, told = _Stage(), _Told(pipe)
        if told.goes_on(stage, _PATIENCE):
            _drawn(stage, told)
        status = 0
    finally:
        os._exit(status)


@slotted
class _Told:
    """What comes out of the pipe."""

    pipe: int
    rest: bytes = b""

    def goes_on(self, stage: _Stage, seconds: float) -> bool:
        """Take in what comes within some seconds; False as soon as the run is over."""
        end = time.monotonic() + seconds
        while select.select([self.pipe], [], [], max(end - time.monotonic(), 0))[0]:
            part = os.read(self.pipe, 1 << 16)
            *lines, self.rest = (self.rest + part).split(b"\n")
            for line in lines:
                if line:
                    stage.take(line.decode())
            if not part or b"" in lines:
                return False
        return True


def _drawn(stage: _Stage, told: _Told) -> None:
    from rich.console import Console  # noqa: PLC0415 - few runs last so long, and this process is their own
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415 - the same
    from rich.progress import Progress as Bar  # noqa: PLC0415 - the same
    from rich.table import Column  # noqa: PLC0415 - the same

    console = Console(stderr=True)
    words, count = (TextColumn(f"{{task.{what}}}", markup=False, table_column=Column(no_wrap=True)) for what in _TEXTS)
    drawn = [BarColumn(_BAR)] if console.width >= _WIDE else []
    bar = Bar(words, *drawn, count, TimeElapsedColumn(), console=console, transient=True, auto_refresh=False)
    task = bar.add_task(stage.name, count="", total=None)
    while not _is_in_front():
        if not told.goes_on(stage, _PERIOD):
            return
    bar.start()
    try:
        _show(bar, task, stage)
        while told.goes_on(stage, _PERIOD):
            if _is_in_front():
                _show(bar, task, stage)
    finally:
        bar.stop()


def _show(bar: "Bar", task: "TaskID", stage: _Stage) -> None:
    width = bar.console.width
    room = width - len(f" {stage.count} 0:00:00") - (_BAR + 1 if width >= _WIDE else 0)
    words, total = stage.words(room), stage.total or None
    bar.update(task, description=words, total=total, completed=stage.done, count=stage.count)
    bar.refresh()


def _is_in_front() -> bool:
    """Return whether the terminal is this job's: one in the background would write into what its user types."""
    try:
        return os.tcgetpgrp(sys.stderr.fileno()) == os.getpgrp()
    except (OSError, ValueError):
        return False
