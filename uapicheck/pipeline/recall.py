"""`check` from what an earlier run found out: the same sides, asked in the same way, by the same program.

Two steps lead to a report. The sides' pins (a commit's tree, an archive's bytes) are known before anything is opened,
and lead to the sides' contents; these lead to the report, which other names of the same contents lead to as well.
"""

from collections.abc import Collection, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, TypeAlias

from uapicheck.frozen import field_names, replaced
from uapicheck.model.release import ATLAS
from uapicheck.model.report import Report
from uapicheck.model.tree import Provenance
from uapicheck.pipeline.scope import Scope
from uapicheck.sources.resolving import AtPath, Resolved, Revision, is_snapshot, resolved
from uapicheck.sources.source import Source

if TYPE_CHECKING:  # a warm run judges nothing
    from uapicheck.cache.cache import Cache, Key
    from uapicheck.pipeline.judging import Terms
    from uapicheck.pipeline.side import Side

Pin: TypeAlias = tuple[str, ...]
"""What tells all of a side before it is opened, its name among it."""
Contents: TypeAlias = tuple[tuple[str, str, str], ...]
"""For each side what tells all that is in it, the one header that counts where that is not all, and its label."""

_ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2")
_AT_ONCE = 1 << 20
_BESIDE = frozenset({"cache", "config", "executor", "jobs", "now", "progress", "repository", "trial"})
"""Fields of a scope that change no report, or that are told in another way."""


def check(old: str | Source, new: str | Source, scope: Scope) -> Report:
    """Return what changed from `old` to `new`; raise `UapiCheckError` where that cannot be told at all."""
    sides = _resolved(old, scope), _resolved(new, scope)
    cache = usable(scope)
    pins = _pins(sides, scope) if cache is not None else None
    if cache is None or pins is None:
        from uapicheck.pipeline.check import check as compare  # noqa: PLC0415 - a warm run compares nothing

        return compare(*sides, scope)
    short = cache.key("check", pins, in_question(scope))
    known = _recalled(cache, short, scope)
    if known is not None:
        return known
    from uapicheck.pipeline.check import compared_as, opened_sides  # noqa: PLC0415 - the same
    from uapicheck.pipeline.judging import terms  # noqa: PLC0415 - the same

    before, after = opened_sides(*sides, scope)
    by = terms(before, after, scope)
    told = contents(before, after)
    report = compared_as(told, before, after, scope, by)
    if told is not None and pins == _pins(sides, scope):  # an archive may have been written meanwhile
        stem = _stem(cache, told, scope, by)
        cache.keep({short: (bytes(stem), _is_dated(by), before.provenance, after.provenance)})
    return report


def usable(scope: Scope) -> "Cache | None":
    """Return the cache of a run; none where compilers try witnesses: they are no part of the sides."""
    return None if scope.trial else scope.cache


def in_question(scope: Scope, *, but: Collection[str] = ()) -> tuple[tuple[str, object], ...]:
    """Return what of a scope a report depends on, whatever fields a scope has, `but` for some."""
    names = (name for name in field_names(Scope) if name not in _BESIDE and name not in but)
    return tuple((name, getattr(scope, name)) for name in names)


def contents(*sides: "Side") -> Contents | None:
    """Return what tells all that is in some sides, and what they are called; None where one does not tell."""
    from uapicheck.pipeline.side import Headers, Recorded  # noqa: PLC0415 - a warm run opens no side
    from uapicheck.sources.digest import digest  # noqa: PLC0415 - the same

    found = []
    atlas = ""
    for each in sides:
        content: str | None = None
        if isinstance(each, Headers):
            content = digest(each.tree)
        elif isinstance(each, Recorded):
            from uapicheck.atlas.place import mark  # noqa: PLC0415 - most sides are no releases of the atlas

            atlas = atlas or mark()
            content = f"{atlas} {each.release}" if atlas else None
        if content is None:
            return None
        found.append((content, each.only if isinstance(each, Headers) else "", each.provenance.label))
    return tuple(found)


def _stem(cache: "Cache", told: Contents, scope: Scope, by: "Terms") -> "Key":
    """Return the key of all that a report depends on but the day."""
    return cache.key("sides", told, in_question(scope), by)


def _key(cache: "Cache", stem: bytes, scope: Scope, *, dated: bool) -> "Key":
    """Return the key of a report; waivers end, so where there are any the day counts."""
    if not dated:
        return cache.key("report", stem)
    from uapicheck.pipeline.judging import today  # noqa: PLC0415 - only where there are waivers

    return cache.key("report", stem, today(scope))


def _is_dated(by: "Terms") -> bool:
    return by.policy is not None and bool(by.policy.waivers)


def recalled(cache: "Cache", told: Contents, sides: "tuple[Side, Side]", scope: Scope, by: "Terms") -> Report | None:
    """Return the report that an earlier run made of the same contents, under this run's names; None where none did."""
    report = cache.found(_key(cache, _stem(cache, told, scope, by), scope, dated=_is_dated(by)))
    if not isinstance(report, Report):
        return None
    return replaced(report, old=sides[0].provenance, new=sides[1].provenance)


def remember(cache: "Cache", told: Contents, report: Report, scope: Scope, by: "Terms") -> None:
    """Keep a report for other runs."""
    cache.keep({_key(cache, _stem(cache, told, scope, by), scope, dated=_is_dated(by)): report})


def _recalled(cache: "Cache", short: "Key", scope: Scope) -> Report | None:
    match cache.found(short):
        case (bytes() as stem, bool() as dated, Provenance() as old, Provenance() as new):
            report = cache.found(_key(cache, stem, scope, dated=dated))
            return replaced(report, old=old, new=new) if isinstance(report, Report) else None
    return None


def _resolved(source: str | Source, scope: Scope) -> str | Source | Resolved:
    """Return what a source stands for; a snapshot or a release of the atlas as it is."""
    text = source if isinstance(source, str) else source.text
    if text.startswith(ATLAS) or is_snapshot(text):
        return source
    return resolved(source, repository=scope.repository)


def _pins(sides: Sequence[str | Source | Resolved], scope: Scope) -> tuple[Pin, ...] | None:
    """Return what tells all of the sides, and of the config; None where only opening them does."""
    found = [_pin(each) for each in sides]
    if scope.config is not None:
        found.append(_of_file(str(scope.config)))
    pins = tuple(each for each in found if each is not None)
    return pins if len(pins) == len(found) else None


def _pin(side: str | Source | Resolved) -> Pin | None:
    match side:
        case Revision():
            told = side.provenance
            return "git", side.commit.tree, side.text, told.id, told.label, told.note
        case AtPath() if side.path.endswith(_ARCHIVES):
            pin = _of_file(side.path)
            return None if pin is None else (*pin, side.arch, side.label)
    return None


def _of_file(path: str) -> Pin | None:
    import os  # noqa: PLC0415 - only files are asked
    import stat  # noqa: PLC0415 - the same

    digest = sha256()
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116 - what reads a pipe empties it
            return None
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib is a tenth of a warm run
            while part := file.read(_AT_ONCE):
                digest.update(part)
    except (OSError, ValueError):
        return None  # what opens it says why
    return "file", digest.hexdigest(), path, os.path.abspath(path)  # noqa: PTH100 - as the report has it
