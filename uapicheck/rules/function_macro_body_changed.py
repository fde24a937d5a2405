"""A function-like macro expands to something else.

Why it breaks: perhaps not at all. Whether both bodies do the same for every
argument cannot be told from the header alone.
What to do: say in the patch that they do, or give the new body a new name.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_fact
from uapicheck.model.change import FunctionMacroBodyChanged
from uapicheck.model.report import Severity


def check(change: FunctionMacroBodyChanged) -> Verdict:
    return Verdict(
        where=on_new(change.new.where),
        message=f"macro {change.old.name}() expands to something else",
        old=spelled_fact(change.old),
        new=spelled_fact(change.new),
    )


RULE = Rule(
    watches=FunctionMacroBodyChanged,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a shift is changed",
            before="#define POINT_AT(x, y) (((x) << 16) | (y))",
            after="#define POINT_AT(x, y) (((x) << 8) | (y)) // expect: function-macro-body-changed",
        ),
        Example(
            title="only the parameters are called differently",
            before="#define POINT_AT(x, y) (((x) << 16) | (y))",
            after="#define POINT_AT(a, b) (((a) << 16) | (b))",
        ),
    ),
)
