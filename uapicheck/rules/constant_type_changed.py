"""A constant keeps its value and has another C type.

Why it breaks: seldom. Width and sign of a constant decide how an expression
with it is computed: `~FLAG` or `FLAG << 40` may differ, and so may the format
that printf wants.
What to do: keep the suffix, unless the old type was the mistake.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.change import ConstantTypeChanged
from uapicheck.model.report import Severity


def check(change: ConstantTypeChanged) -> Verdict:
    old, new = change.old, change.new
    return Verdict(
        where=on_new(new.where),
        message=f"{old.name} is {new.type} instead of {old.type}, with the same value",
        old=f"{spelled_value(old)}, {old.type}",
        new=f"{spelled_value(new)}, {new.type}",
        severity=Severity.NOTE if change.same_representation else None,
    )


RULE = Rule(
    watches=ConstantTypeChanged,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a suffix is added",
            before="#define POINT_VISIBLE 0x1",
            after="#define POINT_VISIBLE 0x1ULL // expect: constant-type-changed",
        ),
    ),
)
