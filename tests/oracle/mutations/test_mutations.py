"""A seeded sample of edits of real headers: breaks are reported where a compiler sees them, and nowhere else.

`make mutations` runs thousands.
"""

import pytest

from tests.corpus import ABSENT
from tests.oracle.mutations.bench import compiler, made, outcomes
from tests.oracle.mutations.grounds import BUNDLE, TARGETS
from tests.oracle.mutations.policy import Weight

pytestmark = [pytest.mark.oracle, pytest.mark.skipif(not BUNDLE.exists(), reason=ABSENT)]

SAMPLE = {"v4.13-rc1": 50, "v6.13": 50}
"""Edits by release, each with all kinds in turn."""


@pytest.mark.parametrize("release", SAMPLE)
def test_breaks_are_reported_where_a_compiler_sees_them(release: str) -> None:
    if not any(compiler(target) for target in TARGETS):
        pytest.skip("no compiler for any target of the bench")
    found = list(outcomes(release, made([release], SAMPLE[release], seed=3)[release]))
    wrong = [
        f"{outcome.edit} on {case.target}: {case.seen[:1]}, reported {case.findings}"
        for outcome in found
        for case in outcome.cases
        if case.is_wrong
    ]
    assert wrong == []
    assert [f"{outcome.edit}: {outcome.overstated}" for outcome in found if outcome.overstated] == []
    expected = [case.expected for outcome in found for case in outcome.cases]
    assert len(found) == SAMPLE[release]
    assert expected.count(Weight.BREAK) > len(expected) // 10, "edits that break nothing would prove nothing"
    assert expected.count(Weight.NOTHING) > len(expected) // 10, "nor would edits that all break something"
