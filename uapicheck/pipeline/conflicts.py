"""Several series, and trees beside their bases: what two of them claim is found before a merge has to."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from uapicheck.diff.contests import contests
from uapicheck.diff.stakes import Stake
from uapicheck.engine.judge import judge
from uapicheck.engine.policy import running
from uapicheck.extract.snapshot import Extractor
from uapicheck.frozen import replaced
from uapicheck.model.claim_change import ClaimChange, NameContested, NumberContested, PlaceContested
from uapicheck.model.comparison import Comparison
from uapicheck.model.facts import Fact, Field
from uapicheck.model.patch import Mark, Series
from uapicheck.model.report import Finding
from uapicheck.model.subject import Subject
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import HeaderTree
from uapicheck.pipeline.claim import Claim
from uapicheck.pipeline.judging import Terms
from uapicheck.pipeline.progress import steps, within
from uapicheck.pipeline.workers import in_order
from uapicheck.rules import catalogue
from uapicheck.spaces.words import Words, words_of


def conflicts(
    claims: Sequence[Claim], also: Sequence[HeaderTree], *, independent: bool
) -> tuple[tuple[Finding, ...], ...]:
    """Return for each series what it claims and somebody else has, worst first.

    That is another series, where they are `independent`, or one of the trees `also`, which has given away since the
    series' base what the series takes. A conflict of two series is found for both, because each is answered alone. Two
    versions of one series are not compared.
    """
    headers = tuple(sorted({header for claim in claims for header in claim.scope.headers}))
    wanted = {name for claim in claims for name in claim.scope.targets}
    names = tuple(name for name in TARGETS if name in wanted)
    work = partial(_each_target, claims, also, headers, _called(claims), independent)
    cost = len(headers) * (2 * len(claims) + len(also))
    scope = claims[0].scope
    through = steps(within(scope.progress, "conflicts"), "targets", names)
    found = in_order(work, names, jobs=scope.jobs, cost=cost, through=through)
    return tuple(
        _findings(claim, [(name, of[number]) for name, of in zip(names, found, strict=True)])
        for number, claim in enumerate(claims)
    )


def _is_same(one: Series, other: Series) -> bool:
    """Tell whether two series are one, or versions of one: they share their name or that of a patch."""
    return one is other or (one.version != other.version and not _subjects(one).isdisjoint(_subjects(other)))


def _subjects(series: Series) -> frozenset[str]:
    return frozenset(name.casefold() for name in (series.name, *(patch.name for patch in series.patches)))


def _called(claims: Sequence[Claim]) -> tuple[str, ...]:
    """Return what each series is called; of two with one name version or file tells which."""
    plain = [claim.series.name for claim in claims]
    versions = [(name, claim.series.version) for name, claim in zip(plain, claims, strict=True)]
    found = []
    for claim, name, version in zip(claims, plain, versions, strict=True):
        if plain.count(name) == 1:
            found.append(name)
        elif versions.count(version) == 1:
            found.append(f"{name} v{claim.series.version}")
        else:
            found.append(f"{name} ({claim.series.patches[0].source})")
    return tuple(found)


def _words(by: Terms) -> Words | None:
    return words_of(by.policy.spaces, where=by.policy.where) if by.policy is not None and by.policy.spaces else None


def _each_target(
    claims: Sequence[Claim],
    also: Sequence[HeaderTree],
    headers: Sequence[str],
    called: Sequence[str],
    independent: bool,  # noqa: FBT001 - bound by position in `partial`, which pickles
    names: Iterable[str],
) -> list[tuple[tuple[ClaimChange, ...], ...]]:
    extractor = Extractor()
    words = [_words(claim.by) for claim in claims]
    found = []
    for target in (TARGETS[name] for name in names):
        stakes = [
            Stake(name, *(extractor.snapshot(tree, target, headers) for tree in (claim.old, claim.new)), is_series=True)
            if target.name in claim.scope.targets
            else None
            for claim, name in zip(claims, called, strict=True)
        ]
        beside = [(tree.provenance.label, extractor.snapshot(tree, target, headers)) for tree in also]
        of_claims: list[tuple[ClaimChange, ...]] = []
        for claim, own, known in zip(claims, stakes, words, strict=True):
            if own is None:
                of_claims.append(())
                continue
            rivals = [
                stake
                for other, stake in zip(claims, stakes, strict=True)
                if independent and stake is not None and not _is_same(claim.series, other.series)
            ]
            rivals += [Stake(label, own.old, taken, is_series=False) for label, taken in beside]
            of_claims.append(contests(own, rivals, known))
        found.append(tuple(of_claims))
    return found


def _findings(claim: Claim, per_target: Sequence[tuple[str, tuple[ClaimChange, ...]]]) -> tuple[Finding, ...]:
    merged = _merged([change for _, changes in per_target for change in changes])
    comparisons = [
        Comparison(
            target=name,
            arch=TARGETS[name].arch,
            changes=tuple(change for about in dict.fromkeys(map(_about, changes)) for change in merged[about]),
        )
        for name, changes in per_target
        if changes
    ]
    if not comparisons:
        return ()
    found = judge(comparisons, running(catalogue(), claim.by.policy)).findings
    return tuple(replaced(finding, patch=_patch(claim, finding.symbol)) for finding in found)


_About = tuple[Subject, str]
"""What a change speaks of, and the file that has it: each architecture has its own `asm/kvm.h`."""


def _about(change: ClaimChange) -> _About:
    match change:
        case NumberContested(constant=fact) | NameContested(fact=fact):
            return change.subject, fact.where.path
        case PlaceContested(field=field):
            return change.subject, field.where.path


def _merged(changes: Sequence[ClaimChange]) -> Mapping[_About, tuple[ClaimChange, ...]]:
    """Return for each thing that is contested what any target shows of it.

    A tree that does not export a header on one architecture has given away its numbers all the same, and the number
    that is free is free on all of them.
    """
    found: dict[_About, dict[type, list[ClaimChange]]] = {}
    for change in changes:
        found.setdefault(_about(change), {}).setdefault(type(change), []).append(change)
    return {about: tuple(_one(of) for of in kinds.values()) for about, kinds in found.items()}


def _one(changes: Sequence[ClaimChange]) -> ClaimChange:
    first = changes[0]
    rivals = {(r.holder, r.is_series, _name(r.fact)): r for change in changes for r in change.rivals}
    cause = next((change.cause for change in changes if change.cause is not None), None)
    if isinstance(first, NumberContested):
        numbers = [change for change in changes if isinstance(change, NumberContested)]
        free = [change.free for change in numbers if change.free is not None]
        first = replaced(first, free=max(free, default=None), is_certain=any(each.is_certain for each in numbers))
    return replaced(first, rivals=tuple(rivals.values()), cause=cause)


def _name(fact: Fact | Field) -> str:
    return fact.path if isinstance(fact, Field) else fact.name


def _patch(claim: Claim, symbol: str) -> str | None:
    """Return the label of the last patch of a series that writes what is contested; one patch need not be named."""
    if len(claim.steps) == 1:
        return None
    name = symbol.rpartition(".")[2].removeprefix("struct ").removeprefix("union ")
    for step in reversed(claim.steps):
        lines = (line for file in step.patch.files for hunk in file.hunks for line in hunk.lines)
        if any(line.mark is Mark.ADDED and name in re.findall(r"\w+", line.text) for line in lines):
            return step.label
    return None
