"""A mask lost bits.

Why it breaks: the bits that it lost belonged to a field that programs still fill or
read with the old mask; a kernel that takes them for something else misreads what
such a program passes.
What to do: keep the mask. Where the bits were always zero, hand them out under a
new mask, and say by a capability that they mean something now.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_bits, spelled_value
from uapicheck.model.number_change import MaskShrunk
from uapicheck.model.report import Severity


def check(change: MaskShrunk) -> Verdict:
    old, new = spelled_value(change.old), spelled_value(change.new)
    return Verdict(
        where=on_new(change.new.where),
        message=f"{change.new.name} shrinks from {old} to {new}: it loses {spelled_bits(change.bits)}",
        old=old,
        new=new,
    )


RULE = Rule(
    watches=MaskShrunk,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    refs=("v5.4: KVM_ARM_IRQ_TYPE_MASK",),
    examples=(
        Example(
            title="half of a field is given to another one",
            before="""
                #define POINT_TYPE_MASK 0xff
            """,
            after="""
                #define POINT_TYPE_MASK 0xf // expect: mask-shrunk
                #define POINT_COLOUR_MASK 0xf
            """,
        ),
    ),
)
