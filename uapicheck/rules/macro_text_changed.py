"""A macro that is no number has another body.

Why it breaks: perhaps not at all. A string, a type or a piece of code in a
macro cannot be evaluated from the header alone, and programs have the old text
compiled in.
What to do: read both bodies and say in the patch why programs built with the
old one go on working.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_fact
from uapicheck.model.change import MacroTextChanged
from uapicheck.model.report import Severity


def check(change: MacroTextChanged) -> Verdict:
    return Verdict(
        where=on_new(change.new.where),
        message=f"macro {change.old.name} has another body",
        old=spelled_fact(change.old),
        new=spelled_fact(change.new),
    )


RULE = Rule(
    watches=MacroTextChanged,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a string is rewritten",
            before='#define POINT_DEVICE "/dev/point"',
            after='#define POINT_DEVICE "/dev/points" // expect: macro-text-changed',
        ),
    ),
)
