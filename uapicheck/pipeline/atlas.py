"""`atlas`: build the history from sources, and compare it with them."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from uapicheck.atlas.collecting import Collection, SourceFile
from uapicheck.atlas.home import at_home
from uapicheck.atlas.manifest import MANIFEST, Recorded, manifest_of
from uapicheck.atlas.names import place, version
from uapicheck.atlas.place import opened as opened_atlas
from uapicheck.atlas.place import shipped, write
from uapicheck.atlas.reading import Atlas
from uapicheck.atlas.spans import Spans
from uapicheck.atlas.writing import collect, files
from uapicheck.engine.paths import uapi_path
from uapicheck.errors import UsageError
from uapicheck.extract.snapshot import Extractor
from uapicheck.frozen import frozen, replaced
from uapicheck.model.facts import Snapshot
from uapicheck.model.place import Place
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import HeaderTree
from uapicheck.pipeline.atlas_sources import Named, named
from uapicheck.pipeline.progress import steps
from uapicheck.pipeline.scope import Scope, chosen_headers, chosen_targets

HEADERS = ("linux/kvm.h", "asm/kvm.h")
"""What the shipped atlas knows, with all that these include."""
_INCLUDE = re.compile(r"\s*#\s*include\s*[<\"]([^>\"]+)[>\"]")
_FAMILIES = ("constants", "macros", "records", "enums", "typedefs", "functions")


@frozen(kw_only=True)
class Built:
    """What a build did."""

    directory: str
    added: tuple[Recorded, ...]
    releases: int
    lines: int
    """Of all tables."""
    size: int
    """Bytes of all files."""
    gaps: tuple[str, ...]
    """What could not be read of the headers."""


def build(
    sources: Sequence[str],
    scope: Scope,
    *,
    directory: Path | None,
    dates: Mapping[str, str],
    dropped: Mapping[str, str] = MappingProxyType({}),
) -> Built:
    """Add the releases that sources stand for to an atlas, or start one.

    A git revision is one release, a range `A..B` every commit in it that touches headers; trees and archives are named
    after their version. `dates` are the days on which releases came out; `dropped` says for architectures in which
    release Linux dropped these headers, for sources that kept a copy. Raises `UsageError` for a release that has no
    name or is there already, `SourceError` for a source that cannot be read, `OutputError` where nothing can be
    written.
    """
    target = directory or shipped()
    known = opened_atlas(target) if (target / MANIFEST).is_file() else None
    told = [_dated(each, dates) for source in sources for each in named(source, scope.repository)]
    _refuse_known(told, known, target)
    order = [release.name for release in known.releases] if known is not None else []
    behind = len(order)
    for each in told:
        behind = place(each.release.name, order, behind=behind)
        order.insert(behind, each.release.name)
        behind += 1
    everything = Collection(Spans(order, tuple(TARGETS)))
    recorded: dict[str, Recorded] = {}
    if known is not None:
        collect(known, everything)
        recorded = {release.name: known.recorded(release.name) for release in known.releases}
    added, gaps, extractor = [], [], Extractor()
    for each in steps(scope.progress, "releases", told, name=lambda each: each.release.name)(told):
        tree = each.tree(scope.repository)
        name, targets = each.release.name, []
        for snapshot in _snapshots(tree, scope, scope.headers or HEADERS, extractor):
            everything.add(order.index(name), snapshot, kept_files(tree, snapshot))
            targets.append(snapshot.target)
            gaps += [
                f"{name} {snapshot.target} {g.where.header}:{g.where.line}: {g.what}: {g.why}" for g in snapshot.gaps
            ]
        recorded[name] = Recorded(
            release=each.release,
            targets=tuple(targets),
            headers=scope.headers or HEADERS,
            left_over=tuple(target for target in targets if _is_left_over(target, name, order, dropped)),
        )
        added.append(recorded[name])
    texts = dict(files(everything, manifest_of([recorded[name] for name in order])))
    write(target, texts.items())
    return Built(
        directory=str(target),
        added=tuple(added),
        releases=len(order),
        lines=sum(text.count("\n") for text in texts.values()),
        size=sum(len(text.encode()) for text in texts.values()),
        gaps=tuple(gaps),
    )


def _is_left_over(target: str, name: str, order: Sequence[str], dropped: Mapping[str, str]) -> bool:
    """Tell whether Linux has dropped a target's headers in a release, or in one before it."""
    since = version(dropped.get(TARGETS[target].arch, ""))
    if since is None:
        return False
    return any((number := version(each)) is not None and number >= since for each in order[: order.index(name) + 1])


def _dated(each: Named, dates: Mapping[str, str]) -> Named:
    day = dates.get(each.release.name, each.release.date)
    return replaced(each, release=replaced(each.release, date=day))


def _refuse_known(told: Sequence[Named], known: Atlas | None, target: Path) -> None:
    there = {release.name for release in known.releases} if known is not None else set()
    for each in told:
        if each.release.name in there:
            advice = "an atlas keeps what it has: leave it out, or start another one with --atlas DIR"
            raise UsageError(f"{each.release.name} is there already", where=str(target), advice=advice)
        there.add(each.release.name)


