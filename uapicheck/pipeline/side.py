"""One side of a comparison: headers to extract from, or snapshots that were taken before."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from uapicheck.errors import SourceError
from uapicheck.extract.snapshot import Extractor
from uapicheck.frozen import frozen, replaced
from uapicheck.model.facts import HeaderFacts, Snapshot
from uapicheck.model.release import ATLAS
from uapicheck.model.syscall_abis import exported
from uapicheck.model.target import Target
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import Form, HeaderTree, Provenance
from uapicheck.sources.opening import opened
from uapicheck.sources.resolving import Resolved, is_snapshot
from uapicheck.sources.single import agreed, called_as
from uapicheck.sources.source import Source

if TYPE_CHECKING:  # most runs have their headers at hand
    from uapicheck.atlas.reading import Atlas


@frozen(kw_only=True)
class Headers:
    """A side whose headers are at hand."""

    tree: HeaderTree
    only: str = ""
    """The one header whose own definitions count, where what it includes is not to be compared; else empty."""

    @property
    def provenance(self) -> Provenance:
        """What the side is."""
        return self.tree.provenance

    @property
    def arches(self) -> frozenset[str]:
        """The architectures that it has headers for."""
        return frozenset(arch for arch, headers in self.tree.headers.items() if headers)

    @property
    def only_headers(self) -> tuple[str, ...]:
        """Globs of the headers that it was narrowed to: none."""
        return ()

    @property
    def only_targets(self) -> frozenset[str]:
        """The targets that it was narrowed to: none."""
        return frozenset()

    def exported(self, target: Target) -> frozenset[str]:
        """Return the headers that it exports for `target`."""
        return exported(self.tree, target)

    def snapshot(self, target: Target, headers: Sequence[str], extractor: Extractor) -> Snapshot:
        """Return what `headers` define for `target`."""
        found = extractor.snapshot(self.tree, target, headers)
        return _alone(found, self.only) if self.only else found

    def beside(self, target: Target, headers: Sequence[str], extractor: Extractor) -> Mapping[str, HeaderFacts]:
        """Return what `headers`, and those that they include, define where nobody asked for them."""
        return {} if self.only else extractor.snapshot(self.tree, target, headers).facts


@frozen(kw_only=True)
class Taken:
    """A side that is a file of snapshots."""

    provenance: Provenance
    snapshots: Mapping[str, Snapshot]
    """By target."""

    @property
    def arches(self) -> frozenset[str]:
        """The architectures that it has snapshots for."""
        return frozenset(TARGETS[name].arch for name in self.snapshots if name in TARGETS)

    @property
    def only_headers(self) -> tuple[str, ...]:
        """Globs of the headers that the snapshots were narrowed to; empty where they have every header."""
        return next((s.asked_headers for s in self.snapshots.values() if s.asked_headers), ())

    @property
    def only_targets(self) -> frozenset[str]:
        """The targets of the snapshots where the user named them; empty where they are all that the source had."""
        return frozenset(self.snapshots) if any(s.asked_targets for s in self.snapshots.values()) else frozenset()

    def exported(self, target: Target) -> frozenset[str]:
        """Return the headers that its snapshot of `target` was taken of."""
        found = self.snapshots.get(target.name)
        return frozenset() if found is None else frozenset(found.headers)

    def snapshot(self, target: Target, headers: Sequence[str], extractor: Extractor) -> Snapshot:
        """Return its snapshot of `target`, narrowed to `headers` and what they include.

        An architecture that the source did not have exports nothing. Raises `SourceError` where a snapshot of the
        target was not taken.
        """
        del extractor
        found = self.snapshots.get(target.name)
        if found is not None:
            return narrowed(found, headers)
        if self.only_targets or target.arch in self.arches:
            what = f"it has no snapshot for {target.name}"
            raise SourceError(what, where=self.provenance.label, advice=f"--target names what it has: {self._names()}")
        return _without_headers(self.provenance.label, target, headers)

    def beside(self, target: Target, headers: Sequence[str], extractor: Extractor) -> Mapping[str, HeaderFacts]:
        """Return what `headers`, and those that they include, define where nobody asked for them."""
        return self.snapshot(target, headers, extractor).facts

    def _names(self) -> str:
        return ", ".join(self.snapshots)


@frozen(kw_only=True, eq=False)
class Recorded:
    """A side that is a release of the atlas: its snapshots are read as they are asked for."""

    provenance: Provenance
    atlas: "Atlas"
    release: str
    roots: Mapping[str, tuple[str, ...]]
    """The headers that the atlas was asked for, by target; a target that exports none of them has no entry."""

    @property
    def arches(self) -> frozenset[str]:
        """The architectures that the release has these headers for."""
        return frozenset(TARGETS[name].arch for name in self.roots if name in TARGETS)

    @property
    def only_headers(self) -> tuple[str, ...]:
        """Globs of the headers that the atlas knows."""
        return self.atlas.recorded(self.release).headers

    @property
    def only_targets(self) -> frozenset[str]:
        """The targets that it was narrowed to: none."""
        return frozenset()

    def exported(self, target: Target) -> frozenset[str]:
        """Return the headers that the atlas knows of `target`."""
        return frozenset(self.roots.get(target.name, ()))

    def snapshot(self, target: Target, headers: Sequence[str], extractor: Extractor) -> Snapshot:
        """Return what `headers` define for `target`; what the release does not have for it is not exported."""
        del extractor
        if target.name not in self.roots:
            return _without_headers(self.provenance.label, target, headers)
        return narrowed(self.atlas.snapshot(self.release, target.name, label=self.provenance.label), headers)

    def beside(self, target: Target, headers: Sequence[str], extractor: Extractor) -> Mapping[str, HeaderFacts]:
        """Return what `headers`, and those that they include, define where nobody asked for them."""
        return self.snapshot(target, headers, extractor).facts

    @property
    def names(self) -> Iterable[str]:
        """All names that the atlas knows, of any release."""
        return self.atlas.names()

    def marks(self, is_wanted: Callable[[str], bool]) -> Mapping[str, str]:
        """Return what stands for the facts of the names that are wanted: equal marks are equal facts."""
        return self.atlas.marks(self.release, is_wanted)


Side: TypeAlias = Headers | Taken | Recorded


def _without_headers(label: str, target: Target, headers: Sequence[str]) -> Snapshot:
    return Snapshot(
        source=label,
        target=target.name,
        headers=(),
        facts={},
        reaches={},
        not_exported=tuple(headers),
        gaps=(),
    )


def side(source: str | Source | Resolved, *, repository: Path | None) -> Side:
    """Return the side that a source's name stands for; raise `SourceError` where it stands for none."""
    if not isinstance(source, str | Source):
        return Headers(tree=opened(source, repository=repository))
    name = source if isinstance(source, str) else source.text
    if name.startswith(ATLAS):
        from uapicheck.pipeline.recorded import recorded  # noqa: PLC0415 - most runs have their headers at hand

        return recorded(name)
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
    return replaced(
        snapshot,
        headers=roots,
        facts={h: facts for h, facts in snapshot.facts.items() if h in kept},
        reaches={root: snapshot.reaches.get(root, (root,)) for root in roots},
        not_exported=tuple(h for h in headers if h not in snapshot.headers),
        gaps=tuple(gap for gap in snapshot.gaps if gap.where.header in kept),
    )


