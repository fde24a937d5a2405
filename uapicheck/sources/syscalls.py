"""Headers of syscall numbers, which a kernel's build makes from tables: the same macros, at the lines of their rows.

Which rows go into which header is told by the Makefiles beside the tables (Linux 3.3 to 6.10: each architecture its
own), and since Linux 6.11, for architectures that share `scripts/syscall.tbl`, by `kernel/Makefile.syscalls`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from uapicheck.frozen import frozen
from uapicheck.sources import kbuild
from uapicheck.sources.digest import mark, text_mark

_SHARED = "scripts/syscall.tbl"
_TABLE = re.compile(
    r"arch/[^/]+/(?:entry/syscalls|kernel/syscalls|syscalls|tools)/syscall(?:_\w+)?\.tbl|scripts/syscall\.tbl"
)
_MAKEFILE = re.compile(r"arch/[^/]+/kernel/Makefile\.syscalls")
_HEADER = re.compile(r"unistd(?:_(32|64)|[-_]\w+)\.h")
ROW = re.compile(r"([0-9][0-9A-Fa-fXx]*)[ \t]+([^ \t]+)[ \t]+(\w+)(?=\s|$)")
"""A row: number, ABI, name."""

PLACES = ("entry/syscalls", "kernel", "kernel/syscalls", "syscalls", "tools")
"""Where below `arch/ARCH/` tables stand, and the lists that say which rows count."""


PATHSPECS = (
    ":(top)scripts/syscall.tbl",
    ":(top,glob)arch/*/**/syscall*.tbl",
    ":(top,glob)arch/*/kernel/Makefile.syscalls",
)
"""What git calls them."""


@frozen(kw_only=True)
class Recipe:
    """How a header is made."""

    table: str
    """Path of the table."""
    abis: tuple[str, ...] = ()
    """Beginnings of the ABIs whose rows count, as scripts/syscallhdr.sh compares them; empty for all rows."""
    base: str = ""
    """The macro that the numbers of the table are added to; empty for none."""


_X86 = "arch/x86/{}syscalls/syscall_{}.tbl"
_ARM = "arch/arm/tools/syscall.tbl"
_MIPS = "arch/mips/kernel/syscalls/syscall_{}.tbl"
_OWN: Mapping[str, Mapping[str, tuple[Recipe, ...]]] = {
    "arm": {
        f"unistd-{kind}.h": (Recipe(table=_ARM, abis=abis, base="__NR_SYSCALL_BASE"),)
        for kind, abis in (("common", ("common",)), ("eabi", ("common", "eabi")), ("oabi", ("common", "oabi")))
    },
    "ia64": {"unistd_64.h": (Recipe(table="arch/ia64/kernel/syscalls/syscall.tbl", base="__NR_Linux"),)},
    "mips": {f"unistd_{abi}.h": (Recipe(table=_MIPS.format(abi), base="__NR_Linux"),) for abi in ("n32", "n64", "o32")},
    "powerpc": {
        f"unistd_{bits}.h": (
            Recipe(table="arch/powerpc/kernel/syscalls/syscall.tbl", abis=("common", "nospu", f"{bits}")),
        )
        for bits in (32, 64)
    },
    "x86": {
        # Up to Linux 4.1 the tables stood beside `entry`.
        f"unistd_{name}.h": tuple(
            Recipe(table=_X86.format(where, table), abis=abis, base=base) for where in ("entry/", "")
        )
        for name, table, abis, base in (
            ("32", "32", ("i386",), ""),
            ("64", "64", ("common", "64"), ""),
            ("x32", "64", ("common", "x32"), "__X32_SYSCALL_BIT"),
        )
    },
}
"""How headers are made whose Makefiles say more than `common,32` or `common,64`; of several recipes the first whose
table is there."""

_COMMON_HEADER = "unistd-common.h"


def is_table(path: str) -> bool:
    """Return whether a path of the kernel source is that of a table of syscalls."""
    return _TABLE.fullmatch(path) is not None


def is_input(path: str) -> bool:
    """Return whether such headers are made from what is at a path: a table, or the list of its ABIs."""
    return path.endswith((".tbl", ".syscalls")) and (is_table(path) or _MAKEFILE.fullmatch(path) is not None)


def is_entered(path: str) -> bool:
    """Return whether a directory of the kernel source holds them, or leads to them."""
    if path == "scripts":
        return True
    first, _, below = path.partition("/")
    below = below.partition("/")[2]
    return first == "arch" and (below in PLACES or below == "entry")


def is_list(path: str) -> bool:
    """Return whether a path is that of a list that says which rows count."""
    return path.endswith(".syscalls") and _MAKEFILE.fullmatch(path) is not None


class Generated(Mapping[str, str]):
    """Files of a tree, with the headers that are made from them; each is made when it is first asked for."""

    def __init__(self, written: Mapping[str, str], recipes: Mapping[str, Recipe]) -> None:
        """Take the files and, by the paths of the headers, how they are made."""
        self.written = written
        self.recipes = recipes
        self._made: dict[str, str] = {}

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle without the texts: they are made again."""
        return Generated, (self.written, dict(self.recipes))

    def __contains__(self, path: object) -> bool:
        return path in self.recipes or path in self.written

    def __iter__(self) -> Iterator[str]:
        yield from self.written
        yield from self.recipes

    def __len__(self) -> int:
        return len(self.written) + len(self.recipes)

    def __getitem__(self, path: str) -> str:
        """Return the text at `path`; raises `KeyError` where there is none, `SourceError` where it is unreadable."""
        recipe = self.recipes.get(path)
        if recipe is None:
            return self.written[path]
        if path not in self._made:
            self._made[path] = header_text(self.written[recipe.table], recipe)
        return self._made[path]

    def mark(self, path: str) -> str:
        """Return what stands for the text at `path`: equal marks are equal texts."""
        return text_mark(self[path]) if path in self.recipes else mark(self.written, path)


