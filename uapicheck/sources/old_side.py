"""The tree that patches were made for: which revision of a git repository they are to be applied to.

In this order: what the user names; the mail's `base-commit:`; a revision, HEAD or a tag, that has the blobs of the
diff's `index` lines; those blobs themselves, put into HEAD; HEAD, where all hunks apply; the newest tag to which
they do. All context counts first; only then is some of it left out. The repository is only read.
"""

import re
from collections.abc import Mapping, Sequence

from uapicheck.errors import NoHeadersError, SourceError
from uapicheck.frozen import frozen, replaced
from uapicheck.model.applied import Applied, Damaged
from uapicheck.model.patch import FilePatch, Series
from uapicheck.model.tree import HeaderTree
from uapicheck.sources.decoding import decoded
from uapicheck.sources.git_names import Tag, blob_ids, revisions
from uapicheck.sources.groups import is_half_merged
from uapicheck.sources.image import known_context
from uapicheck.sources.patched import outcome_of, overlaid, places
from uapicheck.sources.repository import Repository
from uapicheck.sources.revisions import at_revision

_MOST_NAMES = 60_000
"""Blobs that are looked up by name: ten thousand tags of a series that touches six headers."""

_MOST_TRIED = 500
"""Different states of the headers that the patches are applied to, newest first."""

_MOST_WITHOUT_HEADERS = 20

_GRACE = 90 * 24 * 3600
"""Seconds after a mail in which a release may follow that it was made for."""

_NEVER = 1 << 60

_ID = re.compile(r"[0-9a-f]{7,64}")
_HEAD = "HEAD"


@frozen(kw_only=True)
class Base:
    """The old side of a series."""

    tree: HeaderTree
    why: str
    """How it was chosen, in a few words."""
    revision: str = ""
    """As a person calls it; empty where it is no revision."""
    tried: tuple[str, ...] = ()
    """What would have come first, and why it was not taken."""
    all_apply: bool = True
    """Whether all hunks of its headers apply."""


@frozen(kw_only=True)
class _Step:
    """A header's patch, with its old and new path in the tree; empty where there is none."""

    file: FilePatch
    old: str
    new: str


@frozen(kw_only=True)
class _Fit:
    """How well a series fits."""

    rank: int
    failed: int = 0
    """Files whose patch does not apply."""
    fuzz: int = 0
    """Lines of context left out, in all hunks."""
    unknown: int = 0
    """Below zero, how many lines of context the headers have of patches that do not apply."""
    is_merged: bool = False
    """Whether another form of what does not apply is there already."""
    is_late: bool = False
    """Whether the revision came long after the mail."""
    apart: int = 0
    """Seconds between the mail and a revision that does not take all hunks; those before it come last."""
    first: str = ""
    """What does not apply."""

    def is_better(self, other: "_Fit") -> bool:
        """Return whether this one is the better of two; of equals the newer revision counts."""
        return self.order < other.order

    @property
    def order(self) -> tuple[int, ...]:
        """Return what counts, least first; the text around what does not apply counts before dates."""
        return (self.rank, self.failed, self.is_merged, self.unknown, self.is_late, self.apart, self.fuzz)


_EXACT, _DAMAGED, _FUZZY, _NOT = range(4)
"""Damage comes before fuzz: leaving out context can make a damaged hunk apply."""


def chosen_base(series: Series, repository: Repository, *, asked: str = "") -> Base:
    """Return the old side of a series, of the revision `asked` for if there is one.

    Raises `RevisionError` where the revision asked for is unknown, `SourceError` where the repository has no headers.
    """
    if asked:
        tree = at_revision(repository, asked, note="--base names it")
        return Base(tree=tree, why=tree.provenance.note, revision=asked)
    choice = _Choice(series, repository)
    return choice.by_base_commit() or choice.by_blobs() or choice.by_fit()


