"""The grammar of `history`."""

import argparse
from collections.abc import Callable

HISTORY = """\
Tell when each name came, changed, was renamed, moved to another header, or went, on which targets, and what `check`
would have said of it. A PATTERN is a name, or a glob of names in quotes: KVM_REG_SIZE_U2048, 'KVM_CAP_ARM_*',
'struct kvm_run' with its fields, 'struct kvm_run.hypercall.*', linux/kvm.h. Without a pattern: every name to which
something happened.

The chain of releases is the atlas. With -C DIR or --range it is the commits of a git repository that touch UAPI
headers, along first parents, each named after the first tag that has it; with --of any sources, oldest first.
"""
_STATUS = """\
exit status: 0 something matched; 2 wrong use, unreadable input, or no such name at any time;
3 a name seems to be gone where something could not be read
"""


def add_history(
    command: argparse.ArgumentParser,
    scope: Callable[[argparse.ArgumentParser], None],
    output: Callable[[argparse.ArgumentParser, str], None],
) -> None:
    """Give the parser of `history` its arguments; `scope` and `output` add those that commands share."""
    command.epilog = _STATUS
    command.add_argument("patterns", nargs="*", metavar="PATTERN", help="name, or glob of names; by default all")
    command.add_argument(
        "--range", dest="commits", metavar="A..B", help="commits of a git repository; REV: all up to it"
    )
    command.add_argument(
        "--of", dest="sources", nargs="+", default=[], metavar="SOURCE", help="any sources, oldest first"
    )
    command.add_argument("--since", default="", metavar="WHEN", help="only from this release or day (2019-05-16) on")
    command.add_argument("--until", default="", metavar="WHEN", help="only up to this release or day")
    command.add_argument(
        "--all",
        dest="every",
        action="store_true",
        help="of the atlas also candidates and states of maintainers' trees, which are no baselines",
    )
    scope(command)
    output(command, "text (default), json, html (a timeline)")
