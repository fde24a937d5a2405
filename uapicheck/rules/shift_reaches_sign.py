"""A new constant shifts a signed number into its sign bit.

Why it breaks: C leaves the result undefined, compilers make it negative, and in
a 64-bit expression its sign fills the upper 32 bits.
What to do: shift 1U, or 1ULL for bits of a 64-bit number.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_fact
from uapicheck.model.news import BodyIntroduced
from uapicheck.model.report import Severity


def check(change: BodyIntroduced) -> Verdict | None:
    if not change.reaches_sign:
        return None
    new = change.definition
    return Verdict(
        where=on_new(new.where),
        message=f"{new.name} shifts a signed number into its sign bit and is {spelled_fact(new)}: shift 1U",
        new=spelled_fact(new),
    )


RULE = Rule(
    watches=BodyIntroduced,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="the highest bit",
            before="/* nothing yet */",
            after="""
                #define POINT_LAST (1 << 31) // expect: shift-reaches-sign
            """,
        ),
        Example(
            title="the highest bit of an unsigned number",
            before="/* nothing yet */",
            after="""
                #define POINT_LAST (1U << 31)
            """,
        ),
    ),
    refs=("C99 6.5.7p4",),
)
