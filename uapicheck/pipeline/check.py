"""`check`: compare two sides over all targets."""

import gc
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from uapicheck.diff.changes import comparison
from uapicheck.extract.snapshot import Extractor
from uapicheck.frozen import field_names, frozen, replaced
from uapicheck.model.comparison import Comparison
from uapicheck.model.facts import Constant, Gap, Macro, Snapshot
from uapicheck.model.news import NewsChange
from uapicheck.model.place import Side as Which
from uapicheck.model.report import Missing, Report
from uapicheck.model.targets import TARGETS
from uapicheck.pipeline.judging import Terms, settled, terms
from uapicheck.pipeline.progress import steps
from uapicheck.pipeline.recall import Contents, contents, in_question, recalled, remember, usable
from uapicheck.pipeline.scope import Scope, compared_headers, compared_targets
from uapicheck.pipeline.side import Headers, Side, named_alike, side
from uapicheck.pipeline.subsystems import with_subsystems
from uapicheck.pipeline.texts import TextComparison
from uapicheck.pipeline.workers import in_executor, in_order
from uapicheck.sources.resolving import Resolved
from uapicheck.sources.source import Source

if TYPE_CHECKING:
    from uapicheck.engine.fold import Rules
    from uapicheck.engine.judge import Judgement
    from uapicheck.model.exhibit import Pair
    from uapicheck.spaces.words import Words

_JUDGING = frozenset({"headers", "profile", "targets"})
"""Fields of a scope that say how a comparison is judged, or of what there is one: told in another way, or no matter."""

_FAR = 4
"""Targets that go to an executor at once: what they have in common is worked out once."""


_HEADERS, _TARGETS = 200, 4
"""Of more headers than that, what was found out for so many targets is all that half a gigabyte holds."""


@frozen(kw_only=True)
class _OneTarget:
    """What is found out about one target."""

    comparison: Comparison
    gaps: tuple[tuple[Which, Gap], ...]
    headers: frozenset[str]
    not_exported: frozenset[str]
    pairs: "Mapping[str, Pair]"
    """What both sides know of each name that changed, where pages are to show it."""


def check(old: str | Source | Resolved, new: str | Source | Resolved, scope: Scope) -> Report:
    """Return what changed from `old` to `new`; raise `UapiCheckError` where that cannot be told at all."""
    return compared(*opened_sides(old, new, scope), scope)


def opened_sides(old: str | Source | Resolved, new: str | Source | Resolved, scope: Scope) -> tuple[Side, Side]:
    """Return the two sides of a comparison; raise `UapiCheckError` where there is none."""
    before, after = side(old, repository=scope.repository), side(new, repository=scope.repository)
    return named_alike(before, after)


def compared(before: Side, after: Side, scope: Scope) -> Report:
    """Return what changed between two sides, judged by the config of the old one."""
    return compared_by(before, after, scope, terms(before, after, scope))


def compared_by(before: Side, after: Side, scope: Scope, by: Terms) -> Report:
    """Return what changed between two sides, judged by terms that need not be the old side's.

    Those of a patch in the middle of a series are the terms before its first one: a series cannot waive itself either.
    """
    return compared_as(None if usable(scope) is None else contents(before, after), before, after, scope, by)


def compared_as(told: Contents | None, before: Side, after: Side, scope: Scope, by: Terms) -> Report:
    """Return what changed between two sides; from the cache where it has that for `told`, and kept there if not."""
    cache = usable(scope)
    if cache is None or told is None:
        return _compared(before, after, scope, by)
    known = recalled(cache, told, (before, after), scope, by)
    if known is not None:
        return known
    report = _compared(before, after, scope, by, told)
    remember(cache, told, report, scope, by)
    return report


