"""A git repository, read through the git command line: revisions, trees, blobs; nothing is changed.

No command here takes a revision that the user typed as an argument: such text goes to
`cat-file --batch` by its standard input, where it cannot become an option.
"""

import functools
import os
import re
import subprocess
from pathlib import Path

from uapicheck.errors import RevisionError, SourceError
from uapicheck.frozen import frozen
from uapicheck.sources import fetching, syscalls
from uapicheck.sources.fetching import MissingCommitError
from uapicheck.sources.objects import FSCK, Objects, environment

_REFERENCE = re.compile(r"[^~^:@]+")
_ID = re.compile(r"[0-9a-f]{7,64}")
_BRANCH = re.compile(r"\w[\w./-]*")
_KINDS = ("refs/tags/", "refs/heads/", "refs/remotes/")
_WORDS = {"refs/tags/": "tag", "refs/heads/": "branch", "refs/remotes/": "remote branch"}


@frozen(kw_only=True)
class Commit:
    """A revision that was found."""

    id: str
    """Full id of the commit."""
    tree: str
    """Full id of its tree: equal ids are equal files."""
    note: str = ""
    """How an ambiguous name was resolved."""


class Repository:
    """A repository that is only read."""

    def __init__(self, directory: str) -> None:
        """Find the repository that `directory` belongs to; raises `SourceError` where there is none."""
        self.directory = directory
        self.objects = Objects(directory)
        try:
            self.objects.read(["HEAD"])  # that process is needed anyway, another one would be a tenth of a warm run
        except SourceError:
            self._flags()  # says why

    def commit(self, text: str) -> Commit:
        """Return the commit that `text` names, as git resolves it; raises `RevisionError`."""
        if not is_revision_text(text):
            raise RevisionError("this cannot be a git revision", where=text)
        base = match[0] if (match := _REFERENCE.match(text)) and not _is_full_id(text) else ""
        names = [kind + base for kind in _KINDS] if base else []
        found, *references = self.objects.read([text, *names])
        if found is None:
            raise self._unknown(text)
        if found.kind == "tag":
            (found,) = self.objects.read([f"{found.id}^{{commit}}"])
        if found is None or found.kind != "commit":
            raise RevisionError("names something in git that is no commit", where=text, advice="name a commit or a tag")
        tree = found.raw[5 : 5 + len(found.id)].decode()  # its first line (gitformat-pack)
        kinds = [_WORDS[kind] for kind, each in zip(_KINDS, references, strict=False) if each is not None]
        if len(kinds) > 1:
            others = " and ".join(f"a {kind}" for kind in kinds[1:])
            note = f"{base} is a {kinds[0]} and {others}; the {kinds[0]} counts, as in git"
            return Commit(id=found.id, tree=tree, note=note)
        return Commit(id=found.id, tree=tree)

    def commit_or_none(self, text: str) -> Commit | None:
        """Return the commit that `text` names, None where it names none."""
        try:
            return self.commit(text)
        except RevisionError:
            return None

    def parents(self, commit: str) -> tuple[str, ...]:
        """Return the parents' ids as the commit itself has them: a shallow clone hides those that it lacks."""
        (found,) = self.objects.read([commit])
        head = found.raw.split(b"\n\n", 1)[0] if found else b""
        return tuple(line[7:].decode() for line in head.split(b"\n") if line.startswith(b"parent "))

    def parent(self, commit: str) -> str | None:
        """Return the first parent of a commit, None where it has none; raises `MissingCommitError`."""
        parents = self.parents(commit)
        if not parents:
            return None
        if self.commit_or_none(parents[0]) is None:
            fetch = fetching.of_commit(parents[0], is_shallow=self.is_shallow)
            why = "the clone is shallow" if self.is_shallow else ""
            raise MissingCommitError("the parent is missing", where=commit[:12], fetch=fetch, why=why)
        return parents[0]

    def merge_bases(
        self, one: str, other: str, *, fetch: tuple[str, ...] = ("fetch", "--unshallow")
    ) -> tuple[str, ...]:
        """Return the best common ancestors of two commits, given by id; `fetch` brings what a shallow clone hides.

        Raises `RevisionError` where there is none, `MissingCommitError` where a better one may be hidden.
        """
        found = tuple(name.decode() for name in self._run("merge-base", "--all", one, other, accept=(0, 1)).split())
        if self.is_shallow and self._is_cut(one, other, found):
            what = "the merge base may be hidden" if found else "the merge base is hidden"
            where = f"{one[:12]}...{other[:12]}"
            raise MissingCommitError(what, where=where, fetch=fetch, why="the clone is shallow")
        if not found:
            advice = "they have no history in common"
            raise RevisionError("there is no merge base", where=f"{one[:12]}...{other[:12]}", advice=advice)
        return found

    def is_ancestor(self, one: str, other: str) -> bool | None:
        """Return whether a commit is an ancestor of another one, None where a shallow clone cannot tell."""
        if not self._run("rev-list", "--max-count=1", one, f"^{other}", "--"):
            return True
        return None if self.is_shallow and self._is_cut(other, other, (one,)) else False

    def tag_before(self, commit: str) -> str | None:
        """Return the nearest tag behind a commit, None where there is none that can be seen."""
        parents = self.parents(commit)
        if not parents or self.commit_or_none(parents[0]) is None:
            return None
        try:
            return os.fsdecode(self._run("describe", "--tags", "--abbrev=0", parents[0])).removesuffix("\n") or None
        except SourceError:  # git says so and fails
            return None

    def _is_cut(self, one: str, other: str, bases: tuple[str, ...]) -> bool:
        """Return whether history ends early somewhere between two commits and what they have in common.

        Behind such an end may be a better common ancestor; ends behind the common ancestors do not matter.
        """
        # Git knows where the list is: a linked work tree has none of its own.
        listed = Path(self.directory, os.fsdecode(self._run("rev-parse", "--git-path", "shallow")).removesuffix("\n"))
        ends = set(listed.read_text(encoding="ascii").split()) if listed.is_file() else set()
        between = self._run("rev-list", one, other, *(f"^{base}" for base in bases), "--")
        return not ends.isdisjoint(between.decode().split())

    @functools.cached_property
    def is_bare(self) -> bool:
        """Whether it has no work tree."""
        return self._flags()[0]

    @functools.cached_property
    def is_shallow(self) -> bool:
        """Whether part of its history is missing."""
        return self._flags()[1]

    def _flags(self) -> tuple[bool, bool]:
        bare, shallow = self._run("rev-parse", "--is-bare-repository", "--is-shallow-repository").split()
        return bare == b"true", shallow == b"true"

    @functools.cached_property
    def top(self) -> str:
        """The work tree's root; raises `SourceError` in a bare repository."""
        if self.is_bare:
            raise SourceError("a bare repository has no work tree", where=self.directory, advice="name two revisions")
        return os.fsdecode(self._run("rev-parse", "--show-toplevel").removesuffix(b"\n"))

    def changed(self) -> tuple[str, ...]:
        """Return the paths of headers and what they are made of that differ from HEAD, untracked ones among them."""
        if self.is_bare:
            return ()
        status = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--ignore-submodules=all")
        where = (":(top)include", ":(top,glob)arch/*/include/**", *syscalls.PATHSPECS)
        raw = self._run("-c", "core.fsmonitor=false", *status, "--", *where)
        return tuple(sorted(os.fsdecode(entry[3:]) for entry in raw.split(b"\0") if entry))

    def _unknown(self, text: str) -> RevisionError:
        import difflib  # noqa: PLC0415 - only an error pays for it

        names = os.fsdecode(self._run("for-each-ref", "--format=%(refname:lstrip=2)", *_KINDS)).split()
        is_head = text in {"HEAD", "@"}
        if text in names or (is_head and self._run("rev-parse", "--verify", "--quiet", "HEAD", accept=(0, 1, 128))):
            return RevisionError("what it names is missing or damaged", where=text, advice=FSCK)
        near = difflib.get_close_matches(text, names, n=1, cutoff=0.7)
        what = f"no such revision in {self.directory}"
        if is_head:
            advice = "the repository has no commit yet"
        elif near and not _ID.fullmatch(text):
            advice = f"did you mean {near[0]}?"
        elif fetch := self._fetch(text):
            why = "the clone is shallow" if self.is_shallow else ""
            return MissingCommitError(what, where=text, fetch=fetch, why=why)
        elif _ID.fullmatch(text):
            advice = "`git fetch` may bring it"
        else:
            advice = "`git tag` and `git branch -a` list the names"
        return RevisionError(what, where=text, advice=advice)

    def _fetch(self, text: str) -> tuple[str, ...]:
        """Return the arguments of the git command that brings what is not here, empty where nobody can know."""
        if _is_full_id(text):
            return fetching.of_commit(text, is_shallow=self.is_shallow)
        remote, _, branch = text.partition("/")
        if remote == fetching.REMOTE and _BRANCH.fullmatch(branch):
            return fetching.of_branch(branch, is_shallow=self.is_shallow, head=self.commit("HEAD").id)
        if not self.is_shallow:
            return ()
        if re.fullmatch(r"v?\d[\w.-]*", text) and not _ID.fullmatch(text):
            return ("fetch", "--depth=1", fetching.REMOTE, "tag", text)
        return ("fetch", "--unshallow")

    def _run(self, *arguments: str, accept: tuple[int, ...] = (0,)) -> bytes:
        """Return what a git command prints; raises `SourceError` with git's own words where it fails."""
        if not Path(self.directory).is_dir():
            raise SourceError("no such directory", where=self.directory, advice="-C names a git repository")
        try:
            done = subprocess.run(  # noqa: S603 - arguments are ours, ids, or names that git printed
                ["git", "--no-replace-objects", "-C", self.directory, *arguments],  # noqa: S607 - the user's git
                capture_output=True,
                check=False,
                stdin=subprocess.DEVNULL,
                env=environment(),
            )
        except OSError as error:
            raise SourceError(f"git cannot be run: {error.strerror}", advice="install git") from error
        if done.returncode in accept:
            return done.stdout
        raise _failure(self.directory, done.stderr.decode("utf-8", "replace"))


