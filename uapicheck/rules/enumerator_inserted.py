"""An enumerator was inserted and renumbers those behind it.

Why it breaks: the enumerators behind it have no number of their own, so each
moves by one, and programs that have the old numbers compiled in now mean their
neighbours.
What to do: add it at the end, before a `*_MAX` if there is one.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.change import EnumeratorInserted
from uapicheck.model.report import Severity


def check(change: EnumeratorInserted) -> Verdict:
    new = change.enumerator
    return Verdict(
        where=on_new(new.where),
        message=f"enumerator {new.name} is inserted and renumbers those behind it",
        new=f"{new.name} = {spelled_value(new)}",
    )


RULE = Rule(
    watches=EnumeratorInserted,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a member is put where it sorts best",
            before="""
                enum shape {
                    SHAPE_BOX,
                    SHAPE_LINE,
                    SHAPE_MAX
                };
            """,
            after="""
                enum shape {
                    SHAPE_BOX,
                    SHAPE_DISC, // expect: enumerator-inserted
                    SHAPE_LINE,
                    SHAPE_MAX
                };
            """,
        ),
        Example(
            title="a member is added at the end",
            before="enum shape { SHAPE_BOX, SHAPE_LINE };",
            after="enum shape { SHAPE_BOX, SHAPE_LINE, SHAPE_DISC };",
        ),
    ),
)
