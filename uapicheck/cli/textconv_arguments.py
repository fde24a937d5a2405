"""The grammar of `textconv`, and its help."""

from argparse import ArgumentParser
from typing import Final

HELP: Final = "what git shows of a header instead of its lines"
DESCRIPTION: Final = """\
Print what one header defines, one fact a line: values, ioctl numbers, layouts, types, bodies of macros. Declarations
that cannot be read alone, such as a struct with a member from another header, are printed as text, so that no change
to them is lost. Comments are left out. For git, in the top directory of a kernel tree:

    git config diff.uapi.textconv "uapicheck textconv"
    git config diff.uapi.cachetextconv true
    printf '%s\\n' 'include/uapi/**/*.h diff=uapi' 'arch/*/include/uapi/**/*.h diff=uapi' >>.git/info/attributes

Then `git diff`, `git show` and `git log -p` show changes to the ABI; with --no-textconv they show lines as ever. Two or
three --target make it short. Git keeps what it was given, so after an upgrade:

    git update-ref -d refs/notes/textconv/uapi

The status is 0 whatever the file is, for git stops at any other.
"""


def add_arguments(command: ArgumentParser) -> None:
    """Add what no other command has."""
    command.add_argument("file", metavar="FILE", help="header, wherever it is")
    command.add_argument(
        "--target",
        action="append",
        default=[],
        metavar="T",
        help="target (arm64, i386, ...) or architecture; repeatable (default: every one, and what differs is marked)",
    )
