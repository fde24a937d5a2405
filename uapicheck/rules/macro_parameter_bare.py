"""A new function-like macro uses a parameter without parentheses beside an operator.

Why it breaks: an argument that is an expression itself is torn apart: with
(n << 4), an n of 1 | 2 shifts the 2 alone.
What to do: put parentheses around the parameter.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_fact
from uapicheck.model.news import BodyIntroduced
from uapicheck.model.report import Severity


def check(change: BodyIntroduced) -> Verdict | None:
    if not change.bare:
        return None
    new = change.definition
    return Verdict(
        where=on_new(new.where),
        message=f"{new.name} has no parentheses around {' and '.join(change.bare)} beside an operator: add them",
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
            title="a shift",
            before="/* nothing yet */",
            after="""
                #define POINT_ID(n) (n << 4) // expect: macro-parameter-bare
            """,
        ),
        Example(
            title="a shift with parentheses, arguments and members",
            before="/* nothing yet */",
            after="""
                #define POINT_ID(n) ((n) << 4)
                #define POINT_PAIR(a, b) POINT_JOIN(a, b)
                #define POINT_JOIN(a, b) a##b
                #define POINT_FIELD(p, name) ((p)->name)
            """,
        ),
    ),
    refs=("Documentation/process/coding-style.rst",),
)
