"""A new declaration names a type of the kernel's inside or of libc.

Why it breaks: u32 and its like do not exist for programs, which cannot compile
the header; uint32_t needs a header of libc that a UAPI header cannot include.
What to do: use __u32 and its like from linux/types.h.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new
from uapicheck.model.news import ForeignTypeUsed
from uapicheck.model.report import Severity


def check(change: ForeignTypeUsed) -> Verdict:
    return Verdict(
        where=on_new(change.where),
        message=f"{change.subject.symbol} uses {change.type}, which programs may not have: use {change.instead}",
        new=change.type,
    )


RULE = Rule(
    watches=ForeignTypeUsed,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a type of libc",
            before="/* nothing yet */",
            after="""
                #include <stdint.h>
                struct point {
                    uint32_t x; // expect: type-is-foreign
                    __u32 y;
                };
            """,
        ),
        Example(
            title="a type of linux/types.h",
            before="/* nothing yet */",
            after="""
                struct point { __u32 x, y; };
            """,
        ),
    ),
    refs=(
        "Documentation/process/botching-up-ioctls.rst",
        "Documentation/process/coding-style.rst",
    ),
)
