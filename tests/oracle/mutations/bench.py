"""Runs edits: what each compiler sees of an edit beside what a report says of it."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from tests.oracle.compilers import Compiler, clang, gcc
from tests.oracle.mutations import edits
from tests.oracle.mutations.edits import Edit
from tests.oracle.mutations.grounds import ROOTS, TARGETS, Ground, ground, include_path
from tests.oracle.mutations.policy import Difference, Weight, differences
from tests.oracle.mutations.view import DoesNotCompileError, Eyes, Question, View, view, whole_view
from tests.oracle.truth import TYPES
from uapicheck.extract.snapshot import Extractor
from uapicheck.model.facts import Snapshot
from uapicheck.model.report import Report, Severity, Verdict
from uapicheck.model.targets import TARGETS as ABIS
from uapicheck.model.tree import HeaderTree
from uapicheck.pipeline.check import compared
from uapicheck.pipeline.scope import Scope
from uapicheck.pipeline.side import Taken

_holder = tempfile.TemporaryDirectory(prefix="uapicheck-mutations-", ignore_cleanup_errors=True)

_SHOWN = 5
_MANY = 3
_ALWAYS = ("x86_64", "i386")
"""They read the same headers and differ in layout, so a difference between targets shows in every edit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An edit on one target: what was expected and what was reported."""

    target: str
    expected: Weight
    seen: tuple[Difference, ...]
    """What the compiler sees differently, gravest first."""
    reported: Severity | None
    incomplete: bool
    findings: tuple[str, ...]

    @property
    def is_wrong(self) -> bool:
        """Tell whether a break is missed or reported where there is none."""
        return self.is_missed or self.is_false

    @property
    def is_missed(self) -> bool:
        """Tell whether a break was not reported."""
        if self.expected is Weight.UNREADABLE:
            return self.reported is not Severity.BREAK and not self.incomplete
        return self.expected is Weight.BREAK and self.reported is not Severity.BREAK

    @property
    def is_false(self) -> bool:
        """Tell whether a break was reported where there is none."""
        return self.expected < Weight.BREAK and self.reported is Severity.BREAK

    @property
    def is_silent(self) -> bool:
        """Tell whether nothing at all was said of what is to be reviewed."""
        return self.expected is Weight.REVIEW and self.reported is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one edit."""

    edit: Edit
    cases: tuple[Case, ...]
    overstated: tuple[str, ...]
    """Targets that a break of the merged report names although nothing breaks there."""

    @property
    def is_right(self) -> bool:
        """Tell whether the report is right on every target."""
        return not self.overstated and not any(case.is_wrong for case in self.cases)


@cache
def compiler(target: str) -> Compiler | None:
    """Return the compiler that knows the truth for `target`."""
    return gcc(target) or clang(target)


