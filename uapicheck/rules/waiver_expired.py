"""The last day of a waiver is over.

Why it breaks: it does not; what the waiver accepted counts again.
What to do: mend what was to be mended by that day, or agree on another day and
say so in the reason.
"""

from uapicheck.engine import Example, Rule, Verdict, on_old
from uapicheck.model.change import WaiverExpired
from uapicheck.model.report import Severity


def check(change: WaiverExpired) -> Verdict:
    now = "what it accepted counts again" if change.wanted else "nothing here needs it"
    return Verdict(where=on_old(change.where), message=f"{change.subject.symbol} was good until {change.until}; {now}")


RULE = Rule(
    watches=WaiverExpired,
    check=check,
    severity=Severity.NOTE,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a waiver that ended before the change came",
            before="""
                #define POINT_UNIT 1
                #define POINT_LIMIT 16 // expect: macro-removed
                // header: .uapicheck.toml
                [[waiver]] # // expect: waiver-expired
                rule = "macro-removed"
                symbol = "POINT_LIMIT"
                reason = "gone by the end of 2019"
                until = 2019-12-31
            """,
            after="""
                #define POINT_UNIT 1
                // header: .uapicheck.toml
                [[waiver]]
                rule = "macro-removed"
                symbol = "POINT_LIMIT"
                reason = "gone by the end of 2019"
                until = 2019-12-31
            """,
        ),
        Example(
            title="a waiver that still holds",
            before="""
                #define POINT_UNIT 1
                #define POINT_LIMIT 16
                // header: .uapicheck.toml
                [[waiver]]
                rule = "macro-removed"
                symbol = "POINT_LIMIT"
                reason = "gone by the end of the century"
                until = 2099-12-31
            """,
            after="""
                #define POINT_UNIT 1
                // header: .uapicheck.toml
                [[waiver]]
                rule = "macro-removed"
                symbol = "POINT_LIMIT"
                reason = "gone by the end of the century"
                until = 2099-12-31
            """,
        ),
    ),
)
