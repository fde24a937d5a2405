"""The atlas as files: what each of them says, and how they are written so that a reader never finds half of them."""

from collections.abc import Iterator, Mapping
from typing import Final

from uapicheck.atlas.collecting import Collection, Key, in_order, written
from uapicheck.atlas.lines import Shift, spelled
from uapicheck.atlas.manifest import FORMAT, MANIFEST, VERSION, Manifest
from uapicheck.atlas.manifest import written as manifest_written
from uapicheck.atlas.reading import Atlas, table_name
from uapicheck.atlas.spans import EVERY, Spans
from uapicheck.atlas.table import INDEX, SHIFT

_HEADING: Final = "# {format}/{version} {what}\n# name\tkind\ttargets\treleases\tlines\tfacts\n"
_NO_HEADER: Final = "headers: where each target has them from"


def files(collection: Collection, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Yield name and text of each file of an atlas."""
    spans, shifts = collection.spans, collection.shifts()
    by_table: dict[str, list[str]] = {INDEX: []}
    paths: dict[str, set[str]] = {}
    for row in in_order(collection.rows(shifts)):
        by_table.setdefault(row.key.table, []).append(written(row, spans))
        if row.key.table:
            paths.setdefault(row.key.table, set()).add(row.key.path)
    for header, own in paths.items():
        by_table[header] = [*_shift_lines(own, shifts, spans), *by_table[header]]
    yield MANIFEST, manifest_written(manifest)
    for header, lines in sorted(by_table.items()):
        heading = _HEADING.format(format=FORMAT, version=VERSION, what=header or _NO_HEADER)
        yield table_name(header), heading + "".join(f"{line}\n" for line in lines)


def _shift_lines(paths: set[str], shifts: Mapping[str, Mapping[int, Shift]], spans: Spans) -> Iterator[str]:
    for path in sorted(paths & shifts.keys()):
        for release, by in sorted(shifts[path].items()):
            yield "\t".join((path, SHIFT, EVERY, spans.releases[release], "", spelled(by)))


def collect(atlas: Atlas, found: Collection) -> None:
    """Put what an atlas says into a collection that has its releases, to be written again beside more of them."""
    spans = found.spans
    number = {name: place for place, name in enumerate(spans.releases)}
    now = [number[release.name] for release in atlas.releases]
    files_: dict[tuple[str, int], list[tuple[int, str]]] = {}
    for old, release in enumerate(atlas.releases):
        found.has(INDEX, now[old], spans.mask(" ".join(atlas.recorded(release.name).targets)))
    for line in atlas.table(INDEX).lines:
        for old in range(line.first, line.last + 1):
            mask = _renamed(line.mask, atlas.spans, spans) & found.there(INDEX, now[old])
            found.hold(Key(INDEX, "", line.kind, line.name, line.columns), now[old], mask, line.lines)
            if line.kind == "file":
                found.has(line.name, now[old], mask)
                files_.setdefault((line.name, old), []).append((mask, line.columns))
    for header in atlas.headers():
        table = atlas.table(header)
        for line in table.lines:
            mask = _renamed(line.mask, atlas.spans, spans)
            for old in range(line.first, line.last + 1):
                if here := mask & found.there(header, now[old]):
                    path = next(path for of, path in files_[header, old] if of & here)
                    key = Key(header, "" if line.kind == "gap" else path, line.kind, line.name, line.columns)
                    found.hold(key, now[old], here, table.placed(line, path, old))


def _renamed(mask: int, old: Spans, new: Spans) -> int:
    return mask if mask == -1 else new.mask(old.spelled_mask(mask))
