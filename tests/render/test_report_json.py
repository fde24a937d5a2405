"""The report contract: keys, order, schema, digits."""

import json
from typing import Any

import pytest

from tests.render.samples import FULL, HOSTILE, SAMPLES
from tests.render.schemas import complaints
from uapicheck.model.report import Report
from uapicheck.render.options import Options
from uapicheck.render.report_json import report_json


def document(report: Report) -> Any:  # noqa: ANN401 - JSON is whatever it is
    """Return the report, written and read back."""
    return json.loads(report_json(report, options=Options()))


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("closed", [False, True])
def test_every_sample_keeps_to_the_schema(sample: str, *, closed: bool) -> None:
    assert complaints("report-1.schema.json", document(SAMPLES[sample]), closed=closed) == []


def test_the_schema_notices_what_is_wrong() -> None:
    broken = document(FULL)
    broken["findings"][0]["severity"] = "fatal"
    del broken["verdict"]
    assert len(complaints("report-1.schema.json", broken, closed=False)) == 2


def test_the_keys_stand_in_the_order_of_the_contract() -> None:
    whole = document(FULL)
    assert list(whole)[:9] == [
        "schema", "verdict", "old", "new", "targets", "findings", "gaps", "additions", "spaces",
    ]  # fmt: skip
    wanted = ["rule", "severity", "symbol", "message", "side", "header", "line", "targets", "old", "new", "also"]
    wanted += ["fingerprint", "waived"]
    finding = whole["findings"][0]
    assert [key for key in finding if key in wanted] == wanted


def test_fingerprint_patch_and_waiver_are_told() -> None:
    by_symbol = {finding["symbol"]: finding for finding in document(FULL)["findings"]}
    assert by_symbol["struct point.shade"]["fingerprint"] == FULL.findings[6].fingerprint
    assert "patch" not in by_symbol["struct point.shade"]
    assert by_symbol["KVM_EXIT_HYPERCALL"]["patch"] == "2/5 KVM: make room for an exit"
    assert by_symbol["SHAPES_OBSOLETE"]["waived"]["until"] == "2030-01-01"
    assert document(FULL)["counts"] == {
        "break": 7, "review": 1, "note": 1, "waived": 1, "gaps": 1, "additions": 16,
    }  # fmt: skip


def test_numbers_of_a_space_are_hexadecimal_strings() -> None:
    sizes = document(FULL)["spaces"][0]
    assert sizes["taken"]["KVM_REG_SIZE_U2048"] == "0x8"
    assert sizes["free"] == ["0x9", "0xa", "0xb", "0xc", "0xd", "0xe", "0xf"]
    assert sizes["next"] == "0x9"
    assert sizes["capacity"] == 16


def test_output_is_ascii_and_loses_nothing() -> None:
    written = report_json(HOSTILE, options=Options())
    assert written.isascii()
    assert written.endswith("}\n")
    assert json.loads(written)["findings"][0]["symbol"] == HOSTILE.findings[0].symbol
