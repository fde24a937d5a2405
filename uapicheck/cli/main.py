"""The command: what it was asked, what it found, and the status it leaves."""

import gc
import os
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from uapicheck.cli.arguments import arguments
from uapicheck.errors import UapiCheckError, UsageError

if TYPE_CHECKING:
    from uapicheck.cli.outputs import Output
    from uapicheck.pipeline.scope import Scope
    from uapicheck.render.options import Options

FOUND, WRONG_USE, INCOMPLETE, INTERRUPTED = 1, 2, 3, 130
_DEBUG = "UAPICHECK_DEBUG"
_WIDTH = 80
"""Columns where no terminal says how many it has."""


_GARBAGE_THRESHOLD = 1_000_000
"""Objects between collections: a run builds large tables and ends; the default of 700 costs a quarter more time."""


def entry() -> NoReturn:
    """Run as a program."""
    gc.set_threshold(_GARBAGE_THRESHOLD)
    status = main(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(status)  # taking a run's tables apart object by object would cost a tenth of its time


def main(argv: Sequence[str]) -> int:
    """Carry out a command line and return its exit status."""
    try:
        try:
            asked = arguments(argv)
        except SystemExit:  # so argparse ends --help and --version
            return _printed()
        return _COMMANDS[asked.command](asked)
    except UapiCheckError as error:
        _complain(str(error))
        return WRONG_USE
    except KeyboardInterrupt:
        _complain("interrupted")
        return INTERRUPTED
    except Exception as error:  # a traceback helps nobody who reviews a patch
        if os.environ.get(_DEBUG):
            raise
        if isinstance(error, FileNotFoundError) and not _stands_somewhere():
            _complain("the working directory is gone; change to one that exists")
            return WRONG_USE
        _complain(f"internal error: {type(error).__name__}: {error}; {_DEBUG}=1 shows where, please report it")
        return WRONG_USE


def _printed() -> int:
    from uapicheck.cli.outputs import shown  # noqa: PLC0415 - a check imports it anyway

    if sys.stdout is not None:  # else argparse has used the standard error
        shown("")
    return 0


def _stands_somewhere() -> bool:
    try:
        return Path.cwd().is_dir()
    except OSError:
        return False


def _complain(text: str) -> None:
    if sys.stderr is None:  # closed by the caller; print() would fall back to the standard output
        return
    line = " ".join(text.split())
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode("ascii") for c in line)
    print(f"uapicheck: {shown}", file=sys.stderr)


def _check(asked: Namespace) -> int:
    # Imported late: `--version` and a wrong argument need none of it.
    from uapicheck.cli.outputs import written  # noqa: PLC0415 - as the comment says
    from uapicheck.pipeline.check import check  # noqa: PLC0415 - as above
    from uapicheck.render.formats import FORMATS, rendered  # noqa: PLC0415 - as above
    from uapicheck.sources.pairs import pair  # noqa: PLC0415 - as above

    outputs = _outputs(asked, FORMATS)
    scope = _scope(asked)
    old, new = pair(asked.old, asked.new, repository=scope.repository, environment=os.environ)
    report = check(old, new, scope)
    written(outputs, lambda name, shown: rendered(name, report, _options(asked, shown=shown)))
    least = _SEVERITIES[asked.fail_on]
    if any(finding.severity >= least and finding.waived is None for finding in report.findings):
        return FOUND
    return INCOMPLETE if report.gaps else 0


def _snapshot(asked: Namespace) -> int:
    from uapicheck.cli.outputs import written  # noqa: PLC0415 - as above
    from uapicheck.pipeline.snapshot import snapshots  # noqa: PLC0415 - as above
    from uapicheck.render.formats import SNAPSHOT_FORMATS, snapshots_rendered  # noqa: PLC0415 - as above

    outputs = _outputs(asked, SNAPSHOT_FORMATS)
    taken = snapshots(asked.source, _scope(asked))
    written(outputs, lambda name, shown: snapshots_rendered(name, taken, _options(asked, shown=shown)))
    return INCOMPLETE if any(snapshot.gaps for snapshot in taken) else 0


_COMMANDS = {"check": _check, "snapshot": _snapshot}
_SEVERITIES = {"note": 1, "review": 2, "break": 3, "never": 4}
"""What `--fail-on` names, as `Severity` counts; `never` is above all."""


def _outputs(asked: Namespace, known: Mapping[str, object]) -> "tuple[Output, ...]":
    from uapicheck.cli.outputs import parsed  # noqa: PLC0415 - as above
    from uapicheck.render.formats import unknown_format  # noqa: PLC0415 - as above

    outputs = parsed(asked.outputs, quiet=asked.quiet)
    for output in outputs:
        if output.format not in known:
            raise unknown_format(output.format, known)
    return outputs


def _scope(asked: Namespace) -> "Scope":
    from uapicheck.pipeline.scope import Scope  # noqa: PLC0415 - as above

    repository = None if asked.repository is None else Path(asked.repository)
    if repository is not None and not repository.is_dir():
        raise UsageError("no such directory", where=asked.repository, advice="-C names a git repository")
    return Scope(repository=repository, targets=tuple(asked.target), headers=tuple(asked.header), jobs=asked.jobs)


def _columns() -> int:
    """Return the width of the terminal: what COLUMNS says, else what the terminal does."""
    # shutil does the same, but imports what packs archives.
    said = os.environ.get("COLUMNS", "")
    if said.isascii() and said.isdecimal() and int(said):
        return int(said)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or _WIDTH
    except (OSError, ValueError):
        return _WIDTH


def _options(asked: Namespace, *, shown: bool) -> "Options":
    from uapicheck import __version__  # noqa: PLC0415 - as above
    from uapicheck.render.options import Options  # noqa: PLC0415 - as above

    terminal = shown and sys.stdout is not None and sys.stdout.isatty()
    color = asked.color == "always" or (asked.color == "auto" and terminal and not os.environ.get("NO_COLOR"))
    return Options(
        width=_columns() if terminal else _WIDTH,
        color=color and shown,
        verbose=asked.verbose,
        tool=f"uapicheck {__version__}",
    )
