"""The headers of a git revision, and those of the work tree: no checkout, the index and the refs untouched."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from uapicheck.errors import RevisionError, SourceError
from uapicheck.model.tree import HeaderTree, Provenance
from uapicheck.sources import documents, syscalls
from uapicheck.sources.digest import mark
from uapicheck.sources.directory import DiskFiles, documents_in, is_inside
from uapicheck.sources.layout import is_wanted, kernels_part, layout
from uapicheck.sources.objects import REFETCH, Blobs, Objects
from uapicheck.sources.repository import Repository
from uapicheck.sources.resolving import Revision

_LINK, _TREE, _SUBMODULE = "120000", "40000", "160000"
_MOST_LINKS = 16
_DEEPEST = 16
_ENTRY = re.compile(rb"(\d+) ([^\0]+)\0", re.DOTALL)


def at_revision(repository: Repository, text: str, *, label: str = "", note: str = "") -> HeaderTree:
    """Return the headers of the commit that `text` names; raises `SourceError` where it has none."""
    commit = repository.commit(text)
    return at_commit(Revision(repository=repository, commit=commit, text=text, label=label, note=note))


def at_commit(revision: Revision) -> HeaderTree:
    """Return the headers of a commit; raises `SourceError` where it has none."""
    files, besides = _blobs(revision.repository.objects, revision.commit.id)
    found = layout(files, path=revision.text)
    if found is None:
        advice = "include/uapi is not at its top"
        raise SourceError("the revision has no UAPI headers", where=revision.text, advice=advice)
    return found.tree(revision.provenance, besides)


def in_work_tree(repository: Repository, *, note: str = "") -> HeaderTree:
    """Return the headers of the work tree: those of HEAD, and from the disk what differs from it.

    So files that a sparse checkout left out are not taken for removed, and what git ignores (build output) not for
    added.
    """
    head = repository.commit("HEAD")
    top = repository.top
    committed, _ = _blobs(repository.objects, head.id)
    source = _is_source(committed)
    disk: dict[str, str] = {}
    gone: set[str] = set()
    for path in repository.changed():
        if not is_wanted(path, source=source):
            continue
        place = Path(top, path)
        if place.is_file() and is_inside(place, top):
            disk[path] = str(place)
        else:
            gone.add(path)
    files = _Overlay(committed, DiskFiles(disk), frozenset(gone))
    found = layout(files, path=top)
    if found is None:
        raise SourceError("the work tree has no UAPI headers", where=top, advice="include/uapi is not at its top")
    count = len(disk) + len(gone)
    differ = "1 file differs" if count == 1 else f"{count} files differ"
    state = f"{differ} from {head.id[:12]}" if count else f"equal to {head.id[:12]}"
    notes = "; ".join(each for each in (note, state) if each)
    provenance = Provenance(label="work tree", kind="git work tree", id=top, note=notes)
    return found.tree(provenance, documents_in(top))


class _Overlay(Mapping[str, str]):
    """Committed files, with what the work tree changed, added and removed."""

    def __init__(self, committed: Blobs, disk: DiskFiles, gone: frozenset[str]) -> None:
        self._committed = committed
        self._disk = disk
        self._gone = gone
        self._paths = tuple(sorted({*committed, *disk} - gone))

    @property
    def ids(self) -> Mapping[str, str]:
        """What stands for each text by path: a blob's id, or a word that equals none where the disk has it."""
        return {path: "on disk" if path in self._disk else self._committed.ids[path] for path in self._paths}

    def __contains__(self, path: object) -> bool:
        return path not in self._gone and (path in self._disk or path in self._committed)

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __getitem__(self, path: str) -> str:
        if path in self._gone:
            raise KeyError(path)
        return self._disk[path] if path in self._disk else self._committed[path]

    def mark(self, path: str) -> str:
        """Return what stands for the text at `path`: equal marks are equal texts."""
        return mark(self._disk if path in self._disk else self._committed, path)


def _is_source(files: Mapping[str, str]) -> bool:
    return any(path.startswith("include/uapi/") for path in files)


def _blobs(objects: Objects, commit: str) -> tuple[Blobs, Blobs]:
    """Return the headers of a commit and its other documents by path, sorted, links inside the tree resolved."""
    ids, links = _listed(objects, commit)
    names = sorted(links)
    for link, found in zip(names, objects.read([links[name] for name in names]), strict=True):
        target = found.raw.decode("utf-8", "surrogateescape") if found else ""
        links[link] = posixpath.normpath(posixpath.join(posixpath.dirname(link), target))
    for link in names:
        path = link
        for _ in range(_MOST_LINKS):
            if path not in links:
                break
            path = links[path]
        if path in ids:
            ids[link] = ids[path]
    kept = kernels_part(path for path in ids if is_wanted(path, source=_is_source(ids)))
    besides = Blobs(objects, {path: ids[path] for path in documents.PATHS if path in ids})
    return Blobs(objects, {path: ids[path] for path in sorted(kept)}), besides


def _listed(objects: Objects, commit: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the ids of the files, and of the links, below the directories that can hold headers.

    The tree is walked a level at a time, its unwanted parts left out: `git ls-tree -r` would list all of `arch/`.
    """
    ids: dict[str, str] = {}
    links: dict[str, str] = {}
    level = {"": f"{commit}^{{tree}}"}
    for _ in range(_DEEPEST):
        below: dict[str, str] = {}
        for prefix, found in zip(level, objects.read(list(level.values())), strict=True):
            if found is None or found.kind != "tree":
                raise RevisionError("a tree is missing", where=commit[:12], advice=f"{REFETCH} brings it")
            entries = {prefix + name: (mode, id_) for name, mode, id_ in _entries(found.raw, len(commit) // 2)}
            for path, (mode, id_) in entries.items():
                if mode == _TREE and _is_entered(path, entries):
                    below[path + "/"] = id_
                elif mode == _LINK:
                    links[path] = id_
                elif mode not in {_TREE, _SUBMODULE}:  # whose commit is no text, even where the repository has it
                    ids[path] = id_
        if not below:
            break
        level = below
    return ids, links


def _entries(raw: bytes, id_size: int) -> Iterator[tuple[str, str, str]]:
    """Yield name, mode and id of each entry of a tree object (git's documentation gitformat-pack, "tree entries")."""
    at = 0
    while match := _ENTRY.match(raw, at):
        at = match.end() + id_size
        name = match[2].decode("utf-8", "surrogateescape")
        if name not in {".", ".."} and "/" not in name:
            yield name, match[1].lstrip(b"0").decode(), raw[match.end() : at].hex()


def _is_entered(path: str, siblings: Mapping[str, object]) -> bool:
    parts = path.split("/")
    if parts[0] == "arch":
        # arch/A/include/uapi/..., or arch/A/include/asm/... where there is no uapi; for its Kbuild in any case.
        if syscalls.is_entered(path):
            return True
        return len(parts) < 3 or (parts[2] == "include" and (len(parts) == 3 or parts[3] in {"asm", "uapi"}))  # noqa: PLR2004 - positions in that path
    if parts[0] != "include":
        return path in documents.DIRECTORIES or syscalls.is_entered(path)
    return len(parts) != 2 or parts[1] == "uapi" or "include/uapi" not in siblings  # noqa: PLR2004 - below include/
