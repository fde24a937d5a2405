"""A macro has a new name, and the old one is gone.

Why it breaks: source that uses the old name stops compiling, and code behind
`#ifdef` of it silently takes the other branch.
What to do: define the old name as the new one.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new
from uapicheck.model.change import MacroRenamed
from uapicheck.model.report import Severity


def check(change: MacroRenamed) -> Verdict | None:
    old, new = change.old, change.new
    return Verdict(
        where=on_new(new.where),
        message=f"macro {old.name} is now called {new.name}, and the old name is gone",
        old=old.name,
        new=new.name,
    )


RULE = Rule(
    watches=MacroRenamed,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a flag gets a better name",
            before="""
                #define POINT_FIRST 0x10
                #define POINT_VISBLE 0x1
                #define POINT_LAST_BIT 0x80
            """,
            after="""
                #define POINT_FIRST 0x10
                #define POINT_VISIBLE 0x1 // expect: macro-renamed
                #define POINT_LAST_BIT 0x80
            """,
        ),
        Example(
            title="the old name is kept beside the new one",
            before="#define POINT_VISBLE 0x1",
            after="""
                #define POINT_VISIBLE 0x1
                #define POINT_VISBLE POINT_VISIBLE
            """,
        ),
    ),
)
