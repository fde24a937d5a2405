"""The body of a new macro has an operator outside of parentheses.

Why it breaks: the macro's neighbours in an expression may bind tighter than its
own operator, so that 2 * MACRO is another number than it seems.
What to do: put parentheses around the whole body.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_fact
from uapicheck.model.news import BodyIntroduced
from uapicheck.model.report import Severity


def check(change: BodyIntroduced) -> Verdict | None:
    if not change.operator:
        return None
    new = change.definition
    return Verdict(
        where=on_new(new.where),
        message=f"{change.operator} of {new.name} stands outside of parentheses: put them around the whole body",
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
            title="a sum",
            before="/* nothing yet */",
            after="""
                #define POINT_SIZE 8 + 8 // expect: macro-operator-bare
            """,
        ),
        Example(
            title="a sum in parentheses, and a call",
            before="/* nothing yet */",
            after="""
                #define POINT_SIZE (8 + 8)
                #define POINT_GET _IO('p', 8 + 1)
            """,
        ),
    ),
    refs=("Documentation/process/coding-style.rst",),
)
