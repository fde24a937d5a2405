"""Which headers an architecture exports, and which of its `asm/` headers asm-generic provides."""

import re
from collections.abc import Iterable, Mapping

from uapicheck.sources import kbuild

NEEDS = {"linux/a.out.h": "asm/a.out.h", "linux/kvm.h": "asm/kvm.h", "linux/kvm_para.h": "asm/kvm_para.h"}
"""Headers that an architecture exports only where it has another one (`no-export-headers` of include/uapi/Kbuild)."""

_STAND_IN_NAMES = (
    "auxvec bitsperlong bpf_perf_event byteorder errno fcntl ioctl ioctls ipcbuf kvm_para mman msgbuf param poll"
    " posix_types ptrace resource sembuf setup shmbuf shmparam sigcontext siginfo signal socket sockios stat"
    " statfs swab termbits termios types ucontext unistd"
)

STAND_INS = frozenset(f"asm/{name}.h" for name in _STAND_IN_NAMES.split())
"""The `asm/` headers that some architecture takes, or may take, from asm-generic (`mandatory-y`, `generic-y`)."""

_LISTS = ("include/uapi/Kbuild", "include/uapi/linux/Kbuild")
_MANDATORY = ("include/uapi/asm-generic/Kbuild", "include/uapi/asm-generic/Kbuild.asm")
_GENERATED = re.compile(r"arch/[^/]+/include/generated/(?:uapi/)?(asm/.+)")


def is_header(name: str) -> bool:
    """Return whether a file of this name can be on an export list: make's words have no white space."""
    return name.endswith(".h") and not re.search(r"\s", name)


def generic_names(files: Mapping[str, str], arches: Iterable[str], prefix: str) -> dict[str, frozenset[str]] | None:
    """Return the `asm/X.h` that each architecture takes from the headers below `prefix`, None without Kbuild lists."""
    arches = tuple(arches)
    own = {arch: _listed(files, f"arch/{arch}/include/uapi/asm/Kbuild", arch, "generic-y") for arch in arches}
    if not any(own.values()):
        # Up to Linux 4.13 the lists stood beside the kernel's own asm headers.
        beside = {arch: _listed(files, f"arch/{arch}/include/asm/Kbuild", arch, "generic-y") for arch in arches}
        own = beside if any(beside.values()) else own
    required = {name for path in _MANDATORY for name in _listed(files, path, "", "mandatory-y") or ()}
    if not required and not any(own.values()):
        return None
    names: dict[str, frozenset[str]] = {}
    for arch, listed in own.items():
        wanted = STAND_INS if listed is None else {f"asm/{name}" for name in required.union(listed)}
        names[arch] = frozenset(name for name in wanted if prefix + name.removeprefix("asm/") in files)
    return names


def early(files: Mapping[str, str], arches: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return what each architecture exported before Linux 3.7: the `header-y` lists of all Kbuild files."""
    variables = ("header-y", "unifdef-y", "objhdr-y")

    def listed(path: str, arch: str) -> set[str]:
        return {name for variable in variables for name in _listed(files, path, arch, variable) or ()}

    lists = [path for path in files if path.startswith("include/") and path.endswith("/Kbuild")]
    exported = {}
    for arch in arches:
        asm = listed("include/asm-generic/Kbuild.asm", arch) | listed(f"arch/{arch}/include/asm/Kbuild", arch)
        shared = {
            path.removeprefix("include/").removesuffix("Kbuild") + n for path in lists for n in listed(path, arch)
        }
        exported[arch] = frozenset(shared).union(f"asm/{name}" for name in asm)
    return exported


def _listed(files: Mapping[str, str], path: str, arch: str, variable: str) -> tuple[str, ...] | None:
    if path not in files:
        return None
    return kbuild.words(files[path], arch, files.__contains__).get(variable, ())


def not_exported(files: Mapping[str, str], arch: str, asm: frozenset[str], generic: frozenset[str]) -> set[str]:
    """Return the headers that `arch` does not export though the tree has them.

    `asm` are the `asm/` headers that it exports, `generic` those among them from asm-generic. The tree's own
    lists decide where there are any.
    """

    def exists(path: str) -> bool:
        made = _GENERATED.fullmatch(path)
        return path in files or bool(made and made[1] in generic)

    hidden: set[str] = set()
    told = False
    for path in _LISTS:
        if "no-export-headers" in (text := files.get(path, "")):
            told = True
            below = path.removeprefix("include/uapi/").removesuffix("Kbuild")
            hidden |= {below + name for name in kbuild.words(text, arch, exists).get("no-export-headers", ())}
    return hidden if told else {header for header, need in NEEDS.items() if need not in asm}
