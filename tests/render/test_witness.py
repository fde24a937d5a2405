"""Witnesses in every format that shows them: to be copied as they stand, and safe."""

import json
from typing import Any

import pytest

from tests.render.samples import EVIL, FULL
from tests.render.schemas import complaints
from uapicheck.frozen import replaced
from uapicheck.model.report import Outcome, Report, Trial
from uapicheck.render.formats import rendered
from uapicheck.render.options import Options

LINES = (
    "/* x86_64: compiles with the old headers, not with the new ones */",
    "#include <linux/shapes.h>",
    f'_Static_assert(sizeof({"struct a_very_long_name_" * 5}) == 8 && 1 < 2, "{EVIL.splitlines()[0]}");',
)
WORDS = "verified with gcc 12.2 for x86_64"


def shown(form: str, *, trial: bool = True) -> str:
    return rendered(form, witnessed(trial=trial), Options())


def witnessed(*, trial: bool) -> Report:
    tried = Trial(outcome=Outcome.VERIFIED, words=WORDS) if trial else None
    first, *rest = FULL.findings
    first = replaced(first, witness="\n".join((*LINES, "")), witness_target="x86_64", trial=tried)
    return replaced(FULL, findings=(first, *rest))


def test_text_shows_each_line_unbroken_and_what_a_compiler_said() -> None:
    lines = shown("text").splitlines()
    at = lines.index("        witness:")
    assert lines[at + 1 : at + 3] == [f"          {line}" for line in LINES[:2]]
    assert lines[at + 3].startswith("          _Static_assert(sizeof(struct a_very_long_name_struct")
    assert lines[at + 3].endswith('");')
    assert lines[at + 4] == f"        {WORDS}"
    assert "\x1b" not in lines[at + 3]


def test_text_of_an_untried_witness_says_nothing_of_compilers() -> None:
    assert WORDS not in shown("text", trial=False)


@pytest.mark.parametrize("trial", [False, True])
def test_json_has_the_whole_witness(*, trial: bool) -> None:
    document: Any = json.loads(shown("json", trial=trial))
    assert complaints("report-1.schema.json", document) == []
    first, *rest = document["findings"]
    assert first["witness"]["text"] == "\n".join((*LINES, ""))
    assert first["witness"]["target"] == "x86_64"
    assert first["witness"].get("outcome") == ("verified" if trial else None)
    assert not any("witness" in finding for finding in rest)


def test_html_shows_it_as_text() -> None:
    page = shown("html")
    assert f"<p>Witness: {WORDS}</p>" in page
    assert "#include &lt;linux/shapes.h&gt;\n_Static_assert" in page
    assert "<script>alert(1)" not in page
    assert "<p>Witness</p>" in shown("html", trial=False)
