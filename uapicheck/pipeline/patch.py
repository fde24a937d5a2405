"""`patch`: review patches as mails carry them."""

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from uapicheck.errors import NoHeadersError, SourceError
from uapicheck.frozen import frozen, replaced
from uapicheck.model.applied import Patched
from uapicheck.model.patch import Patch, Series, Unread
from uapicheck.model.release import ATLAS
from uapicheck.model.report import Finding, Report, Severity
from uapicheck.model.review import Mended, Review, Step
from uapicheck.model.syscall_abis import is_of_abi
from uapicheck.model.tree import HeaderTree, Provenance
from uapicheck.pipeline.check import compared_by
from uapicheck.pipeline.claim import Claim
from uapicheck.pipeline.doubts import doubts_of, unread_parts
from uapicheck.pipeline.judging import terms
from uapicheck.pipeline.progress import within
from uapicheck.pipeline.reach import Reach, reach
from uapicheck.pipeline.scope import Scope, chosen_targets, own_numbered
from uapicheck.pipeline.side import Headers
from uapicheck.sources.old_side import Base, chosen_base
from uapicheck.sources.opening import opened
from uapicheck.sources.patched import patched
from uapicheck.sources.patches.reading import series_in
from uapicheck.sources.repository import Repository, repository_in

if TYPE_CHECKING:  # most patches have a tree to apply to
    from uapicheck.pipeline.drawn import Origins


@frozen(kw_only=True)
class Mails:
    """Series that were read, and what could not be read as a patch."""

    series: tuple[Series, ...]
    unread: tuple[Unread, ...]


def mails(inputs: Sequence[tuple[str, bytes]]) -> Mails:
    """Return the series in files, given as name and content; raise `SourceError` where nothing can be reviewed."""
    series: list[Series] = []
    unread: list[Unread] = []
    for source, raw in inputs:
        found, left = series_in(raw, source=source)
        series.extend(found)
        unread.extend(left)
    if not series:
        first = unread[0]
        where = "standard input" if first.source == "-" else first.source
        advice = "a patch is a mail, a mailbox or a diff"
        raise SourceError(f"nothing to review: {first.why}", where=where, advice=advice)
    return Mails(series=tuple(series), unread=tuple(unread))


def reviews(
    read: Mails, scope: Scope, *, base: str = "", independent: bool = False, also: Sequence[str] = ()
) -> tuple[Review, ...]:
    """Return the review of each series, on `base` where the user names one.

    What `independent` series claim of one another, and what the trees `also` have given away meanwhile, are conflicts
    of each. Raises `UapiCheckError` where there is no tree to apply patches to, or one of `also` is none.
    """
    trees = [_tree(source, scope.repository) for source in also]
    made = [_review(series, read.unread, scope, base) for series in read.series]
    claims = [claim for _, claim in made if claim is not None]
    if not claims or not (trees or (independent and len(claims) > 1)):
        return tuple(review for review, _ in made)
    from uapicheck.pipeline.conflicts import conflicts  # noqa: PLC0415 - most runs look at one series and one base

    found = iter(conflicts(claims, trees, independent=independent))
    return tuple(review if claim is None else replaced(review, conflicts=next(found)) for review, claim in made)


def _tree(source: str, repository: Path | None) -> HeaderTree:
    if not source.startswith(ATLAS):
        return opened(source, repository=repository)
    from uapicheck.pipeline.drawn import drawn_tree  # noqa: PLC0415 - few runs ask the atlas

    return drawn_tree(source)


def base_of(series: Series, repository: Path | None, *, base: str) -> Base:
    """Return the old side of a series; raise `SourceError` or `UsageError` where there is none."""
    if base.startswith(ATLAS):
        return _atlas_base(series, asked=base)
    where = _repository(repository)
    if base and (where is None or where.commit_or_none(base) is None):
        return Base(tree=opened(base, repository=repository), why="--base names it")
    if where is None:
        return _atlas_base(series)
    try:
        return chosen_base(series, where, asked=base)
    except NoHeadersError:
        if repository is not None:
            raise
        return _atlas_base(series)  # the working directory is in a repository of something else


