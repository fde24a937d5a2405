"""An enumerator has another number.

Why it breaks: programs have the old number compiled in. To the kernel it now
means another member of the enum, or none.
What to do: give back the old number; add new members at the end.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.change import EnumeratorRenumbered
from uapicheck.model.report import Severity


def check(change: EnumeratorRenumbered) -> Verdict:
    old, new = spelled_value(change.old), spelled_value(change.new)
    return Verdict(
        where=on_new(change.new.where),
        message=f"enumerator {change.old.name} changes from {old} to {new}",
        old=old,
        new=new,
    )


RULE = Rule(
    watches=EnumeratorRenumbered,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="an enumerator gets another number",
            before="""
                enum shape { SHAPE_LINE = 1,
                    SHAPE_BOX = 2 };
            """,
            after="""
                enum shape { SHAPE_LINE = 1,
                    SHAPE_BOX = 4 }; // expect: enumerator-renumbered
            """,
        ),
        Example(
            title="two enumerators change places",
            before="""
                enum shape {
                    SHAPE_LINE,
                    SHAPE_BOX,
                    SHAPE_DISC,
                };
            """,
            after="""
                enum shape {
                    SHAPE_LINE,
                    SHAPE_DISC, // expect: enumerator-renumbered
                    SHAPE_BOX,
                };
            """,
        ),
    ),
)
