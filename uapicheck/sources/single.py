"""One header file, given alone: every architecture sees it, and of other headers only what the other side has."""

import os
import re
from collections.abc import Collection, Iterator, Mapping

from uapicheck.errors import SourceError
from uapicheck.frozen import frozen, replaced
from uapicheck.model.tree import Form, HeaderTree, Provenance
from uapicheck.sources import arches
from uapicheck.sources.decoding import decoded
from uapicheck.sources.digest import mark, text_mark
from uapicheck.sources.directory import contents
from uapicheck.sources.layout import DIRECTORIES

_START = 8192
_ARCH = re.compile(r".*/arch/([^/]+)/include/.*")
_GUARD = re.compile(r"^[ \t]*#[ \t]*ifndef[ \t]+(\w+)\b.*\n(?:[ \t]*\n)*[ \t]*#[ \t]*define[ \t]+\1\b", re.MULTILINE)
# What `make headers_install` takes away or respells (the kernel's scripts/headers_install.sh).
_SOURCE_FORM = re.compile(r"\b(?:_UAPI\w+|__user|__force|__iomem|__packed|__KERNEL__)\b|<linux/compiler(?:_types)?\.h>")


def in_file(path: str, *, name: str = "", arch: str = "", label: str = "") -> HeaderTree:
    """Return a tree of the one header at `path`, which programs include as `name`, by default guessed from the path.

    `arch` is the architecture where the user says it. The header stays alone even where it lies inside a tree.
    Raises `SourceError` where it cannot be a header.
    """
    raw = contents(path, pipe=True)
    if b"\0" in raw[:_START]:
        advice = "a source is a revision, a directory, a tar archive, a header or a snapshot"
        raise SourceError("this is no header: it has binary data", where=path, advice=advice)
    given = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links, and their names tell the header's
    header = name or include_name(given)
    own = match[1] if (match := _ARCH.fullmatch(given)) and match[1] in arches.ARCHES else ""
    if not arch and header.startswith("asm/"):
        arch = own
    return HeaderTree(
        provenance=Provenance(label=label or path, kind="header file", id=given),
        form=Form.SINGLE,
        files={header: decoded(raw)},
        search=dict.fromkeys([arch] if arch else arches.ARCHES, ("",)),
        headers=dict.fromkeys([arch] if arch else arches.ARCHES, (header,)),
        generic={},
    )


def include_name(path: str) -> str:
    """Return how programs include the header at an absolute path, its bare name where the path does not tell.

    `/src/include/uapi/linux/kvm.h` is `linux/kvm.h`, `/home/new.h` is `new.h`, what comes through a pipe `header.h`.
    """
    *parents, name = path.split("/")
    if path.startswith(("/dev/", "/proc/")):
        return "header.h"
    for marker in ("uapi", "include"):
        if marker in parents:
            below = parents[len(parents) - parents[::-1].index(marker) :]
            below = below[1:] if below and below[0] in arches.TRIPLETS else below
            if below and below[0] in DIRECTORIES:
                return "/".join([*below, name])
    return f"{parents[-1]}/{name}" if parents and parents[-1] in DIRECTORIES else name


def agreed(old: HeaderTree, new: HeaderTree) -> tuple[HeaderTree, HeaderTree]:
    """Return both sides so that a header given alone has the same name, and the same architectures, on both.

    `check linux/kvm.h ~/new.h` compares one header with another whatever they are called. `check v5.2 kvm.h`
    looks for the one header of the tree that is called so, puts the file in its place, and compares that header only:
    what it includes is the tree's on both sides. Raises `SourceError` where there is none or several.
    """
    if old.form is Form.SINGLE and new.form is Form.SINGLE:
        name = next((each for tree in (old, new) for each in tree.files if "/" in each), next(iter(old.files)))
        arches_of_both = [arch for arch in old.search if arch in new.search]
        if not arches_of_both:
            raise SourceError(
                "these two headers belong to different architectures",
                where=new.provenance.label,
                advice=f"{old.provenance.label} is of {', '.join(old.search)}, this one of {', '.join(new.search)}",
            )
        return _named(old, name, arches_of_both), _named(new, name, arches_of_both)
    if new.form is Form.SINGLE:
        return _compared_in(old, new)
    if old.form is Form.SINGLE:
        after, before = _compared_in(new, old)
        return before, after
    return old, new


def called_as(single: HeaderTree, headers: Mapping[str, Collection[str]], *, label: str) -> tuple[HeaderTree, str]:
    """Return a header given alone under the name that it has among `headers` (by architecture), and that name.

    For another side that has no texts. Raises `SourceError` where there is no such header or several; `label` is what
    that side is called.
    """
    (name,) = single.files
    every = {header for arch in single.search for header in headers.get(arch, ())}
    same = [name] if name in every else sorted(header for header in every if _last(header) == _last(name))
    if len(same) != 1:
        raise _not_one(single, same, label)
    found = same[0]
    return _named(single, found, [arch for arch in single.search if found in headers.get(arch, ())]), found