class Bench:
    """One release: its headers on disk, and every compiler's view of them."""

    def __init__(self, ground_: Ground, targets: Sequence[str] = TARGETS) -> None:
        self.ground = ground_
        self.directory = Path(tempfile.mkdtemp(dir=_holder.name))
        self.ground.written(self.ground.files, self.directory / "old")
        self.extractor = Extractor()
        self.targets = tuple(
            name for name in targets if ABIS[name].arch in self.ground.arches and compiler(name) is not None
        )
        self.tree = self.ground.tree({})
        self.snapshots = {name: self._snapshot(self.tree, name) for name in self.targets}
        self.views: dict[tuple[str, str], View | None] = {}
        self.guards = edits.guards(self.ground)

    def outcome(self, edit: Edit) -> Outcome:
        """Compile and judge one edit."""
        place = self.directory / "new"
        self.ground.written(edit.files, place)
        try:
            affected = self._affected(edit)
            tree = self.ground.tree(edit.files)
            new = {name: self._snapshot(tree, name) for name in affected}
            old = {name: self.snapshots[name] for name in affected}
            cases = tuple(self._case(edit, name, old, new) for name in affected)
            merged = self._report(old, new, tuple(affected))
        finally:
            for path in edit.files:
                (place / path).unlink()
        broken = {case.target for case in cases if case.reported is Severity.BREAK}
        breaks = [f for f in merged.findings if f.severity is Severity.BREAK]
        named = {name for f in breaks for name in f.targets if name not in f.milder_targets}
        return Outcome(edit=edit, cases=cases, overstated=tuple(sorted(named ^ broken)))

    def _affected(self, edit: Edit) -> list[str]:
        """Return the targets that read what was edited; of many, two and some more that each edit has others of."""
        every = [name for name in self.targets if edit.touches(ABIS[name].arch)]
        wanted = len(edit.what) % max(1, len(every))
        return [n for at, n in enumerate(every) if len(every) <= _MANY or n in _ALWAYS or (at - wanted) % 3 == 0]

    def _case(self, edit: Edit, target: str, old: Mapping[str, Snapshot], new: Mapping[str, Snapshot]) -> Case:
        report = self._report({target: old[target]}, {target: new[target]}, (target,))
        expected, seen = Weight.NOTHING, list[Difference]()
        for root in ROOTS if not edit.only_linux else ROOTS[:1]:
            before = self._baseline(target, root)
            if before is None:
                continue
            try:
                after = self._view(target, root, tuple(before.answers), before)
            except DoesNotCompileError as error:
                expected = Weight.UNREADABLE
                seen.append(Difference(what=f"{root}: {error}", weight=Weight.UNREADABLE, policy=""))
                continue
            seen += differences(before, after, edit.kind, self.guards, _bytes(target))
        seen = sorted(dict.fromkeys(seen), key=lambda difference: -difference.weight)
        expected = max(expected, *(difference.weight for difference in seen)) if seen else expected
        return Case(
            target=target,
            expected=expected,
            seen=tuple(seen[:_SHOWN]),
            reported=max((f.severity for f in report.findings), default=None),
            incomplete=report.verdict is Verdict.INCOMPLETE,
            findings=tuple(f"{f.severity.name.lower()} {f.rule} {f.symbol}" for f in report.findings[:_SHOWN]),
        )

    def _report(self, old: Mapping[str, Snapshot], new: Mapping[str, Snapshot], targets: tuple[str, ...]) -> Report:
        before, after = (Taken(provenance=self.tree.provenance, snapshots=each) for each in (old, new))
        return compared(before, after, Scope(targets=targets, headers=ROOTS))

    def _snapshot(self, tree: HeaderTree, target: str) -> Snapshot:
        return self.extractor.snapshot(tree, ABIS[target], tuple(sorted(ROOTS)))

    def _eyes(self, target: str, root: str) -> Eyes:
        found = compiler(target)
        assert found is not None, "only targets with a compiler were taken"
        arch = ABIS[target].arch
        search = (*include_path(self.directory / "new", arch), *include_path(self.directory / "old", arch))
        return Eyes(compiler=found, include=search, directory=self.directory, root=root)

    def _baseline(self, target: str, root: str) -> View | None:
        """Return what the compiler sees of the release itself; asked while the edit's files hide the release's."""
        if (target, root) not in self.views:
            arch = ABIS[target].arch
            eyes = self._eyes(target, root)
            alone = Eyes(
                compiler=eyes.compiler,
                include=include_path(self.directory / "old", arch),
                directory=self.directory,
                root=root,
            )
            try:
                self.views[target, root] = whole_view(alone)
            except DoesNotCompileError:
                self.views[target, root] = None
        return self.views[target, root]

    def _view(self, target: str, root: str, asked: tuple[Question, ...], before: View) -> View:
        return view(self._eyes(target, root), asked, like=before)


def _bytes(target: str) -> dict[int, int]:
    """Return the bytes of each integer type that an answer can name, by its code."""
    sizes = {
        "_Bool": 1,
        "char": 1,
        "short": 2,
        "int": 4,
        "long": ABIS[target].long_size,
        "long long": 8,
        "__int128": 16,
    }
    return {code: sizes[name.replace("unsigned ", "").replace("signed ", "")] for code, name in enumerate(TYPES)}


def made(releases: Sequence[str], count: int, seed: int, kinds: Sequence[str] = edits.KINDS) -> dict[str, list[Edit]]:
    """Return `count` different edits, by release, spread evenly over the kinds; the same seed gives the same edits."""
    random = Random(seed)
    found: dict[str, list[Edit]] = {release: [] for release in releases}
    seen: set[tuple[str, int]] = set()
    for tries in range(20 * count):
        if len(seen) == count:
            break
        release = random.choice(releases)
        edit = edits.edit(ground(release), kinds[tries % len(kinds)], random)
        if edit is not None and (key := (release, hash(tuple(sorted(edit.files.items()))))) not in seen:
            seen.add(key)
            found[release].append(edit)
    return found


def outcomes(release: str, wanted: Sequence[Edit]) -> Iterator[Outcome]:
    """Yield what came of each of the edits of one release."""
    bench = Bench(ground(release))
    for edit in wanted:
        yield bench.outcome(edit)
