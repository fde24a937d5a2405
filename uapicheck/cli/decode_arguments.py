"""The arguments of `decode`."""

import argparse
from collections.abc import Callable
from typing import Any

_WHAT = """\
What to decode is a number (0x6030000000100042, 1074835115, 0x4010aeabU), a name that the headers define
(KVM_REG_ARM64_SVE_VLS, KVM_RUN), or C that has such a value ("ARM64_SYS_REG(3, 0, 1, 0, 5)"). A number of more than
32 bits is a register id, any other an ioctl number, a capability, an exit reason and so on: all that it can mean
is told. - reads the standard input, one a line; what follows # there is a remark, and a comma at the end is dropped.
"""

_DECODE_STATUS = """\
exit status: 0 all of it means something; 1 an id is impossible, or a number or name unknown; 2 wrong use or
unreadable input
"""


def decode(
    commands: "argparse._SubParsersAction[Any]",
    *,
    formatter: Any,  # noqa: ANN401 - argparse has no public name for what it takes
    scope: Callable[[argparse.ArgumentParser], None],
    output: Callable[[argparse.ArgumentParser, str], None],
) -> None:
    """Add the command; `scope` and `output` add the options that it has in common with others."""
    command = commands.add_parser(
        "decode",
        help="a register id or ioctl number to its parts and names, and back",
        description="Take numbers apart, and say what the headers call them.\n\n" + _WHAT,
        epilog=_DECODE_STATUS,
        formatter_class=formatter,
        allow_abbrev=False,
    )
    command.add_argument("asked", nargs="+", metavar="WHAT", help="number, name or expression; - reads them")
    command.add_argument(
        "--source",
        dest="sources",
        action="append",
        default=[],
        metavar="SOURCE",
        help="whose headers have the names; repeatable: an architecture that the first lacks is looked up in the next "
        "(default: the newest release of the atlas)",
    )
    command.add_argument(
        "--kind",
        dest="kinds",
        action="append",
        default=[],
        metavar="KIND",
        help="what numbers may mean: register, ioctl, capability, exit, internal-error, system-event, device-type, "
        "mp-state, syscall; repeatable",
    )
    scope(command)
    output(command, "text (default), json")
