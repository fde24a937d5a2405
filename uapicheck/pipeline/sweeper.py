"""The program that removes a run's temporary directory: it outlives the run, which may be killed at any moment.

It is run by its path and imports nothing of the package: it has to be ready at once, and small enough that it is not
what a system that is short of memory ends.
"""

import os
import signal
import sys
from contextlib import suppress

CLEAN = b"."
"""What the run writes when it ends by itself: no program is at work in the directory any more."""
INTERRUPTED = b"!"
"""What it writes when it is interrupted; nothing at all where it is killed."""

_DEAF = ("SIGHUP", "SIGINT", "SIGPIPE", "SIGTERM")
"""Signals that end a job with all its processes, such as a CI job: the run says when it is over."""
_ATTEMPTS = 100


def swept(parent: str, prefix: str) -> None:
    """Make a directory, tell its name, wait for the end of the run, and remove the directory."""
    for name in _DEAF:
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    directory = f"{os.path.realpath(parent)}/{prefix}{os.urandom(8).hex()}"
    os.mkdir(directory, mode=0o700)  # noqa: PTH102 - fewer modules to load
    with suppress(OSError):  # a run that is gone already reads nothing
        os.write(1, os.fsencode(directory))
        os.close(1)
    if os.read(0, 1) != CLEAN:
        _end_processes_in(directory)
    for _ in range(_ATTEMPTS):  # a program that is being ended may still write
        _remove(directory)
        if not os.path.lexists(directory):
            break


def _end_processes_in(directory: str) -> None:
    """Kill the programs that the run has started in the directory, and those that they have started meanwhile."""
    for _ in range(_ATTEMPTS):
        found = [process for process in _processes() if f"{_place(process)}/".startswith(f"{directory}/")]
        if not found:
            break
        for process in found:
            with suppress(OSError):
                os.kill(process, signal.SIGKILL)


def _processes() -> list[int]:
    try:
        return [int(name) for name in os.listdir("/proc") if name.isdigit()]  # noqa: PTH208 - names are enough
    except OSError:  # elsewhere they end by themselves: who gave them their text is gone
        return []


def _place(process: int) -> str:
    """Return the working directory of a process, empty where that cannot be told."""
    try:
        return os.readlink(f"/proc/{process}/cwd")  # noqa: PTH115 - a string is wanted
    except OSError:  # it has ended, or is somebody else's
        return ""


def _remove(directory: str) -> None:
    for place, directories, files in os.walk(directory, topdown=False):
        for name in files:
            with suppress(OSError):
                os.unlink(f"{place}/{name}")  # noqa: PTH108 - one of thousands
        for name in directories:
            with suppress(OSError):
                os.rmdir(f"{place}/{name}")  # noqa: PTH106 - the same
    with suppress(OSError):
        os.rmdir(directory)  # noqa: PTH106 - the same


if __name__ == "__main__":
    with suppress(OSError):  # the run says what is wrong with the place
        swept(*sys.argv[1:])
