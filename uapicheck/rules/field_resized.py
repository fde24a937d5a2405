"""A field has another size.

Why it breaks: binaries built with the old header read and write the old number
of bytes, and what stands behind the field may move.
What to do: keep the type; where more room is needed, use reserved bytes or a new
struct.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_field
from uapicheck.model.change import FieldResized
from uapicheck.model.report import Severity


def check(change: FieldResized) -> Verdict:
    old, new = change.old, change.new
    unit = "bits" if old.bitfield or new.bitfield else "bytes"
    sizes = [f.bit_size if unit == "bits" else f.bit_size // 8 for f in (old, new)]
    severity = Severity.REVIEW if change.at_end else None
    if change.is_padding and change.contained:
        severity = Severity.NOTE
    elif change.contained and change.cause is not None and sizes[1] > sizes[0]:
        severity = Severity.NOTE  # the struct inside grew within a union or reserved bytes, and nothing moved
    return Verdict(
        where=on_new(new.where),
        message=f"field {old.path} of {change.record.name} is {sizes[1]} {unit} instead of {sizes[0]}",
        old=spelled_field(old),
        new=spelled_field(new),
        severity=severity,
    )


RULE = Rule(
    watches=FieldResized,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a counter is widened",
            before="""
                struct point {
                    __u32 x;
                    __u32 y;
                };
            """,
            after="""
                struct point {
                    __u64 x; // expect: field-resized
                    __u32 y;
                };
            """,
        ),
        Example(
            title="a struct inside grows within a padded union",
            before="""
                struct regs { __u32 a; };
                struct run {
                    union { struct regs regs; __u8 padding[64]; };
                };
            """,
            after="""
                struct regs { __u32 a;
                    __u32 b; }; // expect: field-appended
                struct run {
                    union { struct regs regs; __u8 padding[64]; };
                };
            """,
        ),
    ),
)
