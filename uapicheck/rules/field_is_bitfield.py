"""A new member is a bit-field.

Why it breaks: C leaves the order of bits in a word to the compiler, so the same
struct has two layouts, one for each order of bytes.
What to do: use a __u32 and constants for its bits.

Known exceptions: headers of network packets that write both orders down, under
__LITTLE_ENDIAN_BITFIELD and __BIG_ENDIAN_BITFIELD, are not reported.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_field
from uapicheck.model.news import FieldIntroduced
from uapicheck.model.report import Severity


def check(change: FieldIntroduced) -> Verdict | None:
    if not change.field.bitfield or any("ENDIAN" in condition for condition in change.field.guard):
        return None
    field = change.field
    return Verdict(
        where=on_new(field.where),
        message=f"{field.path} of {change.record.name} is a bit-field: use constants for the bits of a __u32",
        new=spelled_field(field).partition(", byte ")[0],  # the same on every target
    )


RULE = Rule(
    watches=FieldIntroduced,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="two flags are bit-fields",
            before="/* nothing yet */",
            after="""
                struct shape {
                    __u32 filled : 1; // expect: field-is-bitfield
                    __u32 round : 31; // also: field-is-bitfield
                };
            """,
        ),
        Example(
            title="two flags are constants",
            before="/* nothing yet */",
            after="""
                #define SHAPE_FILLED 0x1
                #define SHAPE_ROUND 0x2
                struct shape { __u32 flags; };
            """,
        ),
    ),
    refs=("Documentation/driver-api/ioctl.rst",),
)
