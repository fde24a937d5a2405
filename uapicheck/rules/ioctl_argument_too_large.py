"""A new ioctl has an argument of more than 8191 bytes.

Why it breaks: the size has 13 bits in an ioctl number on powerpc, mips, sparc
and alpha, and 14 elsewhere: what is larger runs into the bits of the direction.
What to do: pass a struct with the address of the data and its size.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new
from uapicheck.model.news import IoctlIntroduced
from uapicheck.model.report import Severity

_MOST = 8191


def check(change: IoctlIntroduced) -> Verdict | None:
    if change.size is None or change.size <= _MOST:
        return None
    constant = change.constant
    return Verdict(
        where=on_new(constant.where),
        message=f"the argument of {constant.name} has {change.size} bytes, and some machines encode {_MOST} at most",
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
            title="a whole picture is the argument",
            before="/* nothing yet */",
            after="""
                struct picture { __u32 flags; __u8 dots[12284]; };
                #define PICTURE_SET _IOW('p', 1, struct picture) // expect: ioctl-argument-too-large
            """,
        ),
        Example(
            title="the address of the picture is passed",
            before="/* nothing yet */",
            after="""
                struct picture { __u64 dots; __u32 size; __u32 flags; };
                #define PICTURE_SET _IOW('p', 1, struct picture)
            """,
        ),
    ),
    refs=("Documentation/driver-api/ioctl.rst",),
)
