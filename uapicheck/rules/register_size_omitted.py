"""A register's id has no size.

Why it breaks: it does not by itself: no size is the code of 8 bits, and no register
has so few. A program that copies what KVM_REG_SIZE(id) says copies one byte.
What to do: put the size into the id. A name that others are made of is no register
and needs none.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.number_change import IdSizeMissing
from uapicheck.model.profile import Profile
from uapicheck.model.report import Severity


def check(change: IdSizeMissing) -> Verdict:
    new = change.constant
    return Verdict(
        where=on_new(new.where),
        message=f"{new.name} = {spelled_value(new)} has no size in {change.mask.name}, which means 8 bits",
        old=spelled_value(change.old) if change.old is not None else None,
        new=spelled_value(new),
    )


RULE = Rule(
    watches=IdSizeMissing,
    check=check,
    severity=Severity.NOTE,
    since="0.1",
    prose=__doc__,
    profile=Profile.KVM,
    examples=(
        Example(
            title="the size is forgotten",
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
                #define KVM_REG_PPC_PAPER (KVM_REG_PPC | 0xc9) // expect: register-size-omitted
            """,
        ),
    ),
)
