"""Which headers and architectures a change of some files can have changed anything for."""

import re
from collections.abc import Collection, Iterator

from uapicheck.frozen import frozen
from uapicheck.model.tree import HeaderTree
from uapicheck.pipeline.closure import closure

_INCLUDE = re.compile(r"""^[ \t]*#[ \t]*include(?:_next)?[ \t]*[<"]([^>"\n]+)[>"]""", re.MULTILINE)


@frozen(kw_only=True)
class Reach:
    """Headers, and the architectures that they changed on."""

    headers: tuple[str, ...]
    """As programs include them, sorted: those that changed and those that include one of them."""
    arches: frozenset[str]
    changed: frozenset[str] = frozenset()
    """Those of the headers that changed themselves."""


def reach(old: HeaderTree, new: HeaderTree, paths: Collection[str]) -> Reach:
    """Return what a change of the files at `paths` reaches; raise `SourceError` where a header cannot be read."""
    paths = {*paths, *(made for tree in (old, new) for made, table in tree.tables.items() if table in paths)}
    changed: set[str] = set()
    arches: set[str] = set()
    for tree in (old, new):
        for arch, header in _headers_at(tree, paths):
            changed.add(header)
            arches.add(arch)
    for arch in {*old.headers, *new.headers}:
        lists = frozenset(old.headers.get(arch, ())), frozenset(new.headers.get(arch, ()))
        if lists[0] != lists[1]:
            arches.add(arch)
            changed |= lists[0] ^ lists[1]
    if not changed:
        return Reach(headers=(), arches=frozenset())
    wanted = _with_includers(changed, (old, new))
    exported = {header for tree in (old, new) for arch in arches for header in tree.headers.get(arch, ())}
    return Reach(headers=tuple(sorted(wanted & exported)), arches=frozenset(arches), changed=frozenset(changed))


def _headers_at(tree: HeaderTree, paths: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield architecture and header of each file that an architecture finds at one of `paths`."""
    for arch, prefixes in tree.search.items():
        generic = tree.generic.get(arch, "")
        for path in paths:
            for prefix in prefixes:
                header = path.removeprefix(prefix)
                if path.startswith(prefix) and tree.path(arch, header) == path:
                    yield arch, header
            if generic and path.startswith(generic):
                header = f"asm/{path.removeprefix(generic)}"
                if tree.path(arch, header) == path:
                    yield arch, header


def _with_includers(changed: Collection[str], trees: Collection[HeaderTree]) -> frozenset[str]:
    """Return headers and all that include one of them, whatever the condition."""
    includers: dict[str, set[str]] = {}
    for tree in trees:
        names = {(header, path) for arch in tree.headers for header, path in _places(tree, arch)}
        for header, path in names:
            for included in _INCLUDE.findall(tree.files[path]):
                includers.setdefault(included, set()).add(header)
    return closure(changed, includers)


def _places(tree: HeaderTree, arch: str) -> Iterator[tuple[str, str]]:
    for header in tree.headers[arch]:
        if (path := tree.path(arch, header)) is not None:
            yield header, path
