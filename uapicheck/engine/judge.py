"""From the changes of all targets to findings, additions, unknowns and touched spaces."""

from collections.abc import Sequence

from uapicheck.engine.additions import additions
from uapicheck.engine.fold import Rules, fold
from uapicheck.engine.headroom import touched
from uapicheck.engine.merge import OnTarget, findings
from uapicheck.frozen import frozen
from uapicheck.model.change import FactHidden
from uapicheck.model.comparison import Comparison
from uapicheck.model.facts import Gap
from uapicheck.model.place import Side
from uapicheck.model.report import Addition, Finding, Missing, SpaceSummary


@frozen(kw_only=True)
class Judgement:
    """All that the engine says of a comparison."""

    findings: tuple[Finding, ...]
    additions: tuple[Addition, ...]
    missing: tuple[Missing, ...]
    """Things that only the old side has, where the new side could not be read: unknown, so no findings."""
    spaces: tuple[SpaceSummary, ...]


def judge(comparisons: Sequence[Comparison], rules: Rules) -> Judgement:
    """Judge the comparisons of all targets by all rules."""
    found = [
        OnTarget(target=c.target, arch=c.arch, folded=fold(c.changes, rules), shown_by=c.shown_by) for c in comparisons
    ]
    return Judgement(
        findings=findings(found),
        additions=additions(comparisons),
        missing=_missing(comparisons),
        spaces=touched(comparisons),
    )


def _missing(comparisons: Sequence[Comparison]) -> tuple[Missing, ...]:
    gaps: dict[Gap, list[str]] = {}
    for comparison in comparisons:
        for change in comparison.changes:
            if isinstance(change, FactHidden):
                why = f"the new side may hide it: could not read {change.gap}"
                gap = Gap(where=change.fact.where, what=change.subject.symbol, why=why)
                gaps.setdefault(gap, []).append(comparison.target)
    return tuple(
        Missing(side=Side.OLD, gap=gap, targets=tuple(targets))
        for gap, targets in sorted(gaps.items(), key=lambda item: (item[0].where, item[0].what))
    )
