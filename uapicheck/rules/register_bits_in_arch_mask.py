"""Part of a register id has bits in a field that it does not own.

Why it breaks: a group or register number that reaches into the architecture or
the size turns every id made with it into another architecture's or another
size's. A signed shift that reaches bit 31 does so too, because it is extended.
What to do: keep the number below bit 52, with an unsigned suffix.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_bits, spelled_value
from uapicheck.model.change import ForeignBitsUsed
from uapicheck.model.report import Severity


def check(change: ForeignBitsUsed) -> Verdict:
    new = change.constant
    message = f"{new.name} = 0x{new.value & 0xFFFFFFFFFFFFFFFF:x} has {spelled_bits(change.bits)} in {change.mask.name}"
    owned = f", where it should have 0x{change.expected:x}" if change.expected else ", which it does not own"
    return Verdict(
        where=on_new(new.where),
        message=f"{message}{owned}",
        old=spelled_value(change.old) if change.old is not None else None,
        new=spelled_value(new),
    )


RULE = Rule(
    watches=ForeignBitsUsed,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a group's shift is too large",
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
                #define KVM_REG_ARM64_PAPER (0x11ULL << 56) // expect: register-bits-in-arch-mask
            """,
        ),
        Example(
            title="a register of the architecture",
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
                #define KVM_REG_ARM64_PAPER (KVM_REG_ARM64 | KVM_REG_SIZE_U64 | 0x170001)
            """,
        ),
    ),
)
