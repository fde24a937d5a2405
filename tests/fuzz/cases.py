"""What one input is: files, command lines, and what must hold of their outputs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

Argv = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One command line of a case."""

    argv: Argv
    stdin: bytes = b""
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An input: the same seed and number make the same one again."""

    entry: str
    files: Mapping[str, bytes]
    """By path in the working directory."""
    runs: tuple[Run, ...]
    noised: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """Files that are made of another one by comments and white space: its path, and a seed."""
    clean: tuple[int, ...] = ()
    """Runs whose JSON must have no finding."""
    alike: tuple[tuple[int, int], ...] = ()
    """Pairs of runs that must print the same bytes with the same status."""
    afresh: tuple[int, ...] = ()
    """Runs that print the same in a process of their own, which orders its sets otherwise."""
    alike_but_lines: tuple[tuple[int, int], ...] = ()
    """Pairs of runs whose JSON must be the same, line numbers and names of files aside."""
    repository: str = ""
    """Directory that gets a copy of the fixed repository before the files are written; empty for none."""


def rng_of(seed: int, number: int) -> Random:
    """Return the source of chance of one case."""
    return Random(f"{seed} {number}")
