"""A tree of headers, wherever it came from: text by path and where each architecture looks."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from uapicheck.frozen import frozen


class Form(StrEnum):
    """How the headers of a tree look."""

    SOURCE = "source"
    """As in the kernel source: `__user`, `_UAPI` guards, `#ifdef __KERNEL__`."""
    INSTALLED = "installed"
    """As `make headers_install` leaves them."""
    SINGLE = "single"
    """One header file, given alone."""


@frozen(kw_only=True)
class Provenance:
    """What a source was, so that a report can say what it compared."""

    label: str
    """As a person calls it: `v5.2-rc1`, `linux-6.13.4.tar.xz`."""
    kind: str
    """`git revision`, `kernel source tree`, `installed tree`, `tar archive`, `header file`, `snapshot`, ..."""
    id: str
    """What pins it: a commit id, or an absolute path."""
    note: str = ""
    """How an ambiguous name was resolved; empty where it was not ambiguous."""


@frozen(kw_only=True)
class HeaderTree:
    """Headers of all architectures."""

    provenance: Provenance
    form: Form
    files: Mapping[str, str]
    """Text by path; a mapping may read its files when they are asked for."""
    search: Mapping[str, tuple[str, ...]]
    """For each architecture the prefixes of its include path, in order, each ending in `/` or empty."""
    headers: Mapping[str, tuple[str, ...]]
    """For each architecture the headers that it exports, as a program includes them, sorted."""
    generic: Mapping[str, str]
    """For each architecture the prefix of the asm-generic headers that stand in for a missing `asm/X.h`, if any do."""
    generic_names: Mapping[str, frozenset[str]] | None = None
    """The `asm/X.h` that each architecture takes from asm-generic, where the tree's Kbuild lists say so."""
    tables: Mapping[str, str] = MappingProxyType({})
    """For each header that the kernel's build makes of a table, by path, the path of the table."""
    is_listed: bool = False
    """Whether only `headers` tell which architecture has which: of the atlas' drawn files any would do for all."""
    documents: Mapping[str, str] = MappingProxyType({})
    """Text by path of what is no header and still has a say: the config, the KVM API document, MAINTAINERS."""

    def path(self, arch: str, header: str) -> str | None:
        """Return the path of `header` as `arch` sees it, None where it has none."""
        for prefix in self.search.get(arch, ()):
            if (path := prefix + header) in self.files:
                return path
        prefix = self.generic.get(arch, "")
        if not prefix or not header.startswith("asm/"):
            return None
        if self.generic_names is not None and header not in self.generic_names.get(arch, frozenset()):
            return None
        path = prefix + header.removeprefix("asm/")
        return path if path in self.files else None

    def written(self, path: str) -> str:
        """Return where what stands at a path was written: in a table, line by line, where it is made of one."""
        return self.tables.get(path, path)
