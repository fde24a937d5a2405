"""The grammar of `completion` and `man`: what a shell and `man` are given."""

import argparse
from collections.abc import Callable
from typing import Any

_COMPLETION = """\
Print the script that completes command lines: commands, options, formats, targets, rules, releases of the atlas, and
the revisions of the git repository. To have it in this shell:

    eval "$(uapicheck completion bash)"        the same for zsh
    uapicheck completion fish | source

Where the package was installed from a wheel, the scripts lie below PREFIX/share, where shells look for them.
"""
_MAN = """\
Print the manual page, for `man`:

    uapicheck man | man -l -

Where the package was installed from a wheel, `man uapicheck` finds it.
"""


def add_shell_commands(
    commands: "argparse._SubParsersAction[Any]", formatter: Callable[..., argparse.HelpFormatter]
) -> None:
    """Add the two commands."""
    completion = commands.add_parser(
        "completion",
        help="the script by which a shell completes command lines",
        description=_COMPLETION,
        formatter_class=formatter,
        allow_abbrev=False,
    )
    completion.add_argument("shell", choices=("bash", "zsh", "fish"), metavar="SHELL", help="bash, zsh or fish")
    commands.add_parser("man", help="the manual page", description=_MAN, formatter_class=formatter, allow_abbrev=False)
