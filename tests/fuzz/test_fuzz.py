"""A few inputs through every entry point in every run of the tests; `make fuzz` goes on for as long as it is told."""

import json
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.fuzz import bench, judging
from tests.fuzz.c_text import noised
from tests.fuzz.cases import Case, Run
from tests.fuzz.entries import ENTRIES, WEIGHTS
from tests.fuzz.ground import Ground, ground, scratch
from uapicheck.extract.tokens import tokens

INPUTS = 8
"""Of each entry point: together some seconds."""
MINUTES = float(os.environ.get("UAPICHECK_FUZZ_MINUTES") or 0)

# Python 3.12 warns where other threads run beside a fork: pytest-xdist's do, the fuzzer has none.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """Return a scratch directory."""
    with scratch() as name:
        yield Path(name)


@pytest.fixture(scope="module")
def made(place: Path) -> Ground:
    """Return the project's own samples to mutate."""
    return ground(place, corpus=False)


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_few_mutated_inputs_break_nothing(made: Ground, place: Path, entry: str) -> None:
    found = list(bench.outcomes(made, 0, range(INPUTS), place, [entry]))
    assert [outcome.number for outcome in found] == list(range(INPUTS))
    assert {outcome.number: outcome.faults for outcome in found if outcome.faults} == {}


def test_the_same_seed_makes_the_same_inputs(made: Ground) -> None:
    assert len(ENTRIES) == len(WEIGHTS)
    for number in range(60):
        assert bench.case_of(made, 7, number) == bench.case_of(made, 7, number)
    assert bench.case_of(made, 7, 1) != bench.case_of(made, 8, 1)


def planted(argv: Sequence[str]) -> int:
    """Stand in for the tool with faults of every kind, by the words that a file has."""
    text = Path(argv[1]).read_bytes()
    if b"boom" in text:
        raise ValueError
    if b"sleep" in text:
        time.sleep(60)
    if b"large" in text:
        bytearray(4 << 30)
    if b"dies" in text:
        os._exit(0)
    if b"odd" in text:
        print("\x1b[31m")
    return 77 if b"status" in text else 0


@pytest.mark.parametrize(
    ("word", "fault"),
    [
        ("boom", "check: ValueError in ?"),
        ("sleep", "planted: hangs for 1 s"),
        ("large", "check: MemoryError in ?"),
        ("dies", "planted: the process died"),
        ("odd", "check -o text: prints '\\x1b'"),
        ("status", "check: status 77"),
    ],
)
def test_a_planted_fault_is_found_and_made_small(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, word: str, fault: str
) -> None:
    monkeypatch.setattr(judging, "main", planted)
    monkeypatch.setattr(bench, "HANGS", 1)
    text = "".join(f"int a{n};\n" for n in range(9)) + f"a {word} b\n" + "int c;\n" * 9
    case = Case(entry="planted", files={"a.h": text.encode()}, runs=(Run(argv=("check", "a.h", "-o", "text")),))
    assert [judged.partition(" in tests")[0] for judged in bench.faults_apart(case, tmp_path, tmp_path)] == [fault]
    if word != "sleep":
        assert bench.smaller(case, fault, tmp_path, tmp_path).files["a.h"] == word.encode()
    assert list(tmp_path.iterdir()) == [] or word in {"sleep", "dies"}


def test_what_two_runs_say_differently_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def moody(argv: Sequence[str]) -> int:
        print(json.dumps({"findings": [{"rule": "a"}], "line": argv[-1], "value": argv[-1]}))
        return 0

    monkeypatch.setattr(judging, "main", moody)
    runs = tuple(Run(argv=("check", "-o", "json", number)) for number in ("1", "2"))
    case = Case(entry="x", files={}, runs=runs, clean=(0,), alike=((0, 1),), alike_but_lines=((0, 1),))
    assert list(bench.faults_apart(case, tmp_path, tmp_path)) == [
        "a finding where nothing differs: a",
        "json 2 says something else",
        "comments and white space change $.value",
    ]


def test_noise_changes_no_token(made: Ground) -> None:
    changed = 0
    for number, text in enumerate(made.headers):
        noisy = noised(text, number)
        changed += noisy != text
        assert [each.text for each in tokens(noisy)] == [each.text for each in tokens(text)]
    assert changed > len(made.headers) // 2


@pytest.mark.oracle
@pytest.mark.skipif(not MINUTES, reason="the long run: `make fuzz`, or set UAPICHECK_FUZZ_MINUTES")
def test_many_mutated_inputs_break_nothing() -> None:
    from tests.fuzz.__main__ import main  # noqa: PLC0415 - only the long run wants it

    assert main(["--minutes", str(MINUTES)]) == 0
