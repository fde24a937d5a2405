"""Start-up is part of the product: nothing is imported that the run does not need."""

import os
from pathlib import Path

import pytest

from tests.cli.stage import in_repository
from tests.corpus import PROJECT
from tests.programs import run
from uapicheck.cache.place import SWITCH

HEAVY = {
    *("asyncio", "concurrent.futures", "difflib", "email", "html", "http", "inspect", "jinja2", "logging"),
    *("multiprocessing", "pycparser", "pygments", "rich", "sqlite3", "socket", "subprocess", "tarfile", "tempfile"),
    *("tomllib", "unittest", "urllib.request", "xml"),
}


NEEDED_BY_A_CHECK = {"subprocess", "tempfile"}
"""Git; pycparser only reads declarations that are not plain."""
NEEDED_BY_A_WARM_CHECK = {"subprocess", "sqlite3"}
"""Git, and the cache."""
WORKING = ("atlas", "decode", "diff", "engine", "extract", "rules", "spaces")
"""The stages that a comparison needs which is not known yet."""


def imported(*arguments: str, cache: Path | None = None) -> set[str]:
    """Return the modules that a run of the tool imports."""
    environment = None
    if cache is not None:
        environment = {name: value for name, value in os.environ.items() if name != SWITCH}
        environment["XDG_CACHE_HOME"] = str(cache)
    done = run(["-X", "importtime", "-m", "uapicheck", *arguments], directory=PROJECT, environment=environment)
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


@pytest.mark.parametrize("form", ["text", "terse", "json"])
def test_a_warm_check_imports_nothing_that_compares(tmp_path: Path, form: str) -> None:
    repository = in_repository(tmp_path / "kernel")
    asked = ("check", "v1.0", "v1.1", "-C", str(repository), "-o", form)
    cold, warm = (imported(*asked, cache=tmp_path / "cache") for _ in range(2))
    assert {"uapicheck.extract.snapshot", "sqlite3"} <= cold
    assert "uapicheck.render.formats" in warm
    stages = tuple(f"uapicheck.{stage}" for stage in WORKING)
    assert sorted(name for name in warm if name.startswith(stages)) == []
    assert sorted(warm & (HEAVY | {"lzma", "shutil"}) - NEEDED_BY_A_WARM_CHECK) == []


def test_a_run_without_the_cache_does_not_import_it(tmp_path: Path) -> None:
    repository = in_repository(tmp_path / "kernel")
    names = imported("check", "v1.0", "v1.1", "-C", str(repository), "--no-cache", cache=tmp_path / "cache")
    assert {name for name in names if name.startswith("uapicheck.cache.")} == set()
    assert "sqlite3" not in names
