"""What is edited: `linux/kvm.h`, `asm/kvm.h` and all that they include, of one release."""

import re
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.corpus import CORPUS
from uapicheck.model.tree import Form, HeaderTree, Provenance
from uapicheck.sources.decoding import decoded
from uapicheck.sources.opening import opened

TARGETS = ("x86_64", "i386", "arm64", "s390x", "riscv64", "powerpc64le", "mips64el")
"""Wide and narrow, little and big endian, ioctl numbers put together in both ways."""
ROOTS = ("linux/kvm.h", "asm/kvm.h")
RELEASES = ("v3.18-rc5", "v4.13-rc1", "v5.2", "v6.1", "v6.13", "v7.2")
BUNDLE = CORPUS / "kvm-history.bundle"
_INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[ \t]*<([^>\n]+)>", re.MULTILINE)
_holder = tempfile.TemporaryDirectory(prefix="uapicheck-history-", ignore_cleanup_errors=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One release, cut down to what the roots include."""

    release: str
    files: Mapping[str, str]
    """Text by path: `include/linux/kvm.h`, `arch/x86/include/asm/kvm.h`."""
    form: Form
    arches: tuple[str, ...]
    """The kernel's names of those that have both roots."""

    def tree(self, changed: Mapping[str, str]) -> HeaderTree:
        """Return the release as a source, with some texts replaced."""
        return HeaderTree(
            provenance=Provenance(label=self.release, kind="installed tree", id=self.release),
            form=self.form,
            files={**self.files, **{path: decoded(text.encode()) for path, text in changed.items()}},
            search={arch: (f"arch/{arch}/include/", "include/") for arch in self.arches},
            headers=dict.fromkeys(self.arches, tuple(sorted(ROOTS))),
            generic={},
        )

    def written(self, files: Mapping[str, str], directory: Path) -> None:
        """Write `files` below `directory`, as a compiler wants them."""
        for path, text in files.items():
            place = directory / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, newline="")


def include_path(directory: Path, arch: str) -> tuple[Path, Path]:
    """Return where a compiler looks below `directory`."""
    return directory / "arch" / arch / "include", directory / "include"


@cache
def _history() -> Path:
    clone = Path(_holder.name, "history")
    if not clone.exists():
        subprocess.run(["git", "clone", "--quiet", "--no-checkout", str(BUNDLE), str(clone)], check=True)
    return clone


@cache
def ground(release: str) -> Ground:
    """Return the headers of a tag of the history."""
    tree = opened(release, repository=_history())
    # scripts/headers_install.sh takes the include of this one out.
    files = {"include/linux/compiler_types.h": "", "include/linux/compiler.h": ""}
    arches = []
    for arch in ("x86", "arm64", "s390", "riscv", "powerpc", "mips"):
        if all(tree.path(arch, root) is not None for root in ROOTS):
            arches.append(arch)
            files |= _closure(tree, arch)
    return Ground(release=release, form=tree.form, files=files, arches=tuple(arches))


def _closure(tree: HeaderTree, arch: str) -> dict[str, str]:
    """Return what the roots include, wherever a condition may stand before it."""
    files: dict[str, str] = {}
    waiting, seen = list(ROOTS), set(ROOTS)
    while waiting:
        header = waiting.pop()
        path = tree.path(arch, header)
        if path is None or header.startswith("linux/compiler"):
            continue  # behind a condition that is false for programs
        own = f"arch/{arch}/include/{header}" if header.startswith("asm/") else f"include/{header}"
        files[own] = tree.files[path]
        fresh = [name for name in _INCLUDE.findall(files[own]) if name not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return files
