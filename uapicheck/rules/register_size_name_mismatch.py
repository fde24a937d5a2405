"""A register size's name disagrees with its code.

Why it breaks: KVM_REG_SIZE(id) computes 1 << code bytes. A program that allots
what the name says, and a kernel that copies what the code says, overrun each
other.
What to do: a size of 2^n bytes has code n; U8 is 0, U2048 is 8.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.change import CodeMisnamed
from uapicheck.model.report import Severity


def check(change: CodeMisnamed) -> Verdict:
    new = change.constant
    message = (
        f"{new.name} = {spelled_value(new)} stands for {change.coded_bits} bits, its name says {change.named_bits}"
    )
    if change.expected is not None:
        message += f" (0x{change.expected:016x})"
    return Verdict(
        where=on_new(new.where),
        message=message,
        old=spelled_value(change.old) if change.old is not None else None,
        new=spelled_value(new),
    )


RULE = Rule(
    watches=CodeMisnamed,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="the code is one too large",
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
                #define KVM_REG_SIZE_MASK 0x00f0000000000000ULL
                #define KVM_REG_SIZE_U64 0x0030000000000000ULL
                #define KVM_REG_SIZE_U4096 0x00a0000000000000ULL // expect: register-size-name-mismatch
            """,
        ),
    ),
)
