"""A new capability is not mentioned in the document on KVM's interface.

Why it breaks: nothing, but who writes a virtual machine monitor cannot know what
KVM_CHECK_EXTENSION promises by it.
What to do: add a section to Documentation/virt/kvm/api.rst, chapter 6, 7 or 8, in
the same series.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.document_change import CapabilityUndocumented
from uapicheck.model.report import Severity


def check(change: CapabilityUndocumented) -> Verdict:
    capability = change.capability
    return Verdict(
        where=on_new(capability.where),
        message=f"{capability.name} is new and {change.document} does not mention it",
        new=spelled_value(capability),
    )


RULE = Rule(
    watches=CapabilityUndocumented,
    check=check,
    severity=Severity.NOTE,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="one of two is described",
            before="""
                // header: linux/kvm.h
                #define KVM_CAP_POINT 1
            """,
            after="""
                // header: linux/kvm.h
                #define KVM_CAP_POINT 1
                #define KVM_CAP_LINE 2
                #define KVM_CAP_AREA 3 // expect: capability-undocumented
                // header: Documentation/virt/kvm/api.rst
                8.1 KVM_CAP_LINE
                ----------------

                There are lines.
            """,
        ),
    ),
    refs=("Documentation/virt/kvm/review-checklist.rst",),
)
