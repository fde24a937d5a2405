"""Files stay small and have names that say what they hold."""

from pathlib import Path

import pytest

from tests.house.sources import PACKAGE, files, modules, named

VAGUE = {"base", "common", "core", "helper", "helpers", "lib", "misc", "shared", "stuff", "util", "utils"}
TOP_LEVEL = {"Makefile", "README.md", "headers", "pyproject.toml", "reports", "tests", "uapicheck"}
RULE_LIMIT, MODULE_LIMIT = 80, 400


def python() -> list[Path]:
    return [path for path in files() if path.suffix == ".py"]


@pytest.mark.parametrize("path", python(), ids=named)
def test_a_file_has_a_size_that_a_reader_can_hold(path: Path) -> None:
    is_rule = path.parent == PACKAGE / "rules" and path.name != "__init__.py"
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= (RULE_LIMIT if is_rule else MODULE_LIMIT)


def test_no_module_has_a_vague_name() -> None:
    parts = {part for path in python() for part in path.relative_to(PACKAGE.parent).with_suffix("").parts}
    assert parts & VAGUE == set()


def test_a_rules_file_is_a_rule_and_nothing_else() -> None:
    strangers = [path.name for path in (PACKAGE / "rules").iterdir() if path.suffix != ".py" and path.is_file()]
    assert strangers == []


def test_the_top_level_holds_what_was_agreed() -> None:
    first = {named(path).split("/")[0] for path in files()}
    assert {name for name in first if not name.startswith(".")} <= TOP_LEVEL


def test_the_package_has_modules() -> None:
    assert len(modules()) > 10, "the promises above would hold for nothing"
