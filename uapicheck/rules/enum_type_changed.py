"""The integer type behind an enum differs.

Why it breaks: an enumerator that does not fit the old type makes every object
of the enum, and every struct that holds one, larger.
What to do: keep enumerators within int, and use fixed-width integers in structs.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new
from uapicheck.model.change import EnumTypeChanged
from uapicheck.model.report import Severity


def check(change: EnumTypeChanged) -> Verdict:
    old, new = change.old, change.new
    return Verdict(
        where=on_new(new.where),
        message=f"{old.name} is held in {new.type} instead of {old.type}",
        old=old.type,
        new=new.type,
        severity=Severity.NOTE if change.same_size else None,
    )


RULE = Rule(
    watches=EnumTypeChanged,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a 64-bit enumerator is added",
            before="enum shape { SHAPE_LINE, SHAPE_BOX };",
            after="""
                enum shape { SHAPE_LINE, SHAPE_BOX, SHAPE_HUGE = 0x100000000ULL }; // expect: enum-type-changed
            """,
        ),
    ),
)
