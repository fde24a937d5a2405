"""An enumerator is gone.

Why it breaks: source that names it stops compiling. Enumerators behind it that
have no number of their own move up, and old binaries then mean another thing.
What to do: keep it as a placeholder, so that its number is never handed out
again by accident.
"""

from uapicheck.engine import Example, Rule, Verdict, on_old, spelled_fact
from uapicheck.model.change import EnumeratorRemoved
from uapicheck.model.report import Severity


def check(change: EnumeratorRemoved) -> Verdict | None:
    gone = change.enumerator
    return Verdict(where=on_old(gone.where), message=f"enumerator {gone.name} is gone", old=spelled_fact(gone))


RULE = Rule(
    watches=EnumeratorRemoved,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="the last member of an enum is dropped",
            before="""
                enum shape {
                    SHAPE_LINE,
                    SHAPE_BOX, // expect: enumerator-removed
                };
            """,
            after="""
                enum shape {
                    SHAPE_LINE,
                };
            """,
        ),
        Example(
            title="those behind a dropped one move up with it",
            before="""
                enum shape {
                    SHAPE_LINE,
                    SHAPE_BOX, // expect: enumerator-removed
                    SHAPE_DISC,
                };
            """,
            after="""
                enum shape {
                    SHAPE_LINE,
                    SHAPE_DISC,
                };
            """,
        ),
    ),
)