def named_alike(before: Side, after: Side) -> tuple[Side, Side]:
    """Return both sides so that a header given alone is compared with its counterpart, whatever it is called."""
    if isinstance(before, Headers):
        if isinstance(after, Headers):
            old, new = agreed(before.tree, after.tree)
            return Headers(tree=old), Headers(tree=new)
        return _with_snapshots(before, after)
    if isinstance(after, Headers):
        new_side, old_side = _with_snapshots(after, before)
        return old_side, new_side
    return before, after


def _with_snapshots(side: Headers, other: Taken | Recorded) -> tuple[Headers, Taken | Recorded]:
    """Return a header given alone named as the snapshots have it, and these narrowed to it; other sides as they are.

    What it includes is not there, or a stand-in: only the header's own definitions can be compared.
    """
    if side.tree.form is not Form.SINGLE:
        return side, other
    taken = other if isinstance(other, Taken) else _taken(other)
    headers: dict[str, set[str]] = {}
    for name, snapshot in taken.snapshots.items():
        if name in TARGETS:
            headers.setdefault(TARGETS[name].arch, set()).update(snapshot.headers)
    single, header = called_as(side.tree, headers, label=taken.provenance.label)
    snapshots = {name: _alone(narrowed(s, (header,)), header) for name, s in taken.snapshots.items()}
    return Headers(tree=single, only=header), Taken(provenance=taken.provenance, snapshots=snapshots)


def _taken(side: Recorded) -> Taken:
    extractor = Extractor()
    found = {
        name: side.snapshot(TARGETS[name], sorted(headers), extractor)
        for name, headers in side.roots.items()
        if name in TARGETS
    }
    return Taken(provenance=side.provenance, snapshots=found)


def _alone(snapshot: Snapshot, header: str) -> Snapshot:
    """Return what a snapshot says of one header, without what that includes."""
    return replaced(
        snapshot,
        facts={name: facts for name, facts in snapshot.facts.items() if name == header},
        reaches=dict.fromkeys(snapshot.headers, (header,)),
        gaps=tuple(gap for gap in snapshot.gaps if gap.where.header == header),
    )
