"""Snapshots: all that the headers of a tree define for a target."""

from collections.abc import Sequence

from uapicheck.extract.collect import Collector, Records
from uapicheck.extract.completion import completed, includers
from uapicheck.extract.memory import Files, Traced, entries
from uapicheck.extract.outcomes import Outcomes
from uapicheck.extract.preprocess import Answer, Preprocessor
from uapicheck.extract.program import Program
from uapicheck.extract.source import Run
from uapicheck.extract.values import Values
from uapicheck.frozen import field, slotted
from uapicheck.model.facts import Gap, HeaderFacts, Snapshot
from uapicheck.model.syscall_abis import exported
from uapicheck.model.target import Target
from uapicheck.model.tree import HeaderTree

_MOST = 500_000
"""Entries of its tables beyond which an extractor starts anew: a process of 430 MB, of which each takes 0.75 KB.

All headers of a release come to 250,000 entries for one target and 445,000 for all of them, those of two releases
that are a year and a half apart to 300,000 and 565,000.
"""


@slotted
class _Known:
    """What has been found out."""

    files: Files = field(default_factory=Files)
    runs: Traced[Run] = field(default_factory=Traced)
    conditions: Traced[Answer] = field(default_factory=Traced)
    outcomes: Outcomes = field(default_factory=Outcomes)
    values: Values = field(default_factory=Values)
    records: Records = field(default_factory=Records)


@slotted
class Extractor:
    """Makes snapshots; what it finds out for one it reuses for the next, up to so many entries."""

    most: int = _MOST
    known: _Known = field(default_factory=_Known)
    target: Target | None = None
    """The one that was asked for last."""
    trees: tuple[int, ...] = ()
    """The last two trees that it was asked for with, by identity: none is kept alive for this."""

    def snapshot(self, tree: HeaderTree, target: Target, headers: Sequence[str]) -> Snapshot:
        """Return what `headers` define for `target`; what cannot be read is among the snapshot's gaps."""
        self._make_room(tree, target)
        known = self.known
        there = exported(tree, target)
        asked = sorted(set(headers))
        roots = tuple(h for h in asked if h in there)
        preprocessor = Preprocessor(tree, target, known.files, known.runs, known.conditions)
        facts: dict[str, HeaderFacts] = {}
        reaches: dict[str, tuple[str, ...]] = {}
        gaps: dict[Gap, None] = {}
        own = frozenset(roots)
        for root in roots:
            unit = preprocessor.unit(root)
            reaches[root] = tuple(unit.reached)
            # A header that is asked for itself is described as it stands alone, any other where it first appears;
            # values that it lacks are looked for below.
            wanted = frozenset(h for h in unit.reached if h == root or (h not in own and h not in facts))
            collector = Collector(unit, Program(target), known.outcomes, known.values, known.records, wanted)
            facts.update(collector.facts())
            gaps.update(dict.fromkeys([*unit.gaps, *collector.gaps]))
        if len(roots) > 1:
            for includer, incomplete in includers(roots, facts, reaches).items():
                unit = preprocessor.unit(includer)
                wanted = frozenset(incomplete)
                collector = Collector(unit, Program(target), known.outcomes, known.values, known.records, wanted)
                facts.update((h, completed(facts[h], each)) for h, each in collector.facts().items())
        return Snapshot(
            source=tree.provenance.label,
            target=target.name,
            headers=roots,
            facts=facts,
            reaches=reaches,
            not_exported=tuple(h for h in asked if h not in there),
            gaps=tuple(sorted(gaps, key=lambda g: (g.where, g.what))),
        )

    def _make_room(self, tree: HeaderTree, target: Target) -> None:
        """Forget everything where that is too much, but nothing between the two sides of a target.

        Facts of theirs that are the same object need not be compared.
        """
        if target is not self.target:
            self.target, self.trees = target, ()
        if id(tree) in self.trees:
            return
        if len(self.trees) != 1 and entries(self.known) > self.most:
            self.known = _Known()
        self.trees = (*self.trees[-1:], id(tree))


def snapshot(tree: HeaderTree, target: Target, headers: Sequence[str]) -> Snapshot:
    """Return what `headers` define for `target`, worked out from nothing."""
    return Extractor().snapshot(tree, target, headers)
