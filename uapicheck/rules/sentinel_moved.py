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
    why = "behind new members" if change.behind_new else "to the last member, of which it fell short"
    return Verdict(
        where=on_new(change.new.where),
        message=f"{change.old.name} moves from {old} to {new} {why}",
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
        Example(
            title="a count of what has other names: each number that it passes is a new member's",
            before="#define S_LINE 0\n#define NR_SHAPES 1",
            after="#define S_LINE 0\n#define S_BOX 1\n#define NR_SHAPES 2 // expect: sentinel-moved",
        ),
        Example(
            title="it was computed from another enum's count, and fell short",
            before="""
                enum { INK_A, INK_CNT };
                enum { SHAPE_A, SHAPE_B, SHAPE_CNT, SHAPE_MAX = INK_CNT - 1 };
            """,
            after="""
                enum { INK_A, INK_CNT };
                enum { SHAPE_A, SHAPE_B, SHAPE_CNT, SHAPE_MAX = SHAPE_CNT - 1 }; // expect: sentinel-moved
            """,
        ),
    ),
)
