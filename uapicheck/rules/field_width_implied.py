"""A new member is an int, short or char without a width in its name.

Why it breaks: it does not on Linux, where these have one width everywhere, but
the sign of char differs and a reader has to know the rest.
What to do: use __s32, __u32, __u16 or __u8.

Known exceptions: arrays of char that hold text are not reported.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_field
from uapicheck.model.news import FieldIntroduced, Nature
from uapicheck.model.profile import Profile
from uapicheck.model.report import Severity


def check(change: FieldIntroduced) -> Verdict | None:
    if change.field.bitfield or change.nature is not Nature.NATIVE:
        return None
    field = change.field
    return Verdict(
        where=on_new(field.where),
        message=f"{field.path} of {change.record.name} is {change.names[0]}: name its width, as __u32 does",
        new=spelled_field(field).partition(", byte ")[0],  # the same on every target
    )


RULE = Rule(
    watches=FieldIntroduced,
    check=check,
    severity=Severity.NOTE,
    since="0.1",
    prose=__doc__,
    profile=Profile.STRICT,
    examples=(
        Example(
            title="a count is an int",
            before="/* nothing yet */",
            after="""
                struct shape {
                    int corners; // expect: field-width-implied
                    char name[4];
                };
            """,
        ),
    ),
    refs=(
        "Documentation/process/botching-up-ioctls.rst",
        "Documentation/process/coding-style.rst",
    ),
)
