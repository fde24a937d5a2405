"""What a terminal can show: colours or none, and how many columns.

Colours follow what other programs agree on: `--color` says it, else NO_COLOR (https://no-color.org) forbids them, else
CLICOLOR_FORCE or FORCE_COLOR wants them wherever text goes, else a terminal has them unless TERM=dumb or CLICOLOR=0.
"""

import os
import sys
from collections.abc import Mapping
from typing import Final, TextIO

WIDTH: Final = 80
"""Columns where no terminal says how many it has."""
_OFF: Final = frozenset({"", "0"})
"""Values by which variables that want colours do not want them."""
_DUMB: Final = frozenset({"", "dumb"})
"""Terminals that can only print: git takes one without a name for such, too."""


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a person looks at a stream; the caller may have closed it."""
    return stream is not None and not stream.closed and stream.isatty()


def is_dumb(environment: Mapping[str, str]) -> bool:
    """Return whether the terminal knows no colours and cannot go back in a line."""
    return environment.get("TERM", "") in _DUMB


def has_colors(asked: str, environment: Mapping[str, str], *, terminal: bool) -> bool:
    """Return whether text has colours; `asked` is what `--color` says."""
    if asked != "auto":
        return asked == "always"
    if environment.get("NO_COLOR"):
        return False
    if any(environment.get(name, "") not in _OFF for name in ("CLICOLOR_FORCE", "FORCE_COLOR")):
        return True
    return terminal and not is_dumb(environment) and environment.get("CLICOLOR") != "0"


def columns() -> int:
    """Return the width of the terminal: what COLUMNS says, else what the terminal does."""
    # shutil does the same, but imports what packs archives.
    said = os.environ.get("COLUMNS", "")
    if said.isascii() and said.isdecimal() and int(said):
        return int(said)
    return _size()[0] or WIDTH


def rows() -> int:
    """Return the height of the terminal: what LINES says, else what the terminal does; 0 where neither knows."""
    said = os.environ.get("LINES", "")
    return int(said) if said.isascii() and said.isdecimal() and int(said) else _size()[1]


def _size() -> tuple[int, int]:
    try:
        return os.get_terminal_size(sys.stdout.fileno())
    except (OSError, ValueError):
        return 0, 0
