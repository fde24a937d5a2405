"""A new name leaves free numbers behind.

Why it breaks: it does not. But numbers are handed out one after the other, so a gap
mostly is a leftover of a merge or of a vendor's tree, and whoever fills it later
collides with that tree.
What to do: take the next free number, unless the gap is meant.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.number_change import NumberSkipped
from uapicheck.model.profile import Profile
from uapicheck.model.report import Severity


def check(change: NumberSkipped) -> Verdict:
    new = change.constant
    return Verdict(
        where=on_new(new.where),
        message=f"{new.name} = {change.number} leaves a gap: the next {change.space.title} number is {change.expected}",
        new=spelled_value(new),
    )


RULE = Rule(
    watches=NumberSkipped,
    check=check,
    severity=Severity.NOTE,
    since="0.1",
    prose=__doc__,
    profile=Profile.KVM,
    examples=(
        Example(
            title="a number of a vendor tree",
            before="""
                // header: linux/kvm.h
                #define KVM_CAP_ARM_EL2 240
            """,
            after="""
                // header: linux/kvm.h
                #define KVM_CAP_ARM_EL2 240
                #define KVM_CAP_ARM_RME 300 // expect: numbers-skipped
            """,
        ),
        Example(
            title="the next number",
            before="""
                // header: linux/kvm.h
                #define KVM_CAP_ARM_EL2 240
            """,
            after="""
                // header: linux/kvm.h
                #define KVM_CAP_ARM_EL2 240
                #define KVM_CAP_ARM_RME 241
            """,
        ),
    ),
)
