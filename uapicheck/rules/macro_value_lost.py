"""A macro no longer evaluates to a number on this target.

Why it breaks: what its body needs is not there any more, so every use of the
macro is a compile error, though `#ifdef` still finds it.
What to do: define what it needs in an exported header, or include the header
that does. `BIT()`, `GENMASK()` and `PAGE_SIZE` are not exported.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_fact
from uapicheck.model.change import MacroValueLost
from uapicheck.model.report import Severity


def check(change: MacroValueLost) -> Verdict:
    old, why = change.old, change.new.why
    reason = f": {why}" if why else ""
    return Verdict(
        where=on_new(change.new.where),
        message=f"macro {old.name} no longer has a value{reason}",
        old=spelled_fact(old),
        new=spelled_fact(change.new),
    )


RULE = Rule(
    watches=MacroValueLost,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a kernel-private macro gets into the body",
            before="#define POINT_VISIBLE (1 << 3)",
            after="#define POINT_VISIBLE BIT(3) // expect: macro-value-lost",
        ),
        Example(
            title="it becomes usable",
            before="#define POINT_VISIBLE BIT(3)",
            after="#define POINT_VISIBLE (1 << 3)",
        ),
    ),
)