class _Choice:
    """The search for the base of one series."""

    def __init__(self, series: Series, repository: Repository) -> None:
        self.series = series
        self.repository = repository
        self.tried: list[str] = []
        every = revisions(repository)
        sent = seconds_of(series)
        self.latest = (_NEVER if sent is None else sent) + _GRACE
        self.newest, reference = _reference(repository, every)
        steps = _steps(series, reference)
        self.paths = tuple(dict.fromkeys(path for step in steps for path in (step.old, step.new) if path))
        self.candidates = every[: max(_MOST_NAMES // max(len(self.paths), 1), 1)] if self.paths else ()
        self.blobs = self._blobs([f"{each.id}^{{commit}}" for each in self.candidates])
        # A header that no revision has tells nothing of which one to take.
        known = {path for path in self.paths if any(blobs[path] for blobs in self.blobs)}
        made = {step.new for step in steps if not step.old}
        self.steps = [step for step in steps if not step.old or step.old in known | made]
        self._texts: dict[str, str] = {}

    def by_base_commit(self) -> Base | None:
        """Return the base that the mail names, None where it names none, or one that does not fit."""
        text = self.series.base_commit
        if not _ID.fullmatch(text):
            return None
        short = text[:12]
        commit = self.repository.commit_or_none(text)
        if commit is None:
            self.tried.append(f"base-commit {short} is not in the repository")
            return None
        fit = self._fit(self._blobs([commit.id])[0]) if self.steps else _Fit(rank=_EXACT)
        if fit.rank == _NOT:
            self.tried.append(f"base-commit {short}: {fit.first}")
            return None
        tree = at_revision(self.repository, commit.id, label=short, note=f"the mail's base-commit{_with(fit)}")
        return self._base(tree, short)

    def by_blobs(self) -> Base | None:
        """Return the base that has the content that the diff's `index` lines name."""
        wanted = self._wanted()
        if wanted is None:
            return None
        said = ", ".join(sorted(id_[:12] for id_ in wanted.values()))
        for each, blobs in zip(self.candidates, self.blobs, strict=True):
            if all(blobs[path].startswith(id_) for path, id_ in wanted.items()):
                return self._named(each, f"it has the blob of the index line ({said})")
        full = blob_ids(self.repository, list(wanted.values()))
        if not all(full) or self.newest.name != _HEAD:
            self.tried.append(f"no revision has the blob of the index line ({said})")
            return None
        base = self._named(self.newest, f"with the blob of the index line ({said}), which no tag has")
        texts = {path: self._text(id_) for path, id_ in zip(wanted, full, strict=True)}
        return replaced(base, tree=replaced(base.tree, files=overlaid(base.tree.files, texts)))

    def by_fit(self) -> Base:
        """Return the newest revision to which all hunks apply, else the one that most of them fit."""
        if not self.steps:
            why = "the repository has none of the headers that it touches" if self.paths else "it touches no header"
            return self._named(self.newest, why, all_apply=not self.paths)
        best: tuple[_Fit, Tag] | None = None
        done: set[tuple[str, ...]] = set()
        for each, blobs in zip(self.candidates, self.blobs, strict=True):
            key = tuple(blobs.values())
            if key in done:
                continue
            if len(done) == _MOST_TRIED:
                self.tried.append(f"older tags were not tried: {_MOST_TRIED} states of the headers were")
                break
            done.add(key)
            fit = replaced(self._fit(blobs), is_late=each.date > self.latest)
            if fit.rank == _NOT and self.latest < _NEVER:
                after = each.date - (self.latest - _GRACE)
                fit = replaced(fit, apart=after if after >= 0 else _GRACE - after)
            if each.name == _HEAD and fit.rank != _EXACT:
                self.tried.append(f"HEAD: {fit.first or 'some of the context differs'}")
            if best is None or fit.is_better(best[0]):
                best = fit, each
            if fit.rank == _EXACT:
                break
        fit, each = best or (_Fit(rank=_NOT), self.newest)
        where = "HEAD" if each.name == _HEAD else "the newest tag"
        why = {
            _EXACT: f"all hunks apply to {where}" if each.name == _HEAD else "the newest tag to which all hunks apply",
            _DAMAGED: f"{where} that the damaged hunks resemble",
            _FUZZY: f"no revision takes all hunks as they are, this one does{_with(fit)}",
            _NOT: f"no revision takes all hunks, this one most of them, and has most of their context: {fit.first}",
        }[fit.rank]
        return self._named(each, why, all_apply=fit.rank in {_EXACT, _FUZZY})

    def _named(self, tag: Tag, why: str, *, all_apply: bool = True) -> Base:
        text = tag.name if tag.name == _HEAD else f"refs/tags/{tag.name}"
        tree = at_revision(self.repository, text, label=tag.name, note=why)
        return self._base(tree, tag.name, all_apply=all_apply)

    def _base(self, tree: HeaderTree, revision: str, *, all_apply: bool = True) -> Base:
        why = tree.provenance.note
        return Base(tree=tree, why=why, revision=revision, tried=tuple(self.tried), all_apply=all_apply)

    def _wanted(self) -> dict[str, str] | None:
        """Return the blob that each header is to have, None where an `index` line is missing."""
        wanted: dict[str, str] = {}
        made: set[str] = set()
        for step in self.steps:
            if step.old and step.old not in wanted.keys() | made:
                if not _ID.fullmatch(step.file.old_blob):
                    return None
                wanted[step.old] = step.file.old_blob
            made |= {step.new}
        return wanted or None

    def _blobs(self, commits: Sequence[str]) -> list[dict[str, str]]:
        """Return for each commit the blobs of the headers by path, an empty id where it has none."""
        found = iter(blob_ids(self.repository, [f"{commit}:{path}" for commit in commits for path in self.paths]))
        return [{path: next(found) for path in self.paths} for _ in commits]

    def _text(self, id_: str) -> str:
        if id_ not in self._texts:
            (found,) = self.repository.objects.read([id_])
            self._texts[id_] = decoded(found.raw) if found else ""
        return self._texts[id_]

    def _fit(self, blobs: Mapping[str, str]) -> _Fit:
        """Return how well the series fits where the headers are these blobs."""
        texts = {path: self._text(id_) for path, id_ in blobs.items() if id_}
        rank, failed, unknown, fuzz, first = _EXACT, 0, 0, 0, ""
        is_merged = False
        for step in self.steps:
            outcome = outcome_of(step.file, step.old, step.new, texts)
            if isinstance(outcome, Applied):
                fuzz += sum(each.fuzz for each in outcome.places)
                rank = max(rank, _FUZZY if outcome.fuzz else _EXACT)
            elif isinstance(outcome, Damaged):
                # Fuzz elsewhere must not hide it.
                rank, failed = max(rank, _DAMAGED), failed + 1
                first = first or f"hunk {outcome.hunk} of {outcome.hunks} of {outcome.path} is damaged"
            else:
                rank, failed = _NOT, failed + 1
                is_merged = is_merged or (not step.file.combined and is_half_merged(texts.get(step.old, ""), step.file))
                unknown -= known_context(texts.get(step.old, ""), step.file.hunks)
                hunk = f"hunk {outcome.hunk} of {outcome.hunks} of " if outcome.hunk else ""
                first = first or f"{hunk}{outcome.path} does not apply ({outcome.why})"
        rank = _DAMAGED if failed and rank == _FUZZY else rank
        return _Fit(rank=rank, failed=failed, unknown=unknown, is_merged=is_merged, fuzz=fuzz, first=first)


def _reference(repository: Repository, every: Sequence[Tag]) -> tuple[Tag, HeaderTree]:
    """Return the newest revision that has headers; raises `SourceError` where none of the newest has."""
    for each in every[:_MOST_WITHOUT_HEADERS]:
        try:
            name = each.name if each.name == _HEAD else f"refs/tags/{each.name}"
            return each, at_revision(repository, name, label=each.name)
        except SourceError:
            continue
    raise NoHeadersError(
        "no revision of the repository has UAPI headers", where=repository.directory, advice="-C names a kernel tree"
    )


def _steps(series: Series, tree: HeaderTree) -> list[_Step]:
    """Return what the series does to headers, in order."""
    return [
        _Step(file=file, old=old, new=new)
        for patch in series.patches
        for file, (old, new) in zip(patch.files, places(tree, patch.files), strict=True)
        if (new or old).endswith((".h", ".tbl"))
    ]


def seconds_of(series: Series) -> int | None:
    """Return when the first patch was sent, in seconds since 1970; None where that is not told."""
    from email.utils import mktime_tz, parsedate_tz  # noqa: PLC0415 - who reads mails has it already

    try:
        parsed = parsedate_tz(series.patches[0].date) if series.patches else None
        return None if parsed is None else int(mktime_tz(parsed))
    except (ValueError, OverflowError):
        return None


def _with(fit: _Fit) -> str:
    lines = "line" if fit.fuzz == 1 else "lines"
    return f" with {fit.fuzz} {lines} of context left out" if fit.fuzz else ""
