"""Whole releases: every header of two archives, beside gcc, and beside gcc with abidiff as check-uapi.sh uses them."""

import json
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bench.measuring import SCRATCH, cold_and_warm, environment, limited, measured, row, tool
from tests.corpus import PROJECT, archives, release
from tests.oracle.unpacked import include

RELEASES = ("6.3.8", "6.13.4")
"""Archives of all installed headers."""
_TARGET, _ARCH = "x86_64", "x86"
_GROWING = (1, 10, 100)
"""As many headers, and revisions, as the growth is measured at besides all of them."""


def releases() -> list[bool]:
    """Measure the comparison of two whole releases: one target cold and warm, all targets, and what others take."""
    found = {release(path): path for path in archives()}
    sides = [found[name] for name in RELEASES if name in found]
    if len(sides) < len(RELEASES):
        return []
    command = [*tool(), "check", *map(str, sides), "-o", "json"]
    title = f"check {' '.join(RELEASES)}, every header"
    headers = [_headers(side) for side in sides]
    yardstick = measured(
        ["sh", str(_script(sides, headers))], directory=Path(SCRATCH.name), runs=1, environment=environment
    )
    cold, warm = cold_and_warm([*command, "--target", _TARGET], 1)
    every = measured(command, directory=PROJECT, runs=1, environment=environment)
    kept = [
        row(f"{title}, cold", cold, yardstick, 1),
        limited("the same, warm / limit", warm, 2),
        row("the same, all targets / one target", every, cold, 10),
    ]
    if shutil.which("abidiff"):
        script = _incumbent(sides, sorted(set(headers[0]) & set(headers[1])))
        others = measured(["sh", str(script)], directory=Path(SCRATCH.name), runs=1, environment=environment)
        row("the same, one target / gcc -g and abidiff", cold, others, 1)
    return kept


def growth(clone: Path) -> None:
    """Print how the time of a cold run grows with headers, targets and revisions."""
    found = {release(path): path for path in archives()}
    sides = [found[name] for name in RELEASES if name in found]
    if len(sides) == len(RELEASES):
        command = [*tool(), "check", *map(str, sides), "-o", "json"]
        names = [name for name in _headers(sides[1]) if name.startswith("linux/")]
        for count in (*_GROWING, len(names)):
            chosen = [word for name in names[:: max(len(names) // count, 1)][:count] for word in ("--header", name)]
            _grown(f"{count} headers, one target", [*command, "--target", _TARGET, *chosen])
        targets = json.loads(_output([*command, "--header", "linux/kvm.h"]))["targets"]
        for count in (1, 4, len(targets)):
            chosen = [word for name in targets[:count] for word in ("--target", name)]
            _grown(f"100 headers, {count} targets", [*command, *chosen, "--header", "linux/[a-c]*.h"])
    revisions = subprocess.run(
        ["git", "rev-list", "--first-parent", "HEAD"], cwd=clone, capture_output=True, text=True, check=True
    ).stdout.split()
    for count in (*_GROWING[1:-1], 30, len(revisions) - 1):
        _grown(f"history of {count} revisions", [*tool(), "history", "-C", str(clone), "-o", "json", "--range",
                                                 f"{revisions[count]}..{revisions[0]}"])  # fmt: skip


def _grown(work: str, command: Sequence[str]) -> None:
    measure = measured(command, directory=PROJECT, runs=1, environment=environment)
    print(f"{work:42}{1000 * measure.seconds:9.1f} ms{'':43}{measure.megabytes:8.1f} MB")


def _output(command: Sequence[str]) -> bytes:
    return subprocess.run(
        command, capture_output=True, check=False, env=dict(environment()), stdin=subprocess.DEVNULL
    ).stdout


def _headers(archive: Path) -> list[str]:
    """Return the headers that one architecture has, as programs include them."""
    found = {str(path.relative_to(top)) for top in include(archive, _ARCH) if top.is_dir() for path in top.rglob("*.h")}
    return sorted(found)


def _script(sides: Sequence[Path], headers: Sequence[Sequence[str]]) -> Path:
    """Return a script that preprocesses every header of both sides, one after the other."""
    lines = []
    for side, names in zip(sides, headers, strict=True):
        flags = _flags(side)
        lines += [f"echo '#include <{name}>' | gcc -E -dM -nostdinc -w {flags} - >/dev/null 2>&1" for name in names]
    return _written("gcc.sh", lines)


def _incumbent(sides: Sequence[Path], names: Sequence[str]) -> Path:
    """Return a script that compiles each header of both sides and compares what the debugging information says."""
    place = tempfile.mkdtemp(dir=SCRATCH.name)
    debug = "gcc -c -g -fno-eliminate-unused-debug-types -nostdinc -w -x c"
    lines = []
    for name in names:
        for number, side in enumerate(sides):
            lines.append(f"echo '#include <{name}>' | {debug} {_flags(side)} -o {place}/{number}.o - 2>/dev/null && \\")
        lines.append(f"abidiff --non-reachable-types {place}/0.o {place}/1.o >/dev/null 2>&1")
    return _written("abidiff.sh", [*lines, "true"])


def _flags(side: Path) -> str:
    return " ".join(f"-isystem {shlex.quote(str(top))}" for top in include(side, _ARCH))


def _written(name: str, lines: Sequence[str]) -> Path:
    script = Path(SCRATCH.name, name)
    script.write_text("\n".join([*lines, "true"]) + "\n")
    return script
