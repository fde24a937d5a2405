"""A new member is an array of no or one element that stands for any number of them.

Why it breaks: the compiler takes the bound at its word, so checks of bounds in
programs and in the kernel fail, and one element too many counts in sizeof.
What to do: write T member[]; in a union or as the only member use
__DECLARE_FLEX_ARRAY(T, member) from linux/stddef.h.

Known exceptions: reserved and opaque elements are not reported. An array of one may
be meant as it stands, so it is a note.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_field
from uapicheck.model.news import FieldIntroduced
from uapicheck.model.report import Severity


def check(change: FieldIntroduced) -> Verdict | None:
    is_short = change.length == "0" or (change.length == "1" and change.is_last)
    if change.is_padding or not is_short or change.field.path.endswith("opaque"):
        return None
    field = change.field
    advice = "make it a flexible array" + (" if it stands for more" if change.length == "1" else "")
    return Verdict(
        where=on_new(field.where),
        message=f"{field.path} of {change.record.name} is an array of {change.length}: {advice}",
        severity=Severity.NOTE if change.length == "1" else None,
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
            title="the last member has no element",
            before="/* nothing yet */",
            after="""
                struct shape {
                    __u32 corners;
                    __u32 angles[0]; // expect: flexible-array-misspelled
                };
            """,
        ),
        Example(
            title="the last member is flexible",
            before="/* nothing yet */",
            after="""
                struct shape {
                    __u32 corners;
                    __u32 angles[];
                };
            """,
        ),
    ),
    refs=("Documentation/process/deprecated.rst",),
)
