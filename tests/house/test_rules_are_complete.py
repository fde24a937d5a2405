"""What users may rely on: no change falls through silently, and each rule has a page and an example."""

import pkgutil
import re
from typing import Any, get_args

import pytest

from uapicheck import rules
from uapicheck.engine import Rule
from uapicheck.model.change import (
    Change,
    EnumAdded,
    EnumeratorAdded,
    FactHidden,
    FieldAdded,
    HeaderAdded,
    MacroAdded,
    MacroValueGained,
    RecordAdded,
    TypedefAdded,
)
from uapicheck.model.news import RecordIntroduced
from uapicheck.rules import catalogue, names

ADDITION = "an addition; the report lists it as one"
WAIVED: dict[type, str] = {
    EnumAdded: ADDITION,
    EnumeratorAdded: ADDITION,
    FieldAdded: ADDITION,
    HeaderAdded: ADDITION,
    MacroAdded: ADDITION,
    MacroValueGained: ADDITION,
    RecordAdded: ADDITION,
    RecordIntroduced: "an addition, too; its hazards are told one by one",
    TypedefAdded: ADDITION,
    FactHidden: "unknown, not removed: the report lists it among its gaps",
}
RULES = catalogue()


@pytest.mark.parametrize("change", get_args(Change))
def test_every_change_is_judged_or_waived(change: type) -> None:
    judged = {rule.watches for rule in RULES.values()}
    assert (change in judged) != (change in WAIVED)


@pytest.mark.parametrize(("name", "rule"), RULES.items(), ids=list(RULES))
def test_some_example_makes_it_fire(name: str, rule: Rule[Any]) -> None:
    marked = re.compile(rf"// (expect|also): {name}\b(?!-)")
    assert any(marked.search(f"{example.before}\n{example.after}") for example in rule.examples)


@pytest.mark.parametrize(("name", "rule"), RULES.items(), ids=list(RULES))
def test_its_page_says_what_happened_why_it_breaks_and_what_to_do(name: str, rule: Rule[Any]) -> None:
    assert rule.prose is not None, name
    first, _, rest = rule.prose.partition("\n\n")
    assert first.endswith(".")
    assert "\n" not in first
    assert rest.startswith("Why it breaks: ")
    assert "\nWhat to do: " in rest


@pytest.mark.parametrize("name", RULES)
def test_its_name_is_a_subject_and_what_happened(name: str) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+){1,4}", name)
    assert not name.startswith(("no-", "check-", "avoid-"))


def test_the_rules_are_the_modules_of_their_package() -> None:
    found = {module.name.replace("_", "-") for module in pkgutil.iter_modules(rules.__path__)}
    assert set(names()) == found
