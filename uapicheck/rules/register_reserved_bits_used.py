"""A register's id has bits that its architecture keeps zero.

Why it breaks: kernels refuse an id with such a bit, or take it for another
register's.
What to do: number the register within the bits that the architecture uses. Only x86
has bits above 31.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_bits, spelled_value
from uapicheck.model.number_change import IdBitsReserved
from uapicheck.model.report import Severity


def check(change: IdBitsReserved) -> Verdict:
    new = change.constant
    return Verdict(
        where=on_new(new.where),
        message=(f"{new.name} = 0x{new.value:016x} has {spelled_bits(change.bits)}, zero in every id of {change.arch}"),
        old=spelled_value(change.old) if change.old is not None else None,
        new=spelled_value(new),
    )


RULE = Rule(
    watches=IdBitsReserved,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    refs=("Documentation/virt/kvm/api.rst",),
    examples=(
        Example(
            title="a kind of register above bit 31",
            before="""
                // header: linux/kvm.h
                #define KVM_REG_ARCH_MASK 0xff00000000000000ULL
                #define KVM_REG_PPC 0x1000000000000000ULL
                #define KVM_REG_ARM64 0x6000000000000000ULL
                #define KVM_REG_SIZE_SHIFT 52
                #define KVM_REG_SIZE_MASK 0x00f0000000000000ULL
                #define KVM_REG_SIZE_U32 0x0020000000000000ULL
                #define KVM_REG_SIZE_U64 0x0030000000000000ULL
            """,
            after="""
                // header: linux/kvm.h
                #define KVM_REG_ARCH_MASK 0xff00000000000000ULL
                #define KVM_REG_PPC 0x1000000000000000ULL
                #define KVM_REG_ARM64 0x6000000000000000ULL
                #define KVM_REG_SIZE_SHIFT 52
                #define KVM_REG_SIZE_MASK 0x00f0000000000000ULL
                #define KVM_REG_SIZE_U32 0x0020000000000000ULL
                #define KVM_REG_SIZE_U64 0x0030000000000000ULL
                #define KVM_REG_ARM64_PAPER (KVM_REG_ARM64 | 0x30010000000000ULL) // expect: register-reserved-bits-used
            """,
        ),
    ),
)
