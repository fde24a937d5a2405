"""One header file, given alone: every architecture sees it, and nothing else."""

import os
import re
from dataclasses import replace

from uapicheck.errors import SourceError
from uapicheck.model.tree import Form, HeaderTree, Provenance
from uapicheck.sources import arches
from uapicheck.sources.decoding import decoded
from uapicheck.sources.directory import contents
from uapicheck.sources.layout import DIRECTORIES

_START = 8192
_ARCH = re.compile(r".*/arch/([^/]+)/include/.*")


def in_file(path: str, *, name: str = "", label: str = "") -> HeaderTree:
    """Return a tree of the one header at `path`, which programs include as `name`, by default guessed from the path.

    It stays alone even where it lies inside a tree of headers. Raises `SourceError` where it cannot be a header.
    """
    raw = contents(path, pipe=True)
    if b"\0" in raw[:_START]:
        advice = "a source is a revision, a directory, a tar archive, a header or a snapshot"
        raise SourceError("this is no header: it has binary data", where=path, advice=advice)
    given = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links, and their names tell the header's
    header = name or include_name(given)
    own = match[1] if (match := _ARCH.fullmatch(given)) and match[1] in arches.ARCHES else ""
    every = [own] if own and header.startswith("asm/") else list(arches.ARCHES)
    return HeaderTree(
        provenance=Provenance(label=label or path, kind="header file", id=given),
        form=Form.SINGLE,
        files={header: decoded(raw)},
        search=dict.fromkeys(every, ("",)),
        headers=dict.fromkeys(every, (header,)),
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

    `check linux/kvm.h /tmp/new.h` compares one header with another whatever they are called; `check v5.2 kvm.h`
    looks for the one header of the tree that is called so. Raises `SourceError` where there is none or several.
    """
    if old.form is Form.SINGLE and new.form is Form.SINGLE:
        name = next((each for tree in (old, new) for each in tree.files if "/" in each), next(iter(old.files)))
        arches_of_both = [arch for arch in old.search if arch in new.search]
        if not arches_of_both:
            raise SourceError("these two headers belong to different architectures", where=new.provenance.label)
        return _named(old, name, arches_of_both), _named(new, name, arches_of_both)
    if new.form is Form.SINGLE:
        return old, _like(new, old)
    if old.form is Form.SINGLE:
        return _like(old, new), new
    return old, new


def _like(single: HeaderTree, tree: HeaderTree) -> HeaderTree:
    (name,) = single.files
    exported = {header for headers in tree.headers.values() for header in headers}
    if name not in exported:
        same = sorted(header for header in exported if header.rpartition("/")[2] == name)
        if len(same) != 1:
            what = f"{' and '.join(same)} are both called {name}" if same else f"{tree.provenance.label} has no {name}"
            raise SourceError(what, where=single.provenance.label, advice="put the file below linux/, asm/, ...")
        name = same[0]
    return _named(single, name, [arch for arch in single.search if name in tree.headers.get(arch, ())])


def _named(single: HeaderTree, name: str, every: list[str]) -> HeaderTree:
    (text,) = single.files.values()
    return replace(
        single,
        files={name: text},
        search=dict.fromkeys(every, ("",)),
        headers=dict.fromkeys(every, (name,)),
    )
