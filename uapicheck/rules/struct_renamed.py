"""A struct has a new tag, and the old one is gone.

Why it breaks: source that uses the old tag stops compiling. Binaries are not
affected, because the members are the same.
What to do: keep the old tag, for instance by a macro that names the new one.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new
from uapicheck.model.change import RecordRenamed
from uapicheck.model.report import Severity


def check(change: RecordRenamed) -> Verdict | None:
    old, new = change.old, change.new
    if old.kind != "struct":
        return None
    return Verdict(
        where=on_new(new.where),
        message=f"{old.name} is now called {new.name}, and the old name is gone",
        old=old.name,
        new=new.name,
    )


RULE = Rule(
    watches=RecordRenamed,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a struct gets another tag",
            before="""
                struct pont {
                    __u32 x;
                    __u64 y;
                };
            """,
            after="""
                struct point { // expect: struct-renamed
                    __u32 x;
                    __u64 y;
                };
            """,
        ),
    ),
)
