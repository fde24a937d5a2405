"""A new member is an enum.

Why it breaks: the compiler chooses how wide an enum is, by its values and by
options such as -fshort-enums, and a value that is added may widen it.
What to do: make the member a __u32 and name the enum in a comment.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_field
from uapicheck.model.news import FieldIntroduced, Nature
from uapicheck.model.report import Severity


def check(change: FieldIntroduced) -> Verdict | None:
    if change.field.bitfield or change.nature is not Nature.ENUM:
        return None
    field = change.field
    return Verdict(
        where=on_new(field.where),
        message=f"{field.path} of {change.record.name} is an enum, whose width is the compiler's choice: use __u32",
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
            title="a kind is an enum",
            before="/* nothing yet */",
            after="""
                enum kind { KIND_ROUND, KIND_SQUARE };
                struct shape {
                    enum kind kind; // expect: field-is-enum
                    __u32 size;
                };
            """,
        ),
        Example(
            title="a kind is a number",
            before="/* nothing yet */",
            after="""
                enum kind { KIND_ROUND, KIND_SQUARE };
                struct shape {
                    __u32 kind; /* enum kind */
                    __u32 size;
                };
            """,
        ),
    ),
    refs=("Documentation/driver-api/ioctl.rst",),
)
