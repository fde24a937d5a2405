"""The commits of a range that touch UAPI headers, oldest first, and the release that each belongs to."""

import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence

from uapicheck.errors import RevisionError, UsageError
from uapicheck.frozen import frozen, replaced
from uapicheck.model.history import Commit, Step
from uapicheck.sources.git_names import output
from uapicheck.sources.repository import Repository, is_revision_text
from uapicheck.sources.syscalls import PATHSPECS

_SHORT = 7
_SOURCE = (":(top)include/uapi", ":(top,glob)arch/*/include/uapi/**", ":(top,glob)arch/*/include/asm/Kbuild")
_OTHER = (":(top)include", ":(top,glob)arch/*/include/**", *PATHSPECS)
"""Where headers are in trees before Linux 3.7, and in installed ones."""
_RECORD = b"\x1e"
_FIELD = "%x1f"


@frozen(kw_only=True)
class Revision:
    """A commit of a chain."""

    step: Step
    id: str
    parents: tuple[str, ...]

    @property
    def is_merge(self) -> bool:
        """Whether it has more than one parent."""
        return len(self.parents) > 1


def chain(repository: Repository, text: str) -> tuple[Revision, ...]:
    """Return the commits of a range `A..B` that touch headers, A itself first; of a revision, all up to it.

    Of a merge the first parent counts, as what was merged was no state of this history; so the chain has no forks.
    Raises `RevisionError` where a name is unknown, `UsageError` where there is no chain.
    """
    start, end = _ends(text)
    last = repository.commit(end)
    base = repository.commit(start) if start else None
    # Ids, no names that the user typed: they cannot be options.
    wanted = [last.id, *([f"^{base.id}"] if base is not None else [])]
    is_source = repository.objects.read([f"{(base or last).id}:include/uapi"])[0] is not None
    told = list(_told(repository, wanted, (*_SOURCE, *PATHSPECS) if is_source and base is not None else _OTHER))
    if base is not None:
        told.insert(0, next(_told(repository, ["--max-count=1", base.id], ())))
    if not told:
        raise UsageError("no commit touches a UAPI header", where=text, advice="name an older start of the range")
    return tuple(_with_releases(repository, told, wanted))


def _ends(text: str) -> tuple[str, str]:
    """Return start and end of a range; the start is empty where all of the history is meant."""
    if "..." in text:
        raise UsageError("a history has one line", where=text, advice="write A..B")
    start, dots, end = text.partition("..")
    if not dots:
        return "", text or "HEAD"
    for name in (start, end):
        if name and not is_revision_text(name):
            raise RevisionError("this cannot be a git revision", where=name)
    return start or "HEAD", end or "HEAD"


def _told(repository: Repository, wanted: Sequence[str], paths: Sequence[str]) -> Iterator[Revision]:
    """Yield commits as git tells of them, oldest first."""
    fields = _FIELD.join(("%H", "%P", "%ct", "%s"))
    options = ("rev-list", "--first-parent", "--reverse", f"--format=%x1e{fields}")
    raw = output(repository, (*options, *wanted, "--", *paths), b"")
    for record in raw.split(_RECORD)[1:]:
        id_, parents, seconds, subject = record.split(b"\n", 1)[0].decode("utf-8", "replace").split("\x1f", 3)
        commit = Commit(id=id_, date=_day(seconds), subject=subject)
        yield Revision(step=Step(release="", date=commit.date, commit=commit), id=id_, parents=tuple(parents.split()))


def _day(seconds: str) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(int(seconds)))


def _with_releases(repository: Repository, told: Sequence[Revision], wanted: Sequence[str]) -> Iterator[Revision]:
    """Name each commit after the first tag that has its headers."""
    tags = _tags(repository)
    line = os.fsdecode(output(repository, ("rev-list", "--first-parent", "--reverse", *wanted), b"")).split()
    if line and told[0].id != line[0]:
        line.insert(0, told[0].id)
    at = {each.id: index for index, each in enumerate(told)}
    exact: dict[int, str] = {}  # by index of the step whose headers the tag has
    current = -1
    for commit in line:
        current = at.get(commit, current)
        if current >= 0 and commit in tags:
            exact.setdefault(current, tags[commit])
    release, releases = "", [""] * len(told)
    for index in reversed(range(len(told))):
        release = exact.get(index, release)
        releases[index] = release
    before = ""
    for index, each in enumerate(told):
        short = each.id[:_SHORT]
        label = "" if index in exact else f"{before}+{short}" if before else short
        before = exact.get(index, before)
        yield replaced(each, step=replaced(each.step, release=releases[index] or label, label=label))


def _tags(repository: Repository) -> Mapping[str, str]:
    """Return a tag's name for each commit that has one: the highest version."""
    order = ("-c", "versionsort.suffix=-", "for-each-ref", "--sort=version:refname")
    fields = "--format=%(objectname) %(*objectname) %(refname:lstrip=2)"
    found = {}
    for line in os.fsdecode(output(repository, (*order, fields, "refs/tags"), b"")).splitlines():
        tag, peeled, name = line.split(" ", 2)
        found[peeled or tag] = name
    return found


def merged_by(repository: Repository, merge: Revision, words: Sequence[str]) -> dict[str, Commit]:
    """Return for each word the last commit that a merge brought whose changes to headers have the word.

    Words that none has are left out.
    """
    fields = _FIELD.join(("%H", "%ct", "%s"))
    how = ("log", "--no-merges", "--patch", "--unified=0", "--no-color", "--no-ext-diff", "--no-textconv")
    more = ("--no-show-signature", f"--format=%x1e{fields}")
    raw = output(repository, (*how, *more, f"^{merge.parents[0]}", merge.id, "--", *_OTHER), b"")
    found: dict[str, Commit] = {}
    for record in raw.decode("utf-8", "replace").split("\x1e")[1:]:
        head, _, patch = record.partition("\n")
        lines = "\n".join(line[1:] for line in patch.splitlines() if line.startswith(("+", "-")))
        spoken = set(re.findall(r"\w+", lines))
        id_, seconds, subject = head.split("\x1f", 2)
        for word in words:
            if word in spoken:
                found.setdefault(word, Commit(id=id_, date=_day(seconds), subject=subject))
    return found
