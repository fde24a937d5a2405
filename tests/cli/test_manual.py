"""The manual page is current, complete, and clean by those who read manual pages."""

import re
import shutil
import subprocess

import pytest

from tests.cli.conftest import Cli
from tests.corpus import PROJECT
from tests.house.sources import modules
from uapicheck.cli.arguments import parsers
from uapicheck.cli.manual import ENVIRONMENT, manual

PAGE = PROJECT / "uapicheck/share/uapicheck.1"
_READ = re.compile(r"(?:environ|environment)(?:\.get\(|\[)\s*\"([A-Z_]+)\"|\"([A-Z][A-Z_]+[A-Z])\"(?= in environment)")


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not on this machine")


def test_the_page_in_the_package_is_current(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--accept"):
        PAGE.write_text(manual(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == manual(), "accept with `pytest --accept`"


def test_the_command_prints_it(cli: Cli) -> None:
    done = cli("man")
    assert (done.status, done.out, done.err) == (0, manual(), "")


def test_it_tells_of_every_command_and_every_option() -> None:
    page = manual().replace("\\", "")
    _, commands = parsers()
    for name, parser in commands.items():
        assert f".SS {name}\n" in page
        for action in parser._actions:
            assert all(f"fB{flag}fR" in page for flag in action.option_strings)


def test_it_tells_of_every_variable_that_is_read() -> None:
    told = {name for names, _ in ENVIRONMENT for name in names.split(", ")}
    read = {
        name
        for path in modules()
        for groups in _READ.findall(path.read_text(encoding="utf-8"))
        for name in groups
        if name not in {"", "PATH"}
    }
    assert read
    assert read <= told
    from uapicheck.sources import ci  # noqa: PLC0415 - the forges' variables are listed there

    assert {*ci._BASE_COMMITS, *ci._BASE_BRANCHES} <= told


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("mandoc", "-Tlint"), marks=needs("mandoc")),
        pytest.param(("mandoc", "-Tutf8", "-W", "style,stop"), marks=needs("mandoc")),
        pytest.param(("groff", "-ww", "-man", "-Tutf8", "-b"), marks=needs("groff")),
        pytest.param(("man", "--warnings", "-E", "UTF-8", "-l", "-P", "cat"), marks=needs("man")),
    ],
    ids=" ".join,
)
def test_nobody_who_formats_it_complains(command: tuple[str, ...]) -> None:
    done = subprocess.run([*command, str(PAGE)], capture_output=True, check=False, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert command[1] != "-Tlint" or done.stdout == ""


@needs("man")
def test_it_reads_as_other_pages_do() -> None:
    done = subprocess.run(["man", "-E", "UTF-8", "-l", str(PAGE)], capture_output=True, check=True, text=True)
    text = re.sub(r".\x08", "", done.stdout)
    titles = re.findall(r"^[A-Z][A-Z ]+$", text, re.MULTILINE)
    assert titles == [
        *("NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "COMMON OPTIONS", "SOURCES", "CONFIGURATION"),
        *("EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES", "SEE ALSO"),
    ]
    assert 'git config b4.am-perpatch-check-cmd "uapicheck patch -o terse -"' in text, "it can be copied"
    assert "[[waiver]]    rule, symbol and reason" in text, "tables stay as they are"
