"""A new member is as wide as long.

Why it breaks: long, size_t and their like have 4 bytes in a 32-bit program and
8 in a 64-bit one, so the kernel needs a second layout for one of both.
What to do: use __u32, or __u64 where 32 bits may be too few.

Known exceptions: registers are as wide as the machine, so in the headers of one
architecture this is a note.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_field
from uapicheck.model.news import FieldIntroduced, Nature
from uapicheck.model.report import Severity


def check(change: FieldIntroduced) -> Verdict | None:
    if change.field.bitfield or change.nature is not Nature.WORD:
        return None
    field = change.field
    return Verdict(
        where=on_new(field.where),
        message=f"{field.path} of {change.record.name} is as wide as long ({field.type}): use __u64 or __u32",
        new=spelled_field(field).partition(", byte ")[0],  # the same on every target
        severity=Severity.NOTE if field.where.header.startswith("asm/") else None,
    )


RULE = Rule(
    watches=FieldIntroduced,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="an address is a long",
            before="/* nothing yet */",
            after="""
                struct request {
                    unsigned long address; // expect: field-is-word
                    __u64 size;
                };
            """,
        ),
        Example(
            title="the width is told",
            before="/* nothing yet */",
            after="""
                struct request {
                    __u64 address;
                    char name[8];
                };
            """,
        ),
    ),
    refs=(
        "Documentation/process/botching-up-ioctls.rst",
        "Documentation/driver-api/ioctl.rst",
        "Documentation/virt/kvm/review-checklist.rst",
    ),
)
