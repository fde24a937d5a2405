"""Text longer than the screen goes through a pager, as git does it.

UAPICHECK_PAGER names it, else PAGER, else it is `less`; empty or `cat` is none. The value is a command for the shell.
GIT_PAGER is not asked: what people set there often colours diffs, and a report is none.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Final

from uapicheck.cli.terminal import columns, is_dumb, rows

_DEFAULT: Final = "less"
_SETTINGS: Final = {"LESS": "FRX", "LV": "-c"}
"""What git gives its pager: leave where one screen is enough, take colours as they are, do not clear the screen."""
_CODES: Final = re.compile(r"\x1b\[[0-9;]*m")
_NOT_RUN: Final = (126, 127)
"""Statuses of a shell that may not run the command, or does not find it."""


def pager(environment: Mapping[str, str]) -> str:
    """Return the pager as a command for the shell, empty where there is to be none."""
    if is_dumb(environment):
        return ""
    for name in ("UAPICHECK_PAGER", "PAGER"):
        if name in environment:
            named = environment[name].strip()
            return "" if named == "cat" else named
    places = environment.get("PATH", os.defpath).split(os.pathsep)
    return _DEFAULT if any(os.access(os.path.join(place, _DEFAULT), os.X_OK) for place in places) else ""  # noqa: PTH118 - PATH may have empty parts


def is_long(text: str) -> bool:
    """Return whether a text needs more rows than the terminal has, with one for the next prompt."""
    height, width = rows(), columns()
    if not height or len(text) < height:
        return False
    needed = sum(1 + max(len(line) - 1, 0) // width for line in _CODES.sub("", text).splitlines())
    return needed >= height


def is_paged(text: str) -> bool:
    """Show a text in the pager until its reader leaves it; False where there is none, and nothing was shown."""
    command = pager(os.environ)
    if not command:
        return False
    sys.stdout.flush()
    raw = text.encode(sys.stdout.encoding or "utf-8", "backslashreplace")
    with suppress(OSError), _deaf():  # there may be no shell
        process = subprocess.Popen(  # noqa: S603 - the command is the user's own, and a shell's, as git's is
            ["/bin/sh", "-c", command], stdin=subprocess.PIPE, env={**_SETTINGS, **os.environ}
        )
        with suppress(BrokenPipeError):  # the reader has seen enough: that is what a pager is for
            process.communicate(raw)
        return process.wait() not in _NOT_RUN
    return False


@contextmanager
def _deaf() -> Iterator[None]:
    """Leave Ctrl-C to the pager for a while: it means "stop searching" there, and whoever dies leaves it an orphan."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        yield
        return
    # A handler of our own, not SIG_IGN: that the pager would inherit.
    before = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
