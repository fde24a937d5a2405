"""Chains of releases, oldest first: from git, from the atlas, or of any sources."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from uapicheck.errors import UsageError
from uapicheck.frozen import frozen
from uapicheck.model.history import Commit, Step
from uapicheck.pipeline.side import Side, side
from uapicheck.sources.source import Reading, Source

T = TypeVar("T")

_ADVICE = "-C DIR reads the history of a git repository, --of any sources"
_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_VERSION = re.compile(r"v?(\d+)\.(\d+)(?:\.(\d+))?(?:-rc(\d+))?")
_RELEASED = 1000
"""A release comes after all of its candidates."""


@frozen(kw_only=True)
class Asked:
    """What `history` is asked for."""

    patterns: tuple[str, ...] = ()
    """Names, or globs of names; empty for all."""
    commits: str | None = None
    """`A..B`, a revision (all up to it), or empty for HEAD; None where git is not asked."""
    sources: tuple[str, ...] = ()
    since: str = ""
    """A release or a day; empty for the beginning."""
    until: str = ""
    every: bool = False
    """Candidates and maintainers' trees of the atlas too, which are no baselines."""


@frozen(kw_only=True, eq=False)
class Link:
    """One state of a chain, opened when it is needed: a long chain would not fit the memory."""

    step: Step
    opened: Callable[[], Side]
    content: str = ""
    """What tells all that is in it, before it is opened; empty where nothing does."""
    merged: Callable[[Sequence[str]], Mapping[str, Commit]] | None = None
    """Of a merge: tells which of the commits that it brought last touched each of some words."""


@frozen(kw_only=True, eq=False)
class Chain:
    """States of headers, oldest first."""

    label: str
    unit: str
    """What a state of it is, in the plural."""
    links: tuple[Link, ...]


def chain(asked: Asked, repository: Path | None) -> Chain:
    """Return the chain that is asked for; raise `SourceError` where there is none, `UsageError` where it is empty."""
    if asked.sources:
        found = _sources_chain(asked.sources, repository)
    elif asked.commits is not None:
        found = _git_chain(asked.commits, repository)
    else:
        found = _atlas_chain(every=asked.every)
    return Chain(label=found.label, unit=found.unit, links=_between(found.links, asked.since, asked.until))


def _atlas_chain(*, every: bool) -> Chain:
    """Return the releases of the atlas; without `every` the baselines alone."""
    from uapicheck.atlas.place import mark  # noqa: PLC0415 - other chains need no atlas
    from uapicheck.pipeline.recorded import recorded_release, releases  # noqa: PLC0415 - the same

    every_release = releases()
    atlas = mark()
    links = tuple(
        Link(
            step=Step(release=each.name, date=each.date),
            opened=partial(recorded_release, each),
            content=f"{atlas} {each.name}" if atlas else "",
        )
        for each in every_release
        if every or each.kind.is_baseline
    )
    return Chain(label="atlas, every state" if every else "atlas", unit="releases", links=links)


def _sources_chain(names: Sequence[str], repository: Path | None) -> Chain:
    sides = [side(name, repository=repository) for name in names]
    links = tuple(
        Link(step=Step(release=each.provenance.label, date=""), opened=partial(_itself, each)) for each in sides
    )
    return Chain(label=f"{len(links)} sources", unit="sources", links=links)


def _itself(each: Side) -> Side:
    return each


def _git_chain(text: str, repository: Path | None) -> Chain:
    from uapicheck.sources.commits import chain as commits  # noqa: PLC0415 - few chains are git's
    from uapicheck.sources.commits import merged_by  # noqa: PLC0415 - the same
    from uapicheck.sources.repository import repository_in  # noqa: PLC0415 - the same

    where = repository_in(repository)
    found = commits(where, text)
    links = [
        Link(
            step=each.step,
            opened=partial(side, Source(text=each.id, reading=Reading.REVISION), repository=Path(where.directory)),
            content=each.id,
            merged=partial(merged_by, where, each) if each.is_merge else None,
        )
        for each in found
    ]
    return Chain(label=f"git {text or 'HEAD'}", unit="revisions", links=tuple(links))


def _between(links: Sequence[Link], since: str, until: str) -> tuple[Link, ...]:
    """Return what happened from `since` to `until`, both included, and the state before it."""
    first = _bounds(links, since)[0] if since else 0
    end = _bounds(links, until)[1] if until else len(links)
    if first >= end:
        where = " ".join(f"--{name} {value}" for name, value in (("since", since), ("until", until)) if value)
        ends = f"the history goes from {_called(links[0].step)} to {_called(links[-1].step)}"
        raise UsageError("nothing happened in that time", where=where, advice=ends)
    return tuple(links[max(first - 1, 0) : end])


def _called(step: Step) -> str:
    return f"{step.release} ({step.date})" if step.date else step.release


def _bounds(links: Sequence[Link], limit: str) -> tuple[int, int]:
    """Return the index of the first step that belongs to a release or day, and that of the first step after it."""
    if _DAY.fullmatch(limit):
        days = [link.step.date[: len(limit)] for link in links]
        return _first(days, lambda day: day >= limit), _first(days, lambda day: day > limit)
    known = [at for at, link in enumerate(links) if limit in {link.step.release, link.step.label}]
    if known:
        return known[0], known[-1] + 1
    if _VERSION.fullmatch(limit):
        version = _version(limit)
        versions = [_version(link.step.release) for link in links]
        return _first(versions, lambda each: each >= version), _first(versions, lambda each: each > version)
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it, start-up does not

    near = get_close_matches(limit, [link.step.release for link in links], n=1)
    advice = f"did you mean {near[0]}?" if near else "name a release of the history, or a day: 2019-05-16"
    raise UsageError("is no release and no day", where=limit, advice=advice)


def _first(values: Sequence[T], is_meant: Callable[[T], bool]) -> int:
    return next((at for at, value in enumerate(values) if is_meant(value)), len(values))


def _version(release: str) -> tuple[int, ...]:
    """Return what versions are ordered by, nothing for what is none."""
    match = _VERSION.match(release)
    if match is None:
        return ()
    major, minor, patch, candidate = (int(part) if part else None for part in match.groups())
    return (major or 0, minor or 0, patch or 0, _RELEASED if candidate is None else candidate)
