"""Carries cases out in forked processes, with limits of time and memory, and makes what fails smaller."""

import gc
import json
import os
import re
import resource
import select
import shutil
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from tests.fuzz.cases import Case, rng_of
from tests.fuzz.entries import ENTRIES, WEIGHTS
from tests.fuzz.ground import Ground
from tests.fuzz.judging import faults

MEMORY = 1 << 30
"""Bytes of address space that a run may have on top of what the fuzzer itself has."""
HANGS = 90.0
"""Seconds by the clock after which a case is killed; the machine may be busy."""
_BATCH = 100
"""Cases that one process carries out: what they leave in memory goes with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one case."""

    number: int
    entry: str
    faults: tuple[str, ...]
    seconds: float


def case_of(ground: Ground, seed: int, number: int, entries: Collection[str] = ()) -> Case:
    """Return a case: the same for the same seed and number."""
    random = rng_of(seed, number)
    wanted = [*entries]
    name = random.choice(wanted) if wanted else random.choices([*ENTRIES], WEIGHTS)[0]
    return ENTRIES[name](ground, random)


def outcomes(
    ground: Ground, seed: int, numbers: Iterable[int], directory: Path, entries: Iterable[str] = ()
) -> Iterator[Outcome]:
    """Yield the outcome of each case, in batches that a process of its own carries out."""
    waiting = iter(numbers)
    chosen = [*entries]
    while batch := [number for number, _ in zip(waiting, range(_BATCH), strict=False)]:
        while batch:
            made = 0
            make = partial(case_of, ground, seed, entries=chosen)
            for outcome in _batch(make, batch, directory, ground.repository):
                made += 1
                yield outcome
            batch = batch[made:]


def _batch(make: Callable[[int], Case], numbers: list[int], directory: Path, repository: Path) -> Iterator[Outcome]:
    """Yield outcomes until the batch or its process ends; of a process that dies the last one says so."""
    reading, writing = os.pipe()
    process = os.fork()
    if not process:
        os.close(reading)
        _work(make, numbers, directory, repository, writing)
    os.close(writing)
    made = 0
    try:
        with os.fdopen(reading, "rb", buffering=0) as pipe:
            rest = b""
            while made < len(numbers):
                if not select.select([pipe], [], [], HANGS)[0]:
                    yield _dead(numbers[made], make, f"hangs for {HANGS:.0f} s")
                    return
                chunk = pipe.read(65536)
                if not chunk:
                    yield _dead(numbers[made], make, "the process died")
                    return
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    made += 1
                    entry, found, seconds = json.loads(line)
                    yield Outcome(number=numbers[made - 1], entry=entry, faults=tuple(found), seconds=seconds)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process, signal.SIGKILL)
        os.waitpid(process, 0)


def _dead(number: int, make: Callable[[int], Case], what: str) -> Outcome:
    case = make(number)
    return Outcome(number=number, entry=case.entry, faults=(f"{case.entry}: {what}",), seconds=HANGS)


def _work(make: Callable[[int], Case], numbers: list[int], directory: Path, repository: Path, pipe: int) -> None:
    os.setsid()
    status = 1
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - a file of the kernel's
            own = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (own + MEMORY, own + MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        gc.set_threshold(100_000)  # as the program does, only that it ends after one run
        for number in numbers:
            began = time.monotonic()
            case = make(number)
            place = directory / f"{os.getpid()}-{number}"
            place.mkdir()
            found = faults(case, place, repository)
            shutil.rmtree(place, ignore_errors=True)
            line = json.dumps([case.entry, found, time.monotonic() - began])
            os.write(pipe, line.encode() + b"\n")
        status = 0
    except BaseException:  # noqa: BLE001 - the fuzzer's own fault: it is to be seen
        traceback.print_exc()
    finally:
        os._exit(status)


def faults_apart(case: Case, directory: Path, repository: Path) -> tuple[str, ...]:
    """Return the faults of one case that a process of its own carries out."""
    (outcome,) = _batch(lambda _: case, [0], directory, repository)
    return outcome.faults


def smaller(case: Case, fault: str, directory: Path, repository: Path, *, seconds: float = 40.0) -> Case:
    """Return a case with less in its files and fewer runs that has the same fault, as far as time allows."""
    end = time.monotonic() + seconds

    def fails(one: Case) -> bool:
        return time.monotonic() < end and fault in faults_apart(one, directory, repository)

    if not (case.clean or case.alike or case.alike_but_lines):
        for run in case.runs:
            if len(case.runs) > 1 and fails(replace(case, runs=(run,))):
                case = replace(case, runs=(run,))
                break
    for path in sorted(case.files, key=lambda path: -len(case.files[path])):
        without = {name: raw for name, raw in case.files.items() if name != path}
        if not any(source == path for source, _ in case.noised.values()) and fails(replace(case, files=without)):
            case = replace(case, files=without)
    for path in case.files:
        for pieces in (_lines, _words, _characters):
            case = _with(case, path, _least(pieces(case.files[path]), partial(_still, fails, case, path)))
    return case


def _still(fails: Callable[[Case], bool], case: Case, path: str, raw: bytes) -> bool:
    return fails(_with(case, path, raw))


def _with(case: Case, path: str, raw: bytes) -> Case:
    stdin = case.files[path]
    runs = tuple(replace(run, stdin=raw) if run.stdin and run.stdin == stdin else run for run in case.runs)
    return replace(case, files={**case.files, path: raw}, runs=runs)


def _lines(raw: bytes) -> list[bytes]:
    return raw.splitlines(keepends=True)


def _words(raw: bytes) -> list[bytes]:
    return re.findall(rb"\w+|\s+|[^\w\s]", raw)


def _characters(raw: bytes) -> list[bytes]:
    return [raw[at : at + 1] for at in range(len(raw))] if len(raw) < 400 else [raw]


def _least(pieces: list[bytes], fails: Callable[[bytes], bool]) -> bytes:
    """Return the pieces that are needed to fail: delta debugging, by ever smaller parts left out."""
    parts = 2
    while len(pieces) >= 2:
        size = max(1, len(pieces) // parts)
        for start in range(0, len(pieces), size):
            rest = pieces[:start] + pieces[start + size :]
            if fails(b"".join(rest)):
                pieces, parts = rest, max(2, parts - 1)
                break
        else:
            if size == 1:
                break
            parts = min(len(pieces), parts * 2)
    return b"".join(pieces)


def table(counted: Mapping[str, int], spent: Mapping[str, float], failed: Mapping[str, int]) -> str:
    """Return inputs, seconds and faults by entry point."""
    lines = [f"{'entry point':16}{'inputs':>9}{'seconds':>9}{'a second':>10}{'faults':>8}"]
    for name in ENTRIES:
        if counted.get(name):
            rate = counted[name] / max(spent[name], 0.001)
            lines.append(f"{name:16}{counted[name]:>9}{spent[name]:>9.0f}{rate:>10.1f}{failed.get(name, 0):>8}")
    total, seconds = sum(counted.values()), sum(spent.values())
    lines.append(
        f"{'all':16}{total:>9}{seconds:>9.0f}{total / max(seconds, 0.001):>10.1f}{sum(Counter(failed).values()):>8}"
    )
    return "\n".join(lines)