def _atlas_base(series: Series, *, asked: str = "") -> Base:
    from uapicheck.pipeline.drawn import base as drawn_base  # noqa: PLC0415 - most patches have a tree to apply to

    return drawn_base(series, asked=asked)


def _repository(path: Path | None) -> Repository | None:
    try:
        return repository_in(path)
    except SourceError:
        if path is not None:
            raise
        return None


def _review(series: Series, unread: Sequence[Unread], scope: Scope, base: str) -> tuple[Review, Claim | None]:
    """Return a series' review, and what it lays claim to where it changes a header."""
    old = base_of(series, scope.repository, base=base)
    if any(file.combined for patch in series.patches for file in patch.files):
        from uapicheck.pipeline.merges import by_parent, is_merge, joined  # noqa: PLC0415 - few patches are merges

        if is_merge(series):
            found = [_judged(each, unread, scope, old) for each in by_parent(series)]
            return joined(series, [review for review, _ in found]), None
    return _judged(series, unread, scope, old)


def _judged(series: Series, unread: Sequence[Unread], scope: Scope, old: Base) -> tuple[Review, Claim | None]:
    origins = _origins(old.tree)
    done = _applied(series, old.tree, origins)
    if any(each.patched.fragments for each in done):
        from uapicheck.pipeline.fragmentary import assumed  # noqa: PLC0415 - most patches apply

        tree, trees = assumed(old.tree, [each.patched for each in done])
        old = replaced(old, tree=tree)
        done = [replaced(each, patched=replaced(each.patched, tree=of)) for each, of in zip(done, trees, strict=True)]
    fragments = [each for step in done for each in step.patched.fragments]
    if origins is not None:
        old = replaced(old, tree=origins.at_places(old.tree))
        done = [_shown(each) for each in done]
    steps = tuple(each.step for each in done)
    whole = done[-1].patched.tree if done else old.tree
    touched = {path for each in done for path in each.paths}
    where = reach(old.tree, whole, touched)
    narrow = _narrowed(scope, where)
    new = _with_label(whole, old.tree, series)
    mended: tuple[Mended, ...] = ()
    claim: Claim | None = None
    if narrow is None:
        report = _nothing(old.tree, new)
    else:
        before = Headers(tree=old.tree)
        by = terms(before, Headers(tree=new), scope)
        claim = Claim(series=series, old=old.tree, new=new, steps=steps, scope=narrow, by=by)
        changing = [each for each in done if each.paths]
        reports = [
            compared_by(
                before,
                Headers(tree=_with_label(each.patched.tree, old.tree, series)),
                replaced(
                    narrow,
                    progress=within(scope.progress, each.step.label),
                    exhibits=scope.exhibits and each is changing[-1],  # what comes before is told, not shown
                ),
                by,
            )
            for each in changing
        ]
        if fragments:
            from uapicheck.pipeline.fragmentary import believable  # noqa: PLC0415 - most patches apply

            reports = [believable(each, fragments) for each in reports]
        labels = [each.step.label for each in changing]
        report, mended = _attributed(reports, labels if len(series.patches) > 1 else [])
    tell = doubts_of
    if origins is not None:
        from uapicheck.pipeline.drawn import doubts as tell  # noqa: PLC0415 - see above
    gaps = (*unread_parts(unread), *(gap for step in steps for gap in tell(step, old.tree.provenance.label)))
    review = Review(
        series=series,
        base=old.why,
        tried=old.tried,
        report=replaced(report, gaps=(*gaps, *report.gaps)),
        steps=steps,
        mended=mended,
        documents=old.tree.documents,
    )
    return review, claim


@frozen(kw_only=True)
class _Done:
    """A patch that was applied, as far as that went."""

    step: Step
    patched: Patched
    origins: "Origins | None"
    """Where drawn headers stand after it; None for real ones."""

    @property
    def paths(self) -> frozenset[str]:
        """The paths of the tree that it changes."""
        found = {path for each in self.patched.applied for path in (each.path, each.old_path) if path}
        return frozenset(found | {each.path for each in self.patched.fragments})


def _origins(tree: HeaderTree) -> "Origins | None":
    """Return what a tree was drawn from, None for one of real headers."""
    if not tree.provenance.label.startswith(ATLAS):
        return None
    from uapicheck.pipeline.drawn import origins_of  # noqa: PLC0415 - most patches have a tree to apply to

    return origins_of(tree)


