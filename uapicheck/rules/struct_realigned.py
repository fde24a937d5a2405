"""A struct keeps its size and has another alignment.

Why it breaks: where it is a member of another struct or stands in an array of
bytes, it may move. By itself it does not.
What to do: keep the attributes and the widest member's type.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_record
from uapicheck.model.change import RecordRealigned
from uapicheck.model.report import Severity


def check(change: RecordRealigned) -> Verdict | None:
    old, new = change.old, change.new
    if new.kind != "struct":
        return None
    return Verdict(
        where=on_new(new.where),
        message=f"{new.name} is aligned to {new.align} bytes instead of {old.align}",
        old=spelled_record(old),
        new=spelled_record(new),
    )


RULE = Rule(
    watches=RecordRealigned,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a struct is aligned to its size",
            before="""
                struct point {
                    __u32 x[2];
                };
            """,
            after="""
                struct point { // expect: struct-realigned
                    __u32 x[2];
                } __attribute__((aligned(8)));
            """,
        ),
    ),
)
