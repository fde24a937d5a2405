"""The wheel holds all that the installed tool reads."""

import zipfile
from pathlib import Path

import pytest

from tests.corpus import PROJECT
from tests.house.sources import PACKAGE, files
from tests.programs import run


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("wheel")
    build = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"
    done = run(["-c", build, str(directory)], directory=PROJECT)
    assert done.returncode == 0, done.stderr
    (built,) = directory.glob("*.whl")
    return built


def test_every_file_of_the_package_is_in_it(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    wanted = {path.relative_to(PROJECT).as_posix() for path in files() if path.is_relative_to(PACKAGE)}
    assert wanted
    assert wanted - held == set()


def test_the_atlas_is_in_it(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    tables = {path.relative_to(PROJECT / "headers").as_posix() for path in (PROJECT / "headers").rglob("*.tsv")}
    assert "releases.tsv" in tables
    assert {f"uapicheck/headers/{name}" for name in tables} <= held


def test_it_holds_the_package_and_its_metadata_only(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top.partition("-")[0] for top in tops} == {"uapicheck"}
    assert {top.rpartition(".")[2] for top in tops} == {"uapicheck", "dist-info", "data"}


def test_man_and_shells_find_what_is_theirs(wheel: Path) -> None:
    held = {name.partition(".data/data/")[2] for name in zipfile.ZipFile(wheel).namelist() if ".data/" in name}
    assert held == {
        "share/bash-completion/completions/uapicheck",
        "share/fish/vendor_completions.d/uapicheck.fish",
        "share/man/man1/uapicheck.1",
        "share/zsh/site-functions/_uapicheck",
    }


def test_the_command_runs_from_it(wheel: Path, tmp_path: Path) -> None:
    # A wheel of pure Python can be imported as it is: nothing of the checkout is on the path.
    start = f"import sys; sys.path.insert(0, {str(wheel)!r}); from uapicheck.cli.main import main; main(['--version'])"
    done = run(["-c", start], directory=tmp_path)
    assert "uapicheck" in done.stdout, done.stderr
    assert "Traceback" not in done.stderr
