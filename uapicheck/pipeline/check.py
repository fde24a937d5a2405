"""`check`: compare two sides over all targets."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from uapicheck.diff.changes import comparison
from uapicheck.extract.snapshot import Extractor
from uapicheck.frozen import frozen
from uapicheck.model.comparison import Comparison
from uapicheck.model.facts import Gap, Snapshot
from uapicheck.model.place import Side as Which
from uapicheck.model.report import Missing, Report
from uapicheck.model.targets import TARGETS
from uapicheck.pipeline.scope import Scope, compared_headers, compared_targets
from uapicheck.pipeline.side import Side, named_alike, side
from uapicheck.pipeline.workers import in_order
from uapicheck.sources.source import Source

if TYPE_CHECKING:
    from uapicheck.engine.fold import Rules
    from uapicheck.engine.judge import Judgement


@frozen(kw_only=True)
class _OneTarget:
    """What is found out about one target."""

    comparison: Comparison
    gaps: tuple[tuple[Which, Gap], ...]
    headers: frozenset[str]
    not_exported: frozenset[str]


def check(old: str | Source, new: str | Source, scope: Scope) -> Report:
    """Return what changed from `old` to `new`; raise `UapiCheckError` where that cannot be told at all."""
    before, after = side(old, repository=scope.repository), side(new, repository=scope.repository)
    return compared(*named_alike(before, after), scope)


def compared(before: Side, after: Side, scope: Scope) -> Report:
    """Return what changed between two sides."""
    sides = (before, after)
    possible = compared_targets(scope.targets, sides)
    exported = {t.name: before.exported(t) | after.exported(t) for t in possible}
    headers = compared_headers(scope, sides, possible)
    names = tuple(t.name for t in possible if not exported[t.name].isdisjoint(headers))
    work = partial(_each_target, before, after, headers)
    found = in_order(work, names, jobs=scope.jobs, cost=len(headers), meanwhile=_judge)
    judge, rules = _judge()
    judgement = judge([each.comparison for each in found], rules)
    return Report(
        old=before.provenance,
        new=after.provenance,
        targets=names,
        headers=len(frozenset().union(*(each.headers for each in found))),
        findings=judgement.findings,
        gaps=(*_merged(found, names), *judgement.missing),
        additions=judgement.additions,
        spaces=judgement.spaces,
        not_exported=_not_exported(headers, found, names),
    )


def _judge() -> "tuple[Callable[[Sequence[Comparison], Rules], Judgement], Rules]":
    """Return what judges, and the rules to judge by: imported while the other processes are still at work."""
    from uapicheck.engine.judge import judge  # noqa: PLC0415 - see above
    from uapicheck.rules import catalogue  # noqa: PLC0415 - the same

    return judge, catalogue()


def _each_target(before: Side, after: Side, headers: Sequence[str], names: Sequence[str]) -> list[_OneTarget]:
    extractor = Extractor()
    found = []
    for target in (TARGETS[name] for name in names):
        old, new = before.snapshot(target, headers, extractor), after.snapshot(target, headers, extractor)
        found.append(
            _OneTarget(
                comparison=comparison(old, new, arch=target.arch),
                gaps=(*_gaps(Which.OLD, old), *_gaps(Which.NEW, new)),
                headers=frozenset(old.headers) | frozenset(new.headers),
                not_exported=frozenset(old.not_exported) & frozenset(new.not_exported),
            )
        )
    return found


def _gaps(which: Which, snapshot: Snapshot) -> Iterable[tuple[Which, Gap]]:
    return ((which, gap) for gap in snapshot.gaps)


def _merged(found: Sequence[_OneTarget], names: Sequence[str]) -> tuple[Missing, ...]:
    """Return each gap once, with the targets that have it."""
    targets: dict[tuple[Which, Gap], list[str]] = {}
    for name, each in zip(names, found, strict=True):
        for gap in each.gaps:
            targets.setdefault(gap, []).append(name)
    ordered = sorted(targets.items(), key=lambda item: (item[0][0] != Which.OLD, item[0][1].where, item[0][1].what))
    return tuple(Missing(side=which, gap=gap, targets=tuple(of)) for (which, gap), of in ordered)


def _not_exported(
    headers: Sequence[str], found: Sequence[_OneTarget], names: Sequence[str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    absent = {h: tuple(n for n, each in zip(names, found, strict=True) if h in each.not_exported) for h in headers}
    return tuple((header, of) for header, of in absent.items() if of)
