"""A mask of bits that nobody has yet, or that flags leave over, lost some of them.

Why it breaks: it does not. Handing out reserved bits is what they are for; a
program that keeps to the old mask leaves the new bits alone.
What to do: nothing; check that old kernels reject or ignore the bits.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.change import ReservedBitsUsed
from uapicheck.model.report import Severity


def check(change: ReservedBitsUsed) -> Verdict:
    old, new = spelled_value(change.old), spelled_value(change.new)
    message = f"{change.old.name} goes from {old} to {new}: some of its bits are put to use"
    return Verdict(where=on_new(change.new.where), message=message, old=old, new=new)


RULE = Rule(
    watches=ReservedBitsUsed,
    check=check,
    severity=Severity.NOTE,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a capability takes a reserved bit",
            before="#define POINT_CAP_RESERVED 0xff00",
            after="""
                #define POINT_CAP_BOLD 0x0100
                #define POINT_CAP_RESERVED 0xfe00 // expect: reserved-bits-used
            """,
        ),
        Example(
            title="a new flag leaves fewer bits over",
            before="""
                #define POINT_BOLD 0x80
                #define POINT_KIND_MASK ~(POINT_BOLD)
            """,
            after="""
                #define POINT_BOLD 0x80
                #define POINT_THIN 0x40
                #define POINT_KIND_MASK ~(POINT_BOLD | POINT_THIN) // expect: reserved-bits-used
            """,
        ),
        Example(
            title="bits are taken back",
            before="#define POINT_CAP_RESERVED 0xfe00",
            after="#define POINT_CAP_RESERVED 0xff00 // expect: macro-value-changed",
        ),
    ),
)
