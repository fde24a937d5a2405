"""A flag has a bit that what carries it does not have.

Why it breaks: the bit is cut off when the flag is stored, or is one that the kernel
keeps to itself, so the flag can never arrive.
What to do: take a free bit of the carrier. If there is none, a second word of flags
is needed, and a capability that tells of it.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_bits, spelled_value
from uapicheck.model.number_change import FlagOutsideCarrier
from uapicheck.model.report import Severity


def check(change: FlagOutsideCarrier) -> Verdict:
    new, space = change.constant, change.space
    carrier = f": {space.carrier}" if space.carrier else ""
    return Verdict(
        where=on_new(new.where),
        message=(
            f"{new.name} = {spelled_value(new)} has {spelled_bits(change.bits)}, "
            f"of {space.width} bits that may be used{carrier}"
        ),
        old=spelled_value(change.old) if change.old is not None else None,
        new=spelled_value(new),
    )


RULE = Rule(
    watches=FlagOutsideCarrier,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    refs=("Documentation/virt/kvm/api.rst",),
    examples=(
        Example(
            title="a bit that the kernel keeps to itself",
            before="""
                // header: linux/kvm.h
                #define KVM_MEM_READONLY (1UL << 1)
            """,
            after="""
                // header: linux/kvm.h
                #define KVM_MEM_READONLY (1UL << 1)
                #define KVM_MEM_PAPER (1UL << 16) // expect: flag-outside-carrier
            """,
        ),
    ),
)
