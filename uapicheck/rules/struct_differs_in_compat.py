"""A new struct has another layout for 32-bit programs on a 64-bit kernel.

Why it breaks: programs of both kinds run on one kernel, which then reads one of
them wrongly, or needs a second layout and code that converts.
What to do: use types of one width, and put each 64-bit number on a multiple of
8 bytes: name the bytes before it, or use __aligned_u64.

Known exceptions: sets of registers, which are as wide as the machine.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_record
from uapicheck.model.facts import Record
from uapicheck.model.news import CompatLayoutDiffered
from uapicheck.model.report import Severity


def check(change: CompatLayoutDiffered) -> Verdict:
    sizes = sorted({each.fact.size for each in change.compat if isinstance(each.fact, Record)} - {change.record.size})
    message = f"{change.record.name} has another layout for 32-bit programs"
    if sizes:
        message += f": {' or '.join(map(str, sizes))} bytes instead of {change.record.size}"
    if change.path:
        message += f", from {change.path} on"
    return Verdict(where=on_new(change.record.where), message=message, new=spelled_record(change.record))


RULE = Rule(
    watches=CompatLayoutDiffered,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a 64-bit number aligns to 4 bytes on i386",
            before="/* nothing yet */",
            after="""
                struct point {
                    __u32 kind; // expect: struct-has-hole
                    __u64 x;
                };
                struct line { // also: struct-differs-in-compat
                    struct point from, to;
                    __u32 flags, reserved;
                };
            """,
        ),
        Example(
            title="a type that differs already is used",
            before="""
                struct point { unsigned long x; };
            """,
            after="""
                struct point { unsigned long x; };
                struct line { // expect: struct-differs-in-compat
                    struct point from, to;
                };
            """,
        ),
    ),
    refs=(
        "Documentation/process/botching-up-ioctls.rst",
        "Documentation/driver-api/ioctl.rst",
    ),
)