@frozen(kw_only=True)
class _Counterpart:
    """A header of a tree in whose place a file may stand."""

    path: str
    header: str
    arches: tuple[str, ...]


def _compared_in(tree: HeaderTree, single: HeaderTree) -> tuple[HeaderTree, HeaderTree]:
    """Return the tree, and the tree with the file in the place of its counterpart, both narrowed to that header."""
    (text,) = single.files.values()
    found = _counterpart(tree, single)
    headers = dict.fromkeys(found.arches, (found.header,))
    # Installed headers have nothing that the kernel's export would change, so source form does them no harm.
    form = Form.SOURCE if tree.form is Form.SOURCE or _SOURCE_FORM.search(text) else tree.form
    note = f"as {found.header} among the headers of {tree.provenance.label}"
    return replaced(tree, headers=headers), replaced(
        tree,
        provenance=replaced(single.provenance, note=note),
        form=form,
        files=Replaced(tree.files, found.path, text),
        headers=headers,
        documents={},  # what the tree's documents say, they say of the tree's own header
    )


def _counterpart(tree: HeaderTree, single: HeaderTree) -> _Counterpart:
    ((name, text),) = single.files.items()
    every = {header for arch in single.search for header in tree.headers.get(arch, ())}
    names = {name} if name in every else {header for header in every if _last(header) == _last(name)}
    found = _candidates(tree, single, names)
    if len(found) > 1 and (guard := _guard(text)):
        same = [each for each in found if each.path in tree.files and _guard(tree.files[each.path]) == guard]
        found = same or found
    if len(found) > 1 and len(single.search) == 1:
        # Who says the architecture means its own header.
        found = [each for each in found if each.header.startswith("asm/")] or found
    if len(found) == 1:
        return found[0]
    headers = sorted({each.header for each in found})
    if len(headers) != 1:
        raise _not_one(single, headers, tree.provenance.label)
    owners = [arch for each in found for arch in each.arches]
    what = f"{headers[0]} of which architecture? {', '.join(owners)} have one"
    raise SourceError(what, where=single.provenance.label, advice=f"say it: {owners[0]}={single.provenance.label}")


def _candidates(tree: HeaderTree, single: HeaderTree, names: set[str]) -> list[_Counterpart]:
    places: dict[tuple[str, str], list[str]] = {}
    for arch, exported in tree.headers.items():
        if arch not in single.search:
            continue
        for header in names.intersection(exported):
            own = next((path for prefix in tree.search[arch] if (path := prefix + header) in tree.files), None)
            if own is None:
                # Taken from asm-generic, which is a header of its own: only who names the architecture means a new one.
                if len(single.search) > 1:
                    continue
                own = tree.search[arch][0] + header
            places.setdefault((own, header), []).append(arch)
    return [
        _Counterpart(path=path, header=header, arches=tuple(owners))
        for (path, header), owners in sorted(places.items())
    ]


def _not_one(single: HeaderTree, same: list[str], where: str) -> SourceError:
    (name,) = single.files
    if not same:
        advice = "a header file is compared with the one of the same name: rename it, or put it below linux/, asm/, ..."
        return SourceError(f"{where} has no header called {_last(name)}", where=single.provenance.label, advice=advice)
    what = f"it could be {' or '.join(same)}"
    return SourceError(what, where=single.provenance.label, advice=f"give it by a path that ends in {same[0]}")


def _last(header: str) -> str:
    return header.rpartition("/")[2]


def _guard(text: str) -> str:
    """Return the name of the include guard as the exported header has it, empty where there is none."""
    match = _GUARD.search(text)
    return match[1].removeprefix("_UAPI") if match else ""


def _named(single: HeaderTree, name: str, every: list[str]) -> HeaderTree:
    (text,) = single.files.values()
    return replaced(
        single,
        files={name: text},
        search=dict.fromkeys(every, ("",)),
        headers=dict.fromkeys(every, (name,)),
    )


class Replaced(Mapping[str, str]):
    """The files of a tree, one of them with another text."""

    def __init__(self, files: Mapping[str, str], path: str, text: str) -> None:
        self._files = files
        self._path = path
        self._text = text

    def __contains__(self, path: object) -> bool:
        return path == self._path or path in self._files

    def __iter__(self) -> Iterator[str]:
        yield from self._files
        if self._path not in self._files:
            yield self._path

    def __len__(self) -> int:
        return len(self._files) + (self._path not in self._files)

    def __getitem__(self, path: str) -> str:
        return self._text if path == self._path else self._files[path]

    def mark(self, path: str) -> str:
        """Return what stands for the text at `path`: equal marks are equal texts."""
        return text_mark(self._text) if path == self._path else mark(self._files, path)
