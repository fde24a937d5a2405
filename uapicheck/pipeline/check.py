"""`check`: compare two sides over all targets."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from uapicheck.diff.changes import comparison
from uapicheck.extract.snapshot import Extractor
from uapicheck.frozen import field_names, frozen, replaced
from uapicheck.model.comparison import Comparison
from uapicheck.model.facts import Constant, Gap, Macro, Snapshot
from uapicheck.model.news import NewsChange
from uapicheck.model.place import Place
from uapicheck.model.place import Side as Which
from uapicheck.model.report import Missing, Report
from uapicheck.model.targets import TARGETS
from uapicheck.pipeline.differing import Differences, differences
from uapicheck.pipeline.judging import Terms, settled, terms
from uapicheck.pipeline.progress import steps
from uapicheck.pipeline.recall import Contents, contents, in_question, recalled, remember, usable
from uapicheck.pipeline.scope import Scope, compared_headers, compared_targets, without_release
from uapicheck.pipeline.side import Headers, Side, named_alike, side
from uapicheck.pipeline.subsystems import with_subsystems
from uapicheck.pipeline.texts import TextComparison
from uapicheck.pipeline.workers import in_executor, in_order
from uapicheck.sources.resolving import Resolved
from uapicheck.sources.source import Source

if TYPE_CHECKING:
    from uapicheck.cache.cache import Key
    from uapicheck.engine.fold import Rules
    from uapicheck.engine.judge import Judgement
    from uapicheck.model.exhibit import Pair
    from uapicheck.spaces.words import Words

_JUDGING = frozenset({"headers", "profile", "targets"})
"""Fields of a scope that say how a comparison is judged, or of what there is one: told in another way, or no matter."""

_FAR = 4
"""Targets that go to an executor at once: what they have in common is worked out once."""


@frozen(kw_only=True)
class _OneTarget:
    """What is found out about one target."""

    comparison: Comparison
    gaps: tuple[tuple[Which, Gap], ...]
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
    headers = without_release(scope, sides, compared_headers(scope, sides, possible))
    names = tuple(t.name for t in possible if not exported[t.name].isdisjoint(headers))
    looked_at = _differing(before, after, headers, {name: exported[name] for name in names})
    found = _parts(before, after, looked_at, scope, by, told)
    parts = [found.get(name) or _nothing(name) for name in names]
    judge, every_rule = _judge()
    from uapicheck.engine.policy import running  # noqa: PLC0415 - as what judges

    rules = running(every_rule, by.policy)
    comparisons = _joined([each.comparison for each in parts], before)
    judgement = judge(comparisons, rules)
    report = Report(
        old=before.provenance,
        new=after.provenance,
        targets=names,
        headers=len(frozenset(headers) & frozenset().union(*exported.values())),
        differing=len(frozenset().union(*looked_at.values())),
        findings=judgement.findings,
        gaps=(*_merged(parts, names), *judgement.missing),
        additions=judgement.additions,
        spaces=judgement.spaces,
        not_exported=_not_exported(headers, {name: exported[name] for name in names}),
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


def _differing(
    before: Side, after: Side, headers: Sequence[str], exported: Mapping[str, frozenset[str]]
) -> dict[str, tuple[str, ...]]:
    """Return for each target the headers to look at: those that can differ on it, all where nothing tells which."""
    known = differences(before, after)
    if known is None:
        return dict.fromkeys(exported, tuple(headers))
    found: dict[str, tuple[str, ...]] = {}
    for name, there in exported.items():
        among = known.among(there.intersection(headers), TARGETS[name].arch).headers
        found[name] = tuple(header for header in headers if header in among)
    known.share()
    return found


def _parts(
    before: Side,
    after: Side,
    looked_at: Mapping[str, Sequence[str]],
    scope: Scope,
    by: Terms,
    told: Contents | None,
) -> dict[str, _OneTarget]:
    """Return what is found out about each target that has headers to look at.

    Where the sides tell what is in them, each target is worked out once. How a comparison is judged is no part of it:
    another profile or config, or more targets, find it again.
    """
    names = [name for name, headers in looked_at.items() if headers]
    work = partial(_each_target, before, after, looked_at, _own_words(by), scope.witness or scope.trial, scope.exhibits)
    if scope.executor is not None:
        return dict(zip(names, in_executor(work, names, scope.executor, each=_FAR, meanwhile=_judge), strict=True))
    cache = scope.cache if told is not None else None
    known: dict[str, _OneTarget] = {}
    keys: dict[str, Key] = {}
    if cache is not None:
        spaces = "" if by.policy is None else by.policy.spaces
        wanted = in_question(scope, but=_JUDGING)
        keys = {name: cache.key("target", told, looked_at[name], spaces, wanted, name) for name in names}
        known = {name: part for name, key in keys.items() if (part := _recalled(cache.found(key))) is not None}
    missing = [name for name in names if name not in known]
    cost = sum(len(looked_at[name]) for name in missing) // max(1, len(missing))
    through = steps(scope.progress, "targets", missing)
    made = in_order(work, missing, jobs=scope.jobs, cost=cost, meanwhile=_judge, through=through)
    found = dict(zip(missing, made, strict=True))
    if cache is not None:
        fields = field_names(_OneTarget)
        cache.keep({keys[name]: tuple(getattr(each, field) for field in fields) for name, each in found.items()})
    return known | found


def _nothing(name: str) -> _OneTarget:
    """Return what is found out about a target on which no header can differ."""
    return _OneTarget(comparison=Comparison(target=name, arch=TARGETS[name].arch, changes=()), gaps=(), pairs={})


def _recalled(value: object) -> _OneTarget | None:
    if not isinstance(value, tuple):
        return None
    return _OneTarget(**dict(zip(field_names(_OneTarget), value, strict=True)))


def _judge() -> "tuple[Callable[[Sequence[Comparison], Rules], Judgement], Rules]":
    """Return what judges, and the rules to judge by: imported while the other processes are still at work."""
    from uapicheck.engine.judge import judge  # noqa: PLC0415 - see above
    from uapicheck.rules import catalogue  # noqa: PLC0415 - the same

    return judge, catalogue()


def _joined(comparisons: Sequence[Comparison], before: Side) -> Sequence[Comparison]:
    """Return `comparisons` with what only several targets together tell of what is new; few changes bring anything."""
    if len(comparisons) == 1 or not any(isinstance(change, NewsChange) for c in comparisons for change in c.changes):
        return comparisons
    from uapicheck.diff.compat import joined  # noqa: PLC0415 - see above

    return joined([_with_every_path(each, before) for each in comparisons])


def _with_every_path(comparison: Comparison, before: Side) -> Comparison:
    """Return a comparison that knows the headers of the old side, looked at or not."""
    if not isinstance(before, Headers):
        return comparison
    from uapicheck.engine.paths import uapi_path  # noqa: PLC0415 - see above

    arch = comparison.arch
    places = [
        Place(header=header, path=path, line=1)
        for header in before.exported(TARGETS[comparison.target])
        if (path := before.tree.path(arch, header)) is not None
    ]
    return replaced(comparison, old_paths=comparison.old_paths.union(uapi_path(place, arch) for place in places))


def _each_target(
    before: Side,
    after: Side,
    looked_at: Mapping[str, Sequence[str]],
    words: "Words | None",
    witness: bool,  # noqa: FBT001 - bound by position in `partial`, which pickles
    exhibits: bool,  # noqa: FBT001 - the same
    names: Iterable[str],
) -> list[_OneTarget]:
    extractor = Extractor()
    texts = (
        TextComparison(before.tree, after.tree) if isinstance(before, Headers) and isinstance(after, Headers) else None
    )
    known = differences(before, after)
    found = []
    for target in (TARGETS[name] for name in names):
        headers = looked_at[target.name]
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
                gaps=_gaps(old, new, known, target.arch),
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


def _gaps(old: Snapshot, new: Snapshot, known: Differences | None, arch: str) -> tuple[tuple[Which, Gap], ...]:
    """Return the gaps of both sides, but for those that say nothing of the change.

    Such a gap is the same on both sides, in a header whose own text is the same.
    """
    sides = {Which.OLD: old.gaps, Which.NEW: new.gaps}
    told = [{_told(gap) for gap in gaps} for gaps in sides.values()] if known is not None else [set()]
    alike = {each for each in set.intersection(*told) if known is not None and known.is_same(each[0], arch)}
    return tuple((which, gap) for which, gaps in sides.items() for gap in gaps if _told(gap) not in alike)


def _told(gap: Gap) -> tuple[str, int, str, str]:
    return gap.where.header, gap.where.line, gap.what, gap.why


def _merged(found: Sequence[_OneTarget], names: Sequence[str]) -> tuple[Missing, ...]:
    """Return each gap once, with the targets that have it."""
    targets: dict[tuple[Which, Gap], list[str]] = {}
    for name, each in zip(names, found, strict=True):
        for gap in each.gaps:
            targets.setdefault(gap, []).append(name)
    ordered = sorted(targets.items(), key=lambda item: (item[0][0] != Which.OLD, item[0][1].where, item[0][1].what))
    return tuple(Missing(side=which, gap=gap, targets=tuple(of)) for (which, gap), of in ordered)


def _not_exported(
    headers: Sequence[str], exported: Mapping[str, frozenset[str]]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    absent = {header: tuple(name for name, there in exported.items() if header not in there) for header in headers}
    return tuple((header, of) for header, of in absent.items() if of)
