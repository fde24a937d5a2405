"""The files that the house's promises speak of."""

import ast
import subprocess
from functools import cache
from pathlib import Path

from tests.corpus import PROJECT

PACKAGE = PROJECT / "uapicheck"


@cache
def modules() -> tuple[Path, ...]:
    """Return every Python file of the package."""
    return tuple(sorted(PACKAGE.rglob("*.py")))


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def files() -> tuple[Path, ...]:
    """Return every file of the project, as git sees it or, without git, as it lies there; ignored ones left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        found = [PROJECT / name.decode() for name in listed.stdout.split(b"\0") if name]
    else:
        found = [path for path in PROJECT.rglob("*") if not any(part.startswith(".") for part in path.parts)]
    return tuple(sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts))


def named(path: Path) -> str:
    """Return the path as the project calls it."""
    return path.relative_to(PROJECT).as_posix()