def _shown(done: _Done) -> _Done:
    if done.origins is None:
        return done
    made = done.origins.shown(done.patched, done.step.patch.files)
    return replaced(done, patched=made, step=replaced(done.step, outcomes=made.outcomes))


def _applied(series: Series, tree: HeaderTree, origins: "Origins | None") -> list[_Done]:
    done: list[_Done] = []
    base = tree
    for patch in series.patches:
        trusted = not any(each.certain for each in patch.damage)  # else the lines may not be what was sent
        files = patch.files if origins is None else origins.squeezed(patch.files)
        made = patched(tree, files, base=base if trusted else None, fuzz=origins is None)
        if origins is not None:
            origins = origins.after(made.outcomes)
        step = Step(patch=patch, label=_label(patch), outcomes=made.outcomes, elsewhere=made.elsewhere)
        done.append(_Done(step=step, patched=made, origins=origins))
        tree = made.tree
    return done


def _label(patch: Patch) -> str:
    return f"{patch.part}/{patch.parts} {patch.name}" if patch.parts > 1 else patch.name


def _with_label(tree: HeaderTree, old: HeaderTree, series: Series) -> HeaderTree:
    """Return the patched tree under a name of its own."""
    count = len(series.patches)
    what = series.patches[0].name if count == 1 else f"{count} patches of {series.name}"
    made = Provenance(label=f"{old.provenance.label} + {what}", kind="patched tree", id=old.provenance.id)
    return replaced(tree, provenance=made)


def _narrowed(scope: Scope, where: Reach) -> Scope | None:
    """Return the scope that a patch can have changed anything in; None where it can have changed nothing."""
    chosen = [t for t in chosen_targets(scope.targets, where.arches) if t.arch in where.arches]
    if not scope.targets:
        chosen += own_numbered(where.changed, where.arches)
    headers = tuple(
        header
        for header in where.headers
        if (not scope.headers or any(fnmatchcase(header, pattern) for pattern in scope.headers))
        and any(is_of_abi(target, header) for target in chosen)
    )
    targets = tuple(target.name for target in chosen)
    if not headers or not targets:
        return None
    return replaced(scope, headers=headers, targets=targets)


def _nothing(old: HeaderTree, new: HeaderTree) -> Report:
    return Report(
        old=old.provenance,
        new=new.provenance,
        targets=(),
        headers=0,
        differing=0,
        findings=(),
        gaps=(),
        additions=(),
        spaces=(),
    )


def _attributed(reports: Sequence[Report], labels: Sequence[str]) -> tuple[Report, tuple[Mended, ...]]:
    """Return the last report, its findings with the patch that causes each, and what was mended on the way.

    `reports` compare the base with the tree after each patch; a finding is caused by the first patch from which on all
    of them have it. Without `labels` there is one patch, which need not be named.
    """
    last = reports[-1]
    if not labels:
        return last, ()
    seen = [{finding.fingerprint: finding for finding in report.findings} for report in reports]
    named = tuple(replaced(finding, patch=_cause(finding, seen, labels)) for finding in last.findings)
    return replaced(last, findings=named), tuple(_mended(seen, labels))


def _cause(finding: Finding, seen: Sequence[Mapping[str, Finding]], labels: Sequence[str]) -> str:
    first = len(seen) - 1
    while first and finding.fingerprint in seen[first - 1]:
        first -= 1
    return labels[first]


def _mended(seen: Sequence[Mapping[str, Finding]], labels: Sequence[str]) -> Iterator[Mended]:
    told: set[str] = set()
    # What another rule says of the same thing in the end was not mended, it got another name.
    left = {finding.symbol for finding in seen[-1].values()}
    left |= {consequence.symbol for finding in seen[-1].values() for consequence in finding.also}
    for number, findings in enumerate(seen[:-1]):
        for name, finding in findings.items():
            if name in told or finding.symbol in left or finding.severity is Severity.NOTE or finding.waived:
                continue
            told.add(name)
            by = next(later for later in range(number + 1, len(seen)) if name not in seen[later])
            yield Mended(finding=replaced(finding, patch=labels[number]), by=labels[by])
