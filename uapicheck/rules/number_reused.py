"""A new name has the number of a name that is gone.

Why it breaks: programs that were built with the old name still use its number and
now get what the new name stands for.
What to do: take a number that nobody had, and leave the old one retired. If the
meaning is the same, keep the old name beside the new one.
Known exceptions: where the number was never in a release, nobody has it.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.number_change import NumberReused
from uapicheck.model.report import Severity
from uapicheck.model.space_words import SpaceKind


def check(change: NumberReused) -> Verdict:
    new, title = change.constant, change.space.title
    number = hex(change.number) if change.space.kind is not SpaceKind.NUMBERS else str(change.number)
    gone = "which this change removes" if change.before is not None else "which is retired"
    return Verdict(
        where=on_new(new.where),
        message=f"{new.name} reuses the {title} number {number} of {change.former}, {gone}",
        old=spelled_value(change.before) if change.before is not None else None,
        new=spelled_value(new),
        severity=Severity.BREAK if change.before is not None else Severity.REVIEW,
    )


RULE = Rule(
    watches=NumberReused,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    refs=("v3.7: KVM_MEM_READONLY",),
    examples=(
        Example(
            title="a bit is handed out again",
            before="""
                // header: linux/kvm.h
                #define KVM_MEM_LOG_DIRTY_PAGES 1UL
                #define KVM_MEMSLOT_INVALID (1UL << 1) // expect: macro-removed
            """,
            after="""
                // header: linux/kvm.h
                #define KVM_MEM_LOG_DIRTY_PAGES (1UL << 0)
                #define KVM_MEM_READONLY (1UL << 1) // expect: number-reused
            """,
        ),
        Example(
            title="a number that was retired long ago",
            before="""
                // header: linux/kvm.h
                #define KVM_CAP_IRQFD 32
            """,
            after="""
                // header: linux/kvm.h
                #define KVM_CAP_PAPER 17 // expect: number-reused
                #define KVM_CAP_IRQFD 32
            """,
        ),
    ),
)
