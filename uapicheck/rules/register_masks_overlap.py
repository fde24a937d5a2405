"""Two masks of one register id share bits.

Why it breaks: an id with such a bit set belongs to both fields at once and
cannot be taken apart.
What to do: move the new field to bits that no other one has.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_bits, spelled_value
from uapicheck.model.change import MasksOverlapped
from uapicheck.model.report import Severity


def check(change: MasksOverlapped) -> Verdict:
    mask, other = change.mask, change.other
    left, right = (f"{each.name} ({spelled_value(each)})" for each in (mask, other))
    return Verdict(
        where=on_new(mask.where),
        message=f"{left} overlaps {right} in {spelled_bits(change.bits)}",
        new=spelled_value(mask),
    )


RULE = Rule(
    watches=MasksOverlapped,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a field is laid over the size",
            before="""
                // header: linux/kvm.h
                #define KVM_REG_ARCH_MASK 0xff00000000000000ULL
                #define KVM_REG_ARM64 0x6000000000000000ULL
                #define KVM_REG_SIZE_SHIFT 52
                #define KVM_REG_SIZE_MASK 0x00f0000000000000ULL
                #define KVM_REG_SIZE_U64 0x0030000000000000ULL
            """,
            after="""
                // header: linux/kvm.h
                #define KVM_REG_ARCH_MASK 0xff00000000000000ULL
                #define KVM_REG_ARM64 0x6000000000000000ULL
                #define KVM_REG_SIZE_SHIFT 52
                #define KVM_REG_SIZE_MASK 0x00f0000000000000ULL
                #define KVM_REG_SIZE_U64 0x0030000000000000ULL
                #define KVM_REG_ARM_COPROC_MASK 0x00f00000000f0000ULL // expect: register-masks-overlap
            """,
        ),
    ),
)
