"""A terminal as the tool sees one: a pseudo terminal with a size, a keyboard, and somebody who reads."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

CTRL_C = b"\x03"
PATIENT = (
    "-c",
    "from uapicheck.cli import main, progress; progress._PATIENCE = 600; main.entry()",
)
"""Runs the tool so that no progress is shown, however slow the machine is."""
_SHELL = 'trap : INT; "$@"; status=$?; [ $status -le 130 ] || sleep 1; exit $status'
"""The terminal is a shell's, as everywhere: when a program dies it lives on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What stood on the terminal in the end, with its control sequences, and the status that the program left."""

    status: int
    text: str
    piped: str = ""
    """What went to the standard output, where that is a pipe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What somebody types once the terminal shows a text."""

    after: str
    types: bytes


def skip_without_terminals() -> None:
    """Skip a test on a machine that has no pseudo terminals to give, as a bare chroot."""
    try:
        ends = pty.openpty()
    except OSError:
        pytest.skip("this machine has no pseudo terminals")
    for end in ends:
        os.close(end)


def in_terminal(
    command: Sequence[str],
    *,
    directory: Path,
    environment: Mapping[str, str],
    size: tuple[int, int] = (24, 80),
    keys: Sequence[Key] = (),
    is_piped: bool = False,
    seconds: float = 60,
    watch: Callable[[int], None] | None = None,
) -> Seen:
    """Run a program of this interpreter in a terminal of rows and columns; with `is_piped` it prints into a pipe.

    `watch` is called with the id of the shell that runs it.
    """
    skip_without_terminals()
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
    own = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES", "NO_COLOR", "LESS"}}
    process = subprocess.Popen(
        ["/bin/sh", "-c", _SHELL, "sh", sys.executable, *command],
        cwd=directory,
        env={**own, "TERM": "xterm", **environment},
        stdin=slave,
        stdout=subprocess.PIPE if is_piped else slave,
        stderr=slave,
        preexec_fn=_leading,  # noqa: PLW1509 - what is called there takes no lock
    )
    os.close(slave)
    if watch is not None:
        watch(process.pid)
    seen, piped, left, end = b"", b"", list(keys), time.monotonic() + seconds
    streams = {master} | ({process.stdout.fileno()} if process.stdout is not None else set())
    try:
        while streams and time.monotonic() < end:
            ready, _, _ = select.select(list(streams), [], [], 0.1)
            for stream in ready:
                try:
                    part = os.read(stream, 1 << 16)
                except OSError:  # nobody has the other end any more
                    part = b""
                if not part:
                    streams.discard(stream)
                elif stream == master:
                    seen += part
                else:
                    piped += part
            if left and left[0].after.encode() in seen:
                time.sleep(0.2)  # a person is slower still
                os.write(master, left.pop(0).types)
        status = process.wait(max(end - time.monotonic(), 1))
    finally:
        process.kill()
        process.wait()
        os.close(master)
        if process.stdout is not None:
            process.stdout.close()
    return Seen(status=status, text=seen.decode("utf-8", "replace"), piped=piped.decode())


def _leading() -> None:
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)  # a job in the background inherits that some are ignored
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def screen(text: str) -> list[str]:
    """Return the lines that stand on a terminal once it has obeyed a text: what was wiped out is not there."""
    lines, row, column = [""], 0, 0
    for part in re.findall(r"\x1b\[[?0-9;]*[A-Za-z]|[\r\n]|[^\x1b\r\n]+", text):
        if part == "\r":
            column = 0
        elif part == "\n":
            row += 1
            lines += [""] * (row + 1 - len(lines))
        elif part.startswith("\x1b["):
            if part.endswith("A"):
                row = max(row - int(part[2:-1] or 1), 0)
            elif part == "\x1b[2K":
                lines[row] = ""
        else:
            lines[row] = lines[row][:column].ljust(column) + part + lines[row][column + len(part) :]
            column += len(part)
    while lines and not lines[-1]:
        lines.pop()
    return lines
