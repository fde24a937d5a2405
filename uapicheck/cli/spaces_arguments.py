"""The grammar of `spaces`, as far as no other command has it."""

from argparse import ArgumentParser
from typing import Final

HELP: Final = "number spaces and bit fields: taken, free, next"
DESCRIPTION: Final = """\
Say of each number space (capabilities, exits, flags, ioctls, fields of register ids) what is taken, what is free
and which number comes next. All targets of the source count: a number that one architecture shows is taken.

The spaces are KVM's, and those that [[space]] tables of a config describe. Without --header and without such a config
only KVM's headers are read.
"""
STATUS: Final = """\
exit status: 0 all was read; 2 wrong use or unreadable input; 3 something in the headers could not be read, and
numbers in it may be taken
"""
FORMATS: Final = "text (default), json, html"
_DEFAULT: Final = "atlas:"
"""The newest release of the shipped atlas."""


def add_arguments(command: ArgumentParser) -> None:
    """Add the source, the spaces to show and the config."""
    command.add_argument(
        "source",
        nargs="?",
        default=_DEFAULT,
        metavar="SOURCE",
        help="where the headers are (default: the newest release of the atlas)",
    )
    command.add_argument(
        "--space",
        action="append",
        default=[],
        metavar="GLOB",
        help="space by its name (KVM_CAP), or a glob, with all its members; repeatable (default: a line for each)",
    )
    command.add_argument(
        "--config", metavar="FILE", help="config that describes spaces (default: .uapicheck.toml of the source)"
    )
