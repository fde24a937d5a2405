"""Where reports go: to the terminal, into files, or both."""

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from uapicheck.errors import OutputError, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One `-o`."""

    format: str
    path: str
    """Empty for the standard output."""


def parsed(texts: Sequence[str], *, quiet: bool) -> tuple[Output, ...]:
    """Return the outputs that `-o` options ask for: text on the standard output where they leave that free."""
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
    files = [output.path for output in found if output.path]
    if len(set(files)) != len(files):
        raise UsageError("two -o options write the same file", advice="give each a file of its own")
    if quiet:
        return tuple(output for output in found if output.path)
    return tuple(found) if to_terminal or found else (Output(format="text", path=""),)


def written(outputs: Sequence[Output], render: Callable[[str, bool], str]) -> None:
    """Write each output; `render` gets the format's name and whether a person's terminal will show it."""
    texts = [(output, render(output.format, not output.path)) for output in outputs]
    for output, text in texts:
        if output.path:
            _to_file(Path(output.path), text)
    for output, text in texts:
        if not output.path:
            _to_terminal(text)


def _to_terminal(text: str) -> None:
    # Renderers escape what a terminal cannot take; an old locale must not undo that with a traceback.
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(error.strerror or "cannot be written", where="standard output", advice="nothing is lost: run again") from None


def _to_file(path: Path, text: str) -> None:
    """Write a file so that a reader finds the old text or the new, never half of one."""
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")  # a pipe or /dev/stdout cannot be replaced
            return
        with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}.", delete=False, encoding="utf-8") as file:
            temporary = Path(file.name)
            try:
                file.write(text)
                file.flush()
                temporary.chmod(0o666 & ~_umask())
                temporary.replace(path)
            except BaseException:
                with suppress(OSError):
                    temporary.unlink()
                raise
    except OSError as error:
        raise OutputError(error.strerror or "cannot be written", where=str(path), advice="the report was not written there") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
