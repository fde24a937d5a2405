"""Facts of many releases and targets, each once with all that it holds for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from uapicheck.atlas.facts import LAYOUT, Entry, entries
from uapicheck.atlas.lines import UNMOVED, Shift, moved, shift
from uapicheck.atlas.spans import EVERY, Spans
from uapicheck.atlas.table import INDEX
from uapicheck.engine.paths import uapi_path
from uapicheck.model.facts import Fact, HeaderFacts, Snapshot
from uapicheck.model.place import Place
from uapicheck.model.targets import TARGETS


class Key(NamedTuple):
    """A fact wherever it holds."""

    table: str
    """The header that defines it, `INDEX` for what is about headers."""
    path: str
    """The header's path in a kernel source tree, the same for all releases."""
    kind: str
    name: str
    columns: str


class SourceFile(NamedTuple):
    """What is kept of a header's file beside its facts."""

    blob: str
    """The id that git has for a file of this content."""
    includes: tuple[tuple[str, int], ...]
    """The headers that it includes, each with its line, the first where it does so again."""


class Row(NamedTuple):
    """A line of the atlas."""

    key: Key
    first: int
    last: int
    mask: int
    """Targets, one bit each; -1 for all that have the header."""
    lines: tuple[int, ...]
    """Where it stands in the first of its releases."""


class Collection:
    """What holds where, by release and target."""

    def __init__(self, spans: Spans) -> None:
        """Take the names of all releases and targets."""
        self.spans = spans
        self._held: dict[Key, dict[int, list[tuple[tuple[int, ...], int]]]] = {}
        self._there: dict[tuple[str, int], int] = {}
        """Targets that have a header, by header and release; of `INDEX` all that the release has."""
        self._known: dict[int, tuple[Fact, tuple[Entry, ...]]] = {}

    def add(self, release: int, snapshot: Snapshot, files: Mapping[str, SourceFile]) -> None:
        """Take all that a snapshot says, and what is known of its files, by their canonical paths."""
        bit = self.spans.bit(snapshot.target)
        arch = TARGETS[snapshot.target].arch
        typedefs = {name: each.canonical for facts in snapshot.facts.values() for name, each in facts.typedefs.items()}
        self._there[INDEX, release] = self._there.get((INDEX, release), 0) | bit
        for root, headers in snapshot.reaches.items():
            self.hold(Key(INDEX, "", "reach", root, " ".join(headers)), release, bit)
        for header, facts in snapshot.facts.items():
            path = _path(facts, arch)
            self._there[header, release] = self._there.get((header, release), 0) | bit
            self.hold(Key(INDEX, "", "file", header, path), release, bit)
            if path in files:
                self.hold(Key(INDEX, "", "blob", path, files[path].blob), release, bit)
                for included, line in files[path].includes:
                    if included in snapshot.facts:
                        self.hold(Key(header, path, "include", included, ""), release, bit, (line,))
            for fact in _facts(facts):
                for entry in self._entries(fact, typedefs):
                    self.hold(Key(header, path, entry.kind, entry.name, entry.columns), release, bit, entry.lines)
        for gap in snapshot.gaps:
            header = gap.where.header
            self.hold(Key(header, "", "gap", gap.what, gap.why), release, bit, (gap.where.line,))

    def has(self, header: str, release: int, mask: int) -> None:
        """Note that targets have a header in a release."""
        self._there[header, release] = self._there.get((header, release), 0) | mask

    def there(self, header: str, release: int) -> int:
        """Return the targets that have a header in a release, one bit each."""
        return self._there.get((header, release), 0)

    def hold(self, key: Key, release: int, mask: int, lines: tuple[int, ...] = ()) -> None:
        """Note that a fact holds for targets in a release, and where it stands there."""
        held = self._held.setdefault(key, {}).setdefault(release, [])
        for number, (own, of) in enumerate(held):
            if own == lines:
                held[number] = (own, of | mask)
                return
        held.append((lines, mask))

    def _entries(self, fact: Fact, typedefs: Mapping[str, str]) -> tuple[Entry, ...]:
        # Targets and releases share facts that are the same; the entry keeps the fact alive, so its id stays its own.
        known = self._known.get(id(fact))
        if known is None:
            known = self._known[id(fact)] = (fact, tuple(entries(fact, typedefs)))
        return known[1]

    def shifts(self) -> dict[str, dict[int, Shift]]:
        """Return how lines of each path move from the release before to the one named."""
        anchors: dict[str, dict[int, dict[object, int]]] = {}
        for key, by_release in self._held.items():
            if key.path and key.kind != LAYOUT:
                for release, held in by_release.items():
                    of = anchors.setdefault(key.path, {}).setdefault(release, {})
                    for lines, _ in held:
                        for place, line in enumerate(lines):
                            at = (key.kind, key.name, place)
                            of[at] = line if of.get(at, line) == line else -1  # in two places: tells nothing
        found: dict[str, dict[int, Shift]] = {}
        for path, places in anchors.items():
            for release, after in places.items():
                before = places.get(release - 1)
                if before is None:
                    continue
                known = [{at: line for at, line in of.items() if line > 0} for of in (before, after)]
                by = shift(known[0], known[1])
                if by != UNMOVED:
                    found.setdefault(path, {})[release] = by
        return found

    def rows(self, shifts: Mapping[str, Mapping[int, Shift]]) -> Iterator[Row]:
        """Yield the lines of the atlas."""
        for key, by_release in self._held.items():
            yield from self._runs(key, by_release, shifts.get(key.path, {}))

    def _runs(
        self, key: Key, held: Mapping[int, Sequence[tuple[tuple[int, ...], int]]], shifts: Mapping[int, Shift]
    ) -> Iterator[Row]:
        """Yield what a fact holds for as few blocks of releases and targets."""
        open_: list[_Run] = []
        for release in sorted(held):
            there = self._there.get((key.table, release), 0)
            goes_on: list[_Run] = []
            waiting = [run for run in open_ if run.last == release - 1]
            yield from (run.row(key) for run in open_ if run.last != release - 1)
            for lines, mask in held[release]:
                run = next((each for each in waiting if each.takes(release, lines, mask, there, shifts)), None)
                if run is None:
                    goes_on.append(_Run(release, lines, mask, there))
                else:
                    waiting.remove(run)
                    goes_on.append(run)
            yield from (run.row(key) for run in waiting)
            open_ = goes_on
        yield from (run.row(key) for run in open_)


