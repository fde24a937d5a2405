"""The grammar of `atlas build`, `atlas list` and `atlas verify`."""

import argparse
from collections.abc import Callable
from typing import Any

_WHAT = """\
The atlas is the history of KVM's headers as facts: every release that is a SOURCE by the name of `atlas:v5.2`, no text
of a header. `atlas:` is the newest release, `^` and `~N` count releases backwards, as in `atlas:v5.2^`. The environment
variable UAPICHECK_ATLAS names the directory of another one than the one that comes with the program.
"""
_BUILD = """\
A SOURCE is a git revision, a range A..B of which every commit counts that touches headers (..B: all up to B), a tree or
an archive whose name says its version. Tags name releases and candidates; other commits are states on the way and never
a baseline. Facts that the atlas has are kept; what a release adds or ends is written.
"""


def add(
    commands: "argparse._SubParsersAction[Any]",
    common: Callable[[argparse.ArgumentParser], None],
    page: Callable[[argparse.ArgumentParser, str], None],
    formatter: Callable[..., argparse.HelpFormatter],
) -> None:
    """Add the command; `common` adds the options that choose targets and headers, `page` those of the output."""
    command = commands.add_parser(
        "atlas",
        help="the history of releases that comes with the program: build, list, verify",
        description=_WHAT,
        formatter_class=formatter,
        allow_abbrev=False,
    )
    actions = command.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, help_, more in (
        ("list", "the releases that it has", ""),
        ("build", "add releases, or start an atlas", _BUILD),
        ("verify", "compare it with what it was read from; without SOURCE only read all of it", _BUILD),
    ):
        action = actions.add_parser(
            name,
            help=help_,
            description=f"{help_[0].upper()}{help_[1:]}.\n\n{more}".rstrip(),
            formatter_class=formatter,
            allow_abbrev=False,
        )
        action.add_argument(
            "--atlas", metavar="DIR", help="the atlas's directory (default: UAPICHECK_ATLAS, else the shipped one)"
        )
        if name == "list":
            page(action, "text (default), json")
            continue
        sources = "+" if name == "build" else "*"
        action.add_argument("sources", metavar="SOURCE", nargs=sources, help="where headers of a release are")
        common(action)
        if name == "build":
            action.add_argument(
                "--date",
                action="append",
                default=[],
                metavar="NAME=DAY",
                help="day on which a release came out, such as v6.1=2022-12-11; repeatable (default: the commit's day)",
            )
            action.add_argument(
                "--dropped",
                action="append",
                default=[],
                metavar="ARCH=RELEASE",
                help="release in which Linux dropped an architecture of which the source kept a copy; repeatable",
            )
        action.set_defaults(outputs=[], quiet=False, verbose=False, color="auto")
