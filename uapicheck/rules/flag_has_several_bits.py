"""A new flag is made of several bits.

Why it breaks: it does not yet. But the other names of its family are single bits
that are set and tested one by one; a number that was meant to count on from them,
such as 3 after 1 and 2, is two of them at once.
What to do: take the next single bit. A name for several flags is defined by their
names; a mask says so at the end of its name.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_bits, spelled_value
from uapicheck.model.number_change import FlagBitsMultiplied
from uapicheck.model.report import Severity


def check(change: FlagBitsMultiplied) -> Verdict:
    new = change.constant
    return Verdict(
        where=on_new(new.where),
        message=f"{new.name} = {spelled_value(new)} is no single bit but {spelled_bits(change.bits)}",
        old=spelled_value(change.old) if change.old is not None else None,
        new=spelled_value(new),
    )


RULE = Rule(
    watches=FlagBitsMultiplied,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="the next number instead of the next bit",
            before="""
                // header: linux/kvm.h
                #define KVM_IRQFD_FLAG_DEASSIGN (1 << 0)
            """,
            after="""
                // header: linux/kvm.h
                #define KVM_IRQFD_FLAG_DEASSIGN (1 << 0)
                #define KVM_IRQFD_FLAG_PAPER 0x6 // expect: flag-has-several-bits
            """,
        ),
    ),
)
