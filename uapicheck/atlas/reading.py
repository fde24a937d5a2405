"""The atlas as it is asked: releases, and the snapshot of each for each target."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from uapicheck.atlas.facts import LAYOUT, fact
from uapicheck.atlas.manifest import AGAIN, Manifest, Recorded
from uapicheck.atlas.names import named
from uapicheck.atlas.spans import Spans
from uapicheck.atlas.table import INDEX, Line, Table
from uapicheck.errors import AtlasError
from uapicheck.model.facts import Fact, Gap, HeaderFacts, Snapshot
from uapicheck.model.place import Place
from uapicheck.model.release import Release

_FAMILIES: Final = {
    "macro": "constants",
    "enumerator": "constants",
    "define": "macros",
    "struct": "records",
    "union": "records",
    "enum": "enums",
    "typedef": "typedefs",
    "function": "functions",
}
_TYPEDEF: Final = "typedef"


class Atlas:
    """A directory of facts, read as far as it is asked for."""

    def __init__(self, manifest: Manifest, read: Callable[[str], str], *, where: str) -> None:
        """Take the manifest, what returns the text of a table by its header, and what a person calls the atlas."""
        self.where = where
        self._manifest = manifest
        self._read = read
        names = [each.release.name for each in manifest.releases]
        self.spans = Spans(names, manifest.targets)
        self._numbers = {name: number for number, name in enumerate(names)}
        self._tables: dict[str, Table] = {}
        self._facts: dict[tuple[str, int, str, tuple[int, ...], int, int], Fact] = {}
        self._typings: dict[tuple[tuple[str, str], ...], int] = {}
        """Numbers for what the typedefs of a target stand for: the same members have other types elsewhere."""

    @property
    def releases(self) -> tuple[Release, ...]:
        """All releases, oldest first."""
        return tuple(each.release for each in self._manifest.releases)

    def recorded(self, name: str) -> Recorded:
        """Return what the manifest says of a release; raise `KeyError` where there is none of that name."""
        return self._manifest.releases[self._numbers[name]]

    def find(self, name: str) -> Recorded:
        """Return what is recorded of the release that `atlas:NAME` means; raise `AtlasError` where there is none."""
        return self.recorded(named(name, self.releases).name)

    def table(self, header: str) -> Table:
        """Return the table of a header; raise `AtlasError` where it is missing or damaged."""
        found = self._tables.get(header)
        if found is None:
            where = f"{self.where}/{table_name(header)}"
            found = self._tables[header] = Table(self._read(table_name(header)), self.spans, where=where)
        return found

    def headers(self) -> tuple[str, ...]:
        """Return the headers that have a table, in order of their names."""
        return tuple(sorted({line.name for line in self.table(INDEX).lines if line.kind == "file"}))

    def roots(self, name: str) -> Mapping[str, tuple[str, ...]]:
        """Return for each target of a release the headers that it was asked for and that the target exports.

        A target that Linux no longer supports there exports nothing, whatever copy the release was read from.
        """
        number = self._numbers[name]
        found: dict[str, list[str]] = {target: [] for target in self.recorded(name).supported}
        for line in self.table(INDEX).lines:
            if line.kind == "reach" and line.first <= number <= line.last:
                for target, roots in found.items():
                    if line.mask & self.spans.bit(target):
                        roots.append(line.name)
        return {target: tuple(sorted(roots)) for target, roots in found.items() if roots}

    def names(self) -> Iterator[str]:
        """Yield the names of all facts, of any release; some more than once."""
        for header in self.headers():
            yield from (line.name for line in self.table(header).lines if line.kind in _FAMILIES)

    def marks(self, name: str, is_wanted: Callable[[str], bool]) -> dict[str, str]:
        """Return the lines that hold for a release and tell of names that are wanted, or of which headers there are.

        Where two releases have the same ones, nothing about these names differs.
        """
        number = self._numbers[name]
        index = ((INDEX, line) for line in self.table(INDEX).lines if line.kind == "reach")
        facts = ((header, line) for header in self.headers() for line in self.table(header).lines)
        wanted: dict[str, bool] = {}
        found = {"targets": " ".join(self.recorded(name).supported)}
        for header, line in (*index, *facts):
            if line.first <= number <= line.last:
                if header != INDEX and line.name not in wanted:
                    wanted[line.name] = is_wanted(line.name)
                if header == INDEX or wanted[line.name]:
                    found[f"{header}:{line.number}"] = ""
        return found

    def snapshot(self, name: str, target: str, *, label: str = "") -> Snapshot:
        """Return what a release's headers define for a target.

        Raises `KeyError` for a release or target that the atlas does not have, `AtlasError` where it is damaged.
        """
        number, bit = self._numbers[name], self.spans.bit(target)
        if target not in self.recorded(name).targets:
            raise KeyError(target)
        index = self.table(INDEX)
        paths: dict[str, str] = {}
        reaches: dict[str, tuple[str, ...]] = {}
        for line in index.holding(number, bit):
            if line.kind == "file":
                paths[line.name] = line.columns
            elif line.kind == "reach":
                reaches[line.name] = tuple(line.columns.split(" "))
        reaches = dict(sorted(reaches.items()))
        order = dict.fromkeys(header for headers in reaches.values() for header in headers)
        if missing := order.keys() - paths.keys():
            what = f"damaged atlas: no line tells where {min(missing)} is"
            raise AtlasError(what, where=index.where, advice=AGAIN)
        typedefs = self._typedefs(order, number, bit)
        facts: dict[str, HeaderFacts] = {}
        gaps: list[Gap] = []
        for header in order:
            facts[header], found = self._header(header, paths[header], number, bit, typedefs)
            gaps += found
        wanted = {root for roots in self.roots(name).values() for root in roots}
        return Snapshot(
            source=label or name,
            target=target,
            headers=tuple(reaches),
            facts=facts,
            reaches=reaches,
            not_exported=tuple(sorted(wanted - reaches.keys())),
            gaps=tuple(sorted(gaps, key=lambda gap: (gap.where, gap.what))),
            asked_headers=self.recorded(name).headers,
        )

    def _typedefs(self, headers: Mapping[str, object], number: int, bit: int) -> dict[str, str]:
        found: dict[str, str] = {}
        for header in headers:
            for line in self.table(header).holding(number, bit):
                if line.kind == _TYPEDEF:
                    found[line.name] = line.columns.split("\t")[2]
        return found

    def _header(
        self, header: str, path: str, number: int, bit: int, typedefs: Mapping[str, str]
    ) -> tuple[HeaderFacts, list[Gap]]:
        table = self.table(header)
        lines = list(table.holding(number, bit))
        layouts = {line.name: line for line in lines if line.kind == LAYOUT}
        placed: list[tuple[int, str, Fact]] = []
        gaps: list[Gap] = []
        for line in lines:
            if line.kind == "gap":
                where = Place(header=header, path=path, line=line.lines[0])
                gaps.append(Gap(where=where, what=line.name, why=line.columns))
            elif line.kind in _FAMILIES:
                try:
                    found = self._fact(table, line, header, path, number, layouts.get(line.name), typedefs)
                    placed.append((found.where.line, _FAMILIES[line.kind], found))
                except (KeyError, ValueError, IndexError) as error:
                    raise table.damaged(line.number, error) from error
        placed.sort(key=lambda each: each[0])
        families: dict[str, dict[str, Fact]] = {family: {} for family in _FAMILIES.values()}
        for _, family, found in placed:
            families[family][found.name] = found
        return HeaderFacts(header=header, path=path, **families), gaps  # type: ignore[arg-type]  # sorted by kind above

    def _fact(
        self,
        table: Table,
        line: Line,
        header: str,
        path: str,
        number: int,
        layout: Line | None,
        typedefs: Mapping[str, str],
    ) -> Fact:
        """Return the fact of a line: the same object for all targets that have it at the same place."""
        lines = table.placed(line, path, number)
        typing = self._typings.setdefault(tuple(sorted(typedefs.items())), len(self._typings)) if layout else 0
        key = (header, line.number, path, lines, layout.number if layout else 0, typing)
        known = self._facts.get(key)
        if known is None:
            place = Place(header=header, path=path, line=lines[0])
            of = layout.columns if layout else ""
            known = self._facts[key] = fact((line.kind, line.name, line.columns), lines[1:], place, of, typedefs)
        return known


def table_name(header: str) -> str:
    """Return the file of a header's table, relative to the atlas: `linux/kvm.tsv`."""
    return f"{header.removesuffix('.h')}.tsv" if header else "index.tsv"
