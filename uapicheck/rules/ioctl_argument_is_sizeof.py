"""A new ioctl is given a sizeof where it wants a type.

Why it breaks: the macro takes the sizeof of its argument itself, so the number
encodes the size of size_t: 8 in a 64-bit program, 4 in a 32-bit one.
What to do: name the type itself.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new
from uapicheck.model.news import IoctlIntroduced
from uapicheck.model.report import Severity


def check(change: IoctlIntroduced) -> Verdict | None:
    constant = change.constant
    if constant.ioctl is None or not constant.ioctl.argument.startswith("sizeof"):
        return None
    return Verdict(
        where=on_new(constant.where),
        message=f"{constant.name} encodes the size of a size, {constant.ioctl.argument}: name the type alone",
        new=constant.text,
    )


RULE = Rule(
    watches=IoctlIntroduced,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="the size is asked for twice",
            before="/* nothing yet */",
            after="""
                struct point { __u64 x, y; };
                #define POINT_SET _IOW('p', 1, sizeof(struct point)) // expect: ioctl-argument-is-sizeof
            """,
        ),
        Example(
            title="the type is named",
            before="/* nothing yet */",
            after="""
                struct point { __u64 x, y, flags; };
                #define POINT_SET _IOW('p', 1, struct point)
            """,
        ),
    ),
    refs=("Documentation/driver-api/ioctl.rst",),
)
