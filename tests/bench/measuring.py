"""Programs timed whole: the median of several runs, the peak of memory, and the line of the table that tells them."""

import functools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.corpus import PROJECT

SCRATCH = tempfile.TemporaryDirectory(prefix="uapicheck-bench-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One program, run several times."""

    seconds: float
    """The median."""
    megabytes: float
    """The largest resident set of any of its processes."""


def measured(
    command: Sequence[str], *, directory: Path, runs: int, environment: Callable[[], Mapping[str, str]]
) -> Measure:
    """Run `command` several times, each in a new environment; raises RuntimeError for a status that means failure."""
    seconds, kilobytes = [], 0
    for _ in range(runs):
        around = dict(environment())
        begin = time.perf_counter()
        with subprocess.Popen(
            command, cwd=directory, env=around, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        ) as process:
            # wait4 tells the peak of this process and of those that it waited for, and of no other.
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        seconds.append(time.perf_counter() - begin)
        kilobytes = max(kilobytes, usage.ru_maxrss)
        if process.returncode not in {0, 1, 3}:
            message = f"{' '.join(command)}: status {process.returncode}"
            raise RuntimeError(message)
    return Measure(seconds=statistics.median(seconds), megabytes=kilobytes / 1024)


def environment(cache: Path | None = None) -> Mapping[str, str]:
    """Return an environment with `cache` as its cache directory, or with an empty one."""
    directory = cache or Path(tempfile.mkdtemp(dir=SCRATCH.name))
    return {**os.environ, "XDG_CACHE_HOME": str(directory), "NO_COLOR": "1"}


def row(work: str, measure: Measure, yardstick: Measure, budget: float) -> bool:
    """Print one line of the table; return whether it keeps to its budget."""
    ratio = measure.seconds / yardstick.seconds
    kept = ratio <= budget
    print(
        f"{work:42}{1000 * measure.seconds:9.1f} ms{1000 * yardstick.seconds:9.1f} ms"
        f"{ratio:8.2f} x {budget:6.1f} x{measure.megabytes:8.1f} MB  {'kept' if kept else 'OVER'}"
    )
    return kept


def tool() -> list[str]:
    """Return the command as a user starts it: the installed script if there is one."""
    script = Path(sys.executable).with_name("uapicheck")
    return [str(script)] if script.exists() else [sys.executable, "-m", "uapicheck"]


def limited(work: str, measure: Measure, seconds: float) -> bool:
    """Print one line of the table for work that has a limit of its own; return whether it keeps to it."""
    kept = measure.seconds <= seconds
    print(
        f"{work:42}{1000 * measure.seconds:9.1f} ms{1000 * seconds:9.0f} ms"
        f"{'':21}{measure.megabytes:8.1f} MB  {'kept' if kept else 'OVER'}"
    )
    return kept


def cold_and_warm(command: Sequence[str], runs: int) -> tuple[Measure, Measure]:
    """Measure a command with nothing known, and with all known."""
    cold = measured(command, directory=PROJECT, runs=runs, environment=environment)
    warmed = functools.partial(environment, Path(tempfile.mkdtemp(dir=SCRATCH.name)))
    measured(command, directory=PROJECT, runs=1, environment=warmed)
    return cold, measured(command, directory=PROJECT, runs=max(runs, 3), environment=warmed)
