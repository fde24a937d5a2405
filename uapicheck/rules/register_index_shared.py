"""Two registers have one index and differ in their size alone.

Why it breaks: it does not as long as the kernel looks at the whole id. But one that
masks the size out, as some do, mixes the two up, and so did people: KVM_REG_PPC_WORT
had the index of KVM_REG_PPC_VRSAVE and had to be renumbered.
What to do: take a free index.
Known exceptions: KVM_REG_PPC_LPCR_64 widens KVM_REG_PPC_LPCR; ICP_STATE and MAS0,
VP_STATE and MAS1 never meet on one processor.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.number_change import IdIndexShared
from uapicheck.model.report import Severity


def check(change: IdIndexShared) -> Verdict:
    new, other = change.constant, f"{change.other.name} ({spelled_value(change.other)})"
    return Verdict(
        where=on_new(new.where),
        message=f"{new.name} = {spelled_value(new)} differs from {other} in its size alone",
        old=spelled_value(change.old) if change.old is not None else None,
        new=spelled_value(new),
    )


RULE = Rule(
    watches=IdIndexShared,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    refs=("v3.16: KVM_REG_PPC_WORT",),
    examples=(
        Example(
            title="an index is taken twice with another size",
            before="""
                // header: linux/kvm.h
                #define KVM_REG_ARCH_MASK 0xff00000000000000ULL
                #define KVM_REG_PPC 0x1000000000000000ULL
                #define KVM_REG_ARM64 0x6000000000000000ULL
                #define KVM_REG_SIZE_SHIFT 52
                #define KVM_REG_SIZE_MASK 0x00f0000000000000ULL
                #define KVM_REG_SIZE_U32 0x0020000000000000ULL
                #define KVM_REG_SIZE_U64 0x0030000000000000ULL
                #define KVM_REG_PPC_VRSAVE (KVM_REG_PPC | KVM_REG_SIZE_U32 | 0xb4)
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
                #define KVM_REG_PPC_VRSAVE (KVM_REG_PPC | KVM_REG_SIZE_U32 | 0xb4)
                #define KVM_REG_PPC_WORT (KVM_REG_PPC | KVM_REG_SIZE_U64 | 0xb4) // expect: register-index-shared
            """,
        ),
    ),
)
