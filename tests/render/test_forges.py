"""Annotations and Code Quality: what forges read, and what they would do with hostile names."""

import json
import re
from collections.abc import Sequence
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator

from tests.render import many
from tests.render.anchors import ANCHORED, gone
from tests.render.samples import EMPTY, EVIL, FULL, GAPPY, GAPS, HOSTILE, SAMPLES
from uapicheck.frozen import replaced
from uapicheck.model.report import Report
from uapicheck.render.forge import Unique, tree_path
from uapicheck.render.formats import FORMATS, rendered
from uapicheck.render.github import github, github_of
from uapicheck.render.gitlab import gitlab, gitlab_of
from uapicheck.render.options import Options

OPTIONS: Final = Options()
REPORTS: Final = {**SAMPLES, **{str(count): many.report(count) for count in (0, 1, 500)}}
CODE_QUALITY: Final = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{16}(-[0-9]+)?$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "minLength": 1, "not": {"pattern": "^(/|\\./)"}},
                    "lines": {"type": "object", "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}
"""What GitLab's documentation asks of a report."""


def items(report: Report, options: Options = OPTIONS) -> Any:  # noqa: ANN401 - JSON is whatever it is
    return json.loads(gitlab(report, options=options))


_COMMAND: Final = re.compile(r"::(?P<level>error|warning|notice) (?P<properties>.*?)::(?P<text>.*)")


def commands(text: str) -> list[dict[str, str]]:
    """Return what a runner makes of a log: levels, properties, texts; a line that is no command fails."""
    found = []
    for line in text.splitlines():
        match = _COMMAND.fullmatch(line)
        assert match is not None, line
        properties = dict(each.split("=", 1) for each in match["properties"].split(","))
        for percent, char in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
            properties = {key: value.replace(percent, char) for key, value in properties.items()}
        found.append({"level": match["level"], "text": match["text"], **properties})
    return found


def levels(found: Sequence[dict[str, str]]) -> dict[str, int]:
    return {level: sum(1 for each in found if each["level"] == level) for level in ("error", "warning", "notice")}


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("options", [OPTIONS, Options(waived=True)])
def test_gitlab_gets_what_it_asks_for(name: str, options: Options) -> None:
    found = items(REPORTS[name], options)
    assert [error.message for error in Draft202012Validator(CODE_QUALITY).iter_errors(found)] == []
    assert len({item["fingerprint"] for item in found}) == len(found), "GitLab drops the second of two"


def test_gitlab_is_told_how_bad_it_is() -> None:
    by_severity = {item["severity"]: item["check_name"] for item in items(FULL)}
    assert set(by_severity) == {"critical", "major", "minor", "info"}
    assert by_severity["minor"] == "incomplete"
    assert items(EMPTY) == []


def test_findings_of_one_identity_are_kept_apart_across_series() -> None:
    found = json.loads(gitlab_of((FULL, FULL), options=OPTIONS))
    assert len({item["fingerprint"] for item in found}) == 2 * len(items(FULL))


def test_gitlabs_identities_survive_shifted_lines() -> None:
    before, after = (items(many.report(500, shift=shift)) for shift in (0, 40))
    assert [item["fingerprint"] for item in before] == [item["fingerprint"] for item in after]
    moved = replaced(GAPS[0], gap=replaced(GAPS[0].gap, where=replaced(GAPS[0].gap.where, line=99)))
    shifted = items(replaced(GAPPY, gaps=(moved, *GAPS[1:])))
    assert [item["fingerprint"] for item in shifted] == [item["fingerprint"] for item in items(GAPPY)]


@pytest.mark.parametrize("form", ["github", "gitlab", "sarif", "junit"])
def test_waived_findings_are_left_out_unless_asked_for(form: str) -> None:
    assert "SHAPES_OBSOLETE" not in rendered(form, FULL, OPTIONS)
    told = rendered(form, FULL, Options(waived=True))
    assert "SHAPES_OBSOLETE" in told
    assert "never worked on any release" in told


@pytest.mark.parametrize("name", REPORTS)
def test_every_line_is_an_annotation_of_those_that_github_shows(name: str) -> None:
    found = commands(github(REPORTS[name], options=OPTIONS))
    assert all(number <= 10 for number in levels(found).values())
    assert all({"title", "text"} <= set(each) for each in found)


def test_the_worst_comes_first_and_the_rest_is_counted() -> None:
    found = commands(github(many.report(500), options=OPTIONS))
    assert [each["level"] for each in found] == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    assert "left out here: 157 errors, 157 warnings, 157 notices" in found[-1]["text"]
    assert "-o markdown=FILE" in found[-1]["text"]


def test_what_all_fits_needs_no_last_word() -> None:
    assert levels(commands(github(many.report(30), options=OPTIONS))) == {"error": 10, "warning": 10, "notice": 10}
    assert github(EMPTY, options=OPTIONS) == ""
    assert len(commands(github_of((many.report(18), many.report(18)), options=OPTIONS))) == 30


def test_gaps_and_reviews_do_not_crowd_each_other_out() -> None:
    gaps = tuple(replaced(GAPS[0], gap=replaced(GAPS[0].gap, why=f"reason {number}")) for number in range(20))
    found = commands(github(replaced(many.report(60), gaps=gaps), options=OPTIONS))
    warnings = [each["title"].partition(":")[0] for each in found if each["level"] == "warning"]
    assert warnings == ["incomplete"] * 3 + ["review"] * 7
    assert "17 reasons why something was not checked" in found[-1]["text"]


def test_a_deletion_names_the_side_of_its_line() -> None:
    (gone,) = [each for each in commands(github(FULL, options=OPTIONS)) if "outline.corner" in each["title"]]
    assert gone["line"] == "77"
    assert gone["text"].endswith("line 77 is that of the old side")


@pytest.mark.parametrize("evil", [EVIL, "::error::x", "%0A::error::x", "a,line=1::b", "##[error]x", "\r\n::x"])
def test_a_name_makes_no_command_of_its_own(evil: str) -> None:
    found = replaced(many.report(1).findings[0], symbol=evil, message=evil, uapi_path=evil, rule=evil, patch=evil)
    (one,) = commands(github(replaced(many.report(0), findings=(found,)), options=OPTIONS))
    assert set(one) == {"level", "file", "line", "title", "text"}
    assert one["line"] == "10"


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"github"}))
@pytest.mark.parametrize("evil", ["::error::forged", "a ::error::forged", "##[error]forged", f"{'x' * 79} ::error::x"])
def test_no_other_format_makes_a_command_either(name: str, evil: str) -> None:
    found = replaced(HOSTILE.findings[0], symbol=evil, message=evil, old=evil, new=evil, rule=evil, patch=evil)
    gap = replaced(HOSTILE.gaps[0], gap=replaced(HOSTILE.gaps[0].gap, what=evil, why=evil))
    added = replaced(HOSTILE.additions[0], symbol=evil, value=evil, type=evil, uapi_path=evil)
    space = replaced(HOSTILE.spaces[0], name=evil, remarks=(evil,), taken=((evil, 0),), added=(evil,))
    report = replaced(HOSTILE, findings=(found,), gaps=(gap,), additions=(added,), spaces=(space,))
    for line in rendered(name, report, OPTIONS).splitlines():
        assert not line.lstrip().startswith("::")
        assert "##[" not in line


