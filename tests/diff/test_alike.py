"""What is passed over as unchanged at a glance brings no change when it is looked at closely."""

import pytest

from tests.corpus import ABSENT, archives
from tests.rules.compared import compared
from tests.rules.test_examples import EXAMPLES
from uapicheck.diff import pairs
from uapicheck.diff.alike import is_alike
from uapicheck.diff.changes import changes
from uapicheck.engine import Example
from uapicheck.engine.judge import Judgement
from uapicheck.extract.snapshot import Extractor
from uapicheck.model.change import Change
from uapicheck.model.facts import Fact
from uapicheck.model.targets import TARGETS
from uapicheck.sources.opening import opened


def with_closer_looks(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Fact, Fact]]:
    """Have every pair looked at closely; return those that would have been passed over."""
    passed = []

    def never(old: Fact, new: Fact) -> bool:
        if is_alike(old, new):
            passed.append((old, new))
        return False

    monkeypatch.setattr(pairs, "is_alike", never)
    return passed


@pytest.mark.parametrize("example", [example for _, example in EXAMPLES], ids=[name for name, _ in EXAMPLES])
def test_an_example_is_judged_alike(example: Example, monkeypatch: pytest.MonkeyPatch) -> None:
    def judged() -> tuple[Judgement, Judgement]:
        return compared(example.before, example.after), compared(example.after, example.before)

    short = judged()
    with_closer_looks(monkeypatch)
    assert short == judged()


@pytest.mark.skipif(len(archives()) < 2, reason=ABSENT)
def test_releases_have_the_same_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    extractor = Extractor()
    old, new = (opened(str(archives()[place]), repository=None) for place in (0, -1))
    headers = ("linux/kvm.h", "linux/fb.h")
    sides = [
        (extractor.snapshot(old, target, headers), extractor.snapshot(new, target, headers))
        for target in (TARGETS["x86_64"], TARGETS["arm"])
    ]

    def found() -> list[tuple[Change, ...]]:
        return [changes(before, after) for before, after in sides]

    short = found()
    passed = with_closer_looks(monkeypatch)
    assert short == found()
    assert {type(before).__name__ for before, _ in passed} >= {"Constant", "Macro", "Record", "Enum", "Typedef"}
