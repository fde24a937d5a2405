"""A new ioctl has a long or a pointer for its argument.

Why it breaks: the number encodes the size, so a 32-bit program and a 64-bit one
use different numbers for one ioctl; and a pointer's size is seldom what is meant.
What to do: name __u64 or __u32, or the struct itself where a pointer to it is
passed: the argument's type is what the address leads to.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new
from uapicheck.model.news import IoctlIntroduced, Nature
from uapicheck.model.report import Severity


def check(change: IoctlIntroduced) -> Verdict | None:
    constant = change.constant
    if constant.ioctl is None or change.nature not in {Nature.WORD, Nature.POINTER}:
        return None
    advice = "name the type that it leads to" if change.nature is Nature.POINTER else "name __u64 or __u32"
    return Verdict(
        where=on_new(constant.where),
        message=f"{constant.name} encodes the size of {constant.ioctl.argument}, which has no fixed one: {advice}",
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
            title="a number is a long",
            before="/* nothing yet */",
            after="""
                #define POINT_SET _IOW('p', 1, unsigned long) // expect: ioctl-argument-is-word
            """,
        ),
        Example(
            title="a number has a width",
            before="/* nothing yet */",
            after="""
                #define POINT_SET _IOW('p', 1, __u64)
            """,
        ),
    ),
    refs=("Documentation/driver-api/ioctl.rst",),
)