def written(files: Mapping[str, str]) -> Mapping[str, str]:
    """Return the files that somebody wrote."""
    return files.written if isinstance(files, Generated) else files


def replaced_below(
    files: Mapping[str, str], change: Callable[[Mapping[str, str]], Mapping[str, str]]
) -> Mapping[str, str]:
    """Return files in which those that somebody wrote are changed, and headers made from the changed ones."""
    return Generated(change(files.written), files.recipes) if isinstance(files, Generated) else change(files)


def header_text(table: str, recipe: Recipe) -> str:
    """Return the macros of a table's rows, each at the line of its row."""
    lines = []
    for line in table.split("\n"):
        row = ROW.match(line)
        if row is None or (recipe.abis and not row[2].startswith(recipe.abis)):
            lines.append("")
            continue
        number = f"({recipe.base} + {row[1]})" if recipe.base else row[1]
        lines.append(f"#define __NR_{row[3]} {number}")
    return "\n".join(lines)


def recipes(files: Mapping[str, str], arches: Iterable[str]) -> dict[str, Recipe]:
    """Return how the headers of syscall numbers are made that the Kbuild lists name and that are not there, by path."""
    tables = [path for path in files if path.endswith(".tbl") and is_table(path)]
    found: dict[str, Recipe] = {}
    for arch in arches if tables else ():
        listed = f"arch/{arch}/include/uapi/asm/Kbuild"
        if listed not in files:
            continue
        lists = kbuild.words(files[listed], arch, files.__contains__)
        named = {*lists.get("generated-y", ()), *lists.get("syscall-y", ())}
        for name in sorted(name for name in named if _HEADER.fullmatch(name)):
            there = (f"arch/{arch}/include/{part}uapi/asm/{name}" for part in ("", "generated/"))
            recipe = None if any(path in files for path in there) else _recipe(files, arch, name, named)
            if recipe is not None:
                found[f"arch/{arch}/include/generated/uapi/asm/{name}"] = recipe
    return found


def _recipe(files: Mapping[str, str], arch: str, name: str, named: "set[str]") -> Recipe | None:
    for recipe in _OWN.get(arch, {}).get(name, ()):
        if recipe.table in files:
            # Up to Linux 5.13 arm had what its two ABIs share in a header of its own.
            apart = name != _COMMON_HEADER and _COMMON_HEADER in named
            abis = tuple(abi for abi in recipe.abis if abi != "common") if apart else recipe.abis
            return Recipe(table=recipe.table, abis=abis, base=recipe.base)
    bits = (_HEADER.fullmatch(name) or [""] * 2)[1]
    if not bits or arch in {"arm", "mips", "x86"}:
        return None
    own = f"arch/{arch}/kernel/syscalls/syscall.tbl"
    if own in files:
        return Recipe(table=own, abis=("common", bits))
    if _SHARED not in files:
        return None
    path = f"arch/{arch}/kernel/Makefile.syscalls"
    lists = kbuild.words(files[path], arch, files.__contains__) if path in files else {}
    return Recipe(table=_SHARED, abis=("common", bits, *lists.get(f"syscall_abis_{bits}", ())))
