"""One side of a comparison: headers to extract from, or snapshots that were taken before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from uapicheck.errors import SourceError
from uapicheck.extract.snapshot import Extractor
from uapicheck.model.facts import Snapshot
from uapicheck.model.target import Target
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import HeaderTree, Provenance
from uapicheck.sources.opening import is_snapshot, opened
from uapicheck.sources.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Headers:
    """A side whose headers are at hand."""

    tree: HeaderTree

    @property
    def provenance(self) -> Provenance:
        """What the side is."""
        return self.tree.provenance

    @property
    def arches(self) -> frozenset[str]:
        """The architectures that it has headers for."""
        return frozenset(arch for arch, headers in self.tree.headers.items() if headers)

    def exported(self, target: Target) -> frozenset[str]:
        """Return the headers that it exports for `target`."""
        return frozenset(self.tree.headers.get(target.arch, ()))

    def snapshot(self, target: Target, headers: Sequence[str], extractor: Extractor) -> Snapshot:
        """Return what `headers` define for `target`."""
        return extractor.snapshot(self.tree, target, headers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A side that is a file of snapshots."""

    provenance: Provenance
    snapshots: Mapping[str, Snapshot]
    """By target."""

    @property
    def arches(self) -> frozenset[str]:
        """The architectures that it has snapshots for."""
        return frozenset(TARGETS[name].arch for name in self.snapshots if name in TARGETS)

    def exported(self, target: Target) -> frozenset[str]:
        """Return the headers that its snapshot of `target` was taken of."""
        found = self.snapshots.get(target.name)
        return frozenset() if found is None else frozenset(found.headers)

    def snapshot(self, target: Target, headers: Sequence[str], extractor: Extractor) -> Snapshot:
        """Return its snapshot of `target`, narrowed to `headers` and what they include; raise `SourceError` if it has none."""
        del extractor
        found = self.snapshots.get(target.name)
        if found is None:
            have = ", ".join(self.snapshots)
            raise SourceError(f"it has no snapshot for {target.name}", where=self.provenance.label, advice=f"it has {have}")
        return narrowed(found, headers)


Side: TypeAlias = Headers | Taken


def side(source: str | Source, *, repository: Path | None) -> Side:
    """Return the side that a source's name stands for; raise `SourceError` where it stands for none."""
    name = source if isinstance(source, str) else source.text
    if not is_snapshot(name):
        return Headers(tree=opened(source, repository=repository))
    from uapicheck.sources.snapshots import snapshots  # noqa: PLC0415 - few runs read snapshots

    path = Path(name)
    provenance = Provenance(label=name, kind="snapshot", id=str(path.absolute()))
    return Taken(provenance=provenance, snapshots={s.target: s for s in snapshots(path)})


def narrowed(snapshot: Snapshot, headers: Sequence[str]) -> Snapshot:
    """Return what a snapshot says of `headers` and of what they include."""
    roots = tuple(h for h in snapshot.headers if h in set(headers))
    if roots == snapshot.headers:
        return snapshot
    kept = {h for root in roots for h in snapshot.reaches.get(root, (root,))}
    return Snapshot(
        source=snapshot.source,
        target=snapshot.target,
        headers=roots,
        facts={h: facts for h, facts in snapshot.facts.items() if h in kept},
        reaches={root: snapshot.reaches.get(root, (root,)) for root in roots},
        not_exported=tuple(h for h in headers if h not in snapshot.headers),
        gaps=tuple(gap for gap in snapshot.gaps if gap.where.header in kept),
    )
