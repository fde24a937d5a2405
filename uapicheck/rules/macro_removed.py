"""A macro that user space can name is gone.

Why it breaks: source that uses the macro stops compiling, and code behind
`#ifdef` of its name silently takes the other branch.
What to do: keep the macro. One that is obsolete may stay with a comment that
says so; to rename it, define the old name as the new one.
"""

from uapicheck.engine import Example, Rule, Verdict, on_old, spelled_fact
from uapicheck.model.change import MacroRemoved
from uapicheck.model.report import Severity


def check(change: MacroRemoved) -> Verdict | None:
    gone = change.macro
    if gone.name.startswith("__IGNORE_"):
        return None  # scripts/checksyscalls.sh asks for it, no program does
    return Verdict(where=on_old(gone.where), message=f"macro {gone.name} is gone", old=spelled_fact(gone))


RULE = Rule(
    watches=MacroRemoved,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a flag is dropped",
            before="""
                #define POINT_VISIBLE 0x1
                #define POINT_DASHED 0x2 // expect: macro-removed
            """,
            after="#define POINT_VISIBLE 0x1",
        ),
        Example(
            title="the old name stays as an alias",
            before="#define POINT_VISIBLE 0x1",
            after="""
                #define POINT_SHOWN 0x1
                #define POINT_VISIBLE POINT_SHOWN
            """,
        ),
        Example(
            title="a function-like macro is dropped",
            before="#define POINT_X(p) ((p) & 0xffff) // expect: macro-removed",
            after="#define POINT_BITS 16",
        ),
    ),
)
