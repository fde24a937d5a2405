"""An architecture's register code has bits outside the mask of the field.

Why it breaks: the bits beside the mask are part of the size or of the register's
number, so ids of the architecture mean other registers.
What to do: use the next free code in the top four bits.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_bits, spelled_value
from uapicheck.model.change import CodeOutsideMask
from uapicheck.model.report import Severity


def check(change: CodeOutsideMask) -> Verdict | None:
    if change.space.role != "arch":
        return None
    new, mask = change.constant, change.mask
    message = f"{new.name} = {spelled_value(new)} is outside {mask.name} ({spelled_value(mask)})"
    for other, bits in change.hits:
        message += f" and collides with {other.name} ({spelled_value(other)}) in {spelled_bits(bits)}"
    return Verdict(
        where=on_new(new.where),
        message=message,
        old=spelled_value(change.old) if change.old is not None else None,
        new=spelled_value(new),
    )


RULE = Rule(
    watches=CodeOutsideMask,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a code is one digit too short",
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
                #define KVM_REG_PAPER 0x0a00000000000000ULL // expect: register-arch-low-nibble
                #define KVM_REG_STONE 0x00a0000000000000ULL // expect: register-arch-outside-mask
            """,
        ),
    ),
)
