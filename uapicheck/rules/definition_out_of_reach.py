"""A definition moved to where some of its users no longer see it.

Why it breaks: source that includes the old header, and not the new place, stops
compiling.
What to do: include the new place from the old header.
"""

from uapicheck.engine import Example, Rule, Verdict, on_old
from uapicheck.model.change import FactUnreached
from uapicheck.model.report import Severity

_SHOWN = 3


def check(change: FactUnreached) -> Verdict:
    fact, roots = change.fact, change.roots
    shown = ", ".join(roots[:_SHOWN]) + (f" and {len(roots) - _SHOWN} more" if len(roots) > _SHOWN else "")
    return Verdict(
        where=on_old(fact.where),
        message=f"{fact.name} is now in {', '.join(change.holders)}, which {shown} does not include",
        old=fact.where.header,
        new=", ".join(change.holders),
    )


RULE = Rule(
    watches=FactUnreached,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a macro moves to a header that is not included",
            before="""
                #define POINT_LIMIT 16 // expect: definition-out-of-reach
                #define POINT_FIRST 1
                // header: linux/shape.h
                #define SHAPE_LIMIT 4
            """,
            after="""
                #define POINT_FIRST 1
                // header: linux/shape.h
                #define SHAPE_LIMIT 4
                #define POINT_LIMIT 16
            """,
        ),
    ),
)
