"""The command line's grammar."""

import argparse
import os
from collections.abc import Sequence
from typing import NoReturn

from uapicheck import __version__
from uapicheck.errors import UsageError

FAIL_ON = ("break", "review", "note", "never")

_SOURCES = """\
A SOURCE is a git revision (repository: -C DIR, default the working directory), a kernel source
tree, a tree of installed headers (/usr/include, or include/ with arch/ARCH/include/), a tar archive
of either, one header file, or a snapshot (.json). ARCH=PATH says whose headers an installed tree has.
"""

_STATUS = """\
exit status: 0 nothing at or above --fail-on; 1 findings; 2 wrong use or unreadable input;
3 looked, but something in scope could not be checked
"""


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are the tool's own."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing usage and leaving."""
        raise UsageError(message, advice=f"{self.prog} --help tells more")


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    top = _Parser(
        prog="uapicheck",
        description="Tell what a change to Linux UAPI headers does to user space, on every architecture.",
        epilog=_STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"uapicheck {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _check(commands)
    _snapshot(commands)
    return top


def _check(commands: "argparse._SubParsersAction[_Parser]") -> None:
    command = commands.add_parser(
        "check",
        help="compare two sides; the CI gate",
        description="Compare two sides and say what breaks user space.\n\n"
        "Without arguments: the work tree against HEAD where headers differ, else HEAD against HEAD^;\n"
        "in CI the merge base of the branch that the environment names. OLD alone: against the work tree.\n"
        "OLD may be a range: A..B, or A...B from their merge base.\n\n" + _SOURCES,
        epilog=_STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.add_argument("old", nargs="?", metavar="OLD", help="source of the old side, or a range")
    command.add_argument("new", nargs="?", metavar="NEW", help="source of the new side")
    _scope(command)
    command.add_argument(
        "--fail-on",
        choices=FAIL_ON,
        default="break",
        help="least severity that makes the status 1 (default: %(default)s)",
    )
    _output(command, "text (default), terse, json, html")


def _snapshot(commands: "argparse._SubParsersAction[_Parser]") -> None:
    command = commands.add_parser(
        "snapshot",
        help="what the headers of a source define",
        description="Print every constant, record, type and macro that headers define, for each target.\n\n" + _SOURCES,
        epilog=_STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.add_argument("source", metavar="SOURCE", help="where the headers are")
    _scope(command)
    _output(command, "text (default), json")


def _scope(command: argparse.ArgumentParser) -> None:
    command.add_argument("-C", dest="repository", metavar="DIR", help="git repository for revisions")
    command.add_argument(
        "--target",
        action="append",
        default=[],
        metavar="T",
        help="target (arm64, i386, ...), architecture (x86) or `all`; repeatable (default: every architecture that "
        "the source has, its 64-bit ABI and its 32-bit one)",
    )
    command.add_argument(
        "--header",
        action="append",
        default=[],
        metavar="GLOB",
        help="header as programs include it, or a glob; repeatable (default: every exported header)",
    )
    command.add_argument(
        "--jobs",
        type=_positive,
        default=os.cpu_count() or 1,
        metavar="N",
        help="processes to work in (default: one a processor)",
    )


def _output(command: argparse.ArgumentParser, formats: str) -> None:
    command.add_argument(
        "-o",
        dest="outputs",
        action="append",
        default=[],
        metavar="FORMAT[=PATH]",
        help=f"{formats}; with a path into that file; repeatable, so one run writes several",
    )
    command.add_argument("-v", "--verbose", action="store_true", help="show what is otherwise only counted")
    command.add_argument("-q", "--quiet", action="store_true", help="print nothing but errors; the status tells")
    command.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colours (default: %(default)s)"
    )


def _positive(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() else 0
    if number < 1:
        message = f"{text!r} is no number of processes"
        raise argparse.ArgumentTypeError(message)
    return number


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Return the arguments; raise `UsageError` where they make no sense."""
    return parser().parse_args(argv)
