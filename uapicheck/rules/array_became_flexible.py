"""A trailing array of no or one element became a flexible array.

Why it breaks: it does not move anything. From one element, sizeof shrinks, and
code that computes a length from it has to follow.
What to do: nothing for `[0]`; for `[1]` say what users of sizeof must do.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_field
from uapicheck.model.change import ArrayBecameFlexible
from uapicheck.model.report import Severity


def check(change: ArrayBecameFlexible) -> Verdict:
    old, new = change.old, change.new
    return Verdict(
        where=on_new(new.where),
        message=f"array {old.path} of {change.record.name} is declared {new.type} instead of {old.type}",
        old=spelled_field(old),
        new=spelled_field(new),
    )


RULE = Rule(
    watches=ArrayBecameFlexible,
    check=check,
    severity=Severity.NOTE,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a zero-length array is modernised",
            before="""
                struct line {
                    __u32 count;
                    __u32 x[0];
                };
            """,
            after="""
                struct line {
                    __u32 count;
                    __u32 x[]; // expect: array-became-flexible
                };
            """,
        ),
    ),
)
