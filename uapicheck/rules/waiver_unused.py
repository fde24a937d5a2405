"""A waiver accepts nothing that the comparison found.

Why it breaks: it does not. A waiver whose change has long been merged, or whose
symbol is misspelt, waits for a finding that nobody meant to accept.
What to do: correct rule and symbol as the report prints them, or drop the
waiver once the change that it was for is in both sides.

Known exceptions: a run that leaves out headers or targets, that could not read
what the waiver speaks of, or whose sides do not differ calls none unused.
"""

from uapicheck.engine import Example, Rule, Verdict, on_old
from uapicheck.model.change import WaiverUnused
from uapicheck.model.report import Severity


def check(change: WaiverUnused) -> Verdict:
    message = f"{change.subject.symbol} accepts nothing that this comparison found"
    if change.root:
        message += f": it follows from {change.root}, which is what a waiver has to name"
    return Verdict(where=on_old(change.where), message=message)


RULE = Rule(
    watches=WaiverUnused,
    check=check,
    severity=Severity.NOTE,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a waiver for a change that is not there",
            before="""
                #define POINT_UNIT 1
                #define POINT_LIMIT 16
                // header: .uapicheck.toml
                [[waiver]] # // expect: waiver-unused
                rule = "macro-removed"
                symbol = "POINT_LIMIT"
                reason = "no program names it"
            """,
            after="""
                #define POINT_UNIT 1
                #define POINT_LIMIT 16
                #define POINT_DEPTH 3
                // header: .uapicheck.toml
                [[waiver]]
                rule = "macro-removed"
                symbol = "POINT_LIMIT"
                reason = "no program names it"
            """,
        ),
        Example(
            title="a waiver that accepts a finding",
            before="""
                #define POINT_UNIT 1
                #define POINT_LIMIT 16
                // header: .uapicheck.toml
                [[waiver]]
                rule = "macro-removed"
                symbol = "POINT_LIMIT"
                reason = "no program names it"
            """,
            after="""
                #define POINT_UNIT 1
                // header: .uapicheck.toml
                [[waiver]]
                rule = "macro-removed"
                symbol = "POINT_LIMIT"
                reason = "no program names it"
            """,
        ),
    ),
)
