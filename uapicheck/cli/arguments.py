"""The command line's grammar."""

import argparse
import os
from collections.abc import Mapping, Sequence

from uapicheck import __version__
from uapicheck.cli import atlas_arguments
from uapicheck.cli.decode_arguments import decode
from uapicheck.cli.history_arguments import HISTORY, add_history
from uapicheck.cli.parser import Formatter, Parser
from uapicheck.cli.shell_arguments import add_shell_commands
from uapicheck.errors import UsageError

FAIL_ON = ("break", "review", "note", "never")
PROFILES = ("uapi", "kvm", "strict")

SOURCES = """\
A SOURCE is a git revision (repository: -C DIR, default the working directory), a kernel source
tree, a tree of installed headers (/usr/include, or include/ with arch/ARCH/include/), a tar archive
of either, one header file, a snapshot (.json), or a release that comes with the program: atlas:v5.2,
atlas: for the newest (`uapicheck atlas list`). ARCH=PATH says whose headers an installed tree has, or whose a
header file is. A header file against a tree is seen in its place in that tree.
"""

POLICY = """\
Rules, severities and waivers come from .uapicheck.toml at the root of the old side, so that no patch waives
itself:

    [uapicheck]   profile = "kvm", select = [RULE...], ignore = [RULE...]
    [severity]    RULE = "note"
    [[waiver]]    rule, symbol and reason; may have until (a day) and header
                  (its path in the kernel source); -o waivers prints them
"""

_PATCHES = """\
The patches of a series are applied one on the other; each finding names the patch that causes it, and what a later
one mends does not count. The old side is --base, else the mail's base-commit, else the revision of the git
repository (-C DIR, default the working directory) that has what the diff's index lines name, else HEAD where all
hunks apply, else the newest tag to which they do. Nothing is checked out or written. Without a kernel tree it is the
release of the atlas that the patches fit best, or the one that --base atlas:v5.2 names.

-o terse and -o b4 keep to what b4 asks of its check commands: where there is nothing to say they say nothing, and
why a mail could not be reviewed stands on the standard output, nothing on the standard error.
"""

_STATUS = """\
exit status: 0 nothing at or above --fail-on; 1 findings; 2 wrong use or unreadable input;
3 looked, but something in scope could not be checked
"""


_FORGES = "sarif, junit, github (annotations), gitlab (Code Quality), markdown (job summary, comment)"


