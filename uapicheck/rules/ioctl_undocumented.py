"""A new ioctl of KVM has no section in the document on KVM's interface.

Why it breaks: nothing, but nobody can know what it takes, what it returns, and which
errors to expect.
What to do: add a section with Capability, Architectures, Type, Parameters and
Returns to chapter 4 of Documentation/virt/kvm/api.rst in the same series.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.document_change import IoctlUndocumented
from uapicheck.model.report import Severity


def check(change: IoctlUndocumented) -> Verdict:
    ioctl = change.ioctl
    only = f", only {change.section} mentions it" if change.section else ""
    return Verdict(
        where=on_new(ioctl.where),
        message=f"{ioctl.name} is new and has no section in {change.document}{only}",
        new=spelled_value(ioctl),
    )


RULE = Rule(
    watches=IoctlUndocumented,
    check=check,
    severity=Severity.NOTE,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="one of two is described",
            before="""
                // header: linux/kvm.h
                #define KVMIO 0xAE
            """,
            after="""
                // header: linux/kvm.h
                #define KVMIO 0xAE
                #define KVM_DRAW _IO(KVMIO, 0x01)
                #define KVM_ERASE _IO(KVMIO, 0x02) // expect: ioctl-undocumented
                // header: Documentation/virt/kvm/api.rst
                4.1 KVM_DRAW
                ------------

                :Parameters: none

                Draws what KVM_ERASE erases.
            """,
        ),
    ),
    refs=("Documentation/virt/kvm/review-checklist.rst",),
)
