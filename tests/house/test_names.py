"""Words and places that must not be in the project, and names that must be."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.sources import files, modules, named, parsed

MACHINE = re.compile(r"(?<![\w.$}>*])/(?:work|root|home/\w+|tmp)/\w")
"""Paths that only one machine has."""
LICENCE_TAG = "Linux-" + "syscall-note"
UNREASONED = re.compile(r"#\s*(?:noqa(?::\s*[A-Z0-9, ]+)?|type:\s*ignore(?:\[[\w, -]+\])?)\s*$")
VAGUE_VERBS = ("do_", "get_", "handle_", "process_")


def texts() -> list[Path]:
    return [
        path for path in files() if path.suffix in {".py", ".toml", ".md", ".j2", ".json", ".html", ".txt", ".h", ""}
    ]


@pytest.mark.parametrize("path", texts(), ids=named)
def test_no_file_names_a_path_of_one_machine(path: Path) -> None:
    found = [line for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if MACHINE.search(line)]
    assert found == []


@pytest.mark.parametrize("path", [path for path in files() if path.suffix in {".h", ".c"}], ids=named)
def test_no_example_is_kernel_text(path: Path) -> None:
    assert LICENCE_TAG not in path.read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize("path", modules(), ids=named)
def test_every_module_says_what_it_holds(path: Path) -> None:
    assert ast.get_docstring(parsed(path))


@pytest.mark.parametrize("path", [path for path in files() if path.suffix == ".py"], ids=named)
def test_a_suppression_carries_its_reason(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [(number, line) for number, line in enumerate(lines, start=1) if UNREASONED.search(line)] == []


@pytest.mark.parametrize("path", modules(), ids=named)
def test_a_function_is_named_after_what_it_returns(path: Path) -> None:
    names = [node.name for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    vague = [name for name in names if name.lstrip("_").startswith(VAGUE_VERBS)]
    assert [name for name in vague if not name.endswith("__")] == []  # `__get__` is Python's own name


@pytest.mark.parametrize("path", modules(), ids=named)
def test_an_error_class_says_error(path: Path) -> None:
    raised = {
        base.id: node.name
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef)
        for base in node.bases
        if isinstance(base, ast.Name) and base.id.endswith("Error")
    }
    assert [name for name in raised.values() if not name.endswith("Error")] == []
