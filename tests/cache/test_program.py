"""What is kept belongs to one program: its files count, not its version alone."""

import os
import time
from pathlib import Path

import pytest

from uapicheck.cache import program as tested
from uapicheck.cache.cache import Cache
from uapicheck.cache.program import Program

OLD = time.time_ns() - 3600 * 1_000_000_000


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "package" / "part" / "__pycache__").mkdir(parents=True)
    for name in ("one.py", "part/two.py", "part/data.toml", "part/__pycache__/two.pyc"):
        (tmp_path / "package" / name).write_text(name, encoding="utf-8")
    monkeypatch.setattr(tested, "_directories", lambda: [str(tmp_path / "package")])
    monkeypatch.setattr(tested, "_RACY", -(1 << 62))  # as if the files were old: their time of change cannot be set
    return tmp_path / "package"


class Known(dict[bytes, bytes]):
    """What was remembered."""

    def program(self) -> bytes:
        return Program().digest(self.get, self.__setitem__)


def test_the_same_files_are_the_same_program(package: Path) -> None:
    known = Known()
    assert known.program() == known.program() == Known().program()
    assert len(known) == 1
    assert package.is_dir()


@pytest.mark.parametrize("name", ["one.py", "part/two.py", "part/data.toml"])
def test_a_changed_file_is_another_program_even_of_equal_size_and_time(package: Path, name: str) -> None:
    known = Known()
    file = package / name
    os.utime(file, ns=(OLD, OLD))
    before = known.program()
    file.write_text(name.upper(), encoding="utf-8")
    os.utime(file, ns=(OLD, OLD))
    assert known.program() != before


def test_a_new_and_a_renamed_file_are_another_program(package: Path) -> None:
    known = Known()
    seen = [known.program()]
    (package / "three.py").write_text("", encoding="utf-8")
    seen.append(known.program())
    (package / "three.py").rename(package / "four.py")
    seen.append(known.program())
    assert len(set(seen)) == 3


def test_what_python_compiled_does_not_count(package: Path) -> None:
    before = Known().program()
    (package / "part" / "__pycache__" / "two.pyc").write_text("other", encoding="utf-8")
    assert Known().program() == before


def test_the_same_files_elsewhere_are_the_same_program(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Known().program()
    moved = package.rename(package.with_name("moved"))
    monkeypatch.setattr(tested, "_directories", lambda: [str(moved)])
    assert Known().program() == before


def test_files_that_changed_since_the_process_began_are_not_remembered(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tested, "_RACY", 0)
    (package / "one.py").write_text("new", encoding="utf-8")
    known = Known()
    known.program()
    assert known == {}
    assert not Program().is_settled


def test_nothing_is_kept_once_the_program_has_changed(package: Path, cache_home: Path) -> None:
    own = Cache({"XDG_CACHE_HOME": str(cache_home)})
    first, second = own.key("kind", 1), own.key("kind", 2)
    own.keep({first: ("before",)})
    (package / "one.py").write_text("new", encoding="utf-8")
    own.keep({second: ("after",)})
    assert (own.found(first), own.found(second)) == (("before",), None)
    own.close()


def test_the_parser_is_part_of_it() -> None:
    assert any(Path(each).name == "pycparser" for each in tested._directories())
