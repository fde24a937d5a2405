"""A new ioctl has another number for 32-bit programs on a 64-bit kernel.

Why it breaks: the number encodes the size of the argument, so the kernel has to
know two numbers for one ioctl, and refuses one of them until it does.
What to do: make the argument the same size in both ABIs.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.facts import Constant
from uapicheck.model.news import CompatIoctlDiffered
from uapicheck.model.report import Severity


def check(change: CompatIoctlDiffered) -> Verdict:
    numbers = sorted({spelled_value(each.fact) for each in change.compat if isinstance(each.fact, Constant)})
    return Verdict(
        where=on_new(change.constant.where),
        message=f"{change.constant.name} has another number for 32-bit programs: {' or '.join(numbers)}",
        new=spelled_value(change.constant),
    )


RULE = Rule(
    watches=CompatIoctlDiffered,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="the argument differs already",
            before="""
                struct point { unsigned long x; };
            """,
            after="""
                struct point { unsigned long x; };
                #define POINT_SET _IOW('p', 1, struct point) // expect: ioctl-differs-in-compat
            """,
        ),
        Example(
            title="the argument is the same",
            before="""
                struct point { __u32 x; };
            """,
            after="""
                struct point { __u32 x; };
                #define POINT_SET _IOW('p', 1, struct point)
            """,
        ),
    ),
    refs=("Documentation/driver-api/ioctl.rst",),
)
