"""A code has bits outside the mask of its field.

Why it breaks: whoever takes the field out by its mask loses those bits, and in the
word they belong to the field beside it.
What to do: use the next free code that fits the mask.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_bits, spelled_value
from uapicheck.model.change import CodeOutsideMask
from uapicheck.model.report import Severity


def check(change: CodeOutsideMask) -> Verdict | None:
    if change.space.role:
        return None  # parts of register ids have rules of their own
    new, mask = change.constant, change.mask
    message = f"{new.name} = {spelled_value(new)} is outside {mask.name} ({spelled_value(mask)})"
    for other, bits in change.hits:
        message += f" and collides with {other.name} ({spelled_value(other)}) in {spelled_bits(bits)}"
    return Verdict(
        where=on_new(new.where),
        message=message,
        old=spelled_value(change.old) if change.old is not None else None,
        new=spelled_value(new),
    )


RULE = Rule(
    watches=CodeOutsideMask,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a code of five bits in a field of four",
            before="""
                // header: linux/kvm.h
                #define KVM_STATS_UNIT_MASK 0xf0
                #define KVM_STATS_UNIT_BYTES 0x10
                #define KVM_STATS_BASE_MASK 0xf00
            """,
            after="""
                // header: linux/kvm.h
                #define KVM_STATS_UNIT_MASK 0xf0
                #define KVM_STATS_UNIT_BYTES 0x10
                #define KVM_STATS_UNIT_PAGES 0x100 // expect: number-outside-mask
                #define KVM_STATS_BASE_MASK 0xf00
            """,
        ),
    ),
)
