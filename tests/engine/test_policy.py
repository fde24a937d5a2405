"""Which rules run, how severe they are, and what waivers accept."""

from collections.abc import Sequence
from datetime import date

import pytest

from uapicheck.engine import Rule, Verdict, on_new
from uapicheck.engine.policy import running
from uapicheck.engine.waivers import Coverage, settled
from uapicheck.frozen import replaced
from uapicheck.model.change import MacroRemoved
from uapicheck.model.place import Location, Place, Side
from uapicheck.model.policy import Policy, Waiver
from uapicheck.model.profile import Profile
from uapicheck.model.report import Consequence, Finding, Severity
from uapicheck.rules import catalogue

HEADER = "include/uapi/linux/point.h"
PLACE = Place(header="linux/point.h", path=HEADER, line=3)
TODAY = date(2020, 1, 2)
WAIVER = Waiver(rule="macro-removed", symbol="POINT_LIMIT", reason="no program names it", line=7)
WHOLE = Coverage(targets=("x86_64", "arm64"), whole=True, headers=frozenset(), doubtful=frozenset(), differs=True)
BENEATH = Consequence(
    rule="struct-resized",
    severity=Severity.BREAK,
    symbol="struct point",
    message="",
    where=Location(side=Side.NEW, place=PLACE),
    targets=("x86_64",),
    old=None,
    new=None,
)


def finding(symbol: str = "POINT_LIMIT", rule: str = "macro-removed", header: str = HEADER) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.BREAK,
        symbol=symbol,
        message="",
        where=Location(side=Side.OLD, place=PLACE),
        uapi_path=header,
        targets=("x86_64",),
        old="1",
        new=None,
        also=(BENEATH,),
    )


def after(
    found: Sequence[Finding], *waivers: Waiver, seen: Coverage = WHOLE, ignore: tuple[str, ...] = ()
) -> list[tuple[str, str, bool]]:
    policy = Policy(where="v1:point.toml", path="point.toml", waivers=waivers, ignore=ignore)
    left = settled(found, policy, seen, rules=running(catalogue(), policy), today=TODAY)
    return [(each.rule, each.symbol, each.waived is not None) for each in left]


UNUSED = ("waiver-unused", "waiver macro-removed POINT_LIMIT", False)
EXPIRED = ("waiver-expired", "waiver macro-removed POINT_LIMIT", False)


def rule(profile: Profile) -> Rule[MacroRemoved]:
    verdict = Verdict(where=on_new(PLACE), message="", severity=Severity.REVIEW)
    return Rule(
        watches=MacroRemoved,
        check=lambda _: verdict,
        severity=Severity.BREAK,
        since="0.1",
        prose="",
        examples=(),
        profile=profile,
    )


RULES = {"plain": rule(Profile.UAPI), "guest": rule(Profile.KVM), "fussy": rule(Profile.STRICT)}


@pytest.mark.parametrize(
    ("policy", "run"),
    [
        (None, ["plain"]),
        (Policy(), ["plain"]),
        (Policy(profile=Profile.KVM), ["plain", "guest"]),
        (Policy(profile=Profile.STRICT), ["plain", "guest", "fussy"]),
        (Policy(select=("fussy",)), ["plain", "fussy"]),
        (Policy(profile=Profile.STRICT, ignore=("plain", "guest")), ["fussy"]),
    ],
)
def test_a_profile_runs_its_rules_and_those_below_it(policy: Policy | None, run: list[str]) -> None:
    assert list(running(RULES, policy)) == run


def test_a_severity_of_the_config_counts_for_all_that_a_rule_finds() -> None:
    run = running(RULES, Policy(severity={"plain": Severity.NOTE}))["plain"]
    verdict = run.check(None)
    assert run.severity is Severity.NOTE
    assert verdict is not None
    assert verdict.severity is None


def test_a_waiver_accepts_a_finding_with_all_that_hangs_beneath_it() -> None:
    assert after([finding()], WAIVER) == [("macro-removed", "POINT_LIMIT", True)]


