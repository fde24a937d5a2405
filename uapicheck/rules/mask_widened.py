"""A constant that collects all flags gained flags.

Why it breaks: it does not where they are new. A program with the old value knows
the old flags. A flag that was there before joins them where the kernel now takes
it, or forgot to list it, or treats it otherwise: that needs a reviewer.
What to do: nothing; programs that reject what is outside the mask need the new
header to use the new flags.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.change import MaskWidened
from uapicheck.model.report import Severity


def check(change: MaskWidened) -> Verdict:
    old, new = spelled_value(change.old), spelled_value(change.new)
    by = ", ".join(f"{flag} (not new)" if flag in change.known else flag for flag in change.flags)
    return Verdict(
        where=on_new(change.new.where),
        message=f"{change.old.name} grows from {old} to {new} by {by}",
        old=old,
        new=new,
        severity=Severity.REVIEW if change.known else None,
    )


RULE = Rule(
    watches=MaskWidened,
    check=check,
    severity=Severity.NOTE,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a new flag joins the valid ones",
            before="""
                #define POINT_BOLD 0x1
                #define POINT_VALID_FLAGS (POINT_BOLD)
            """,
            after="""
                #define POINT_BOLD 0x1
                #define POINT_THIN 0x2
                #define POINT_VALID_FLAGS (POINT_BOLD | POINT_THIN) // expect: mask-widened
            """,
        ),
        Example(
            title="a flag joins them that was there before, for review",
            before="""
                #define POINT_BOLD 0x1
                #define POINT_THIN 0x2
                #define POINT_VALID_FLAGS (POINT_BOLD)
            """,
            after="""
                #define POINT_BOLD 0x1
                #define POINT_THIN 0x2
                #define POINT_VALID_FLAGS (POINT_BOLD | POINT_THIN) // expect: mask-widened
            """,
        ),
    ),
)
