"""The atlas's list of releases: what each is, when, read from what, and for which targets."""

import re
from collections.abc import Sequence
from typing import Final

from uapicheck.errors import AtlasError
from uapicheck.frozen import frozen
from uapicheck.model.release import Release, ReleaseKind
from uapicheck.model.targets import TARGETS

FORMAT: Final = "uapicheck.atlas"
VERSION: Final = 1
MANIFEST: Final = "releases.tsv"
_HEADING: Final = f"# {FORMAT}/{VERSION}\n# name\tkind\tdate\ttargets\theaders\torigin\n"
_CELLS: Final = 6
_LEFT_OVER: Final = "~"
_DATE: Final = re.compile(r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2})?")
AGAIN: Final = "install uapicheck again, or build the atlas again with `uapicheck atlas build`"


@frozen(kw_only=True)
class Recorded:
    """A release in the atlas."""

    release: Release
    targets: tuple[str, ...]
    headers: tuple[str, ...]
    """Globs of the headers that it was asked for."""
    left_over: tuple[str, ...] = ()
    """Those of its targets that Linux no longer supports there: what it was read from kept a copy."""

    @property
    def supported(self) -> tuple[str, ...]:
        """The targets that the release has these headers for."""
        return tuple(name for name in self.targets if name not in self.left_over)


@frozen(kw_only=True)
class Manifest:
    """All releases, oldest first, and all their targets."""

    releases: tuple[Recorded, ...]
    targets: tuple[str, ...]


def manifest_of(releases: Sequence[Recorded]) -> Manifest:
    """Return the manifest of releases."""
    return Manifest(
        releases=tuple(releases), targets=tuple(dict.fromkeys(name for each in releases for name in each.targets))
    )


def parsed(text: str, *, where: str) -> Manifest:
    """Return what a manifest says; raise `AtlasError` where it is none, damaged, or of a newer format."""
    lines = text.split("\n")
    name, _, version = lines[0].removeprefix("# ").partition("/")
    if name != FORMAT:
        raise AtlasError("not an atlas", where=where, advice="an atlas is what `uapicheck atlas build` writes")
    if version != str(VERSION):
        what = f"atlas of format {version[:20]!r}, this program reads {VERSION}"
        raise AtlasError(what, where=where, advice="use the version of uapicheck that wrote it")
    found: list[Recorded] = []
    for number, line in enumerate(lines, start=1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != _CELLS or not cells[0] or cells[1] not in set(ReleaseKind) or not _DATE.fullmatch(cells[2]):
            raise AtlasError("damaged atlas: no release", where=f"{where}:{number}", advice=AGAIN)
        release = Release(name=cells[0], kind=ReleaseKind(cells[1]), date=cells[2], origin=cells[5])
        targets = cells[3].split(" ")
        if unknown := {name.lstrip(_LEFT_OVER) for name in targets} - TARGETS.keys():
            what = f"damaged or newer atlas: {min(unknown)!r} is no target"
            raise AtlasError(what, where=f"{where}:{number}", advice=AGAIN)
        if len({name.lstrip(_LEFT_OVER) for name in targets}) < len(targets):
            raise AtlasError("damaged atlas: a target stands there twice", where=f"{where}:{number}", advice=AGAIN)
        found.append(
            Recorded(
                release=release,
                targets=tuple(name.lstrip(_LEFT_OVER) for name in targets),
                headers=tuple(cells[4].split(" ")),
                left_over=tuple(name.lstrip(_LEFT_OVER) for name in targets if name.startswith(_LEFT_OVER)),
            )
        )
    if not found or len({each.release.name for each in found}) < len(found):
        what = "a release stands there twice" if found else "it has no release"
        raise AtlasError(f"damaged atlas: {what}", where=where, advice=AGAIN)
    return manifest_of(found)


def written(manifest: Manifest) -> str:
    """Return the text of a manifest."""
    rows = (
        "\t".join(
            (
                each.release.name,
                each.release.kind.value,
                each.release.date,
                " ".join(f"{_LEFT_OVER if name in each.left_over else ''}{name}" for name in each.targets),
                " ".join(each.headers),
                each.release.origin,
            )
        )
        for each in manifest.releases
    )
    return _HEADING + "".join(f"{row}\n" for row in rows)
