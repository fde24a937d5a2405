"""How a tree of headers is laid out: told from its paths alone, wherever it is kept."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from uapicheck.errors import SourceError
from uapicheck.frozen import frozen, replaced
from uapicheck.model.tree import Form, HeaderTree, Provenance
from uapicheck.sources import arches, exports, syscalls

DIRECTORIES = frozenset(
    "asm asm-generic cxl drm fwctl linux misc mtd rdma regulator scsi sound video xen".split()  # noqa: SIM905 - a word list
)
"""The directories below `include/` that the kernel exports headers to."""

LIBRARY_MARK = "stdio.h"
"""A header that tells that a C library has its headers in the same directory."""

_FOREIGN = frozenset({"scsi/scsi.h", "scsi/scsi_ioctl.h", "scsi/sg.h"})
"""What the C library installs in those directories itself."""

_XEN = frozenset(f"xen/{name}.h" for name in ("evtchn", "gntalloc", "gntdev", "privcmd"))
"""The kernel's part of `xen/`, which it shares with libxen."""

_ARCH_FILE = re.compile(r"arch/([^/]+)/include/(?:uapi/|generated/uapi/)?(.+\.h)")
_SOURCE_FILE = re.compile(
    r"(?:arch/[^/]+/)?include/(?:uapi|generated/uapi)/.+|arch/[^/]+/include/asm/Kbuild|include/uapi/Kbuild"
)
_SHARED_HEADER = re.compile(r"(include/|)linux/[^/]+\.h")
_TREE_FILE = re.compile(r"(?:arch/[^/]+/)?include/.+")


@frozen(kw_only=True)
class Layout:
    """Everything of a `HeaderTree` that its paths decide; the fields mean what they mean there."""

    kind: str
    form: Form
    files: Mapping[str, str]
    """Those that were given, with the headers that are made of them."""
    search: Mapping[str, tuple[str, ...]]
    headers: Mapping[str, tuple[str, ...]]
    generic: Mapping[str, str]
    generic_names: Mapping[str, frozenset[str]] | None = None
    tables: Mapping[str, str] = MappingProxyType({})

    def tree(self, provenance: Provenance, documents: Mapping[str, str]) -> HeaderTree:
        """Return the tree that is laid out so."""
        return HeaderTree(
            provenance=provenance,
            form=self.form,
            files=self.files,
            search=self.search,
            headers=self.headers,
            generic=self.generic,
            generic_names=self.generic_names,
            tables=self.tables,
            documents=documents,
        )


def is_wanted(path: str, *, source: bool) -> bool:
    """Return whether a file can matter: in a kernel source tree only its UAPI part does."""
    if not path.endswith((".h", "Kbuild", "Kbuild.asm")):
        return source and syscalls.is_input(path)
    return (_SOURCE_FILE if source else _TREE_FILE).fullmatch(path) is not None


def layout(files: Mapping[str, str], *, arch: str = "", path: str = "") -> Layout | None:
    """Return how `files` are laid out, None where they are no tree of UAPI headers.

    `arch` is what the user says, needed where one unknown architecture's `asm/` stands alone; `path` is where the
    tree came from, for errors and as a hint. Raises `SourceError` where the architecture cannot be told.
    """
    found = _source(files) or _early_source(files) or _installed(files, arch, path)
    if found is None or not arch:
        return found
    if arch not in found.search:
        raise SourceError(f"there are no headers of {arch}", where=path, advice=f"it has {', '.join(found.search)}")
    return replaced(
        found,
        search={arch: found.search[arch]},
        headers={arch: found.headers[arch]},
        generic={key: prefix for key, prefix in found.generic.items() if key == arch},
    )


def _source(files: Mapping[str, str]) -> Layout | None:
    """Return the layout of a kernel source tree since Linux 3.7, which put what it exports below `uapi`."""
    if not any(path.startswith("include/uapi/") and exports.is_header(path) for path in files):
        return None
    found = sorted({m[1] for path in files if "/uapi/" in path and (m := _ARCH_FILE.fullmatch(path))})
    every = found or list(arches.ARCHES)
    if recipes := syscalls.recipes(files, found):
        files = syscalls.Generated(syscalls.written(files), recipes)
    prefix = "include/uapi/asm-generic/"
    shared = ("include/uapi/", "include/generated/uapi/")
    used = {path[: path.index("/uapi/") + len("/uapi/")] for path in files if "/uapi/" in path}
    search = {}
    for arch in every:
        own = (f"arch/{arch}/include/uapi/", f"arch/{arch}/include/generated/uapi/")
        search[arch] = tuple(each for each in own + shared if each in used)
    laid_out = _with_headers(files, search, prefix, exports.generic_names(files, every, prefix))
    return replaced(laid_out, tables={path: recipe.table for path, recipe in recipes.items()})


