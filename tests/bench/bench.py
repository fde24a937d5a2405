"""`python -m tests.bench.bench`: time and memory of the tool, as ratios to gcc in the same run on the same machine.

The yardstick for a comparison is `gcc -E -dM` of the same header for the same sides and
targets, one after the other. A foreign target is preprocessed by the machine's own gcc
with `-undef` and the target's macros, which costs what its own gcc would.
"""

import argparse
import compileall
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.bench.measuring import SCRATCH, Measure, cold_and_warm, environment, limited, measured, row, tool
from tests.bench.releases import growth, releases
from tests.corpus import ABSENT, CORPUS, PROJECT
from uapicheck.model.target import Target
from uapicheck.model.targets import TARGETS

HEADER = "linux/kvm.h"
PAIRS = (("v4.20-rc1", "v5.2-rc1"), ("v6.1", "v7.2"))
"""Sides: the ones of the review thread that the project was born from, and two recent releases."""


def start_up(runs: int) -> bool:
    """Measure `--version` beside the interpreter alone."""
    alone = measured([sys.executable, "-c", "pass"], directory=PROJECT, runs=runs, environment=environment)
    version = measured([*tool(), "--version"], directory=PROJECT, runs=runs, environment=environment)
    return row("uapicheck --version / python3 -c pass", version, alone, 4)


def pair(old: str, new: str, history: Path, scratch: Path, runs: int) -> list[bool]:
    """Measure the comparison of two revisions, cold and warm, beside gcc."""
    command = [*tool(), "check", old, new, "-C", str(history), "--header", HEADER, "-o", "json"]
    first = subprocess.run(command, capture_output=True, check=False, env=dict(environment()), stdin=subprocess.DEVNULL)
    targets = [TARGETS[name] for name in json.loads(first.stdout)["targets"]]
    source = scratch / "header.c"
    source.write_text(f"#include <{HEADER}>\n")
    script = scratch / "yardstick.sh"
    lines = [
        gcc(side, target, source)
        for side in (tree(old, history, scratch), tree(new, history, scratch))
        for target in targets
    ]
    script.write_text("\n".join(line for line in lines if line) + "\n")
    yardstick = measured(["sh", str(script)], directory=scratch, runs=runs, environment=environment)
    # What starts the compilers is not gcc's cost.
    shell = measured(["sh", "-c", ":"], directory=scratch, runs=runs, environment=environment)
    yardstick = Measure(seconds=yardstick.seconds - shell.seconds, megabytes=yardstick.megabytes)
    cold, warm = cold_and_warm(command, runs)
    title = f"check {old} {new}, {len(targets)} targets"
    return [row(f"{title}, cold", cold, yardstick, 3), row(f"{title}, warm", warm, yardstick, 0.5)]


def history(clone: Path) -> list[bool]:
    """Measure the history of every name over all revisions and targets, cold and warm."""
    cold, warm = cold_and_warm([*tool(), "history", "-C", str(clone), "-o", "json"], 1)
    return [limited("history, every name, cold / limit", cold, 20), limited("the same, warm", warm, 1.5)]


def tree(revision: str, history: Path, scratch: Path) -> Path:
    """Return a directory with the headers of a revision."""
    directory = scratch / revision
    if not directory.exists():
        directory.mkdir()
        archive = subprocess.run(["git", "archive", revision], cwd=history, capture_output=True, check=True).stdout
        subprocess.run(["tar", "-x"], cwd=directory, input=archive, check=True)
    return directory


def gcc(side: Path, target: Target, source: Path) -> str:
    """Return the command that preprocesses the header of `side`, empty where the target does not export it."""
    own = side / "arch" / target.arch / "include" / "uapi"
    if not (own / "asm" / "kvm.h").exists():
        return ""
    # What the history leaves out is made here: wrappers for asm-generic, and headers that are not exported.
    wrappers = side / "wrappers" / target.arch
    (wrappers / "asm").mkdir(parents=True, exist_ok=True)
    for generic in (side / "include" / "uapi" / "asm-generic").glob("*.h"):
        if not (own / "asm" / generic.name).exists():
            (wrappers / "asm" / generic.name).write_text(f"#include <asm-generic/{generic.name}>\n")
    (wrappers / "linux").mkdir(exist_ok=True)
    for name in ("compiler.h", "compiler_types.h"):
        (wrappers / "linux" / name).write_text("#define __user\n")
    search = (own, wrappers, side / "include" / "uapi")
    defines = [f"'-D{name}={text}'" for name, text in target.defines.items() if not name.startswith("__STDC")]
    return " ".join(
        ["gcc -E -dM -undef -nostdinc -w", *defines, *(f"-isystem {path}" for path in search), f"{source} >/dev/null"]
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 with `--enforce` if a budget is broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="runs of each program, of which the median counts")
    parser.add_argument("--enforce", action="store_true", help="fail if a budget is broken")
    parser.add_argument("--quick", action="store_true", help="leave out what takes minutes")
    parser.add_argument("--growth", action="store_true", help="tell how time grows with headers, targets, revisions")
    options = parser.parse_args(arguments)
    compileall.compile_dir(PROJECT / "uapicheck", quiet=1)  # as pip leaves an installed package
    print(f"{'work':42}{'time':>12}{'yardstick':>12}{'ratio':>10}{'budget':>9}{'memory':>11}")
    kept = [start_up(3 * options.runs)]
    bundle = CORPUS / "kvm-history.bundle"
    if bundle.exists():
        scratch = Path(SCRATCH.name)
        clone = scratch / "history"
        subprocess.run(["git", "clone", "-q", "-n", str(bundle), str(clone)], check=True, capture_output=True)
        for old, new in PAIRS:
            kept += pair(old, new, clone, scratch, options.runs)
        if not options.quick:
            kept += history(clone)
            kept += releases()
        if options.growth:
            growth(clone)
    else:
        print(ABSENT, file=sys.stderr)
    return 1 if options.enforce and not all(kept) else 0


if __name__ == "__main__":
    sys.exit(main())
