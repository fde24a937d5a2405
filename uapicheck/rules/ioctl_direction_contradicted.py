"""A new ioctl's number says another direction than its documentation.

Why it breaks: tools that trace system calls, or forward them between ABIs, copy the
argument as the number says; and the number cannot be mended after the release.
What to do: use _IOW where the kernel reads the argument (in), _IOR where it writes
it (out), _IOWR for both; or correct the document.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.document_change import IoctlDirectionContradicted
from uapicheck.model.facts import IoctlDirection
from uapicheck.model.report import Severity

_MACROS = {IoctlDirection.WRITE: "_IOW", IoctlDirection.READ: "_IOR", IoctlDirection.READ_WRITE: "_IOWR"}
_WANTED = {"in": "_IOW", "out": "_IOR", "in/out": "_IOWR"}


def check(change: IoctlDirectionContradicted) -> Verdict | None:
    ioctl = change.ioctl
    if ioctl.ioctl is None:
        return None
    used, wanted = _MACROS.get(ioctl.ioctl.direction, "_IO"), _WANTED[change.said]
    return Verdict(
        where=on_new(ioctl.where),
        message=f"{ioctl.name} is {used} although its argument is ({change.said}), so {wanted}, "
        f"by section {change.section} of {change.document}",
        new=spelled_value(ioctl),
    )


RULE = Rule(
    watches=IoctlDirectionContradicted,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="what the kernel reads is marked as written",
            before="""
                // header: linux/kvm.h
                #define KVMIO 0xAE
            """,
            after="""
                // header: linux/kvm.h
                #define KVMIO 0xAE
                struct kvm_point { __u64 x, flags; };
                #define KVM_SET_POINT _IOR(KVMIO, 0x01, struct kvm_point) // expect: ioctl-direction-contradicted
                // header: Documentation/virt/kvm/api.rst
                4.1 KVM_SET_POINT
                -----------------

                :Parameters: struct kvm_point (in)
            """,
        ),
    ),
    refs=("Documentation/driver-api/ioctl.rst",),
)