def _early_source(files: Mapping[str, str]) -> Layout | None:
    """Return the layout of a kernel source tree before Linux 3.7: everything in `include/`, Kbuild lists within."""
    if not any(path in files for path in ("include/linux/Kbuild", "include/asm-generic/Kbuild.asm")):
        return None
    every = sorted({m[1] for path in files if (m := _ARCH_FILE.fullmatch(path)) and m[2].startswith("asm/")})
    if not every:
        return None
    search = {arch: (f"arch/{arch}/include/", "include/") for arch in every}
    prefix = "include/asm-generic/"
    found = _with_headers(files, search, prefix, exports.generic_names(files, every, prefix))
    listed = exports.early(files, every)
    headers = {arch: tuple(h for h in found.headers[arch] if h in listed[arch]) for arch in every}
    return replaced(found, headers=headers)


def _with_headers(
    files: Mapping[str, str],
    search: Mapping[str, tuple[str, ...]],
    prefix: str,
    names: Mapping[str, frozenset[str]] | None,
) -> Layout:
    headers = {}
    below = _below(files, {each for prefixes in search.values() for each in prefixes})
    stand_ins = frozenset(name for name in exports.STAND_INS if prefix + name.removeprefix("asm/") in files)
    for arch, prefixes in search.items():
        generic = stand_ins if names is None else names.get(arch, frozenset())
        own = {header for each in prefixes for header in below[each]}
        seen = own | generic
        asm = frozenset(header for header in seen if header.startswith("asm/"))
        hidden = exports.not_exported(files, arch, asm, generic - own)
        headers[arch] = tuple(sorted(seen - hidden))
    return Layout(
        kind="kernel source tree",
        form=Form.SOURCE,
        files=files,
        search=search,
        headers=headers,
        generic=dict.fromkeys(search, prefix),
        generic_names=names,
    )


def _below(files: Iterable[str], prefixes: set[str]) -> dict[str, set[str]]:
    """Return the headers below each of the prefixes, relative to it."""
    found: dict[str, set[str]] = {prefix: set() for prefix in prefixes}
    for path in filter(exports.is_header, files):
        end = path.find("/") + 1
        if "" in found:
            found[""].add(path)
        while end:
            if (prefix := path[:end]) in found:
                found[prefix].add(path[end:])
            end = path.find("/", end) + 1
    return found


def _installed(files: Mapping[str, str], arch: str, path: str) -> Layout | None:
    """Return the layout of installed headers: one `include/` for all architectures, or one for each."""
    # A header right below it: a source tree packed as `linux/` has none there.
    root = next((m[1] for each in files if (m := _SHARED_HEADER.fullmatch(each))), None)
    if root is None:
        return None
    per_arch = {m[1] for each in files if (m := _ARCH_FILE.fullmatch(each)) and m[2].startswith("asm/")}
    search: dict[str, tuple[str, ...]] = {each: (f"arch/{each}/include/", root) for each in sorted(per_arch)}
    generic: dict[str, str] = {}
    if not search:
        for triplet, owner in arches.TRIPLETS.items():
            if any(each.startswith(f"{root}{triplet}/asm/") for each in files):
                search.setdefault(owner, (f"{root}{triplet}/", root))
    if not search and any(each.startswith(root + "asm/") for each in files):
        search = {arch or _only_arch(files, root + "asm/", path): (root,)}
    if not search:
        # Nothing but what all architectures share: they take from asm-generic what they can.
        search = dict.fromkeys([arch] if arch else arches.ARCHES, (root,))
        generic = dict.fromkeys(search, f"{root}asm-generic/")
    below = _below(files, {each for prefixes in search.values() for each in prefixes})
    headers = {}
    for each, prefixes in search.items():
        seen = {header for prefix in prefixes for header in below[prefix] if _is_exported(header)}
        if each in generic:
            seen |= {name for name in exports.STAND_INS if generic[each] + name.removeprefix("asm/") in files}
        headers[each] = tuple(sorted(seen - {name for name, need in exports.NEEDS.items() if need not in seen}))
    return Layout(
        kind="installed tree", form=Form.INSTALLED, files=files, search=search, headers=headers, generic=generic
    )


def _is_exported(header: str) -> bool:
    directory, slash, _ = header.partition("/")
    return bool(slash) and directory not in arches.TRIPLETS and directory != "arch"


def is_kernels(header: str) -> bool:
    """Return whether a header of a directory that a C library shares is the kernel's."""
    directory, slash, rest = header.partition("/")
    if directory in arches.TRIPLETS:
        return rest.startswith("asm/")
    if not slash or directory not in DIRECTORIES or header in _FOREIGN:
        return False
    return directory != "xen" or header in _XEN


def kernels_part(paths: Iterable[str]) -> list[str]:
    """Return the paths that matter: where a C library shares `include/`, only those that are the kernel's."""
    paths = list(paths)
    shared = [root for root in ("include/", "") if root + LIBRARY_MARK in paths]
    if not shared:
        return paths
    return [p for p in paths if p.startswith("arch/") or is_kernels(p.removeprefix(shared[0]))]


def _only_arch(files: Mapping[str, str], prefix: str, path: str) -> str:
    names = {each.removeprefix(prefix) for each in files if each.startswith(prefix)}
    if found := arches.recognised(names, lambda name: files[prefix + name]):
        return found
    for part in reversed(path.split("/")):
        if part in arches.TRIPLETS:
            return arches.TRIPLETS[part]
    raise SourceError("cannot tell whose asm/ headers these are", where=path, advice=f"say it: arm64={path}")
