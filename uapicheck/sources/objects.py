"""Objects of a git repository, read by one long-lived `git cat-file --batch`."""

import os
import re
import subprocess
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from typing import IO

from uapicheck.errors import RevisionError, SourceError
from uapicheck.frozen import frozen
from uapicheck.sources.decoding import LARGEST, decoded

_AT_ONCE = 50
"""Names written before their objects are read: they fit a pipe's smallest buffer, so neither end waits for ever."""

_LARGEST_TREE = 64 * 1024 * 1024
FSCK = "see what `git fsck` says"
"""What to do where a repository is damaged."""
REFETCH = "`git fetch --refetch --no-filter`"
"""What brings everything into a clone that lacks objects: without the option a partial clone's filter holds again."""
_FOUND = re.compile(rb"([0-9a-f]{40,64}) (\w+) (\d+)\n")


def environment() -> dict[str, str]:
    """Return the environment for git: no locks on the user's index, no questions, messages in English."""
    return os.environ | {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


@frozen(kw_only=True)
class Found:
    """An object of the repository."""

    id: str
    kind: str
    """`commit`, `tree`, `blob` or `tag`."""
    raw: bytes


@frozen(kw_only=True)
class _Git:
    """The running process, and who started it: after a fork the child needs one of its own."""

    process: subprocess.Popen[bytes]
    input: IO[bytes]
    output: IO[bytes]
    owner: int


class Objects:
    """The objects of one repository, by id or by any name that git resolves."""

    def __init__(self, directory: str) -> None:
        self.directory = directory
        self._git: _Git | None = None
        self._inherited: list[_Git] = []
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle as the directory: another process starts a git of its own."""
        return Objects, (self.directory,)

    def read(self, names: Sequence[str]) -> list[Found | None]:
        """Return an object for each name, None where there is none; raises `SourceError`."""
        found: list[Found | None] = []
        with self._lock:
            git = self._running()
            try:
                for start in range(0, len(names), _AT_ONCE):
                    batch = names[start : start + _AT_ONCE]
                    git.input.write(b"".join(os.fsencode(name) + b"\n" for name in batch))
                    git.input.flush()
                    found += [self._answer(git.output, name) for name in batch]
            except OSError as error:
                self.close()
                raise self._stopped() from error
            except BaseException:
                # What it still has to say belongs to this call: the next one starts afresh.
                self.close()
                raise
        return found

    def close(self) -> None:
        """End the process; the next `read` starts another one."""
        if self._git is not None:
            git, self._git = self._git, None
            _end(git)

    def _running(self) -> _Git:
        if self._git is not None and self._git.owner != os.getpid():
            # Kept, or its destructor would complain about a process that is the parent's.
            self._inherited.append(self._git)
            self._git = None
        if self._git is None:
            try:
                process = subprocess.Popen(  # noqa: S603 - nothing here comes from the user but the directory
                    ["git", "--no-replace-objects", "-C", self.directory, "cat-file", "--batch"],  # noqa: S607 - the user's git
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=environment(),
                )
            except OSError as error:
                raise SourceError(f"git cannot be run: {error.strerror}", advice="install git") from error
            if process.stdin is None or process.stdout is None:  # pragma: no cover - PIPE says otherwise
                raise SourceError("git cannot be run", where=self.directory)
            self._git = _Git(process=process, input=process.stdin, output=process.stdout, owner=os.getpid())
            weakref.finalize(self, _end, self._git)
        return self._git

    def _stopped(self) -> SourceError:
        """Return why git ended: in a partial clone it does where it cannot fetch what is missing."""
        asked = ["git", "-C", self.directory, "config", "--get-regexp", r"^remote\..*\.promisor$"]
        done = subprocess.run(asked, capture_output=True, check=False, env=environment())  # noqa: S603 - all of it is ours
        if b" true" in done.stdout:
            what = "the clone is partial, and git could not fetch what is missing"
            return SourceError(what, where=self.directory, advice=f"{REFETCH} brings all of it")
        return SourceError("git stopped reading", where=self.directory, advice=FSCK)

    def _answer(self, output: IO[bytes], name: str) -> Found | None:
        line = output.readline()
        match = _FOUND.fullmatch(line)
        if match is None:
            if line.endswith(b" ambiguous\n"):
                raise RevisionError("several objects have an id that begins so", where=name, advice="give more digits")
            if line.endswith(b" missing\n"):
                return None
            raise self._stopped()
        size, kind = int(match[3]), match[2].decode()
        if size > (LARGEST if kind == "blob" else _LARGEST_TREE):
            raise SourceError(f"a {kind} of {size} bytes is too large for a header", where=name)
        raw = output.read(size)
        if output.read(1) != b"\n":
            raise self._stopped()
        return Found(id=match[1].decode(), kind=kind, raw=raw)


def _end(git: _Git) -> None:
    """End a process that only reads: a forked child may still hold its input, so closing that is not enough."""
    if git.owner != os.getpid():
        return
    git.process.terminate()
    for pipe in (git.output, git.input):
        try:
            pipe.close()
        except OSError:
            continue  # what was still to be written has no reader any more
    git.process.wait()


class Blobs(Mapping[str, str]):
    """Texts of blobs by path, each read when it is first asked for."""

    def __init__(self, objects: Objects, ids: Mapping[str, str]) -> None:
        self._objects = objects
        self._ids = ids
        self._texts: dict[str, str] = {}

    @property
    def ids(self) -> Mapping[str, str]:
        """The blobs' full ids by path: equal ids are equal texts."""
        return self._ids

    @property
    def read(self) -> Mapping[str, str]:
        """The texts that have been asked for, by path."""
        return self._texts

    def mark(self, path: str) -> str:
        """Return what stands for the text at `path`: equal marks are equal texts. Nothing is read."""
        return self._ids[path]

    def adopt(self, other: "Blobs") -> None:
        """Take over the texts that `other` has read and that are the same here."""
        self._texts.update((path, text) for path, text in other.read.items() if self._ids.get(path) == other.ids[path])

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle without the texts: they are read again."""
        return Blobs, (self._objects, dict(self._ids))

    def __contains__(self, path: object) -> bool:
        return path in self._ids

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def __getitem__(self, path: str) -> str:
        """Return the text at `path`; raises `KeyError` where there is none, `SourceError` where git cannot read it."""
        if path not in self._texts:
            (found,) = self._objects.read([self._ids[path]])
            if found is None:
                advice = f"the clone is incomplete: {REFETCH} brings what is missing"
                raise SourceError("its text is not in the repository", where=path, advice=advice)
            self._texts[path] = decoded(found.raw)
        return self._texts[path]
