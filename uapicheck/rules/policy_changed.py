"""The new side has another config than the old one.

Why it breaks: it does not. The config of the old side counts, so that no patch
waives what it breaks itself.
What to do: read what the patch accepts from now on. To judge by the new config
already, name it with `--config`.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, on_old
from uapicheck.model.change import PolicyChanged
from uapicheck.model.report import Severity


def check(change: PolicyChanged) -> Verdict:
    name = change.subject.symbol
    if change.removed:
        return Verdict(where=on_old(change.where), message=f"{name} is gone; the old side's counted here")
    what = f"{name} is new; it does not count here" if change.added else f"{name} differs; the old side's counts here"
    if change.problem:
        message = f"{what}; the new one cannot be used: {change.problem}"
        return Verdict(where=on_new(change.where), message=message, severity=Severity.REVIEW)
    return Verdict(where=on_new(change.where), message=what)


RULE = Rule(
    watches=PolicyChanged,
    check=check,
    severity=Severity.NOTE,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a change that would waive itself",
            before="""
                #define POINT_UNIT 1
                #define POINT_LIMIT 16 // expect: macro-removed
            """,
            after="""
                #define POINT_UNIT 1
                // header: .uapicheck.toml
                [[waiver]] # // expect: policy-changed
                rule = "macro-removed"
                symbol = "POINT_LIMIT"
                reason = "because"
            """,
        ),
    ),
)
