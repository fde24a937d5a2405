"""A macro evaluates to another number.

Why it breaks: programs have the old number compiled in. The kernel that speaks
the new one misunderstands them, and no compiler says a word. A limit that is raised
needs a reviewer: what a program with the old one may meet, the header cannot tell.
What to do: keep the number and give the new meaning a new name.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.change import MacroValueChanged
from uapicheck.model.report import Severity


def check(change: MacroValueChanged) -> Verdict:
    old, new = spelled_value(change.old), spelled_value(change.new)
    return Verdict(
        where=on_new(change.new.where),
        message=f"macro {change.old.name} changes from {old} to {new}",
        old=old,
        new=new,
        severity=Severity.REVIEW if change.raises_limit else None,
    )


RULE = Rule(
    watches=MacroValueChanged,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a limit is raised",
            before="#define POINT_MAX_NEIGHBOURS 16",
            after="#define POINT_MAX_NEIGHBOURS 256 // expect: macro-value-changed",
        ),
        Example(
            title="a size is raised, and whatever lies behind it moves",
            before="#define POINT_REGISTERS_SIZE 0x1000",
            after="#define POINT_REGISTERS_SIZE 0x2000 // expect: macro-value-changed",
        ),
        Example(
            title="a flag moves to another bit",
            before="#define POINT_VISIBLE 0x1",
            after="#define POINT_VISIBLE 0x2 // expect: macro-value-changed",
        ),
        Example(
            title="the same number is written differently",
            before="#define POINT_VISIBLE 0x8",
            after="#define POINT_VISIBLE (1 << 3)",
        ),
        Example(
            title="what is computed from it is the same finding",
            before="""
                #define POINT_SHIFT 4
                #define POINT_UNIT (1 << POINT_SHIFT)
            """,
            after="""
                #define POINT_SHIFT 5 // expect: macro-value-changed
                #define POINT_UNIT (1 << POINT_SHIFT)
            """,
        ),
    ),
)
