"""`python -m tests.fuzz`: mutated inputs through every entry point; the exit status is 1 if one of them fails."""

import argparse
import itertools
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.fuzz.bench import case_of, faults_apart, outcomes, smaller, table
from tests.fuzz.cases import Case
from tests.fuzz.entries import ENTRIES
from tests.fuzz.ground import ground, scratch
from tests.fuzz.seeds import corpus_at_hand

_SHOWN = 600


def main(arguments: Sequence[str] | None = None) -> int:
    """Run for some minutes, print each new fault with a small input that has it, then the table."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0, help="how long (default: 5)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, metavar="N", help="number of the first input")
    parser.add_argument("--count", type=int, default=0, metavar="N", help="inputs, instead of minutes")
    parser.add_argument("--entry", action="append", default=[], choices=ENTRIES, help="default: all")
    parser.add_argument("--keep", metavar="DIR", help="write the files of each small input there")
    parser.add_argument("--no-corpus", action="store_true", help="mutate only the project's own samples")
    options = parser.parse_args(arguments)
    end = time.monotonic() + options.minutes * 60
    counted: Counter[str] = Counter()
    spent: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    with scratch() as name:
        directory = Path(name)
        made = ground(directory, corpus=corpus_at_hand() and not options.no_corpus)
        numbers = _numbers(options.start, options.count, end)
        for outcome in outcomes(made, options.seed, numbers, directory, options.entry):
            counted[outcome.entry] += 1
            spent[outcome.entry] += outcome.seconds  # type: ignore[assignment]  # a Counter adds what it is given
            failed[outcome.entry] += bool(outcome.faults)
            for fault in outcome.faults:
                seen[fault] += 1
                if seen[fault] > 1:
                    continue
                print(
                    f"\n{fault}\n  --seed {options.seed} --start {outcome.number} --count 1",
                    *(f"--entry '{each}'" for each in options.entry),
                )
                case = case_of(made, options.seed, outcome.number, options.entry)
                if fault in faults_apart(case, directory, made.repository):
                    case = smaller(case, fault, directory, made.repository)
                else:
                    print("  (not when it is run alone)")
                _print(case)
                if options.keep:
                    _keep(case, Path(options.keep) / f"{options.seed}-{outcome.number}")
    print()
    print(table(counted, spent, failed))
    for fault, times in seen.most_common():
        print(f"{times:>6} times {fault}")
    return 1 if seen else 0


def _numbers(start: int, count: int, end: float) -> Iterator[int]:
    if count:
        yield from range(start, start + count)
        return
    for number in itertools.count(start):
        if time.monotonic() > end:
            return
        yield number


def _print(case: Case) -> None:
    for run in case.runs:
        print(f"  $ uapicheck {' '.join(map(ascii, run.argv))[:_SHOWN]}", dict(run.environment) or "")
    for path, raw in case.files.items():
        print(f"  {path} ({len(raw)} bytes): {raw[:_SHOWN]!r}", flush=True)


def _keep(case: Case, place: Path) -> None:
    for path, raw in case.files.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(raw)


if __name__ == "__main__":
    sys.exit(main())
