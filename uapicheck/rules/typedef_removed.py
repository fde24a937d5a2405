"""A typedef is gone.

Why it breaks: source that uses the type's name stops compiling.
What to do: keep the typedef; the new name can be a second one beside it.
"""

from uapicheck.engine import Example, Rule, Verdict, on_old, spelled_fact
from uapicheck.model.change import TypedefRemoved
from uapicheck.model.report import Severity


def check(change: TypedefRemoved) -> Verdict | None:
    gone = change.typedef
    return Verdict(where=on_old(gone.where), message=f"typedef {gone.name} is gone", old=spelled_fact(gone))


RULE = Rule(
    watches=TypedefRemoved,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a typedef is dropped",
            before="""
                typedef __u32 point_id; // expect: typedef-removed
                struct point { __u32 id; };
            """,
            after="struct point { __u32 id; };",
        ),
    ),
)
