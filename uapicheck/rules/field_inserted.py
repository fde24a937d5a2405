"""A field was inserted and moves others.

Why it breaks: binaries built with the old header read and write the fields
behind it at their old offsets.
What to do: add fields at the end or in reserved bytes.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_field
from uapicheck.model.change import FieldInserted
from uapicheck.model.report import Severity


def check(change: FieldInserted) -> Verdict:
    new = change.field
    return Verdict(
        where=on_new(new.where),
        message=f"field {new.path} is inserted into {change.new.name} and moves those behind it",
        new=spelled_field(new),
    )


RULE = Rule(
    watches=FieldInserted,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a field is put on top",
            before="""
                struct point {
                    __u32 x;
                    __u32 y;
                };
                #define POINT_GET _IOR('p', 0x01, struct point)
            """,
            after="""
                struct point {
                    __u32 kind; // expect: field-inserted
                    __u32 x;
                    __u32 y;
                };
                #define POINT_GET _IOR('p', 0x01, struct point)
            """,
        ),
    ),
)
