"""The path of a header in a kernel source tree, the same for every form that the header comes in."""

from uapicheck.model.place import Place

_SYSCALL = "__NR_"


def common_path(symbol: str, path: str) -> str:
    """Return what stands for the path of a syscall's number: it has a row in a table of each architecture."""
    is_number = symbol.startswith(_SYSCALL) and path.endswith((".tbl", "asm-generic/unistd.h"))
    return _SYSCALL if is_number else path


def uapi_path(place: Place, arch: str) -> str:
    """Return the canonical path: `include/uapi/linux/kvm.h`, `arch/x86/include/uapi/asm/kvm.h`.

    An `asm/X.h` that was read from asm-generic, as Kbuild's generic-y has it, is asm-generic's. A bare name is that of
    a file given alone, whose place in a tree nobody knows. What is made of a table has the table's path.
    """
    header = place.header
    if "/" not in header:
        return header
    if not header.startswith("asm/"):
        return f"include/uapi/{header}"
    if place.path.endswith(".tbl"):
        return place.path
    parent = place.path.rpartition("/")[0].rpartition("/")[2]
    if parent == "asm-generic":
        return f"include/uapi/asm-generic/{header.removeprefix('asm/')}"
    return f"arch/{arch}/include/uapi/{header}"
