"""`snapshot`: what the headers of one source define."""

from collections.abc import Iterable, Sequence
from functools import partial

from uapicheck.extract.snapshot import Extractor
from uapicheck.frozen import replaced
from uapicheck.model.facts import Snapshot
from uapicheck.model.targets import TARGETS
from uapicheck.pipeline.progress import steps
from uapicheck.pipeline.scope import Scope, compared_headers, compared_targets
from uapicheck.pipeline.side import Side, side
from uapicheck.pipeline.workers import in_order
from uapicheck.sources.source import Source


def snapshots(source: str | Source, scope: Scope) -> tuple[Snapshot, ...]:
    """Return a snapshot for each target; raise `UapiCheckError` where there is nothing to take one of."""
    of = side(source, repository=scope.repository)
    possible = compared_targets(scope.targets, (of,))
    headers = compared_headers(scope, (of,), possible)
    names = tuple(t.name for t in possible if not of.exported(t).isdisjoint(headers))
    work = partial(_each_target, of, headers)
    taken = in_order(work, names, jobs=scope.jobs, cost=len(headers), through=steps(scope.progress, "targets", names))
    # What was left out on purpose is no news when the snapshot is compared.
    return tuple(
        replaced(
            each,
            asked_headers=scope.headers or each.asked_headers,
            asked_targets=scope.targets or each.asked_targets,
        )
        for each in taken
    )


def _each_target(of: Side, headers: Sequence[str], names: Iterable[str]) -> list[Snapshot]:
    extractor = Extractor()
    return [of.snapshot(TARGETS[name], headers, extractor) for name in names]
