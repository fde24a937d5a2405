"""Witnesses of all rules' examples and of the history of KVM: a compiler takes each with the old headers alone."""

import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from tests.corpus import ABSENT, CORPUS
from tests.rules.test_examples import EXAMPLES
from tests.rules.witnessed import example_witnessed, unexplained, witnessed
from uapicheck.engine import Example
from uapicheck.model.report import Finding, Outcome, Report, Severity
from uapicheck.model.targets import TARGETS
from uapicheck.pipeline.check import check
from uapicheck.pipeline.compilers import compiler_for
from uapicheck.pipeline.scope import Scope

pytestmark = pytest.mark.oracle

HISTORY = CORPUS / "kvm-history.bundle"
TRIED = ("x86_64", "i386", "arm64", "s390x", "powerpc", "powerpc64le", "mips64el")


def untrue(report: Report) -> list[str]:
    return [f"{f.symbol}: {f.trial.words}\n{f.witness}" for f in report.findings if f.trial and not is_true(f)]


def is_true(finding: Finding) -> bool:
    return finding.trial is not None and finding.trial.outcome is Outcome.VERIFIED


def needed(target: str) -> None:
    if compiler_for(TARGETS[target]) is None:
        pytest.skip(f"no compiler for this target: {target}")


@pytest.mark.parametrize("example", [e for _, e in EXAMPLES], ids=[name for name, _ in EXAMPLES])
def test_the_witness_of_an_example_is_true(example: Example) -> None:
    needed("x86_64")
    assert untrue(example_witnessed(example, trial=True)) == []


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("-1", "0xffffffffU"),
        ("0xffffffffU", "0xfffffffe"),
        ("(-2147483647 - 1)", "(-2147483647)"),
        ("(-9223372036854775807LL - 1)", "0x8000000000000001ULL"),
        ("0x8000000000000000ULL", "0x8000000000000001ULL"),
        ("0x80000000", "1"),
        ("(-5000000000L)", "5"),
        ("sizeof(long)", "sizeof(long) + 1"),
        ("'A'", "'B'"),
        ("1 | 2", "1 | 4"),
    ],
)
def test_a_number_is_spelled_right_on_every_target(target: str, old: str, new: str) -> None:
    needed(target)
    report = witnessed(f"#define POINT_LIMIT {old}", f"#define POINT_LIMIT {new}", target=target, trial=True)
    assert untrue(report) == []


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a clone of the history."""
    clone = tmp_path_factory.mktemp("history") / "kvm"
    subprocess.run(["git", "clone", "--quiet", "--bare", HISTORY, clone], check=True, capture_output=True)
    return clone


@pytest.mark.skipif(not HISTORY.exists(), reason=ABSENT)
@pytest.mark.parametrize("target", TRIED)
def test_the_witnesses_of_the_history_are_true(target: str, history: Path) -> None:
    needed(target)
    log = ["git", "-C", str(history), "log", "--reverse", "--topo-order", "--simplify-by-decoration", "--format=%D"]
    said = subprocess.run(log, check=True, capture_output=True, text=True).stdout
    tags = [word for word in said.replace(",", " ").split() if word.startswith("v")]
    breaks, lies = 0, []
    for old, new in pairwise(tags):
        report = check(old, new, Scope(repository=history, targets=(target,), trial=True))
        assert unexplained(report) == []
        breaks += sum(finding.severity is Severity.BREAK for finding in report.findings)
        lies += [f"{old}..{new}: {lie}" for lie in untrue(report)]
    assert lies == []
    assert breaks > 10, "an empty answer would agree with anything"