def _failure(directory: str, message: str) -> SourceError:
    first = message.strip().split("\n", 1)[0].removeprefix("fatal: ") or "git failed"
    if "not a git repository" in first:
        return SourceError("not a git repository", where=directory, advice="-C names one")
    if "dubious ownership" in first:
        advice = f"`git config --global --add safe.directory {directory}` if you trust it"
        return SourceError("the git repository belongs to somebody else", where=directory, advice=advice)
    return SourceError(f"git: {first}", where=directory, advice="see whether `git status` works there")


def is_revision_text(text: str) -> bool:
    """Return whether `text` has the form of a git revision: no option, no range, nothing that breaks a line."""
    if not text or text.startswith(("-", "/", "./", "../")) or not text.isprintable():
        return False
    return ":/" in text or "^{/" in text or not re.search(r"\.\.|[\s\\*?\[]", text)


def _is_full_id(text: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", text) is not None


@functools.lru_cache(maxsize=4)
def repository_at(directory: str) -> Repository:
    """Return the repository that an absolute path belongs to; both sides of a comparison share its git process."""
    return Repository(directory)


def repository_in(directory: Path | None) -> Repository:
    """Return the repository of `directory`, by default that of the working directory."""
    return repository_at(os.path.abspath(directory or "."))  # noqa: PTH100 - resolve() would lose the user's links
