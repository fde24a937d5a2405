"""One cause, one finding: what follows from a change hangs beneath it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from uapicheck.engine.rule import Rule, Verdict
from uapicheck.frozen import frozen
from uapicheck.model.change import Change
from uapicheck.model.place import Location
from uapicheck.model.report import Severity
from uapicheck.model.subject import Cause

Rules = Mapping[str, Rule[Any]]


@frozen(kw_only=True)
class Opinion:
    """What one rule says of one change."""

    rule: str
    symbol: str
    severity: Severity
    verdict: Verdict
    change: Change

    @property
    def where(self) -> Location:
        """Where it points."""
        return self.verdict.where


@frozen(kw_only=True)
class Folded:
    """A root with all that follows from it, on one target."""

    root: Opinion
    also: tuple[Opinion, ...]


Name: TypeAlias = tuple[str, str, str]
"""What tells a change from the others of its comparison: class, header and symbol. A tuple, because each is looked up
many times, and a value of our own takes ten times as long to hash."""


def opinions(changes: Iterable[Change], rules: Rules) -> dict[Name, list[Opinion]]:
    """Return what the rules say of each change, most severe first."""
    watching: dict[type, list[tuple[str, Rule[Any]]]] = {}
    for name, rule in sorted(rules.items()):
        watching.setdefault(rule.watches, []).append((name, rule))
    found: dict[Name, list[Opinion]] = {}
    for change in changes:
        said = found.setdefault(_own(change), [])
        count = len(said)
        for name, rule in watching.get(type(change), ()):
            if (verdict := rule.check(change)) is not None:
                severity = rule.severity if verdict.severity is None else verdict.severity
                symbol = change.subject.symbol
                said.append(Opinion(rule=name, symbol=symbol, severity=severity, verdict=verdict, change=change))
        if len(said) > max(count, 1):
            said.sort(key=lambda opinion: (-opinion.severity, opinion.rule))
    return found


def fold(changes: Sequence[Change], rules: Rules) -> tuple[Folded, ...]:
    """Judge `changes` of one target and hang each opinion beneath its root cause.

    The root is the farthest cause that a rule has something to say of, so nothing is lost where a cause is no finding
    by itself, and a cause that is not among the changes counts as none.
    """
    said = opinions(changes, rules)
    causes = {_own(change): None if change.cause is None else _name(change.cause) for change in changes}
    roots: dict[Name, Name] = {}
    for own, opinion in said.items():
        if opinion:
            roots[own] = _root(own, causes, said)
    beneath: dict[Name, list[Opinion]] = {root: [] for own, root in roots.items() if own == root}
    for own, root in roots.items():
        first, *more = said[own]
        beneath[root].extend([first, *more] if own != root else more)
    return tuple(Folded(root=said[root][0], also=tuple(also)) for root, also in beneath.items())


def _own(change: Change) -> Name:
    """Return what other changes call `change`."""
    return type(change).__name__, change.subject.header, change.subject.symbol


def _name(cause: Cause) -> Name:
    return cause.change, cause.subject.header, cause.subject.symbol


def _root(own: Name, causes: Mapping[Name, Name | None], said: Mapping[Name, list[Opinion]]) -> Name:
    at = causes[own]
    if at is None:
        return own
    root, seen = own, {own}
    while at is not None and at in causes and at not in seen:
        seen.add(at)
        if said[at]:
            root = at
        at = causes[at]
    if at is not None and at in seen:  # two definitions that use each other: one of them stands for both
        return min(cause for cause in seen if said[cause])
    return root
