"""Where the cache lies: the user's own directory, or nowhere."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from uapicheck.cache.place import place


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"HOME": ""},
        {"HOME": "relative", "XDG_CACHE_HOME": "relative"},
        {"HOME": "/dev/null"},
        {"HOME": "/proc/none"},
        {"XDG_CACHE_HOME": "/dev/null/cache"},
        {"XDG_CACHE_HOME": "/nul\0byte"},
    ],
)
def test_without_a_place_there_is_no_cache(environment: Mapping[str, str]) -> None:
    found = place(environment)
    assert (found.directory, found.remark) == ("", "")


def test_the_directory_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    found = place({"XDG_CACHE_HOME": str(tmp_path / "new" / "cache")})
    assert found.directory == str(tmp_path / "new" / "cache" / "uapicheck")
    assert Path(found.directory).stat().st_mode & 0o777 == 0o700


def test_a_relative_cache_home_is_ignored_as_the_specification_asks(tmp_path: Path) -> None:
    found = place({"XDG_CACHE_HOME": "cache", "HOME": str(tmp_path)})
    assert found.directory == str(tmp_path / ".cache" / "uapicheck")


def test_the_environment_switches_it_off(tmp_path: Path) -> None:
    assert place({"XDG_CACHE_HOME": str(tmp_path), "UAPICHECK_NO_CACHE": "1"}).directory == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", [0o770, 0o702, 0o777])
def test_a_directory_that_others_can_write_is_not_used_and_told(tmp_path: Path, mode: int) -> None:
    own = tmp_path / "uapicheck"
    own.mkdir()
    own.chmod(mode)
    found = place({"XDG_CACHE_HOME": str(tmp_path)})
    assert found.directory == ""
    assert found.remark == f"{own}: the cache is not used, others can write there; `chmod 700` or remove it"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives directories away")
def test_a_directory_of_somebody_else_is_not_used(tmp_path: Path) -> None:
    own = tmp_path / "uapicheck"
    own.mkdir(mode=0o700)
    os.chown(own, 65534, -1)
    found = place({"XDG_CACHE_HOME": str(tmp_path)})
    assert (found.directory, found.remark) == ("", "")


def test_a_file_in_its_place_is_no_directory(tmp_path: Path) -> None:
    (tmp_path / "uapicheck").write_text("", encoding="utf-8")
    assert place({"XDG_CACHE_HOME": str(tmp_path)}).directory == ""