def _compared(before: Side, after: Side, scope: Scope, by: Terms, told: Contents | None = None) -> Report:
    sides = (before, after)
    possible = compared_targets(scope.targets, sides)
    exported = {t.name: before.exported(t) | after.exported(t) for t in possible}
    headers = compared_headers(scope, sides, possible)
    if scope.changed:
        headers = _changed(headers, before, after)
    names = tuple(t.name for t in possible if not exported[t.name].isdisjoint(headers))
    parts = _parts(before, after, headers, names, scope, by, told)
    judge, every_rule = _judge()
    from uapicheck.engine.policy import running  # noqa: PLC0415 - as what judges

    rules = running(every_rule, by.policy)
    comparisons = _joined([each.comparison for each in parts])
    judgement = judge(comparisons, rules)
    report = Report(
        old=before.provenance,
        new=after.provenance,
        targets=names,
        headers=len(frozenset().union(*(each.headers for each in parts))),
        findings=judgement.findings,
        gaps=(*_merged(parts, names), *judgement.missing),
        additions=judgement.additions,
        spaces=judgement.spaces,
        not_exported=_not_exported(headers, parts, names),
    )
    report = settled(report, by, sides=sides, headers=headers, rules=rules, scope=scope)
    is_gone = any(finding.where.side is Which.OLD for finding in report.findings)
    if is_gone and isinstance(before, Headers) and isinstance(after, Headers):
        from uapicheck.pipeline.anchors import anchored  # noqa: PLC0415 - most changes take nothing away

        report = anchored(report, before.tree, after.tree)
    if scope.trial:
        from uapicheck.pipeline.witnessing import tried  # noqa: PLC0415 - few runs ask a compiler

        report = tried(report, before, after, jobs=scope.jobs, progress=scope.progress)
    if scope.exhibits:
        from uapicheck.pipeline.exhibits import exhibited  # noqa: PLC0415 - only pages show more than findings

        pairs = {name: each.pairs for name, each in zip(names, parts, strict=True)}
        report = exhibited(report, pairs, comparisons, sides)
    return with_subsystems(report, sides) if report.findings else report


def _parts(
    before: Side,
    after: Side,
    headers: Sequence[str],
    names: Sequence[str],
    scope: Scope,
    by: Terms,
    told: Contents | None,
) -> list[_OneTarget]:
    """Return what is found out about each target; where the sides tell what is in them, each is worked out once.

    How a comparison is judged is no part of it: another profile or config, or more targets, find it again.
    """
    work = partial(_each_target, before, after, headers, _own_words(by), scope.witness or scope.trial, scope.exhibits)
    if scope.executor is not None:
        return in_executor(work, names, scope.executor, each=_FAR, meanwhile=_judge)
    cache = scope.cache if told is not None else None
    if cache is None:
        return in_order(
            work,
            names,
            jobs=scope.jobs,
            cost=len(headers),
            meanwhile=_judge,
            through=steps(scope.progress, "targets", names),
        )
    spaces = "" if by.policy is None else by.policy.spaces
    wanted = [each for each in in_question(scope) if each[0] not in _JUDGING]
    keys = {name: cache.key("target", told, headers, spaces, wanted, name) for name in names}
    known = {name: part for name, key in keys.items() if (part := _recalled(cache.found(key))) is not None}
    missing = [name for name in names if name not in known]
    through = steps(scope.progress, "targets", missing)
    found = in_order(work, missing, jobs=scope.jobs, cost=len(headers), meanwhile=_judge, through=through)
    made = dict(zip(missing, found, strict=True))
    fields = field_names(_OneTarget)
    cache.keep({keys[name]: tuple(getattr(each, field) for field in fields) for name, each in made.items()})
    return [known.get(name) or made[name] for name in names]


def _recalled(value: object) -> _OneTarget | None:
    if not isinstance(value, tuple):
        return None
    return _OneTarget(**dict(zip(field_names(_OneTarget), value, strict=True)))


def _changed(headers: tuple[str, ...], before: Side, after: Side) -> tuple[str, ...]:
    """Return those of `headers` that two trees can differ in, all of them where a side is no tree."""
    if not isinstance(before, Headers) or not isinstance(after, Headers):
        return headers
    from uapicheck.pipeline.differing import differing  # noqa: PLC0415 - few runs ask for it

    found = differing(before.tree, after.tree)
    return tuple(header for header in headers if header in found)


def _judge() -> "tuple[Callable[[Sequence[Comparison], Rules], Judgement], Rules]":
    """Return what judges, and the rules to judge by: imported while the other processes are still at work."""
    from uapicheck.engine.judge import judge  # noqa: PLC0415 - see above
    from uapicheck.rules import catalogue  # noqa: PLC0415 - the same

    return judge, catalogue()


def _joined(comparisons: Sequence[Comparison]) -> Sequence[Comparison]:
    """Return `comparisons` with what only several targets together tell of what is new; few changes bring anything."""
    if len(comparisons) == 1 or not any(isinstance(change, NewsChange) for c in comparisons for change in c.changes):
        return comparisons
    from uapicheck.diff.compat import joined  # noqa: PLC0415 - see above

    return joined(comparisons)


