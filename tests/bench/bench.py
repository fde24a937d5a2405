"""`python -m tests.bench.bench`: time and memory of the tool, as ratios to gcc in the same run on the same machine.

The yardstick for a comparison is `gcc -E -dM` of the same header for the same sides and
targets, one after the other. A foreign target is preprocessed by the machine's own gcc
with `-undef` and the target's macros, which costs what its own gcc would.
"""

import argparse
import compileall
import functools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.corpus import ABSENT, CORPUS, PROJECT, archives, release
from uapicheck.model.target import Target
from uapicheck.model.targets import TARGETS

HEADER = "linux/kvm.h"
PAIRS = (("v4.20-rc1", "v5.2-rc1"), ("v6.1", "v7.2"))
"""Sides: the ones of the review thread that the project was born from, and two recent releases."""

RELEASES = ("6.3.8", "6.13.4")
"""Archives of all installed headers."""

_SCRATCH = tempfile.TemporaryDirectory(prefix="uapicheck-bench-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One program, run several times."""

    seconds: float
    """The median."""
    megabytes: float
    """The largest resident set of any of its processes."""


def measured(
    command: Sequence[str], *, directory: Path, runs: int, environment: Callable[[], Mapping[str, str]]
) -> Measure:
    """Run `command` several times, each in a new environment; raises RuntimeError for a status that means failure."""
    seconds, kilobytes = [], 0
    for _ in range(runs):
        around = dict(environment())
        begin = time.perf_counter()
        with subprocess.Popen(
            command, cwd=directory, env=around, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        ) as process:
            # wait4 tells the peak of this process and of those that it waited for, and of no other.
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        seconds.append(time.perf_counter() - begin)
        kilobytes = max(kilobytes, usage.ru_maxrss)
        if process.returncode not in {0, 1, 3}:
            message = f"{' '.join(command)}: status {process.returncode}"
            raise RuntimeError(message)
    return Measure(seconds=statistics.median(seconds), megabytes=kilobytes / 1024)


def environment(cache: Path | None = None) -> Mapping[str, str]:
    """Return an environment with `cache` as its cache directory, or with an empty one."""
    directory = cache or Path(tempfile.mkdtemp(dir=_SCRATCH.name))
    return {**os.environ, "XDG_CACHE_HOME": str(directory), "NO_COLOR": "1"}


def row(work: str, measure: Measure, yardstick: Measure, budget: float) -> bool:
    """Print one line of the table; return whether it keeps to its budget."""
    ratio = measure.seconds / yardstick.seconds
    kept = ratio <= budget
    print(
        f"{work:42}{1000 * measure.seconds:9.1f} ms{1000 * yardstick.seconds:9.1f} ms"
        f"{ratio:8.2f} x {budget:6.1f} x{measure.megabytes:8.1f} MB  {'kept' if kept else 'OVER'}"
    )
    return kept


def tool() -> list[str]:
    """Return the command as a user starts it: the installed script if there is one."""
    script = Path(sys.executable).with_name("uapicheck")
    return [str(script)] if script.exists() else [sys.executable, "-m", "uapicheck"]


def limited(work: str, measure: Measure, seconds: float) -> bool:
    """Print one line of the table for work that has a limit of its own; return whether it keeps to it."""
    kept = measure.seconds <= seconds
    print(
        f"{work:42}{1000 * measure.seconds:9.1f} ms{1000 * seconds:9.0f} ms"
        f"{'':21}{measure.megabytes:8.1f} MB  {'kept' if kept else 'OVER'}"
    )
    return kept


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


def cold_and_warm(command: Sequence[str], runs: int) -> tuple[Measure, Measure]:
    """Measure a command with nothing known, and with all known."""
    cold = measured(command, directory=PROJECT, runs=runs, environment=environment)
    warmed = functools.partial(environment, Path(tempfile.mkdtemp(dir=_SCRATCH.name)))
    measured(command, directory=PROJECT, runs=1, environment=warmed)
    return cold, measured(command, directory=PROJECT, runs=max(runs, 3), environment=warmed)


def history(clone: Path) -> list[bool]:
    """Measure the history of every name over all revisions and targets, cold and warm."""
    cold, warm = cold_and_warm([*tool(), "history", "-C", str(clone), "-o", "json"], 1)
    return [limited("history, every name, cold / limit", cold, 20), limited("the same, warm", warm, 1.5)]


def releases() -> list[bool]:
    """Measure the comparison of two whole releases on one target, cold and warm."""
    found = {release(path): path for path in archives()}
    sides = [str(found[name]) for name in RELEASES if name in found]
    if len(sides) < len(RELEASES):
        return []
    cold, warm = cold_and_warm([*tool(), "check", *sides, "--target", "x86_64", "-o", "json"], 1)
    title = f"check {' '.join(RELEASES)}, every header"
    return [limited(f"{title}, cold", cold, 10), limited("the same, warm", warm, 2)]


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
    options = parser.parse_args(arguments)
    compileall.compile_dir(PROJECT / "uapicheck", quiet=1)  # as pip leaves an installed package
    print(f"{'work':42}{'time':>12}{'yardstick':>12}{'ratio':>10}{'budget':>9}{'memory':>11}")
    kept = [start_up(3 * options.runs)]
    bundle = CORPUS / "kvm-history.bundle"
    if bundle.exists():
        scratch = Path(_SCRATCH.name)
        clone = scratch / "history"
        subprocess.run(["git", "clone", "-q", "-n", str(bundle), str(clone)], check=True, capture_output=True)
        for old, new in PAIRS:
            kept += pair(old, new, clone, scratch, options.runs)
        if not options.quick:
            kept += history(clone)
            kept += releases()
    else:
        print(ABSENT, file=sys.stderr)
    return 1 if options.enforce and not all(kept) else 0


if __name__ == "__main__":
    sys.exit(main())
