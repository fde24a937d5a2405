"""Two ioctls of one type have the same number.

Why it breaks: the number is all that a driver sees: where both are asked of one
file, one of them can never be reached, and tools that decode calls name the wrong
one.
What to do: take a free nr; the report lists them.
Known exceptions: KVM_GET_ONE_REG and KVM_ARM_SET_DEVICE_ADDR, of a virtual CPU and
of a virtual machine.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.number_change import IoctlCollided
from uapicheck.model.report import Severity


def check(change: IoctlCollided) -> Verdict:
    new = change.constant
    return Verdict(
        where=on_new(new.where),
        message=f"ioctl {new.name} has the number {spelled_value(new)} of {change.other.name}",
        old=spelled_value(change.old) if change.old is not None else None,
        new=spelled_value(new),
    )


RULE = Rule(
    watches=IoctlCollided,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    refs=("Documentation/driver-api/ioctl.rst",),
    examples=(
        Example(
            title="an nr is taken twice with arguments of one size",
            before="""
                // header: linux/kvm.h
                #define KVMIO 0xAE
                #define KVM_POINT_GET _IOW(KVMIO, 0xd6, __u64)
            """,
            after="""
                // header: linux/kvm.h
                #define KVMIO 0xAE
                #define KVM_POINT_GET _IOW(KVMIO, 0xd6, __u64)
                #define KVM_POINT_SET _IOW(KVMIO, 0xd6, __s64) // expect: ioctl-number-duplicated
            """,
        ),
    ),
)