@pytest.mark.parametrize(
    "other",
    [
        replaced(WAIVER, symbol="POINT_LIMI"),
        replaced(WAIVER, symbol="POINT_*"),
        replaced(WAIVER, symbol="point_limit"),
        replaced(WAIVER, rule="macro-renamed"),
        replaced(WAIVER, header="include/uapi/linux/line.h"),
    ],
)
def test_rule_symbol_and_header_are_exact(other: Waiver) -> None:
    assert ("macro-removed", "POINT_LIMIT", False) in after([finding()], other)


def test_a_waiver_with_a_header_accepts_in_that_header_alone() -> None:
    both = [finding(), finding(header="include/uapi/linux/line.h")]
    assert [waived for *_, waived in after(both, replaced(WAIVER, header=HEADER))] == [False, True]
    assert [waived for *_, waived in after(both, WAIVER)] == [True, True]


def test_the_reason_and_the_day_are_told() -> None:
    policy = Policy(path="point.toml", waivers=(replaced(WAIVER, until=TODAY),))
    (found,) = settled([finding()], policy, WHOLE, rules=catalogue(), today=TODAY)
    assert found.waived is not None
    assert (found.waived.reason, found.waived.until) == ("no program names it", "2020-01-02")


def test_a_waiver_that_has_ended_accepts_nothing_and_is_told() -> None:
    ended = replaced(WAIVER, until=date(2020, 1, 1))
    assert after([finding()], ended) == [("macro-removed", "POINT_LIMIT", False), EXPIRED]
    assert after([finding("OTHER")], ended) == [("macro-removed", "OTHER", False), EXPIRED]


def test_a_waiver_that_accepts_nothing_is_told() -> None:
    assert after([finding("OTHER")], WAIVER) == [("macro-removed", "OTHER", False), UNUSED]
    assert after([], WAIVER) == [UNUSED]


@pytest.mark.parametrize(
    "seen",
    [
        replaced(WHOLE, whole=False),
        replaced(WHOLE, differs=False),
        replaced(WHOLE, doubtful=frozenset({"include/uapi/linux/line.h"})),
    ],
)
def test_a_run_that_may_have_missed_something_calls_no_waiver_unused(seen: Coverage) -> None:
    assert after([], WAIVER, seen=seen) == []
    assert after([], replaced(WAIVER, until=date(2020, 1, 1)), seen=seen) == []


def test_a_run_of_one_header_speaks_of_waivers_for_that_header() -> None:
    seen = replaced(WHOLE, whole=False, headers=frozenset({HEADER}))
    here, elsewhere = replaced(WAIVER, header=HEADER), replaced(WAIVER, header="include/uapi/linux/line.h")
    assert len(after([], here, elsewhere, WAIVER, seen=seen)) == 1
    assert after([], here, seen=replaced(seen, doubtful=frozenset({HEADER}))) == []


def test_a_waiver_for_what_only_follows_is_told_the_root() -> None:
    wrong = replaced(WAIVER, rule="struct-resized", symbol="struct point")
    policy = Policy(path="point.toml", waivers=(wrong,))
    found = settled([finding()], policy, replaced(WHOLE, whole=False), rules=catalogue(), today=TODAY)
    assert [each.rule for each in found] == ["macro-removed", "waiver-unused"]
    assert "it follows from macro-removed POINT_LIMIT" in found[1].message


def test_a_waiver_of_a_rule_that_does_not_run_waits() -> None:
    assert after([], WAIVER, ignore=("waiver-unused",)) == []
    quiet = {name: each for name, each in catalogue().items() if name != "macro-removed"}
    assert settled([], Policy(path="p", waivers=(WAIVER,)), WHOLE, rules=quiet, today=TODAY) == []


def test_what_is_said_of_a_waiver_stands_in_the_config_on_all_targets() -> None:
    policy = Policy(path="etc/point.toml", waivers=(WAIVER,))
    (found,) = settled([], policy, WHOLE, rules=catalogue(), today=TODAY)
    place = found.where.place
    assert (place.path, place.line, found.uapi_path) == ("etc/point.toml", 7, "point.toml")
    assert (found.targets, found.severity) == (("x86_64", "arm64"), Severity.NOTE)