def _each_target(
    before: Side,
    after: Side,
    headers: Sequence[str],
    words: "Words | None",
    witness: bool,  # noqa: FBT001 - bound by position in `partial`, which pickles
    exhibits: bool,  # noqa: FBT001 - the same
    names: Iterable[str],
) -> list[_OneTarget]:
    extractor = Extractor()
    texts = (
        TextComparison(before.tree, after.tree) if isinstance(before, Headers) and isinstance(after, Headers) else None
    )
    found = []
    for number, target in enumerate(TARGETS[name] for name in names):
        if number and number % _TARGETS == 0 and len(headers) > _HEADERS:
            extractor = Extractor()
            gc.collect()
        old, new = before.snapshot(target, headers, extractor), after.snapshot(target, headers, extractor)
        if old.facts.keys() != new.facts.keys():
            from uapicheck.pipeline.brought import with_brought  # noqa: PLC0415 - most changes are inside of headers

            old, new = with_brought((before, after), (old, new), target, extractor)
        compared_ = comparison(old, new, arch=target.arch, words=words, possible=_possible_bits)
        if texts is not None:
            compared_ = texts.completed(compared_, old, new)
        found.append(
            _OneTarget(
                comparison=replaced(compared_, shown_by=_shown_by(old, new)) if witness else compared_,
                gaps=(*_gaps(Which.OLD, old), *_gaps(Which.NEW, new)),
                headers=frozenset(old.headers) | frozenset(new.headers),
                not_exported=frozenset(old.not_exported) & frozenset(new.not_exported),
                pairs=_pairs(compared_, old, new) if exhibits else {},
            )
        )
    return found


def _pairs(compared_: Comparison, old: Snapshot, new: Snapshot) -> "Mapping[str, Pair]":
    from uapicheck.pipeline.exhibits import pairs  # noqa: PLC0415 - only pages show more than findings

    return pairs(compared_.changes, old, new)


def _own_words(by: Terms) -> "Words | None":
    """Return the number spaces that the config describes; raise `ConfigError` where it does so wrongly."""
    if by.policy is None or not by.policy.spaces:
        return None
    from uapicheck.spaces.words import words_of  # noqa: PLC0415 - few configs describe spaces

    return words_of(by.policy.spaces, where=by.policy.where)


def _possible_bits(
    macro: Macro, constants: Mapping[str, Constant], macro_named: Callable[[str], Macro | None]
) -> tuple[int, int] | None:
    from uapicheck.extract.possible_bits import possible_bits  # noqa: PLC0415 - few changes touch macros of ids

    return possible_bits(macro, constants, macro_named)


def _shown_by(old: Snapshot, new: Snapshot) -> dict[str, str]:
    """Return for each header of the old side the one that a program includes to see it.

    That is the header itself where it was asked for, else the first that brings it along, on both sides if may be.
    `asm/kvm.h` is seen through `linux/kvm.h`: alone it gives some names no value.
    """
    roots: dict[str, str] = {}
    for asked in (set(old.headers) & set(new.headers), set(old.headers)):
        for header in asked:
            whole = header.replace("asm/", "linux/", 1)
            through = header.startswith("asm/") and whole in asked and header in old.reaches.get(whole, ())
            roots.setdefault(header, whole if through else header)
        for root in sorted(asked):
            for header in old.reaches.get(root, ()):
                roots.setdefault(header, root)
    return roots


def _gaps(which: Which, snapshot: Snapshot) -> Iterable[tuple[Which, Gap]]:
    return ((which, gap) for gap in snapshot.gaps)


def _merged(found: Sequence[_OneTarget], names: Sequence[str]) -> tuple[Missing, ...]:
    """Return each gap once, with the targets that have it."""
    targets: dict[tuple[Which, Gap], list[str]] = {}
    for name, each in zip(names, found, strict=True):
        for gap in each.gaps:
            targets.setdefault(gap, []).append(name)
    ordered = sorted(targets.items(), key=lambda item: (item[0][0] != Which.OLD, item[0][1].where, item[0][1].what))
    return tuple(Missing(side=which, gap=gap, targets=tuple(of)) for (which, gap), of in ordered)


def _not_exported(
    headers: Sequence[str], found: Sequence[_OneTarget], names: Sequence[str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    absent = {h: tuple(n for n, each in zip(names, found, strict=True) if h in each.not_exported) for h in headers}
    return tuple((header, of) for header, of in absent.items() if of)
