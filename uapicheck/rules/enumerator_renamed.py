"""An enumerator has a new name, and the old one is gone.

Why it breaks: source that uses the old name stops compiling.
What to do: add the old name to the enum with the same value, or as a macro.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new
from uapicheck.model.change import EnumeratorRenamed
from uapicheck.model.report import Severity


def check(change: EnumeratorRenamed) -> Verdict | None:
    old, new = change.old, change.new
    return Verdict(
        where=on_new(new.where),
        message=f"enumerator {old.name} is now called {new.name}, and the old name is gone",
        old=old.name,
        new=new.name,
    )


RULE = Rule(
    watches=EnumeratorRenamed,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="an enumerator gets a better name",
            before="""
                enum shape { SHAPE_LINE,
                    SHAPE_SQARE,
                    SHAPE_DISC };
            """,
            after="""
                enum shape { SHAPE_LINE,
                    SHAPE_SQUARE, // expect: enumerator-renamed
                    SHAPE_DISC };
            """,
        ),
        Example(
            title="the old name stays as a macro",
            before="enum shape { SHAPE_LINE, SHAPE_SQARE };",
            after="""
                enum shape { SHAPE_LINE, SHAPE_SQUARE };
                #define SHAPE_SQARE SHAPE_SQUARE
            """,
        ),
    ),
)
