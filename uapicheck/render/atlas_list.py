"""The releases of the atlas as a list."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from uapicheck.errors import UsageError
from uapicheck.model.release import Release
from uapicheck.render.escape import plain
from uapicheck.render.options import Options


def _text(releases: Sequence[tuple[Release, Sequence[str]]], options: Options) -> str:
    del options
    names = [plain(release.name) for release, _ in releases]
    wide = max(map(len, names), default=0)
    lines = [
        f"{name:<{wide}}  {plain(release.date):<10}  {release.kind:<12}  "
        f"{len(targets):>2} targets  {_short(release.origin)}"
        for name, (release, targets) in zip(names, releases, strict=True)
    ]
    baselines = sum(release.kind.is_baseline for release, _ in releases)
    lines.append(f"{len(releases)} releases, {baselines} of them baselines")
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _short(origin: str) -> str:
    """Return an origin with as much of an id as a person compares."""
    kind, _, id_ = origin.rpartition(" ")
    return f"{plain(kind)} {plain(id_[:12])}" if kind else plain(origin)


def _json(releases: Sequence[tuple[Release, Sequence[str]]], options: Options) -> str:
    del options
    rows = [
        {
            "name": release.name,
            "kind": release.kind.value,
            "baseline": release.kind.is_baseline,
            "date": release.date,
            "origin": release.origin,
            "targets": list(targets),
        }
        for release, targets in releases
    ]
    return json.dumps({"schema": "uapicheck.releases/1", "releases": rows}, indent=2, ensure_ascii=True) + "\n"


ATLAS_FORMATS: Final[Mapping[str, Callable[[Sequence[tuple[Release, Sequence[str]]], Options], str]]] = {
    "text": _text,
    "json": _json,
}
"""What `atlas list` writes."""


def atlas_list(name: str, releases: Sequence[tuple[Release, Sequence[str]]], options: Options) -> str:
    """Return releases with their targets in the format of this name; raise `UsageError` where there is none."""
    if name not in ATLAS_FORMATS:
        raise UsageError(f"unknown format {name!r}", advice=f"formats are {', '.join(ATLAS_FORMATS)}")
    return ATLAS_FORMATS[name](releases, options)
