"""A mask or shift that takes register ids apart has another value.

Why it breaks: it is compiled into every program that reads an id, so old
programs and new ones find different fields in the same number.
What to do: leave it. A field that is full needs a new kind of id.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.change import SpaceMaskChanged
from uapicheck.model.report import Severity


def check(change: SpaceMaskChanged) -> Verdict:
    old, new = spelled_value(change.old), spelled_value(change.new)
    return Verdict(
        where=on_new(change.new.where),
        message=f"{change.old.name} changes from {old} to {new}, so ids are taken apart differently",
        old=old,
        new=new,
    )


RULE = Rule(
    watches=SpaceMaskChanged,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="the size field is made smaller",
            before="""
                // header: linux/kvm.h
                #define KVM_REG_ARCH_MASK 0xff00000000000000ULL
                #define KVM_REG_ARM64 0x6000000000000000ULL
                #define KVM_REG_SIZE_SHIFT 52
                #define KVM_REG_SIZE_MASK 0x00f0000000000000ULL
                #define KVM_REG_SIZE_U64 0x0030000000000000ULL
            """,
            after="""
                // header: linux/kvm.h
                #define KVM_REG_ARCH_MASK 0xff00000000000000ULL
                #define KVM_REG_ARM64 0x6000000000000000ULL
                #define KVM_REG_SIZE_SHIFT 52
                #define KVM_REG_SIZE_MASK 0x0070000000000000ULL // expect: register-mask-changed
                #define KVM_REG_SIZE_U64 0x0030000000000000ULL
            """,
        ),
    ),
)