def _snapshots(tree: HeaderTree, scope: Scope, wanted: Sequence[str], extractor: Extractor) -> Iterator[Snapshot]:
    """Yield a snapshot for each target that exports what is asked for."""
    arches = frozenset(arch for arch, headers in tree.headers.items() if headers)
    targets = [target for target in chosen_targets(scope.targets or ("all",), arches) if target.arch in arches]
    exported = frozenset(header for target in targets for header in tree.headers[target.arch])
    headers = chosen_headers(wanted, exported)
    for target in targets:
        if not frozenset(tree.headers[target.arch]).isdisjoint(headers):
            yield extractor.snapshot(tree, target, headers)


def kept_files(tree: HeaderTree, snapshot: Snapshot) -> dict[str, SourceFile]:
    """Return what is kept of the files of a snapshot, by their paths in a kernel source tree."""
    arch = TARGETS[snapshot.target].arch
    found = {}
    for facts in snapshot.facts.values():
        if facts.path in tree.files:
            text = tree.files[facts.path]
            raw = text.encode("utf-8", "surrogateescape")
            blob = hashlib.sha1(b"blob %d\0" % len(raw) + raw, usedforsecurity=False).hexdigest()
            path = uapi_path(Place(header=facts.header, path=facts.path, line=1), arch)
            found[path] = SourceFile(blob, tuple(_includes(text).items()))
    return found


def _includes(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if match := _INCLUDE.match(line):
            found.setdefault(match[1], number)
    return found


@frozen(kw_only=True)
class Verified:
    """How a release of the atlas compares with what it was read from."""

    release: str
    source: str
    """Empty where the release was only read."""
    targets: int
    facts: int
    differences: tuple[str, ...]


def verify(sources: Sequence[str], scope: Scope, *, directory: Path | None) -> Iterator[Verified]:
    """Compare releases with the sources that they were read from; without sources, read all that the atlas has.

    Raises `AtlasError` where the atlas is damaged or lacks a release, and as `build` does for sources.
    """
    atlas = opened_atlas(directory)
    if not sources:
        for release in atlas.releases:
            snapshots = [atlas.snapshot(release.name, target) for target in atlas.recorded(release.name).targets]
            facts = sum(_size(snapshot) for snapshot in snapshots)
            yield Verified(release=release.name, source="", targets=len(snapshots), facts=facts, differences=())
        return
    extractor = Extractor()
    for each in (each for source in sources for each in named(source, scope.repository)):
        yield _verified(each, atlas, scope, extractor)


def _verified(each: Named, atlas: Atlas, scope: Scope, extractor: Extractor) -> Verified:
    name = each.release.name
    recorded = atlas.find(name)
    differences: list[str] = []
    facts, seen = 0, []
    tree = each.tree(scope.repository)
    for snapshot in _snapshots(tree, scope, recorded.headers, extractor):
        target = snapshot.target
        if target not in recorded.targets:
            if not _is_borrowed(snapshot, tree):
                differences.append(f"{target}: the atlas does not have it")
            continue
        seen.append(target)
        wanted = replaced(at_home(snapshot), source=name, asked_headers=recorded.headers)
        facts += _size(wanted)
        differences += [f"{target}: {what}" for what in _differences(wanted, atlas.snapshot(name, target))]
    if not scope.targets:
        differences += [f"{target}: the source does not have it" for target in recorded.targets if target not in seen]
    return Verified(release=name, source=each.source, targets=len(seen), facts=facts, differences=tuple(differences))


def _is_borrowed(snapshot: Snapshot, tree: HeaderTree) -> bool:
    """Tell whether an architecture has none of its own of the `asm/` headers that a snapshot was asked for.

    Trees that were put together have a shared `include/asm` as well, which gives each architecture what another has.
    """
    arch = TARGETS[snapshot.target].arch
    own = (tree.search[arch][0], *filter(None, (tree.generic.get(arch),)))
    asked = [snapshot.facts[header].path for header in snapshot.headers if header.startswith("asm/")]
    return bool(asked) and not any(path.startswith(own) for path in asked)


def _size(snapshot: Snapshot) -> int:
    return sum(len(getattr(facts, family)) for facts in snapshot.facts.values() for family in _FAMILIES)


def _differences(wanted: Snapshot, found: Snapshot) -> Iterator[str]:
    """Yield what differs between two snapshots of one release, in a few words each."""
    if wanted == found:
        return
    for part in ("headers", "reaches", "not_exported", "gaps"):
        if getattr(wanted, part) != getattr(found, part):
            yield f"{part} differ"
    for header in wanted.facts.keys() | found.facts.keys():
        if header not in wanted.facts or header not in found.facts:
            yield f"{header} is on one side alone"
            continue
        for family in _FAMILIES:
            ours, theirs = getattr(found.facts[header], family), getattr(wanted.facts[header], family)
            for name in ours.keys() | theirs.keys():
                if ours.get(name) != theirs.get(name):
                    yield f"{header}: {name} differs"
