"""A union has another size.

Why it breaks: programs and kernel disagree about where the object ends. An
ioctl number that holds the size changes with it, and arrays of it have another
stride. One that only grew at its end is safe where its size is told apart.
What to do: use reserved bytes, or add a new union.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_record
from uapicheck.model.change import RecordResized
from uapicheck.model.report import Severity


def check(change: RecordResized) -> Verdict | None:
    old, new = change.old, change.new
    if new.kind != "union":
        return None
    severity = Severity.REVIEW if change.at_end else None
    return Verdict(
        where=on_new(new.where),
        message=f"{new.name} is {new.size} bytes instead of {old.size}",
        old=spelled_record(old),
        new=spelled_record(new),
        severity=Severity.NOTE if change.flexible else severity,
    )


RULE = Rule(
    watches=RecordResized,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a union is aligned to more",
            before="""
                union shape {
                    __u32 x;
                    __u64 y;
                };
            """,
            after="""
                union shape { // expect: union-resized
                    __u32 x;
                    __u64 y;
                } __attribute__((aligned(16)));
            """,
        ),
    ),
)
