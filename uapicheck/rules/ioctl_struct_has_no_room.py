"""A new ioctl has a new struct that leaves no room to extend it.

Why it breaks: it does not yet, but a later extension needs another ioctl number
or a larger struct, and old kernels could not tell that it was asked for.
What to do: add a flags member and reserved bytes, and refuse what is not zero,
or pass the size of the struct in it.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new
from uapicheck.model.news import IoctlIntroduced
from uapicheck.model.profile import Profile
from uapicheck.model.report import Severity


def check(change: IoctlIntroduced) -> Verdict | None:
    record, constant = change.record, change.constant
    if record is None or change.has_room:
        return None
    return Verdict(
        where=on_new(constant.where),
        message=f"{record.name}, the argument of {constant.name}, has no flags, size or reserved bytes to extend it by",
        new=constant.text,
    )


RULE = Rule(
    watches=IoctlIntroduced,
    check=check,
    severity=Severity.NOTE,
    since="0.1",
    prose=__doc__,
    profile=Profile.KVM,
    examples=(
        Example(
            title="coordinates and nothing else",
            before="/* nothing yet */",
            after="""
                struct point { __u64 x, y; };
                #define POINT_SET _IOW('p', 1, struct point) // expect: ioctl-struct-has-no-room
            """,
        ),
        Example(
            title="flags and reserved bytes",
            before="/* nothing yet */",
            after="""
                struct point { __u64 x, y; __u32 flags, reserved[5]; };
                #define POINT_SET _IOW('p', 1, struct point)
            """,
        ),
    ),
    refs=("Documentation/process/botching-up-ioctls.rst",),
)
