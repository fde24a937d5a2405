"""An inline function or prototype is gone.

Why it breaks: source that calls it stops compiling or linking.
What to do: keep it, or keep a macro of the same name that does the same.
"""

from uapicheck.engine import Example, Rule, Verdict, on_old, spelled_fact
from uapicheck.model.change import FunctionRemoved
from uapicheck.model.report import Severity


def check(change: FunctionRemoved) -> Verdict | None:
    gone = change.function
    return Verdict(where=on_old(gone.where), message=f"function {gone.name}() is gone", old=spelled_fact(gone))


RULE = Rule(
    watches=FunctionRemoved,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="an inline function is dropped",
            before="""
                static __inline__ int point_sum(int x, int y) { return x + y; } // expect: function-removed
                #define POINT_LIMIT 16
            """,
            after="#define POINT_LIMIT 16",
        ),
    ),
)
