"""An inline function or prototype reads differently.

Why it breaks: perhaps not at all. The body is compiled into programs, and the
header alone cannot tell whether old and new behave alike.
What to do: say in the patch that they do.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_fact
from uapicheck.model.change import FunctionTextChanged
from uapicheck.model.report import Severity


def check(change: FunctionTextChanged) -> Verdict:
    return Verdict(
        where=on_new(change.new.where),
        message=f"function {change.old.name}() reads differently",
        old=spelled_fact(change.old),
        new=spelled_fact(change.new),
    )


RULE = Rule(
    watches=FunctionTextChanged,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="an inline function computes something else",
            before="static __inline__ int point_sum(int x, int y) { return x + y; }",
            after="""
                static __inline__ int point_sum(int x, int y) { return x - y; } // expect: function-text-changed
            """,
        ),
    ),
)
