"""Reserved or unused bytes were put to use.

Why it breaks: it does not, as long as the kernel takes what old programs have
there, which should be zero. Nothing moved, and the size is the same.
What to do: check that the kernel rejects, or ignores, old contents; a hole that
the compiler left was never zeroed by anyone.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, on_old, spelled_field
from uapicheck.model.change import PaddingUsed
from uapicheck.model.report import Severity


def check(change: PaddingUsed) -> Verdict:
    names = ", ".join(field.path for field in change.fields)
    old = "; ".join(spelled_field(field) for field in change.padding) or None
    new = "; ".join(spelled_field(field) for field in change.fields) or None
    reserved = ", ".join(field.path for field in change.padding)
    if not names:
        message = f"reserved bytes {reserved} of {change.record.name} are declared differently"
    elif reserved:
        message = f"reserved bytes {reserved} of {change.record.name} are put to use as {names}"
    else:
        message = f"bytes of {change.record.name} that the compiler left unused are put to use as {names}"
    if not names:
        return Verdict(where=on_old(change.padding[0].where), message=message, old=old)
    return Verdict(where=on_new(change.fields[0].where), message=message, old=old, new=new)


RULE = Rule(
    watches=PaddingUsed,
    check=check,
    severity=Severity.NOTE,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a flag is taken from the reserved bytes",
            before="""
                struct point {
                    __u32 x;
                    __u8 pad[4];
                };
            """,
            after="""
                struct point {
                    __u32 x;
                    __u8 flag; // expect: padding-used
                    __u8 pad[3];
                };
            """,
        ),
    ),
)
