"""A typedef has a new name, and the old one is gone.

Why it breaks: source that uses the old name stops compiling.
What to do: keep the old name as a second typedef.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new
from uapicheck.model.change import TypedefRenamed
from uapicheck.model.report import Severity


def check(change: TypedefRenamed) -> Verdict | None:
    old, new = change.old, change.new
    return Verdict(
        where=on_new(new.where),
        message=f"typedef {old.name} is now called {new.name}, and the old name is gone",
        old=old.name,
        new=new.name,
    )


RULE = Rule(
    watches=TypedefRenamed,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a typedef gets a better name",
            before="typedef __u32 pont_id;",
            after="typedef __u32 point_id; // expect: typedef-renamed",
        ),
    ),
)
