"""Which rules run under a policy, and how severe they are there."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from uapicheck.engine.fold import Rules
from uapicheck.engine.rule import Rule, Verdict
from uapicheck.frozen import replaced
from uapicheck.model.profile import Profile
from uapicheck.model.report import Severity

if TYPE_CHECKING:  # most runs have no policy of their own, and dates cost start-up time
    from uapicheck.model.policy import Policy


def running(rules: Rules, policy: "Policy | None" = None) -> Rules:
    """Return the rules that run, with the severities that `policy` gives them.

    Without a policy they are those of the default profile. A severity that the policy names counts for everything that
    the rule finds.
    """
    if policy is None:
        return {name: rule for name, rule in rules.items() if rule.profile <= Profile.UAPI}
    return {
        name: severe(rule, policy.severity[name]) if name in policy.severity else rule
        for name, rule in rules.items()
        if name not in policy.ignore and (rule.profile <= policy.profile or name in policy.select)
    }


def severe(rule: Rule[Any], severity: Severity) -> Rule[Any]:
    """Return a rule all of whose verdicts are of `severity`."""
    return replaced(rule, severity=severity, check=_plain(rule.check))


def _plain(check: Callable[[Any], Verdict | None]) -> Callable[[Any], Verdict | None]:
    def judged(change: Any) -> Verdict | None:  # noqa: ANN401 - the rule says what it watches
        verdict = check(change)
        return verdict if verdict is None or verdict.severity is None else replaced(verdict, severity=None)

    return judged
