"""Surveys of number spaces in each format: gold files, the contract, nothing unescaped, one file without scripts."""

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Callable

import pytest

from tests.render.schemas import complaints
from tests.render.survey_samples import HOSTILE, samples, survey
from uapicheck.frozen import replaced
from uapicheck.model.survey import Member, Survey, Unread
from uapicheck.model.tree import Provenance
from uapicheck.render.formats import SURVEY_FORMATS
from uapicheck.render.options import Options

SUFFIXES = {"text": "txt", "json": "json", "html": "html"}
OPTIONS = Options(tool="uapicheck")


def written(name: str, found: Survey, **options: object) -> str:
    return SURVEY_FORMATS[name](found, replaced(OPTIONS, **options))


def hostile() -> Survey:
    """Return a survey whose every text tries to break out."""
    found = survey()
    (first, *others) = found.spaces
    bad = replaced(
        first,
        summary=replaced(first.summary, name=HOSTILE, taken=((HOSTILE, 1),), remarks=(HOSTILE,)),
        title=HOSTILE,
        mask_name=HOSTILE,
        carrier=HOSTILE,
        members=(Member(name=HOSTILE, number=1, targets=("arm64",)),),
        retired=(),
    )
    gap = Unread(path=HOSTILE, line=1, what=HOSTILE, why=HOSTILE, targets=("arm64",))
    source = Provenance(label=HOSTILE, kind=HOSTILE, id=HOSTILE, note=HOSTILE)
    return replaced(found, source=source, spaces=(bad, *others), unread=(gap,), left_out=(HOSTILE,))


@pytest.mark.parametrize("sample", ["spaces", "spaces-some"])
@pytest.mark.parametrize("name", SURVEY_FORMATS)
def test_a_survey_reads_as_its_gold_file(sample: str, name: str, gold: Callable[[str, str], None]) -> None:
    gold(f"{sample}.{SUFFIXES[name]}", written(name, samples()[sample]))


@pytest.mark.parametrize("sample", ["spaces", "spaces-some"])
def test_the_json_keeps_to_its_schema(sample: str) -> None:
    document = json.loads(written("json", samples()[sample]))
    assert complaints("spaces-1.schema.json", document) == []
    del document["spaces"][0]["taken"]
    document["spaces"][0]["kind"] = "words"
    assert len(complaints("spaces-1.schema.json", document, closed=False)) == 2


def test_the_keys_stand_in_the_order_of_the_contract() -> None:
    document = json.loads(written("json", survey()))
    assert list(document)[:2] == ["schema", "spaces"]
    wanted = ["name", "kind", "bits", "capacity", "taken", "free", "holes", "retired", "next"]
    assert list(document["spaces"][0])[:9] == wanted
    assert document["spaces"][0]["taken"]["KVM_REG_SIZE_U64"] == "0x3"


def test_a_long_list_of_free_numbers_is_told_in_runs() -> None:
    spaces = {space["name"]: space for space in json.loads(written("json", survey()))["spaces"]}
    group = spaces["KVM_REG_ARM64_GROUP"]
    assert group["free"] is None
    assert group["free_runs"][-1] == {"first": "0x14", "last": "0xfff"}
    assert spaces["KVM_REG_SIZE"]["free_runs"] == [{"first": "0x4", "last": "0xf"}]


@pytest.mark.parametrize("name", SURVEY_FORMATS)
@pytest.mark.parametrize("options", [{}, {"verbose": True, "width": 40}, {"color": True, "width": 0}])
def test_no_character_that_does_not_print_gets_out(name: str, options: dict[str, object]) -> None:
    text = written(name, hostile(), **options).replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert text.endswith("\n")
    assert all(line.isprintable() for line in text.split("\n"))
    assert "desrever" in text


def test_a_name_is_text_whatever_it_holds() -> None:
    text = written("html", hostile())
    assert "<script" not in text
    ids = re.findall(r' id="([^"]*)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]*)"', text)) <= set(ids)


def test_the_page_runs_nothing_and_fetches_nothing() -> None:
    text = written("html", survey())
    assert not re.search(r"<(?:script|img|link|iframe|form)\b|\son\w+=|\sstyle=", text)
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    assert not re.search(r"@import|url\(", style[1])
    digest = b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src &#39;sha256-{digest}&#39;" in text


def test_lines_keep_to_the_width() -> None:
    lines = written("text", survey()).splitlines()
    assert [line for line in lines if len(line) > 80] == []


def test_the_map_of_a_wide_word_is_cut_in_its_free_part() -> None:
    narrow = written("text", survey(), width=60).splitlines()
    maps = {line.split()[0]: line.split()[-1] for line in narrow if line.startswith("  KVM")}
    assert maps["KVM_CLOCK"] == "-###...~"
    assert maps["KVM_REG_ARM64_GROUP"] == "never", "4096 codes are no map"


def test_what_was_not_looked_at_is_told() -> None:
    for name in SURVEY_FORMATS:
        assert "s390" in written(name, replaced(survey(), left_out=("s390",)))
    gap = Unread(path="linux/kvm.h", line=7, what="#include <x.h>", why="no such header", targets=("arm64",))
    for name in SURVEY_FORMATS:
        assert "no such header" in written(name, replaced(survey(), unread=(gap,)))


def test_an_estimate_is_marked_as_one() -> None:
    text = written("text", survey(chosen=("KVM_CLOCK",)))
    assert "(an estimate)" in text
    assert "never at this pace" in written("text", survey(chosen=("KVM_REG_SIZE",)))


def test_without_releases_nothing_is_said_of_growth() -> None:
    found = replaced(survey(), releases=(), spaces=tuple(replaced(each, growth=None) for each in survey().spaces))
    assert "a year" not in written("text", found)
    assert "A year" not in written("html", found)
    assert json.loads(written("json", found))["spaces"][0]["growth"] is None