def parsers() -> tuple[Parser, Mapping[str, Parser]]:
    """Return the parser of the whole command line, and that of each command."""
    top = Parser(
        prog="uapicheck",
        description="Tell what a change to Linux UAPI headers does to user space, on every architecture.",
        epilog=_STATUS,
        formatter_class=Formatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"uapicheck {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    _check(commands)
    _patch(commands)
    _snapshot(commands)
    _textconv(commands)
    _history(commands)
    _spaces(commands)
    decode(commands, formatter=Formatter, scope=_scope, output=_output)
    _rules(commands)
    _explain(commands)
    _schema(commands)
    atlas_arguments.add(commands, _scope, _page, Formatter)
    add_shell_commands(commands, Formatter)
    return top, commands.choices


def _check(commands: "argparse._SubParsersAction[Parser]") -> None:
    command = commands.add_parser(
        "check",
        help="compare two sides; the CI gate",
        description="Compare two sides and say what breaks user space.\n\n"
        "Without arguments: the work tree against HEAD where headers differ, else HEAD against HEAD^;\n"
        "in CI what the request merges into, the branch before the push, or the tag before (GitHub, GitLab and\n"
        "others); under pre-commit what is about to be committed or pushed. OLD alone: against the work tree.\n"
        "OLD may be a range: A..B, or A...B from their merge base.\n\n"
        "A header is not looked at where its text, and that of all that it includes, is the same on both sides.\n\n"
        + SOURCES
        + "\n"
        + POLICY,
        epilog=_STATUS,
        formatter_class=Formatter,
        allow_abbrev=False,
    )
    command.add_argument("old", nargs="?", metavar="OLD", help="source of the old side, or a range")
    command.add_argument("new", nargs="?", metavar="NEW", help="source of the new side")
    _scope(command)
    command.add_argument(
        "--fetch", action="store_true", help="run the `git fetch` that brings a commit which a shallow clone lacks"
    )
    command.add_argument(
        "--incomplete",
        choices=("fail", "warn"),
        default="fail",
        help="status where something could not be checked and nothing else is wrong: 3, or 0 (default: %(default)s)",
    )
    command.add_argument(
        "--allow-empty", action="store_true", help="where there is nothing to compare say so in a report, with status 0"
    )
    _policy(command)
    _fail_on(command)
    _witness(command)
    _waived(command)
    _output(command, f"text (default), terse, json, html (html=DIR/: a page for each header), {_FORGES}, waivers")


def _patch(commands: "argparse._SubParsersAction[Parser]") -> None:
    command = commands.add_parser(
        "patch",
        help="review patch mails, mailboxes, series, plain diffs",
        description="Apply patches to a tree in memory and say what breaks user space, patch by patch.\n\n" + _PATCHES,
        epilog=_STATUS,
        formatter_class=Formatter,
        allow_abbrev=False,
    )
    command.add_argument("files", nargs="+", metavar="FILE", help="mail, mailbox or diff; - is the standard input")
    command.add_argument("--base", default="", metavar="SOURCE", help="what to apply the patches to")
    command.add_argument(
        "--independent",
        action="store_true",
        help="find numbers, names and places in structs that two of several series claim",
    )
    command.add_argument(
        "--also",
        action="append",
        default=[],
        metavar="SOURCE",
        help="find what another tree, such as linux-next, has given away since the base; repeatable",
    )
    _scope(command)
    _policy(command)
    _fail_on(command)
    _witness(command)
    _waived(command)
    _output(
        command,
        "text (default), terse, json, html (html=DIR/: a page for each series), mail (a reply to send), "
        f"b4 (what b4 review reads), {_FORGES}, waivers",
    )


def _fail_on(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--fail-on",
        choices=FAIL_ON,
        default="break",
        help="least severity that makes the status 1 (default: %(default)s)",
    )


def _snapshot(commands: "argparse._SubParsersAction[Parser]") -> None:
    command = commands.add_parser(
        "snapshot",
        help="what the headers of a source define",
        description="Print every constant, record, type and macro that headers define, for each target.\n\n" + SOURCES,
        epilog=_STATUS,
        formatter_class=Formatter,
        allow_abbrev=False,
    )
    command.add_argument("source", metavar="SOURCE", help="where the headers are")
    _scope(command)
    _output(command, "text (default), json, header (C made of the facts of one target)")


def _textconv(commands: "argparse._SubParsersAction[Parser]") -> None:
    from uapicheck.cli import textconv_arguments as of  # noqa: PLC0415 - it holds what no other command has

    command = commands.add_parser(
        "textconv", help=of.HELP, description=of.DESCRIPTION, formatter_class=Formatter, allow_abbrev=False
    )
    of.add_arguments(command)


def _spaces(commands: "argparse._SubParsersAction[Parser]") -> None:
    from uapicheck.cli import spaces_arguments as of  # noqa: PLC0415 - it holds what no other command has

    command = commands.add_parser(
        "spaces", help=of.HELP, description=f"{of.DESCRIPTION}\n{SOURCES}", epilog=of.STATUS,
        formatter_class=Formatter, allow_abbrev=False,
    )  # fmt: skip
    of.add_arguments(command)
    _scope(command)
    _output(command, of.FORMATS)


def _history(commands: "argparse._SubParsersAction[Parser]") -> None:
    command = commands.add_parser(
        "history",
        help="when each name came, changed, went",
        description=HISTORY,
        formatter_class=Formatter,
        allow_abbrev=False,
    )
    add_history(command, _scope, _output)


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
    command.add_argument(
        "--no-cache",
        action="store_true",
        help="work everything out anew and keep nothing; $UAPICHECK_NO_CACHE does the same "
        "(the cache: $XDG_CACHE_HOME/uapicheck, default ~/.cache/uapicheck)",
    )


def _witness(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--witness",
        action="store_true",
        help="show for each break a few lines of C that compile with the old headers and not with the new ones",
    )
    command.add_argument(
        "--verify-witness",
        action="store_true",
        help="the same, and compile them with both where there is a gcc or clang for the target; the verdict stays",
    )


def _policy(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--config", metavar="FILE", help="config to judge by (default: .uapicheck.toml at the root of the old side)"
    )
    command.add_argument(
        "--profile",
        choices=PROFILES,
        help="how much to ask for: uapi, what holds for every header; kvm, what its reviewers ask for as well; strict, "
        "matters of style too (default: what the config says, else uapi)",
    )


def _rules(commands: "argparse._SubParsersAction[Parser]") -> None:
    command = commands.add_parser(
        "rules",
        help="the catalogue of rules, or those that a config runs",
        description="List the rules: severity, name, what happened. With --profile or --config those that run.",
        formatter_class=Formatter,
        allow_abbrev=False,
    )
    _policy(command)
    _page(command, "text (default), json, markdown")


def _explain(commands: "argparse._SubParsersAction[Parser]") -> None:
    command = commands.add_parser(
        "explain",
        help="one rule's page",
        description="Print a rule's page: what happened, why it breaks, what to do, C that it flags and C that it "
        "does not.",
        formatter_class=Formatter,
        allow_abbrev=False,
    )
    command.add_argument("rule", metavar="RULE", help="name as reports print it in brackets")
    _page(command, "text (default), markdown")


def _schema(commands: "argparse._SubParsersAction[Parser]") -> None:
    command = commands.add_parser(
        "schema",
        help="the JSON Schemas of what -o json writes",
        description="Print a JSON Schema; without NAME list those that there are.",
        formatter_class=Formatter,
        allow_abbrev=False,
    )
    command.add_argument("name", nargs="?", default="", metavar="NAME", help="such as report, or uapicheck.report/1")


def _waived(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--with-waived",
        action="store_true",
        help="waived findings in sarif, junit, github and gitlab, too, which show them as open",
    )


def _page(command: argparse.ArgumentParser, formats: str) -> None:
    command.add_argument(
        "-o", dest="outputs", action="append", default=[], metavar="FORMAT[=PATH]", help=f"{formats}; repeatable"
    )
    _terminal(command)
    command.set_defaults(quiet=False, verbose=False)


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
    _terminal(command)


def _terminal(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colours (default: %(default)s, on a terminal; NO_COLOR, CLICOLOR_FORCE and FORCE_COLOR have a say)",
    )
    command.add_argument(
        "--no-pager",
        dest="pager",
        action="store_false",
        help="text longer than the terminal straight to it, not through UAPICHECK_PAGER, PAGER or less",
    )


def _positive(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() else 0
    if number < 1:
        message = f"{text!r} is no number of processes, which is 1 or more"
        raise argparse.ArgumentTypeError(message)
    return number


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Return the arguments; raise `UsageError` where they make no sense, `SystemExit` where help or version was all."""
    top, commands = parsers()
    asked, surplus = top.parse_known_args(argv)
    if asked.command is None:
        if surplus:
            raise top.surplus(surplus[0])
        raise UsageError(f"which command? there are {', '.join(commands)}", advice="`uapicheck --help` tells more")
    if surplus:
        raise commands[asked.command].surplus(surplus[0])
    return asked
