"""A union that user space can name is gone.

Why it breaks: source that declares an object of it stops compiling, and so does
every ioctl macro that takes its size.
What to do: keep the definition as long as any header or program may name it.
"""

from uapicheck.engine import Example, Rule, Verdict, on_old, spelled_fact
from uapicheck.model.change import RecordRemoved
from uapicheck.model.report import Severity


def check(change: RecordRemoved) -> Verdict | None:
    gone = change.record
    if gone.kind != "union":
        return None
    return Verdict(where=on_old(gone.where), message=f"{gone.name} is gone", old=spelled_fact(gone))


RULE = Rule(
    watches=RecordRemoved,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a union is dropped",
            before="""
                union point { // expect: union-removed
                    __u32 x;
                    __u64 y;
                };
                #define POINT_LIMIT 16
            """,
            after="#define POINT_LIMIT 16",
        ),
    ),
)
