"""Where reports go: to the terminal, into files, or both."""

import os
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from uapicheck.cli.terminal import is_terminal
from uapicheck.errors import OutputError, UsageError
from uapicheck.frozen import frozen

_PAGED = frozenset({"text"})
"""Formats that are made for people in front of a terminal."""


@frozen(kw_only=True)
class Output:
    """One `-o`."""

    format: str
    path: str
    """Empty for the standard output."""

    @property
    def is_directory(self) -> bool:
        """Whether it is to be a directory of files."""
        return self.path.endswith(os.sep) or os.path.isdir(self.path)  # noqa: PTH112 - an empty path is no directory


def parsed(texts: Sequence[str], *, quiet: bool, directories: Collection[str] = ()) -> tuple[Output, ...]:
    """Return the outputs that `-o` options ask for: text on the standard output where they leave that free.

    Formats of `directories` can be written as a directory of files.
    """
    found = []
    for text in texts:
        name, equals, path = text.partition("=")
        if equals and not path:
            raise UsageError(f"-o {text} names no file", advice="write FORMAT=PATH, or FORMAT alone")
        found.append(Output(format=name, path="" if path == "-" else path))
    to_terminal = [output for output in found if not output.path]
    if len(to_terminal) > 1:
        raise UsageError(
            f"-o {to_terminal[0].format} and -o {to_terminal[1].format} both write to the standard output",
            advice="give one of them a file: FORMAT=PATH",
        )
    _check_files([output.path for output in found if output.path and not output.is_directory])
    for output in found:
        if output.is_directory:
            _check_directory(output, directories)
    if quiet:
        return tuple(output for output in found if output.path)
    if to_terminal or not found:
        _check_open()
    return tuple(found) or (Output(format="text", path=""),)


def _check_open() -> None:
    if sys.stdout is None:
        raise OutputError("is closed", where="standard output", advice="-o FORMAT=PATH writes to a file, -q nothing")


def _check_directory(output: Output, directories: Collection[str]) -> None:
    if output.format not in directories:
        raise OutputError("is a directory", where=output.path, advice="-o FORMAT=PATH names a file")
    parent = os.path.dirname(os.path.realpath(output.path))  # noqa: PTH120 - a string from realpath
    if not Path(parent).is_dir():
        raise OutputError(
            "there is no such directory", where=parent, advice=f"make it, or write {output.path} elsewhere"
        )
    if Path(output.path).exists() and not Path(output.path).is_dir():
        raise OutputError("is no directory", where=output.path, advice="leave the slash out to write one file")


def _check_files(paths: Sequence[str]) -> None:
    """Raise for a file that cannot be written: before the work, not after it."""
    real: dict[str, str] = {}
    for path in paths:
        place = os.path.realpath(path)
        if Path(place).is_file() or not Path(place).exists():
            if place in real:
                raise UsageError("two -o options write the same file", where=path, advice="give each a file of its own")
            real[place] = path
        directory = os.path.dirname(place)  # noqa: PTH120 - a string from realpath
        if not Path(directory).is_dir():
            raise OutputError(
                "there is no such directory", where=directory, advice=f"make it, or write {path} elsewhere"
            )


def written(
    outputs: Sequence[Output],
    render: Callable[[str, bool], str],
    files: Callable[[str], Mapping[str, str]] = lambda _: {},
    *,
    pages: bool = False,
) -> None:
    """Write each output; `render` gets the format's name and whether a person's terminal will show it.

    `files` gets the name of a format that is written as a directory, and returns the files by name. With `pages` text
    that is longer than the terminal goes through a pager.
    """
    texts = [(output, render(output.format, not output.path)) for output in outputs if not output.is_directory]
    trees = [(output, files(output.format)) for output in outputs if output.is_directory]
    for output, text in texts:
        if output.path:
            _to_file(Path(output.path), text)
    for output, tree in trees:
        _to_directory(Path(output.path), tree)
    for output, text in texts:
        if not output.path and not (pages and output.format in _PAGED and _is_paged(text)):
            shown(text)


def _is_paged(text: str) -> bool:
    """Show a long text in a pager; False where it is not for a person, fits the screen, or there is no pager."""
    if not is_terminal(sys.stdout):
        return False
    from uapicheck.cli import pager  # noqa: PLC0415 - only a terminal wants one

    return pager.is_long(text) and pager.is_paged(text)


def shown(text: str) -> None:
    """Write to the standard output; a reader that has seen enough and left is no failure."""
    _check_open()
    try:
        # Renderers escape what a terminal cannot take; an old locale must not undo that with a traceback.
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(errors="backslashreplace")  # writes out what argparse has left there
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _give_up()
    except OSError as error:
        _give_up()
        what = (error.strerror or "cannot be written").lower()
        raise OutputError(what, where="standard output", advice="-o FORMAT=PATH writes to a file") from None


def _give_up() -> None:
    """Let what is still in the stream go nowhere: the interpreter would complain once more when it closes it."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _to_directory(path: Path, files: Mapping[str, str]) -> None:
    """Write files into a directory; what else is there stays."""
    try:
        path.mkdir(exist_ok=True)
    except OSError as error:
        what = (error.strerror or "cannot be made").lower()
        raise OutputError(what, where=str(path), advice="the report was not written there") from None
    for name, text in files.items():
        _to_file(path / name, text)


def _to_file(path: Path, text: str) -> None:
    """Write a file so that a reader finds the old text or the new, never half of one, and nothing else is left."""
    from uapicheck.atomic import replace  # noqa: PLC0415 - most reports go to the terminal
    from uapicheck.pipeline.workers import ended_by_an_exception  # noqa: PLC0415 - the same

    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")  # a pipe or /dev/stdout cannot be replaced
            return
        with ended_by_an_exception():
            replace(Path(os.path.realpath(path)), text)  # a link stays a link
    except OSError as error:
        what = (error.strerror or "cannot be written").lower()
        raise OutputError(what, where=str(path), advice="the report was not written there") from None
