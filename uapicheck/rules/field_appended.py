"""A field was added at the end, and the struct grew.

Why it breaks: the header cannot tell. Where the struct is passed with its size,
as in a syscall that takes one, old programs go on working. Where an ioctl number
or another struct holds it, they do not, and then this is a break.
What to do: say how old programs are told apart, or use reserved bytes.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_field
from uapicheck.model.change import FieldAppended
from uapicheck.model.report import Severity


def check(change: FieldAppended) -> Verdict:
    old, new = change.old, change.new
    return Verdict(
        where=on_new(change.field.where),
        message=(
            f"field {change.field.path} is added at the end of {new.name}, "
            f"which grows from {old.size} to {new.size} bytes"
        ),
        new=spelled_field(change.field),
    )


RULE = Rule(
    watches=FieldAppended,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a field is added at the end",
            before="""
                struct point {
                    __u32 x;
                };
            """,
            after="""
                struct point {
                    __u32 x;
                    __u32 y; // expect: field-appended
                };
            """,
        ),
        Example(
            title="an arm is added to a union with room for it",
            before="struct shape { union { __u64 x; __u8 padding[64]; }; };",
            after="struct shape { union { __u64 x; __u32 y; __u8 padding[64]; }; };",
        ),
    ),
)
