"""A new member is a bool.

Why it breaks: C leaves the width of bool to the compiler, and a byte that is
neither 0 nor 1 makes the behaviour of the kernel that reads it undefined.
What to do: use __u8, or a bit of a flags member.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_field
from uapicheck.model.news import FieldIntroduced, Nature
from uapicheck.model.report import Severity


def check(change: FieldIntroduced) -> Verdict | None:
    if change.field.bitfield or change.nature is not Nature.BOOL:
        return None
    field = change.field
    return Verdict(
        where=on_new(field.where),
        message=f"{field.path} of {change.record.name} is a bool: use __u8 or a bit of a flags member",
        new=spelled_field(field).partition(", byte ")[0],  # the same on every target
    )


RULE = Rule(
    watches=FieldIntroduced,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a switch is a bool",
            before="/* nothing yet */",
            after="""
                struct shape {
                    _Bool filled; // expect: field-is-bool
                    __u8 pad[3];
                };
            """,
        ),
        Example(
            title="a switch is a byte",
            before="/* nothing yet */",
            after="""
                struct shape {
                    __u8 filled;
                    __u8 pad[3];
                };
            """,
        ),
    ),
    refs=("Documentation/driver-api/ioctl.rst",),
)
