"""The catalogue of rules: what `rules` lists and `explain` shows."""

from pathlib import Path

from uapicheck.engine.policy import running
from uapicheck.errors import UsageError
from uapicheck.model.policy import Policy
from uapicheck.model.profile import Profile
from uapicheck.pipeline.judging import policy_of
from uapicheck.pipeline.scope import Scope
from uapicheck.render.rule_list import ListedRule, RuleList
from uapicheck.render.rule_page import RulePage
from uapicheck.rules import catalogue


def listing(config: Path | None, profile: str) -> RuleList:
    """Return all rules, and whether a config and a profile run them; without either all are listed as they are.

    Raises `ConfigError` where the config is malformed.
    """
    rules = catalogue()
    policy = policy_of(Scope(config=config, profile=profile))
    if policy is None:
        listed = (ListedRule(name=name, rule=rule, severity=rule.severity) for name, rule in rules.items())
        return RuleList(rules=tuple(listed))
    run = running(rules, policy)
    return RuleList(
        rules=tuple(
            ListedRule(
                name=name,
                rule=rule,
                severity=run[name].severity if name in run else rule.severity,
                silent=_silent(name, rule.profile, policy) if name not in run else "",
            )
            for name, rule in rules.items()
        ),
        config=policy.where,
        profile=policy.profile.name.lower(),
    )


def _silent(name: str, profile: Profile, policy: Policy) -> str:
    return "ignored" if name in policy.ignore else f"profile {profile.name.lower()}"


def page(name: str) -> RulePage:
    """Return a rule's page; raise `UsageError` for a name that is none."""
    rules = catalogue()
    if name in rules:
        return RulePage(name=name, rule=rules[name])
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

    near = get_close_matches(name.lower().replace("_", "-"), rules, n=1)
    advice = f"did you mean {near[0]}?" if near else "`uapicheck rules` lists them"
    raise UsageError(f"unknown rule {name!r}", advice=advice)
