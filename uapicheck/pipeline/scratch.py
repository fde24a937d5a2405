"""A temporary directory that is gone when the run is, however it ends."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree

from uapicheck.frozen import frozen
from uapicheck.pipeline import sweeper

_PREFIX = "uapicheck-"


@frozen
class _Sweeper:
    """The process that has made a directory and will remove it."""

    process: "subprocess.Popen[bytes]"
    directory: str

    def end(self, word: bytes) -> None:
        """Have the directory removed, and wait until it is."""
        with suppress(OSError), self.process:  # somebody may have ended it
            self.process.communicate(word)
        if os.path.lexists(self.directory):
            rmtree(self.directory, ignore_errors=True)


@contextmanager
def scratch() -> Iterator[str]:
    """Yield a temporary directory; raises `OSError` where none can be made.

    Another process removes it: SIGKILL, and the system that is out of memory, leave this one no time to. That process
    also ends programs whose working directory is in there.
    """
    found = _started()
    if found is None:
        with tempfile.TemporaryDirectory(prefix=_PREFIX) as directory:
            yield directory
        return
    word = sweeper.INTERRUPTED
    try:
        yield found.directory
        word = sweeper.CLEAN
    finally:
        found.end(word)


def _started() -> _Sweeper | None:
    """Start the process; None where it does not start, or cannot make a directory."""
    program = sweeper.__file__
    if not sys.executable or not Path(program).is_file():  # inside another program, or in a zip
        return None
    try:
        process = subprocess.Popen(  # noqa: S603 - this interpreter and a file of ours
            [sys.executable, "-I", "-S", program, tempfile.gettempdir(), _PREFIX],
            cwd="/",
            start_new_session=True,  # neither Ctrl-C nor a signal to the whole job ends it
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return None
    if process.stdout is None:  # pragma: no cover - PIPE says otherwise
        return None
    directory = os.fsdecode(process.stdout.read())
    if not directory:
        _Sweeper(process, directory).end(sweeper.CLEAN)
        return None
    return _Sweeper(process, directory)