@pytest.mark.parametrize("name", FORMATS)
def test_a_very_long_name_breaks_nothing(name: str) -> None:
    evil = "X" * 300_000
    found = replaced(FULL.findings[0], symbol=evil, message=f"{evil} is gone", uapi_path=f"include/{evil}.h")
    text = rendered(name, replaced(FULL, findings=(found,), additions=()), OPTIONS)
    if name in {"github", "markdown"}:
        assert len(text) < 320_000 if name == "github" else len(text) <= 60_200


def test_paths_lead_nowhere_else() -> None:
    assert tree_path("include/uapi/linux/kvm.h") == "include/uapi/linux/kvm.h"
    assert tree_path("./include//uapi/../kvm.h") == "include/uapi/kvm.h"
    assert tree_path("/usr/include/linux/kvm.h") == "kvm.h"
    assert tree_path("") == ""


def test_a_name_is_given_once() -> None:
    unique = Unique()
    assert [unique.name(name) for name in ("a", "a", "a-2", "a", "b")] == ["a", "a-2", "a-2-2", "a-3", "b"]


def test_a_deletion_is_shown_at_the_line_that_is_left() -> None:
    lost = {each.symbol: each for each in gone(FULL)}
    for one, two in zip(
        commands(github(FULL, options=OPTIONS)), commands(github(ANCHORED, options=OPTIONS)), strict=True
    ):
        finding = lost.get(one["title"].removeprefix("break: ").partition(" [")[0])
        assert (one == two) == (finding is None)
        if finding is not None:
            assert (two["file"], two["line"]) == (one["file"], "5")
            assert two["text"].endswith(f"; it was line {finding.where.place.line} of the old side")
    found = items(ANCHORED)
    assert [error.message for error in Draft202012Validator(CODE_QUALITY).iter_errors(found)] == []
    for one, two in zip(items(FULL), found, strict=True):
        assert one["fingerprint"] == two["fingerprint"]
        assert one["location"]["path"] == two["location"]["path"]
    assert sum(item["location"]["lines"]["begin"] == 5 for item in found) == len(lost)


@pytest.mark.parametrize("form", ["text", "terse", "json", "html", "markdown", "waivers"])
def test_people_are_shown_where_a_thing_stood(form: str) -> None:
    assert rendered(form, ANCHORED, OPTIONS) == rendered(form, FULL, OPTIONS)
