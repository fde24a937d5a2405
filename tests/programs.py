"""Runs the tool, or its interpreter, as a program of its own."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.corpus import PROJECT


def run(
    arguments: Sequence[str], *, directory: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run this interpreter with `arguments` in `directory`, without input, within five minutes."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=directory,
        env=environment,
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="surrogateescape",
        stdin=subprocess.DEVNULL,
        timeout=300,
    )


def uapicheck(*arguments: str, directory: Path = PROJECT) -> subprocess.CompletedProcess[str]:
    """Run the tool as a user does."""
    return run(["-m", "uapicheck", *arguments], directory=directory)
