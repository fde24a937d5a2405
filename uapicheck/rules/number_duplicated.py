"""Two names have one number in a space whose numbers must differ.

Why it breaks: whoever asks for one gets the answer for the other: a kernel cannot
tell which of two capabilities, exits or device types is meant.
What to do: take the next free number; the report lists it. Numbers of topic
branches are claimed by whoever is merged first, so compare with the tree that
the series goes to. A second name on purpose is defined as the first.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.number_change import NumberDuplicated
from uapicheck.model.report import Severity


def check(change: NumberDuplicated) -> Verdict:
    new, number = change.constant, change.number
    return Verdict(
        where=on_new(new.where),
        message=f"{new.name} has the {change.space.title} number {number} of {change.other.name}",
        old=spelled_value(change.old) if change.old is not None else None,
        new=spelled_value(new),
    )


RULE = Rule(
    watches=NumberDuplicated,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    refs=("Documentation/virt/kvm/api.rst",),
    examples=(
        Example(
            title="the number was taken while the patch was under review",
            before="""
                // header: linux/kvm.h
                #define KVM_CAP_ARM_EL2 240
                #define KVM_CAP_ARM_EL2_E2H0 241
            """,
            after="""
                // header: linux/kvm.h
                #define KVM_CAP_ARM_EL2 240
                #define KVM_CAP_ARM_EL2_E2H0 241
                #define KVM_CAP_RISCV_MP_STATE_RESET 241 // expect: number-duplicated
            """,
        ),
        Example(
            title="a second name on purpose",
            before="""
                // header: linux/kvm.h
                #define KVM_CAP_ARM_EL2 240
            """,
            after="""
                // header: linux/kvm.h
                #define KVM_CAP_ARM_EL2 240
                #define KVM_CAP_ARM_NESTED KVM_CAP_ARM_EL2
            """,
        ),
    ),
)
