"""The configs of an example: what they make of its findings."""

from datetime import date

from uapicheck.engine.judge import Judgement
from uapicheck.engine.waivers import Coverage, settled, with_remark
from uapicheck.frozen import replaced
from uapicheck.model.tree import HeaderTree
from uapicheck.pipeline.judging import terms
from uapicheck.pipeline.scope import Scope
from uapicheck.pipeline.side import Headers
from uapicheck.rules import catalogue

TODAY = date(2020, 1, 2)


def policed(judgement: Judgement, old: HeaderTree, new: HeaderTree, targets: tuple[str, ...]) -> Judgement:
    """Return a judgement without what the waivers of the old side accept, with what is said of the configs."""
    by = terms(Headers(tree=old), Headers(tree=new), Scope())
    differs = bool(judgement.findings or judgement.additions)
    seen = Coverage(targets=targets, whole=True, headers=frozenset(), doubtful=frozenset(), differs=differs)
    found = list(judgement.findings)
    if by.policy is not None:
        found = settled(found, by.policy, seen, rules=catalogue(), today=TODAY)
    if by.changed is not None:
        found = with_remark(found, by.changed, rules=catalogue(), targets=targets)
    return replaced(judgement, findings=tuple(each for each in found if each.waived is None))
