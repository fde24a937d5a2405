"""The elements of a flexible array have another size.

Why it breaks: binaries built with the old header find all elements but the first
at wrong offsets.
What to do: use reserved bytes of the element, or add a new array.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new
from uapicheck.model.change import ElementResized
from uapicheck.model.report import Severity


def check(change: ElementResized) -> Verdict:
    return Verdict(
        where=on_new(change.field.where),
        message=(
            f"elements of {change.field.path} in {change.record.name} are "
            f"{change.new_size} bytes instead of {change.old_size}"
        ),
        old=f"{change.element}, {change.old_size} bytes",
        new=f"{change.element}, {change.new_size} bytes",
    )


RULE = Rule(
    watches=ElementResized,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="an array's element grows",
            before="""
                struct point {
                    __u32 x;
                };
                struct line {
                    __u32 count;
                    struct point points[];
                };
            """,
            after="""
                struct point {
                    __u32 x;
                    __u32 y; // expect: field-appended
                };
                struct line {
                    __u32 count;
                    struct point points[]; // also: element-resized
                };
            """,
        ),
    ),
)
