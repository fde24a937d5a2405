"""An argument of a register macro can reach out of the index.

Why it breaks: the macro lets its argument have bits that tell the kind of register
or the architecture, so a large argument names a register of another kind.
What to do: mask the argument so that, shifted, it stays within the index, or give
the group more than one code.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_bits, spelled_fact
from uapicheck.model.number_change import IdArgumentOverflowed
from uapicheck.model.report import Severity


def check(change: IdArgumentOverflowed) -> Verdict:
    new = change.macro
    return Verdict(
        where=on_new(new.where),
        message=(
            f"arguments of {new.name} reach {spelled_bits(change.possible)}, "
            f"but {spelled_bits(change.bits)} are no index of {change.arch}"
        ),
        old=spelled_fact(change.old) if change.old is not None else None,
        new=spelled_fact(new),
    )


RULE = Rule(
    watches=IdArgumentOverflowed,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a mask of 13 bits is shifted by 5",
            before="""
                // header: linux/kvm.h
                #define KVM_REG_ARCH_MASK 0xff00000000000000ULL
                #define KVM_REG_ARM64 0x6000000000000000ULL
                #define KVM_REG_ARM64_G (KVM_REG_ARM64 | 0x170000)
            """,
            after="""
                // header: linux/kvm.h
                #define KVM_REG_ARCH_MASK 0xff00000000000000ULL
                #define KVM_REG_ARM64 0x6000000000000000ULL
                #define KVM_REG_ARM64_G (KVM_REG_ARM64 | 0x170000)
                #define KVM_REG_ARM64_A(n) (KVM_REG_ARM64_G | ((n) & 8191) << 5) // expect: register-argument-overflows
            """,
        ),
    ),
)
