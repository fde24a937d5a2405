"""An ioctl has an nr that is registered to somebody else.

Why it breaks: programs and tools that see calls of both cannot tell them apart, and
the other one may claim the very number at any time.
What to do: take an nr of the own range, or register a new one.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.number_change import IoctlNrForeign
from uapicheck.model.report import Severity


def check(change: IoctlNrForeign) -> Verdict:
    new, taken = change.constant, change.taken
    return Verdict(
        where=on_new(new.where),
        message=(
            f"ioctl {new.name} has the nr 0x{change.nr:02x}, but 0x{taken.first:02x} to 0x{taken.last:02x} "
            f"of the type belong to {taken.owner}"
        ),
        old=spelled_value(change.old) if change.old is not None else None,
        new=spelled_value(new),
    )


RULE = Rule(
    watches=IoctlNrForeign,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    refs=("Documentation/userspace-api/ioctl/ioctl-number.rst",),
    examples=(
        Example(
            title="an nr of another driver",
            before="""
                // header: linux/kvm.h
                #define KVMIO 0xAE
            """,
            after="""
                // header: linux/kvm.h
                #define KVMIO 0xAE
                #define KVM_POINT_GET _IOR(KVMIO, 0x21, __u64) // expect: ioctl-nr-outside-range
            """,
        ),
    ),
)
