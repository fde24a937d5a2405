"""`python -m tests.oracle.compare`: a table of what a compiler and our snapshots agree on.

One row for each tree, target and compiler: how many things were compared, and how many
differ, are missing or invented. The exit status is 1 if any does.
"""

import argparse
import fnmatch
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.corpus import ABSENT, archives, release
from tests.oracle.comparison import Comparison, Fault, compared
from tests.oracle.compilers import Compiler, clang, gcc
from tests.oracle.truth import HeaderDoesNotCompileError, truth
from tests.oracle.unpacked import include
from uapicheck.extract.snapshot import snapshot
from uapicheck.model.syscall_abis import exported
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import HeaderTree
from uapicheck.sources.opening import opened

BY_GCC = ("x86_64", "i386", "x32", "arm64", "arm", "riscv64", "s390x", "powerpc64le", "powerpc", "mips64el", "mipsel")
BY_CLANG = ("loongarch64", "riscv32", "powerpc64", "mips64", "mips", "mipsn32", "hexagon", "sparc64", "sparc")
"""Targets that Debian has no cross gcc for, or whose gcc few machines have."""


@dataclass(slots=True)
class Row:
    """Sums over the headers of one tree, target and compiler."""

    tree: str
    compiler: Compiler
    headers: int = 0
    rejected: list[str] = field(default_factory=list)
    """Headers that the compiler does not take when included alone, with its first complaint."""
    comparisons: list[tuple[str, Comparison]] = field(default_factory=list)

    def sum(self, column: str) -> int:
        """Return the sum of one number of the comparisons."""
        return sum(getattr(comparison, column) for _, comparison in self.comparisons)

    def faults(self, fault: Fault) -> int:
        """Return how many disagreements of one kind there are."""
        return sum(comparison.count(fault) for _, comparison in self.comparisons)


def judged(tree: HeaderTree, archive: Path, compiler: Compiler, patterns: Sequence[str]) -> Row:
    """Compare the headers of `tree` that match `patterns` and that the compiler's target exports."""
    target = TARGETS[compiler.target]
    row = Row(tree=release(archive), compiler=compiler)
    for header in sorted(exported(tree, target)):
        if not any(fnmatch.fnmatchcase(header, pattern) for pattern in patterns):
            continue
        row.headers += 1
        try:
            told = truth(compiler, include(archive, target.arch), header)
        except HeaderDoesNotCompileError as rejection:
            row.rejected.append(f"{header}: {rejection}")
            continue
        row.comparisons.append((header, compared(told, snapshot(tree, target, (header,)), compiler.family)))
    return row


def choice(targets: Sequence[str], family: str) -> Iterator[Compiler]:
    """Yield the compilers to ask: by default gcc for a target if it is there, else clang."""
    for name in targets:
        by_gcc, by_clang = gcc(name), clang(name)
        preferred = by_gcc or by_clang if name in BY_GCC else by_clang or by_gcc
        wanted = {"gcc": (by_gcc,), "clang": (by_clang,), "both": (by_gcc, by_clang), "best": (preferred,)}[family]
        yield from (compiler for compiler in wanted if compiler is not None)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 if anything disagrees, 2 if there is nothing to compare."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle.compare", description=__doc__)
    parser.add_argument("--tree", action="append", help="release, such as 6.13.4 (default: all of the corpus)")
    parser.add_argument("--target", action="append", choices=(*BY_GCC, *BY_CLANG), help="default: all")
    parser.add_argument("--compiler", default="best", choices=("best", "gcc", "clang", "both"))
    parser.add_argument("--header", action="append", help="header or pattern (default: linux/kvm.h)")
    parser.add_argument("--show", type=int, default=10, help="disagreements to print for each row")
    options = parser.parse_args(arguments)
    chosen = [archive for archive in archives() if options.tree is None or release(archive) in options.tree]
    if not chosen:
        print(ABSENT, file=sys.stderr)
        return 2
    columns = ("headers", "constants", "records", "members", "types", "macros", *Fault)
    print(f"{'tree':10}{'target':13}{'compiler':9}" + "".join(f"{column:>10}" for column in columns))
    totals = [0] * len(columns)
    for archive in chosen:
        tree = opened(str(archive), repository=None)
        for compiler in choice(options.target or (*BY_GCC, *BY_CLANG), options.compiler):
            row = judged(tree, archive, compiler, options.header or ["linux/kvm.h"])
            if row.headers == 0:
                print(f"{row.tree:10}{compiler.target:13}{compiler.family:9}{'not exported':>14}")
                continue
            numbers = [len(row.comparisons), *map(row.sum, columns[1:6]), *map(row.faults, Fault)]
            totals = [total + number for total, number in zip(totals, numbers, strict=True)]
            print(f"{row.tree:10}{compiler.target:13}{compiler.family:9}" + "".join(f"{n:>10}" for n in numbers))
            _print_details(row, options.show)
    print(f"{'all':32}" + "".join(f"{total:>10}" for total in totals))
    return 1 if sum(totals[-len(Fault) :]) else 0


def _print_details(row: Row, limit: int) -> None:
    details = [f"{header}: {found}" for header, result in row.comparisons for found in result.disagreements]
    for line in details[:limit]:
        print(f"    {line}")
    if len(details) > limit:
        print(f"    ... and {len(details) - limit} more")
    for line in row.rejected[:limit]:
        print(f"    not compiled: {line}")
    for header, result in row.comparisons:
        for found, known in result.accepted[:limit]:
            print(f"    accepted: {header}: {found} ({known.reason})")


if __name__ == "__main__":
    sys.exit(main())
