"""A definition stands in another header.

Why it breaks: it does not. Every header that showed it still does, because it
includes the new place.
What to do: nothing; keep the include as long as the old header exists.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new
from uapicheck.model.change import FactMoved
from uapicheck.model.report import Severity


def check(change: FactMoved) -> Verdict:
    old, new = change.old, change.new
    return Verdict(
        where=on_new(new.where),
        message=f"{old.name} moves from {old.where.header} to {new.where.header}, which is included there",
        old=old.where.header,
        new=new.where.header,
    )


RULE = Rule(
    watches=FactMoved,
    check=check,
    severity=Severity.NOTE,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a macro moves into an included header",
            before="""
                #include <linux/shape.h>
                #define POINT_LIMIT 16
                // header: linux/shape.h
                #define SHAPE_LIMIT 4
            """,
            after="""
                #include <linux/shape.h>
                // header: linux/shape.h
                #define SHAPE_LIMIT 4
                #define POINT_LIMIT 16 // expect: definition-moved
            """,
        ),
    ),
)
