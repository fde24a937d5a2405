"""A constant that ends or counts a family grew with it.

Why it breaks: it does not. New members come before `*_MAX` and its like by
design; programs may not rely on the sentinel's value.
What to do: nothing, unless the sentinel is the size of an array in a struct.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.change import SentinelMoved
from uapicheck.model.report import Severity


def check(change: SentinelMoved) -> Verdict:
    old, new = spelled_value(change.old), spelled_value(change.new)
    return Verdict(
        where=on_new(change.new.where),
        message=f"{change.old.name} moves from {old} to {new} behind new members",
        old=old,
        new=new,
    )


RULE = Rule(
    watches=SentinelMoved,
    check=check,
    severity=Severity.NOTE,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a member is added before the sentinel",
            before="""
                enum shape {
                    SHAPE_LINE,
                    SHAPE_MAX
                };
            """,
            after="""
                enum shape {
                    SHAPE_LINE,
                    SHAPE_BOX,
                    SHAPE_MAX // expect: sentinel-moved
                };
            """,
        ),
        Example(
            title="a macro that follows the newest member",
            before="""
                #define SHAPE_LINE 0
                #define SHAPE_MAX SHAPE_LINE
            """,
            after="""
                #define SHAPE_LINE 0
                #define SHAPE_BOX 1
                #define SHAPE_MAX SHAPE_BOX // expect: sentinel-moved
            """,
        ),
    ),
)
