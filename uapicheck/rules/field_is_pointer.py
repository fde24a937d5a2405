"""A new member is a pointer.

Why it breaks: a pointer has 4 bytes in a 32-bit program and 8 in a 64-bit one,
so the kernel needs a second layout and code that converts between both.
What to do: make it a __u64 that user space fills with (uintptr_t) and the
kernel reads with u64_to_user_ptr().

Known exceptions: structs that POSIX or libc define with a pointer in them.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_field
from uapicheck.model.news import FieldIntroduced, Nature
from uapicheck.model.report import Severity


def check(change: FieldIntroduced) -> Verdict | None:
    if change.field.bitfield or change.is_padding or change.nature is not Nature.POINTER:
        return None
    field = change.field
    return Verdict(
        where=on_new(field.where),
        message=f"{field.path} of {change.record.name} is a pointer: make it a __u64 for u64_to_user_ptr()",
        new=spelled_field(field).partition(", byte ")[0],  # the same on every target
    )


RULE = Rule(
    watches=FieldIntroduced,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a buffer is passed by address",
            before="/* nothing yet */",
            after="""
                struct request {
                    void *data; // expect: field-is-pointer
                    __u64 size;
                };
            """,
        ),
        Example(
            title="the address is a number",
            before="/* nothing yet */",
            after="""
                struct request {
                    __u64 data;
                    __u64 size;
                };
            """,
        ),
    ),
    refs=(
        "Documentation/process/botching-up-ioctls.rst",
        "Documentation/driver-api/ioctl.rst",
    ),
)
