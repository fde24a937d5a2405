"""A new macro has a statement expression in its body.

Why it breaks: statement expressions are GNU C, and no constants: the macro
cannot stand in a case label, an #if, an initialiser outside of functions.
What to do: write an expression, or an inline function in the program instead.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_fact
from uapicheck.model.news import BodyIntroduced
from uapicheck.model.report import Severity


def check(change: BodyIntroduced) -> Verdict | None:
    if not change.is_statement:
        return None
    new = change.definition
    return Verdict(
        where=on_new(new.where),
        message=f"{new.name} has a statement expression of GNU C, which is never a constant: write a plain expression",
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
            title="a statement expression",
            before="/* nothing yet */",
            after="""
                #define POINT_IS_SMALL(n) ({ (n) < 4 ? 1 : 0; }) // expect: macro-has-statement
            """,
        ),
        Example(
            title="an expression",
            before="/* nothing yet */",
            after="""
                #define POINT_IS_SMALL(n) ((n) < 4 ? 1 : 0)
            """,
        ),
    ),
    refs=("Documentation/process/coding-style.rst",),
)
