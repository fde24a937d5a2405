"""Arrows between layers only go down; what does no I/O calls nothing that would."""

import ast
import sys
from pathlib import Path

import pytest

from tests.corpus import PROJECT
from tests.house.sources import PACKAGE, modules, named, parsed
from tests.programs import run

PURE = ("decode", "diff", "engine", "model", "rules", "spaces")
TOUCHES_THE_WORLD = {"__import__", "breakpoint", "compile", "eval", "exec", "input", "open", "print"}


def test_every_import_obeys_the_layers() -> None:
    done = run(["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"], directory=PROJECT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", [path for path in modules() if path.relative_to(PACKAGE).parts[0] in PURE], ids=named)
def test_a_pure_layer_calls_no_builtin_that_does_io(path: Path) -> None:
    called = {
        node.func.id
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert called & TOUCHES_THE_WORLD == set()


@pytest.mark.parametrize("path", [path for path in modules() if "cli" not in path.parts], ids=named)
def test_only_the_command_line_prints_and_exits(path: Path) -> None:
    calls = {ast.unparse(node.func) for node in ast.walk(parsed(path)) if isinstance(node, ast.Call)}
    # A forked child has no other way to leave without cleaning up its parent's things.
    allowed = {"os._exit"} if path.name == "workers.py" else set()
    assert calls & {"print", "exit", "quit", "sys.exit", "os._exit"} <= allowed


@pytest.mark.parametrize("path", modules(), ids=named)
def test_an_assertion_is_no_check_of_input(path: Path) -> None:
    """`python -O` drops assertions, and one that fails would be a traceback."""
    assert [node.lineno for node in ast.walk(parsed(path)) if isinstance(node, ast.Assert)] == []


def test_the_interpreter_is_new_enough() -> None:
    assert sys.version_info >= (3, 11)