class _Run:
    """A fact over releases that follow one another, for the same targets."""

    def __init__(self, release: int, lines: tuple[int, ...], mask: int, there: int) -> None:
        self.first = self.last = release
        self.mask, self.is_everywhere = mask, mask == there
        self.lines = self._now = lines
        self._seen = there

    def takes(self, release: int, lines: tuple[int, ...], mask: int, there: int, shifts: Mapping[int, Shift]) -> bool:
        """Return whether the run goes on in the next release, and let it do so."""
        here = self._now
        if release in shifts:
            here = tuple(moved(line, shifts[release]) for line in here)
        if here != lines:
            return False
        everywhere = self.is_everywhere and mask == there
        new = mask & ~self.mask
        # A target that comes later may join; one that was there all the time and did not have the fact may not.
        if not everywhere and (new & self._seen or mask != (self.mask | mask) & there):
            return False
        self.is_everywhere, self._now = everywhere, here
        self.mask |= mask
        self._seen |= there
        self.last = release
        return True

    def row(self, key: Key) -> Row:
        return Row(key, self.first, self.last, -1 if self.is_everywhere else self.mask, self.lines)


def _facts(facts: HeaderFacts) -> Iterator[Fact]:
    yield from facts.constants.values()
    yield from facts.macros.values()
    yield from facts.records.values()
    yield from facts.enums.values()
    yield from facts.typedefs.values()
    yield from facts.functions.values()


def _path(facts: HeaderFacts, arch: str) -> str:
    return uapi_path(Place(header=facts.header, path=facts.path, line=1), arch)


def written(row: Row, spans: Spans) -> str:
    """Return a line as a file has it."""
    targets = EVERY if row.mask == -1 else spans.spelled_mask(row.mask)
    lines = "".join(
        str(line) if not number else f"{line - row.lines[number - 1]:+d}" for number, line in enumerate(row.lines)
    )
    cells = (row.key.name, row.key.kind, targets, spans.spelled_span(row.first, row.last), lines, row.key.columns)
    return "\t".join(cells).rstrip("\t")


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Return rows as files have them: by name, kind and age."""
    return sorted(rows, key=lambda row: (row.key.name, row.key.kind, row.first, row.last, row.mask, row.key.columns))
