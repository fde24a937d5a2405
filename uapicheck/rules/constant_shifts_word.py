"""A new constant shifts a number that is as wide as long.

Why it breaks: it does not while the bit is below 32; above, 32-bit programs do
not compile it or get another number.
What to do: shift 1U for 32-bit members, 1ULL for 64-bit ones.

Known exceptions: bits of what is a long itself, as the arguments of prctl() and
the hardware capabilities of getauxval().
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_fact
from uapicheck.model.news import BodyIntroduced
from uapicheck.model.profile import Profile
from uapicheck.model.report import Severity


def check(change: BodyIntroduced) -> Verdict | None:
    if not change.word_shifts:
        return None
    new = change.definition
    return Verdict(
        where=on_new(new.where),
        message=f"{new.name} shifts a number as wide as long: shift 1U or 1ULL, as wide as the member that it is for",
        new=spelled_fact(new),
    )


RULE = Rule(
    watches=BodyIntroduced,
    check=check,
    severity=Severity.NOTE,
    since="0.1",
    prose=__doc__,
    profile=Profile.STRICT,
    examples=(
        Example(
            title="a flag of a 32-bit member",
            before="/* nothing yet */",
            after="""
                #define POINT_LAST (1UL << 20) // expect: constant-shifts-word
            """,
        ),
    ),
    refs=("Documentation/driver-api/ioctl.rst",),
)
