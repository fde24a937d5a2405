"""A new ioctl takes a struct, and its number says nothing of it.

Why it breaks: with _IO the struct's size is not part of the number, so when the
struct grows, old and new programs cannot be told apart.
What to do: use _IOW, _IOR or _IOWR with the struct; or correct the document.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.document_change import IoctlArgumentOmitted
from uapicheck.model.report import Severity

_WANTED = {"in": "_IOW", "out": "_IOR", "in/out": "_IOWR"}


def check(change: IoctlArgumentOmitted) -> Verdict:
    ioctl = change.ioctl
    wanted = _WANTED.get(change.said, "_IOW, _IOR or _IOWR")
    return Verdict(
        where=on_new(ioctl.where),
        message=f"{ioctl.name} is _IO although it takes {change.argument}, so {wanted}, "
        f"by section {change.section} of {change.document}",
        new=spelled_value(ioctl),
    )


RULE = Rule(
    watches=IoctlArgumentOmitted,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a struct without its size",
            before="""
                // header: linux/kvm.h
                #define KVMIO 0xAE
            """,
            after="""
                // header: linux/kvm.h
                #define KVMIO 0xAE
                #define KVM_SET_POINT _IO(KVMIO, 0x01) // expect: ioctl-argument-unsized
                // header: Documentation/virt/kvm/api.rst
                4.1 KVM_SET_POINT
                -----------------

                :Parameters: struct kvm_point (in)
            """,
        ),
    ),
    refs=("Documentation/driver-api/ioctl.rst",),
)
