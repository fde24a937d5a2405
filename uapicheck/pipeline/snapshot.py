"""`snapshot`: what the headers of one source define."""

from collections.abc import Sequence
from functools import partial

from uapicheck.errors import UsageError
from uapicheck.extract.snapshot import Extractor
from uapicheck.model.facts import Snapshot
from uapicheck.model.targets import TARGETS
from uapicheck.pipeline.scope import Scope, chosen_headers, chosen_targets
from uapicheck.pipeline.side import Side, side
from uapicheck.pipeline.workers import in_order


def snapshots(source: str, scope: Scope) -> tuple[Snapshot, ...]:
    """Return a snapshot for each target; raise `UapiCheckError` where there is nothing to take one of."""
    of = side(source, repository=scope.repository)
    possible = chosen_targets(scope.targets, of.arches)
    exported = {t.name: of.exported(t) for t in possible}
    headers = chosen_headers(scope.headers, (h for each in exported.values() for h in each))
    names = tuple(t.name for t in possible if not exported[t.name].isdisjoint(headers))
    if not names:
        asked = ", ".join(scope.targets) or "any target"
        raise UsageError(f"it exports no header for {asked}", where=of.provenance.label, advice="--target names others")
    work = partial(_each_target, of, headers)
    return tuple(in_order(work, names, jobs=scope.jobs, cost=len(headers)))


def _each_target(of: Side, headers: Sequence[str], names: Sequence[str]) -> list[Snapshot]:
    extractor = Extractor()
    return [of.snapshot(TARGETS[name], headers, extractor) for name in names]
