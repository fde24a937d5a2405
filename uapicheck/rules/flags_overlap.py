"""Two flags of one word have a bit in common.

Why it breaks: whoever sets one sets the other, and a kernel cannot tell which of
them was meant.
What to do: take a free bit; the report lists them. A name for several flags is
defined by their names.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_bits, spelled_value
from uapicheck.model.number_change import FlagsOverlapped
from uapicheck.model.report import Severity


def check(change: FlagsOverlapped) -> Verdict:
    new, other = change.constant, change.other
    return Verdict(
        where=on_new(new.where),
        message=f"{new.name} = {spelled_value(new)} shares {spelled_bits(change.bits)} with {other.name}",
        old=spelled_value(change.old) if change.old is not None else None,
        new=spelled_value(new),
    )


RULE = Rule(
    watches=FlagsOverlapped,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a bit is claimed twice",
            before="""
                // header: asm/kvm.h
                #define KVM_X86_QUIRK_LINT0_REENABLED (1 << 0)
                #define KVM_X86_QUIRK_CD_NW_CLEARED (1 << 1)
            """,
            after="""
                // header: asm/kvm.h
                #define KVM_X86_QUIRK_LINT0_REENABLED (1 << 0)
                #define KVM_X86_QUIRK_CD_NW_CLEARED (1 << 1)
                #define KVM_X86_QUIRK_PAPER (1 << 1) // expect: flags-overlap
            """,
        ),
        Example(
            title="a name for two flags",
            before="""
                // header: asm/kvm.h
                #define KVM_X86_QUIRK_LINT0_REENABLED (1 << 0)
                #define KVM_X86_QUIRK_CD_NW_CLEARED (1 << 1)
            """,
            after="""
                // header: asm/kvm.h
                #define KVM_X86_QUIRK_LINT0_REENABLED (1 << 0)
                #define KVM_X86_QUIRK_CD_NW_CLEARED (1 << 1)
                #define KVM_X86_QUIRK_OLD (KVM_X86_QUIRK_LINT0_REENABLED | KVM_X86_QUIRK_CD_NW_CLEARED)
            """,
        ),
    ),
)
