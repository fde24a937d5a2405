"""`python -m tests.oracle.mutations`: edit real headers, and hold reports against what compilers see.

One row for each kind of edit. The exit status is 1 if a break is missed or reported where there is none.
"""

import argparse
import multiprocessing
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence

from tests.corpus import ABSENT
from tests.oracle.mutations.bench import Outcome, made, outcomes
from tests.oracle.mutations.edits import KINDS, Edit
from tests.oracle.mutations.grounds import BUNDLE, RELEASES
from tests.oracle.mutations.policy import POLICY, Weight

COLUMNS = ("edits", "cases", "nothing", "allowed", "review", "break", "found", "missed", "false", "silent")
_SHARE = 90
"""Edits that one process is given at a time: each share costs a look at the release itself."""


def shares(wanted: dict[str, list[Edit]]) -> list[tuple[str, list[Edit]]]:
    """Return all edits in portions of one release."""
    return [
        (release, every[at : at + _SHARE]) for release, every in wanted.items() for at in range(0, len(every), _SHARE)
    ]


def _done(share: tuple[str, list[Edit]]) -> list[Outcome]:
    return list(outcomes(*share))


def run(wanted: dict[str, list[Edit]], jobs: int) -> Iterator[Outcome]:
    """Yield the outcome of each edit, whichever is ready."""
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        for done in pool.imap_unordered(_done, shares(wanted)):
            yield from done


def row(found: Iterable[Outcome]) -> list[int]:
    """Return the numbers of one row of the table."""
    every = list(found)
    cases = [case for outcome in every for case in outcome.cases]
    expected = [case.expected for case in cases]
    breaks = sum(weight >= Weight.BREAK for weight in expected)
    missed = sum(case.is_missed for case in cases)
    return [
        len(every),
        len(cases),
        *(expected.count(weight) for weight in (Weight.NOTHING, Weight.ALLOWED, Weight.REVIEW)),
        breaks,
        breaks - missed,
        missed,
        sum(case.is_false for case in cases),
        sum(case.is_silent for case in cases),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table and every disagreement; return 1 if there is one, 2 if there is nothing to edit."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle.mutations", description=__doc__)
    parser.add_argument("--count", type=int, default=2000, help="edits (default: 2000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--release", action="append", choices=RELEASES, help="tag of the history (default: six)")
    parser.add_argument("--kind", action="append", choices=KINDS, help="default: all")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--show", type=int, default=20, help="disagreements to print")
    options = parser.parse_args(arguments)
    if not BUNDLE.exists():
        print(ABSENT, file=sys.stderr)
        return 2
    began = time.monotonic()
    wanted = made(options.release or RELEASES, options.count, options.seed, tuple(options.kind or KINDS))
    found: list[Outcome] = []
    wrong: list[Outcome] = []
    for outcome in run(wanted, options.jobs):
        found.append(outcome)
        if not outcome.is_right:
            wrong.append(outcome)
            if len(wrong) <= options.show:
                _print_wrong(outcome)
    _print_table(found)
    print(f"{len(found)} edits, {sum(len(o.cases) for o in found)} cases, {len(wrong)} wrong, ", end="")
    print(f"{time.monotonic() - began:.0f} s with {options.jobs} processes")
    return 1 if wrong else 0


def _print_table(found: Sequence[Outcome]) -> None:
    print(f"{'kind of edit':32}" + "".join(f"{column:>9}" for column in COLUMNS))
    for kind in KINDS:
        if of_kind := [outcome for outcome in found if outcome.edit.kind == kind]:
            print(f"{kind:32}" + "".join(f"{number:>9}" for number in row(of_kind)))
    print(f"{'all':32}" + "".join(f"{number:>9}" for number in row(found)))
    print(f"overstated targets: {sum(bool(outcome.overstated) for outcome in found)} edits")
    told = [d.policy for o in found for case in o.cases for d in case.seen if d.weight is case.expected and d.policy]
    for policy in sorted(set(told)):
        print(f"  {policy}, {told.count(policy)} differences: {POLICY[policy]}")


def _print_wrong(outcome: Outcome) -> None:
    print(f"\n{outcome.edit}")
    if outcome.overstated:
        print(f"  targets told wrong in the merged report: {', '.join(outcome.overstated)}")
    told: dict[str, list[str]] = {}
    for case in outcome.cases:
        if case.is_wrong:
            reported = case.reported.name.lower() if case.reported is not None else "nothing"
            seen = "\n".join(f"    compiler: {d.weight.name.lower()} {d.what} {d.policy}" for d in case.seen)
            ours = "\n".join(f"    report: {finding}" for finding in case.findings)
            text = f"  expected {case.expected.name.lower()}, reported {reported}\n{seen}\n{ours}"
            told.setdefault(text, []).append(case.target)
    for text, targets in told.items():
        print(f"  {', '.join(targets)}\n{text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
