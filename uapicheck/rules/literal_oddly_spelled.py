"""A new number has a suffix in small letters or a prefix in large ones.

Why it breaks: it does not, but 1l reads as 11, and readers of headers that are
no C compiler stumble.
What to do: write 0x and ULL.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_fact
from uapicheck.model.news import BodyIntroduced
from uapicheck.model.profile import Profile
from uapicheck.model.report import Severity


def check(change: BodyIntroduced) -> Verdict | None:
    if not change.odd_literals:
        return None
    new = change.definition
    return Verdict(
        where=on_new(new.where),
        message=f"{change.odd_literals[0]} of {new.name}: write 0x small and suffixes large",
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
            title="a small suffix",
            before="/* nothing yet */",
            after="""
                #define POINT_LAST (1ull << 40) // expect: literal-oddly-spelled
            """,
        ),
    ),
)
