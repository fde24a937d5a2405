"""A new exit reason is not mentioned in the document on KVM's interface.

Why it breaks: nothing, but who writes a virtual machine monitor cannot know what to
do when KVM_RUN returns with it.
What to do: describe it, and its part of struct kvm_run, in chapter 5 of
Documentation/virt/kvm/api.rst in the same series.

Known exceptions: values inside an exit's data, such as KVM_EXIT_IO_OUT.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.document_change import ExitUndocumented
from uapicheck.model.report import Severity


def check(change: ExitUndocumented) -> Verdict:
    reason = change.exit
    return Verdict(
        where=on_new(reason.where),
        message=f"{reason.name} is new and {change.document} does not mention it",
        new=spelled_value(reason),
    )


RULE = Rule(
    watches=ExitUndocumented,
    check=check,
    severity=Severity.NOTE,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="one of two is described",
            before="""
                // header: linux/kvm.h
                #define KVM_EXIT_POINT 1
            """,
            after="""
                // header: linux/kvm.h
                #define KVM_EXIT_POINT 1
                #define KVM_EXIT_LINE 2
                #define KVM_EXIT_LINE_DASHED 1
                #define KVM_EXIT_AREA 3 // expect: exit-undocumented
                // header: Documentation/virt/kvm/api.rst
                5. The kvm_run structure
                ========================

                If exit_reason is KVM_EXIT_LINE, there are lines.
            """,
        ),
    ),
    refs=("Documentation/virt/kvm/review-checklist.rst",),
)
