"""Sides out of the atlas: releases by name, and all that it has in order."""

from uapicheck.atlas.names import named
from uapicheck.atlas.place import opened
from uapicheck.model.release import ATLAS, Release
from uapicheck.model.tree import Provenance
from uapicheck.pipeline.side import Recorded

_DIGITS = 12


def recorded(text: str) -> Recorded:
    """Return the side that `atlas:v5.2` means; raise `AtlasError` where the atlas does not have it, or is damaged."""
    return recorded_release(named(text, opened().releases))


def releases() -> tuple[Release, ...]:
    """Return the releases of the atlas, oldest first; raise `AtlasError` where it is missing or damaged."""
    return opened().releases


def before(name: str) -> tuple[Release, ...]:
    """Return all states before a release, oldest first, baselines or not."""
    every = releases()
    at = next(number for number, release in enumerate(every) if release.name == name)
    return every[:at]


def recorded_release(release: Release) -> Recorded:
    """Return the side that a release of the atlas is."""
    atlas = opened()
    note = "" if release.kind.is_baseline else "no baseline: what it has may still have changed"
    provenance = Provenance(
        label=f"{ATLAS}{release.name}", kind=f"atlas {release.kind}", id=_short(release.origin), note=note
    )
    return Recorded(provenance=provenance, atlas=atlas, release=release.name, roots=atlas.roots(release.name))


def _short(origin: str) -> str:
    """Return as much of an origin as a person compares; the list of releases has all of it."""
    name, _, id_ = origin.partition(" ")
    return f"{name} {id_[:_DIGITS]}" if name == "git" else name
