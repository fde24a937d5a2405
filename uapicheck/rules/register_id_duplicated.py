"""Two registers have one id.

Why it breaks: the id is all that a program can say, so one of the two registers
cannot be read or written.
What to do: take a free index. A second name on purpose is defined as the first.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.number_change import IdDuplicated
from uapicheck.model.report import Severity


def check(change: IdDuplicated) -> Verdict:
    new = change.constant
    return Verdict(
        where=on_new(new.where),
        message=f"{new.name} = {spelled_value(new)} is the id of {change.other.name}",
        old=spelled_value(change.old) if change.old is not None else None,
        new=spelled_value(new),
    )


RULE = Rule(
    watches=IdDuplicated,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="an index is taken twice",
            before="""
                // header: linux/kvm.h
                #define KVM_REG_ARCH_MASK 0xff00000000000000ULL
                #define KVM_REG_PPC 0x1000000000000000ULL
                #define KVM_REG_ARM64 0x6000000000000000ULL
                #define KVM_REG_SIZE_SHIFT 52
                #define KVM_REG_SIZE_MASK 0x00f0000000000000ULL
                #define KVM_REG_SIZE_U32 0x0020000000000000ULL
                #define KVM_REG_SIZE_U64 0x0030000000000000ULL
                #define KVM_REG_PPC_PAPER (KVM_REG_PPC | KVM_REG_SIZE_U64 | 0xc9)
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
                #define KVM_REG_PPC_PAPER (KVM_REG_PPC | KVM_REG_SIZE_U64 | 0xc9)
                #define KVM_REG_PPC_STONE (KVM_REG_PPC | KVM_REG_SIZE_U64 | 0xc9) // expect: register-id-duplicated
            """,
        ),
    ),
)
