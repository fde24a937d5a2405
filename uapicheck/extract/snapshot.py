"""Snapshots: all that the headers of a tree define for a target."""

from collections.abc import Sequence

from uapicheck.extract.collect import Collector, Records
from uapicheck.extract.completion import completed, includers
from uapicheck.extract.memory import Files, Traced
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


@slotted
class Extractor:
    """Makes snapshots; what it finds out for one it reuses for the next."""

    files: Files = field(default_factory=Files)
    runs: Traced[Run] = field(default_factory=Traced)
    conditions: Traced[Answer] = field(default_factory=Traced)
    outcomes: Outcomes = field(default_factory=Outcomes)
    values: Values = field(default_factory=Values)
    records: Records = field(default_factory=Records)

    def snapshot(self, tree: HeaderTree, target: Target, headers: Sequence[str]) -> Snapshot:
        """Return what `headers` define for `target`; what cannot be read is among the snapshot's gaps."""
        there = exported(tree, target)
        asked = sorted(set(headers))
        roots = tuple(h for h in asked if h in there)
        preprocessor = Preprocessor(tree, target, self.files, self.runs, self.conditions)
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
            collector = Collector(unit, Program(target), self.outcomes, self.values, self.records, wanted)
            facts.update(collector.facts())
            gaps.update(dict.fromkeys([*unit.gaps, *collector.gaps]))
        if len(roots) > 1:
            for includer, incomplete in includers(roots, facts, reaches).items():
                unit = preprocessor.unit(includer)
                wanted = frozenset(incomplete)
                collector = Collector(unit, Program(target), self.outcomes, self.values, self.records, wanted)
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


def snapshot(tree: HeaderTree, target: Target, headers: Sequence[str]) -> Snapshot:
    """Return what `headers` define for `target`, worked out from nothing."""
    return Extractor().snapshot(tree, target, headers)
