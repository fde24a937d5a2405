"""Start-up is part of the product: nothing is imported that the run does not need."""

from pathlib import Path

import pytest

from tests.corpus import PROJECT
from tests.programs import run

HEAVY = {
    *("asyncio", "concurrent.futures", "difflib", "email", "html", "http", "inspect", "jinja2", "logging"),
    *("multiprocessing", "pycparser", "pygments", "rich", "sqlite3", "socket", "subprocess", "tarfile", "tempfile"),
    *("tomllib", "unittest", "urllib.request", "xml"),
}


NEEDED_BY_A_CHECK = {"subprocess", "tempfile"}
"""Git; pycparser only reads declarations that are not plain."""


def imported(*arguments: str) -> set[str]:
    """Return the modules that a run of the tool imports."""
    done = run(["-X", "importtime", "-m", "uapicheck", *arguments], directory=PROJECT)
    lines = (line for line in done.stderr.splitlines() if line.startswith("import time:"))
    return {line.rsplit("|", 1)[1].strip() for line in lines}


def test_the_version_is_told_without_heavy_imports() -> None:
    names = imported("--version")
    assert "uapicheck.cli.main" in names
    assert names & (HEAVY | {"lzma", "shutil"}) == set()


def test_the_version_imports_no_stage() -> None:
    stages = ("atlas", "decode", "diff", "engine", "extract", "render", "rules", "sources", "spaces")
    loaded = {
        name for name in imported("--version") if name.startswith(tuple(f"uapicheck.{stage}" for stage in stages))
    }
    assert loaded == set()


@pytest.mark.parametrize("form", ["text", "terse", "json"])
def test_a_small_check_imports_what_it_needs(tmp_path: Path, form: str) -> None:
    for name in ("old.h", "new.h"):
        (tmp_path / name).write_text("struct point { int x; };\n", encoding="utf-8")
    names = imported("check", str(tmp_path / "old.h"), str(tmp_path / "new.h"), "-o", form, "--target", "x86_64")
    assert "uapicheck.extract.snapshot" in names
    assert sorted(names & HEAVY - NEEDED_BY_A_CHECK) == []
