"""A function-like macro takes another number of parameters.

Why it breaks: source that calls it with the old number stops compiling.
What to do: give the new form a new name.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_fact
from uapicheck.model.change import FunctionMacroParametersChanged
from uapicheck.model.report import Severity


def check(change: FunctionMacroParametersChanged) -> Verdict:
    old, new = len(change.old.params or ()), len(change.new.params or ())
    message = f"macro {change.old.name}() takes {new} parameter{'' if new == 1 else 's'} instead of {old}"
    if old == new:
        message = f"macro {change.old.name}() differs in whether it takes variable arguments"
    return Verdict(
        where=on_new(change.new.where),
        message=message,
        old=spelled_fact(change.old),
        new=spelled_fact(change.new),
    )


RULE = Rule(
    watches=FunctionMacroParametersChanged,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a parameter is added",
            before="#define POINT_AT(x, y) (((x) << 16) | (y))",
            after="""
                #define POINT_AT(x, y, z) (((x) << 16) | ((y) << 8) | (z)) // expect: function-macro-parameters-changed
            """,
        ),
    ),
)
