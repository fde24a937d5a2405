"""A chain looked through before any header is read as C: what there is, and what cannot matter."""

import posixpath
import re
from collections.abc import Iterable, Mapping

from uapicheck.frozen import field, frozen, slotted
from uapicheck.model.target import Target
from uapicheck.pipeline.chains import Chain, Link
from uapicheck.pipeline.closure import closure
from uapicheck.pipeline.patterns import Patterns
from uapicheck.pipeline.progress import steps, within
from uapicheck.pipeline.scope import Scope, compared_headers, compared_targets
from uapicheck.pipeline.side import Headers, Recorded, Side
from uapicheck.sources.objects import Blobs
from uapicheck.sources.syscalls import Recipe, header_text, written

_INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[ \t]*[<\"]([^>\"]+)", re.MULTILINE)
_WORD = re.compile(r"\b[A-Za-z_]\w+")
_GENERIC = "asm-generic/"


@frozen(kw_only=True, eq=False)
class Survey:
    """What of a chain is to be compared."""

    targets: tuple[Target, ...]
    headers: tuple[str, ...]
    """The headers to ask for."""
    states: tuple[int, ...]
    """Indices of the links whose headers differ from those of the one before; the first link is one."""
    weights: tuple[int, ...]
    """For each of them how much work it is: its headers, counted for each target."""
    words: frozenset[str]
    """Names like those asked for, where none is mentioned anywhere."""


def survey(chain: Chain, scope: Scope, wanted: Patterns) -> Survey:
    """Return what is to be compared; raise `UsageError` where there is nothing."""
    texts = _Texts(wanted)
    sides: dict[object, Side] = {}
    differing: list[frozenset[str] | None] = []
    last: Mapping[str, str] | None = None
    sizes: list[dict[str, int]] = []
    are_texts = bool(wanted.texts)
    reading = within(scope.progress, "reading")
    for link in steps(reading, chain.unit, chain.links, name=_label)(chain.links):
        side = link.opened()
        sides.setdefault(_shape(side), side)
        sizes.append(_sizes(side))
        files = blobs(side)
        if files is not None:
            ids: Mapping[str, str] | None = files.ids
            texts.add(files, side.tree.tables if isinstance(side, Headers) else {})
        else:
            ids = side.marks(wanted.is_wanted) if isinstance(side, Recorded) else None
            are_texts = False
        differing.append(_differing(last, ids))
        last = ids
    distinct = list(sides.values())
    targets = compared_targets(scope.targets, distinct)
    headers = compared_headers(scope, distinct, targets)
    relevant: frozenset[str] | None = None
    words: frozenset[str] = frozenset()
    if are_texts:
        mentioning = texts.mentions | wanted.of(headers)
        if not mentioning:
            words = words_of(distinct[-1])
        including = texts.including(mentioning)
        headers = tuple(header for header in headers if header in including)
        relevant = texts.included(headers)
    states = [at for at, paths in enumerate(differing) if at == 0 or not _is_same(paths, relevant)]
    weights = tuple(sum(sizes[at].get(target.arch, 0) for target in targets) for at in states)
    return Survey(targets=targets, headers=headers, states=tuple(states), weights=weights, words=words)


def _label(link: Link) -> str:
    return link.step.label


def words_of(side: Side) -> frozenset[str]:
    """Return all words of a side's headers: what may have been meant by a name that none has."""
    if isinstance(side, Recorded):
        return frozenset(side.names)
    if not isinstance(side, Headers):
        return frozenset(name for s in side.snapshots.values() for f in s.facts.values() for name in f.constants)
    return frozenset(word for text in side.tree.files.values() for word in _WORD.findall(text))


def blobs(side: Side) -> Blobs | None:
    """Return a side's headers by path where they are from git, None where they are not."""
    files = written(side.tree.files) if isinstance(side, Headers) else None
    return files if isinstance(files, Blobs) else None


def is_same_for(arch: str, old: Blobs | None, new: Blobs | None) -> bool:
    """Tell whether nothing that an architecture can see differs between two states."""
    if old is None or new is None:
        return False
    own = f"arch/{arch}/"
    return _of(old.ids, own) == _of(new.ids, own)


def _of(ids: Mapping[str, str], own: str) -> dict[str, str]:
    return {path: id_ for path, id_ in ids.items() if path.startswith(own) or not path.startswith("arch/")}


def _differing(old: Mapping[str, str] | None, new: Mapping[str, str] | None) -> frozenset[str] | None:
    """Return the paths at which two states differ: all ids of all states would not fit the memory."""
    if old is None or new is None:
        return None
    return frozenset(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))


def _is_same(paths: frozenset[str] | None, relevant: frozenset[str] | None) -> bool:
    if paths is None:
        return False
    if relevant is None:
        return not paths
    return all(path.endswith(".h") and _header(path) not in relevant for path in paths)


def _sizes(side: Side) -> dict[str, int]:
    """Return how many headers each architecture has."""
    if isinstance(side, Headers):
        return {arch: len(headers) for arch, headers in side.tree.headers.items()}
    return dict.fromkeys(side.arches, 1)


def _shape(side: Side) -> object:
    """Return what sides have in common that differ in nothing but texts."""
    if isinstance(side, Headers):
        return hash(tuple((arch, headers) for arch, headers in sorted(side.tree.headers.items())))
    return id(side)


def _header(path: str) -> str:
    """Return a path as programs include it; a header of asm-generic is what stands in for one of asm."""
    whole, uapi, below = path.rpartition("/uapi/")
    header = below if uapi else whole.rpartition("include/")[2] or below.rpartition("include/")[2]
    first, _, rest = header.partition("/")
    if "-linux-" in first:  # a multiarch triplet
        header = rest
    return f"asm/{header.removeprefix(_GENERIC)}" if header.startswith(_GENERIC) else header


@slotted
class _Texts:
    """What the headers of a chain mention and include at any time; each text is looked at once."""

    wanted: Patterns
    seen: set[str] = field(default_factory=set)
    mentions: set[str] = field(default_factory=set)
    includes: dict[str, set[str]] = field(default_factory=dict)

    def add(self, files: Blobs, tables: Mapping[str, str]) -> None:
        """Look at the headers of one state, and at the tables that some of them are made of."""
        if not self.wanted.texts:
            return
        for made, table in tables.items():
            if (mark := f"{made} {files.ids[table]}") not in self.seen:
                self.seen.add(mark)
                if self.wanted.is_mentioned(header_text(files[table], Recipe(table=table))):
                    self.mentions.add(_header(made))
        for path, id_ in files.ids.items():
            if id_ in self.seen or not path.endswith(".h"):
                continue
            self.seen.add(id_)
            header, text = _header(path), files[path]
            if self.wanted.is_mentioned(text):
                self.mentions.add(header)
            directory = header.rpartition("/")[0]
            known = self.includes.setdefault(header, set())
            for name in _INCLUDE.findall(text):
                known.update({_header(name), posixpath.normpath(posixpath.join(directory, name))})

    def including(self, found: Iterable[str]) -> frozenset[str]:
        """Return headers with all that include them."""
        users: dict[str, set[str]] = {}
        for header, names in self.includes.items():
            for name in names:
                users.setdefault(name, set()).add(header)
        return closure(found, users)

    def included(self, found: Iterable[str]) -> frozenset[str]:
        """Return headers with all that they include."""
        return closure(found, self.includes)
