"""The examples of the rules, compared as a user compares headers, with witnesses."""

from collections.abc import Mapping
from typing import get_args

from tests.rules import compared as texts
from uapicheck.engine import Example
from uapicheck.model.change import SpaceChange
from uapicheck.model.report import Report, Severity
from uapicheck.model.targets import TARGETS
from uapicheck.pipeline.check import compared
from uapicheck.pipeline.scope import Scope
from uapicheck.pipeline.side import Headers
from uapicheck.rules import catalogue

WITHOUT: Mapping[type, str] = dict.fromkeys(
    get_args(SpaceChange),
    "a number is new: nothing that compiled before names it, and the harm is done when ids are put together",
)
"""Changes whose breaks may have no witness, each with the reason."""


def witnessed(before: str, after: str, *, target: str = "x86_64", trial: bool = False) -> Report:
    """Return what the strictest profile says of two texts, with witnesses, which a compiler tries where asked to."""
    arch = TARGETS[target].arch
    old, new = (Headers(tree=texts._tree(text, label, arch)) for text, label in ((before, "before"), (after, "after")))
    return compared(old, new, Scope(targets=(target,), witness=True, trial=trial, profile="strict"))


def example_witnessed(example: Example, *, trial: bool = False) -> Report:
    """Return the same of a rule's example."""
    return witnessed(example.before, example.after, trial=trial)


def unexplained(report: Report) -> list[str]:
    """Return the breaks that have neither a witness nor a reason to have none."""
    rules = catalogue()
    breaks = [f for f in report.findings if f.severity is Severity.BREAK and f.witness is None]
    return [f"{f.rule} {f.symbol}" for f in breaks if rules[f.rule].watches not in WITHOUT]
