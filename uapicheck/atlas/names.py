"""Releases by name: `atlas:v5.2`, `atlas:5.2`, `atlas:v5.2^` for the release before it, `atlas:` for the newest."""

import re
from collections.abc import Sequence
from typing import Final

from uapicheck.errors import AtlasError
from uapicheck.model.release import ATLAS, Release

_VERSION: Final = re.compile(r"v?(\d+)\.(\d+)(?:\.(\d+))?(?:-rc(\d+))?", re.ASCII)
_FINAL: Final = 1 << 30
"""A release comes after all of its candidates."""


def version(name: str) -> tuple[int, ...] | None:
    """Return what versions are ordered by, None for what is none."""
    match = _VERSION.fullmatch(name)
    if match is None:
        return None
    major, minor, patch, candidate = match.groups()
    return (int(major), int(minor), int(patch or 0), int(candidate) if candidate else _FINAL)


def named(text: str, releases: Sequence[Release]) -> Release:
    """Return the release that `atlas:...` means; raise `AtlasError` where there is none.

    `^` and `~N` count baselines backwards: candidates and maintainers' trees are none.
    """
    name = text.removeprefix(ATLAS)
    base, steps = _steps(name)
    baselines = [at for at, release in enumerate(releases) if release.kind.is_baseline]
    known = {release.name: at for at, release in enumerate(releases)}
    if not base or base == "newest":
        at = baselines[-1] if baselines else len(releases) - 1
    else:
        found = known.get(base, known.get(f"v{base}"))
        if found is None:
            raise _unknown(text, base, releases)
        at = found
    for _ in range(steps):
        before = [each for each in baselines if each < at]
        if not before:
            what = f"there is no release before {releases[at].name}"
            raise AtlasError(what, where=text, advice="`uapicheck atlas list` shows what there is")
        at = before[-1]
    return releases[at]


def _steps(name: str) -> tuple[str, int]:
    match = re.fullmatch(r"(.*?)(?:(\^+)|~(\d{1,4}))", name, re.ASCII | re.DOTALL)
    if match is None:
        return name, 0
    return match[1], len(match[2]) if match[2] else int(match[3])


def _unknown(text: str, base: str, releases: Sequence[Release]) -> AtlasError:
    wanted = version(base)
    if wanted is not None and (near := _near(wanted, releases)):
        advice = f"the nearest are {' and '.join(near)}; `uapicheck atlas list` shows all"
        return AtlasError("the atlas does not have it", where=text, advice=advice)
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

    close = get_close_matches(base, [release.name for release in releases], n=1)
    advice = f"did you mean {ATLAS}{close[0]}?" if close else "`uapicheck atlas list` shows what there is"
    return AtlasError("the atlas does not have it", where=text, advice=advice)


def _near(wanted: tuple[int, ...], releases: Sequence[Release]) -> list[str]:
    """Return the baselines before and after a version, as a person calls them."""
    versions = [
        (number, release.name)
        for release in releases
        if release.kind.is_baseline and (number := version(release.name)) is not None
    ]
    before = [each for each in versions if each[0] < wanted]
    after = [each for each in versions if each[0] > wanted]
    return [name for _, name in (*sorted(before)[-1:], *sorted(after)[:1])]


def place(name: str, among: Sequence[str], *, behind: int) -> int:
    """Return where a release belongs in a list of others, oldest first: versions by number, the rest `behind` an index.

    What is no version stays with its neighbours: the state of a maintainer's tree comes where its history has it.
    """
    own = version(name)
    if own is None:
        return behind
    later = (at for at, other in enumerate(among) if (number := version(other)) is not None and number > own)
    return next(later, len(among))
