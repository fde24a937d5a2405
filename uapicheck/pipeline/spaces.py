"""`spaces`: the number spaces of one source, by what all its targets show."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import partial
from typing import TYPE_CHECKING

from uapicheck.errors import UsageError
from uapicheck.extract.snapshot import Extractor
from uapicheck.frozen import frozen, replaced
from uapicheck.model.facts import Gap
from uapicheck.model.release import Release
from uapicheck.model.survey import Survey, SurveyedSpace, Unread
from uapicheck.model.targets import TARGETS
from uapicheck.pipeline.judging import terms
from uapicheck.pipeline.progress import Progress, steps
from uapicheck.pipeline.recall import contents, in_question, usable
from uapicheck.pipeline.scope import Scope, chosen_targets, compared_headers, compared_targets
from uapicheck.pipeline.side import Recorded, Side, side
from uapicheck.pipeline.workers import in_order
from uapicheck.spaces.inventory import Inventory, inventory
from uapicheck.spaces.layouts import layouts
from uapicheck.spaces.surveying import surveyed, with_history
from uapicheck.spaces.words import SUBSYSTEMS, is_called_after

if TYPE_CHECKING:
    from uapicheck.spaces.words import Words

_NONE = "the package describes KVM's; [[space]] in a config describes others"


@frozen(kw_only=True)
class _OneTarget:
    """What is found out about one target."""

    inventory: Inventory
    gaps: tuple[Gap, ...]


@frozen(kw_only=True)
class _Part:
    """What to look at of one side."""

    side: Side
    headers: tuple[str, ...]
    targets: tuple[str, ...]


def survey(source: str, scope: Scope, *, chosen: Sequence[str] = ()) -> Survey:
    """Return the number spaces of a source, those whose names match one of the globs `chosen` if there are any.

    Raises `UsageError` where the source has no space, or none of that name, and `UapiCheckError` where it cannot be
    read at all.
    """
    of = side(source, repository=scope.repository)
    releases = _releases_of(of)
    cache = usable(scope)
    told = None if cache is None else contents(of, *(each for _, each in releases))
    if cache is None or told is None:
        return survey_of(of, scope, chosen=chosen, releases=releases)
    by = terms(of, of, scope)
    key = cache.key("survey", told, [release for release, _ in releases], tuple(chosen), in_question(scope), by)
    known = cache.found(key)
    if isinstance(known, Survey):
        return replaced(known, source=of.provenance)
    found = survey_of(of, scope, chosen=chosen, releases=releases)
    cache.keep({key: found})
    return found


def _releases_of(of: Side) -> Sequence[tuple[Release, Side]]:
    """Return the releases of Linux up to a side, oldest first, to tell growth and retired numbers by.

    The atlas has them, for its own releases and for what is called like one; nobody knows what came before other sides.
    """
    from uapicheck.atlas.names import version  # noqa: PLC0415 - only this asks
    from uapicheck.pipeline.recorded import before, recorded_release, releases  # noqa: PLC0415 - the same

    if isinstance(of, Recorded):
        told = (*before(of.release), next(each for each in releases() if each.name == of.release))
    elif (own := version(of.provenance.label)) is not None:
        told = tuple(each for each in releases() if (version(each.name) or own) <= own)
    else:
        return ()
    return [(each, recorded_release(each)) for each in told if each.kind.is_baseline and each.date]


def survey_of(
    of: Side, scope: Scope, *, chosen: Sequence[str] = (), releases: Sequence[tuple[Release, Side]] = ()
) -> Survey:
    """Return the number spaces of a side, and their growth over `releases`, oldest first."""
    words = _own_words(of, scope)
    scope = _narrowed(of, scope, everywhere=words is not None)
    possible = compared_targets(scope.targets, (of,))
    headers = compared_headers(scope, (of,), possible)
    targets = tuple(t.name for t in possible if not of.exported(t).isdisjoint(headers))
    baselines = [(release, each) for release, each in releases if release.kind.is_baseline]
    parts = [_Part(side=of, headers=headers, targets=targets)]
    parts += [_release_part(each, scope, everywhere=words is not None) for _, each in baselines]
    found, *earlier = _found(parts, words, jobs=scope.jobs, progress=scope.progress)
    inventories = [each.inventory for each in found]
    every = surveyed(inventories)
    if not every:
        raise UsageError("no number space that is known", where=of.provenance.label, advice=_NONE)
    kept = _kept(every, chosen)
    if baselines:
        history = [surveyed([one.inventory for one in each]) for each in earlier]
        kept = with_history(kept, [(release, each) for (release, _), each in zip(baselines, history, strict=True)])
    seen = {TARGETS[name].arch for name in targets}
    exporting = {t.arch for t in TARGETS.values() if t.arch in of.arches and not of.exported(t).isdisjoint(headers)}
    return Survey(
        source=of.provenance,
        targets=targets,
        left_out=tuple(sorted(exporting - seen)),
        headers=headers,
        spaces=kept,
        layouts=layouts(inventories),
        unread=_unread(found, targets),
        releases=tuple(release for release, _ in baselines),
        chosen=tuple(chosen),
    )


def _own_words(of: Side, scope: Scope) -> "Words | None":
    """Return the spaces that a config describes; raise `ConfigError` where it does so wrongly."""
    policy = terms(of, of, scope).policy
    if policy is None or not policy.spaces:
        return None
    from uapicheck.spaces.words import words_of  # noqa: PLC0415 - few configs describe spaces

    return words_of(policy.spaces, where=policy.where)


def _narrowed(of: Side, scope: Scope, *, everywhere: bool) -> Scope:
    """Return a scope of the headers that the package's words speak of, where the user names none.

    A full tree has a thousand others, and reading them would tell nothing more.
    """
    if scope.headers or everywhere:
        return scope
    exported = {header for target in compared_targets(scope.targets, (of,)) for header in of.exported(target)}
    spoken_of = tuple(sorted(h for h in exported if any(is_called_after(name, h) for name in SUBSYSTEMS)))
    return replaced(scope, headers=spoken_of) if spoken_of else scope


def _found(parts: Sequence[_Part], words: "Words | None", *, jobs: int, progress: Progress) -> list[list[_OneTarget]]:
    """Return what each target of each part has, part by part.

    Releases stand side by side in one run: most of a header is as it was, and an extractor remembers what it has read.
    """
    items = [(number, name) for number, part in enumerate(parts) for name in part.targets]
    cost = max(len(part.headers) for part in parts)
    through = steps(progress, "snapshots", items, name=lambda item: f"{parts[item[0]].side.provenance.label} {item[1]}")
    work = partial(_each_item, tuple(parts), words)
    made = iter(in_order(work, items, jobs=jobs, cost=cost, through=through))
    return [[next(made) for _ in part.targets] for part in parts]


def _each_item(parts: Sequence[_Part], words: "Words | None", items: Sequence[tuple[int, str]]) -> list[_OneTarget]:
    extractor = Extractor()
    found = []
    for number, name in items:
        part, target = parts[number], TARGETS[name]
        snapshot = part.side.snapshot(target, part.headers, extractor)
        found.append(_OneTarget(inventory=inventory(snapshot, arch=target.arch, own=words), gaps=snapshot.gaps))
    return found


def _release_part(of: Side, scope: Scope, *, everywhere: bool) -> _Part:
    """Return what to look at in a release, which may be nothing: numbers of all its architectures were handed out."""
    headers = _in_release(of, scope, everywhere=everywhere)
    targets = (t.name for t in chosen_targets((), of.arches) if not of.exported(t).isdisjoint(headers))
    return _Part(side=of, headers=headers, targets=tuple(targets))


def _in_release(of: Side, scope: Scope, *, everywhere: bool) -> tuple[str, ...]:
    """Return the headers of a release to look at: those of the scope that it has, which may be none."""
    exported = {header for target in TARGETS.values() for header in of.exported(target)}
    wanted = _narrowed(of, scope, everywhere=everywhere).headers
    return tuple(sorted(h for h in exported if not wanted or any(fnmatchcase(h, glob) for glob in wanted)))


def _kept(spaces: Sequence[SurveyedSpace], chosen: Sequence[str]) -> tuple[SurveyedSpace, ...]:
    """Return the spaces that are asked for; raise `UsageError` for a glob that matches none."""
    if not chosen:
        return tuple(spaces)
    names = [space.summary.name for space in spaces]
    for glob in chosen:
        if not any(_is_called(name, glob) for name in names):
            raise _unknown(glob, names)
    return tuple(space for space in spaces if any(_is_called(space.summary.name, glob) for glob in chosen))


def _is_called(name: str, glob: str) -> bool:
    return fnmatchcase(name, glob) or fnmatchcase(name, glob.rstrip("_"))


def _unknown(glob: str, names: Sequence[str]) -> UsageError:
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it, start-up does not

    near = get_close_matches(glob.upper().strip("*_"), names, n=1)
    advice = (
        f"did you mean {near[0]}?" if near else "`uapicheck spaces` lists them; a glob such as '*CAP*' finds several"
    )
    return UsageError(f"no number space is called {glob!r}", advice=advice)


def _unread(found: Sequence[_OneTarget], targets: Sequence[str]) -> tuple[Unread, ...]:
    """Return each gap once, with the targets that have it."""
    by_gap: dict[Gap, list[str]] = {}
    for name, each in zip(targets, found, strict=True):
        for gap in each.gaps:
            by_gap.setdefault(gap, []).append(name)
    ordered = sorted(by_gap, key=lambda gap: (gap.where, gap.what))
    return tuple(
        Unread(
            path=gap.where.path or gap.where.header,
            line=gap.where.line,
            what=gap.what,
            why=gap.why,
            targets=tuple(by_gap[gap]),
        )
        for gap in ordered
    )
