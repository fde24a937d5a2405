"""What a person in front of a terminal sees: colours, width, a pager."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.stage import written
from tests.terminals import CTRL_C, PATIENT, Key, Seen, in_terminal, screen
from uapicheck.cli.terminal import has_colors

LONG = "".join(f"struct lamp{number} {{\n\tint x;\n}};\n" for number in range(40))
FEW = ("check", "old.h", "new.h", "--target", "x86_64")
ALL = ("check", "many.h", "none.h", "--target", "x86_64")
FIRST = "40 changes break user space"


@pytest.fixture
def lamps(tmp_path: Path) -> Path:
    texts = {"old.h": "struct lamp {\n\tint x;\n};\n", "new.h": "", "many.h": LONG, "none.h": "#define NONE 1\n"}
    return written(tmp_path, texts)


def seen(
    directory: Path, *arguments: str, size: tuple[int, int] = (24, 80), keys: tuple[Key, ...] = (), **variables: str
) -> Seen:
    command = [*PATIENT, *arguments]
    return in_terminal(command, directory=directory, environment=variables, size=size, keys=keys)


@pytest.mark.parametrize(
    ("asked", "variables", "terminal", "colors"),
    [
        ("auto", {"TERM": "xterm"}, True, True),
        ("auto", {"TERM": "xterm"}, False, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {}, True, False),
        ("auto", {"TERM": "xterm", "NO_COLOR": "1"}, True, False),
        ("auto", {"TERM": "xterm", "NO_COLOR": ""}, True, True),
        ("auto", {"TERM": "xterm", "CLICOLOR": "0"}, True, False),
        ("auto", {"TERM": "xterm", "CLICOLOR": "1"}, False, False),
        ("auto", {"CLICOLOR_FORCE": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "3", "TERM": "dumb"}, False, True),
        ("auto", {"CLICOLOR_FORCE": "0", "FORCE_COLOR": ""}, False, False),
        ("auto", {"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"CLICOLOR_FORCE": "1", "TERM": "xterm"}, True, False),
    ],
)
def test_colours_are_where_the_conventions_want_them(
    asked: str, variables: Mapping[str, str], *, terminal: bool, colors: bool
) -> None:
    assert has_colors(asked, variables, terminal=terminal) is colors


def test_a_terminal_shows_colours_and_a_pipe_none(lamps: Path) -> None:
    done = seen(lamps, *FEW)
    assert done.status == 1
    assert "\x1b[1;31mBREAK\x1b[0m" in done.text
    piped = in_terminal([*PATIENT, *FEW], directory=lamps, environment={}, is_piped=True)
    assert (piped.status, piped.text) == (1, "")
    assert "\x1b" not in piped.piped
    assert piped.piped.startswith("BREAK: 1 change breaks user space\n")


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal_but_for_a_name(lamps: Path, width: int) -> None:
    for arguments in (ALL, ("rules",)):
        done = seen(lamps, *arguments, "--no-pager", "--color", "never", size=(24, width))
        wide = [line for line in screen(done.text) if len(line) > width]
        assert [line for line in wide if len(line.split()[-1]) + 4 < width / 2] == []


def test_a_long_report_goes_through_the_pager(lamps: Path) -> None:
    done = seen(lamps, *ALL, UAPICHECK_PAGER="sed 's/^/> /'", PAGER="false")
    lines = done.text.replace("\r", "").splitlines()
    assert done.status == 1
    assert FIRST in lines[0]
    assert all(line.startswith("> ") for line in lines)


def test_what_fits_the_screen_is_shown_as_it_is(lamps: Path) -> None:
    assert ">" not in seen(lamps, *FEW, PAGER="sed 's/^/> /'").text
    assert seen(lamps, *FEW, PAGER="sed 's/^/> /'", size=(5, 80)).text.startswith("> ")


@pytest.mark.parametrize("more", [("--no-pager",), ("-o", "json"), ("-o", "terse"), ("-o", "markdown")])
def test_neither_programs_nor_who_does_not_want_it_get_a_pager(lamps: Path, more: tuple[str, ...]) -> None:
    done = seen(lamps, *ALL, *more, PAGER="sed 's/^/> /'")
    assert done.status == 1
    assert "> " not in done.text


@pytest.mark.parametrize(("pager", "term"), [("", "xterm"), ("cat", "xterm"), ("false", "dumb")])
def test_there_are_ways_to_have_none(lamps: Path, pager: str, term: str) -> None:
    assert FIRST in seen(lamps, *ALL, PAGER=pager, TERM=term).text


@pytest.mark.parametrize("pager", ["no-such-pager", "/etc/passwd"])
def test_a_pager_that_cannot_run_is_no_error(lamps: Path, pager: str) -> None:
    done = seen(lamps, *ALL, PAGER=pager)
    assert done.status == 1
    assert FIRST in done.text
    assert "lamp39" in done.text


def test_without_less_the_text_is_shown_as_it_is(lamps: Path, tmp_path: Path) -> None:
    done = seen(lamps, *ALL, PATH=str(tmp_path))
    assert (done.status, "not found" in done.text) == (1, False)
    assert "lamp39" in done.text


def test_who_leaves_the_pager_early_changes_no_status(lamps: Path) -> None:
    done = seen(lamps, *ALL, PAGER="head -n 1")
    assert done.status == 1
    assert done.text.count("\n") == 1


@pytest.mark.skipif(not any(Path(place, "less").exists() for place in os.defpath.split(":")), reason="no less here")
def test_an_interrupt_belongs_to_less(lamps: Path) -> None:
    keys = (Key(after="lamp0", types=CTRL_C), Key(after="lamp0", types=b"G"), Key(after="END", types=b"q"))
    done = seen(lamps, *ALL, keys=keys)
    assert done.status == 1
    assert "uapicheck: interrupted" not in done.text
    assert "Traceback" not in done.text
    assert "END" in done.text, "less went on after the interrupt and showed the end"


@pytest.mark.parametrize(
    "arguments",
    [
        ("snapshot", "many.h", "--target", "x86_64"),
        ("rules",),
        ("explain", "field-inserted"),
        ("history", "KVM_CAP_ARM_*", "--since", "v6.12", "--target", "arm64"),
        ("atlas", "list"),
        ("decode", "0x6030000000100042"),
    ],
)
def test_whatever_is_long_is_paged(lamps: Path, arguments: tuple[str, ...]) -> None:
    done = seen(lamps, *arguments, size=(5, 80), PAGER="sed 's/^/> /'")
    assert {line[:2] for line in screen(done.text)} == {"> "}
