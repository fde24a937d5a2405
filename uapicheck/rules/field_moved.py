"""A field has another offset.

Why it breaks: binaries built with the old header read and write the field at
its old offset.
What to do: give back the offset; what moved it stands in the same struct or in
one that it holds.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_field
from uapicheck.model.change import FieldMoved
from uapicheck.model.report import Severity


def check(change: FieldMoved) -> Verdict:
    old, new = change.old, change.new
    places = [f"byte {f.bit_offset // 8}" + (f" bit {f.bit_offset % 8}" if f.bitfield else "") for f in (old, new)]
    return Verdict(
        where=on_new(new.where),
        message=f"field {old.path} of {change.record.name} moves from {places[0]} to {places[1]}",
        old=spelled_field(old),
        new=spelled_field(new),
        severity=Severity.NOTE if change.is_padding else None,
    )


RULE = Rule(
    watches=FieldMoved,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a field is aligned to more",
            before="""
                struct point {
                    __u8 kind;
                    __u32 x;
                    __u64 end;
                };
            """,
            after="""
                struct point {
                    __u8 kind;
                    __u32 x __attribute__((aligned(8))); // expect: field-moved
                    __u64 end;
                };
            """,
        ),
    ),
)
