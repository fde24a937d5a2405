"""Markdown shows what was found, stays below the length of a comment, and makes nothing of hostile names."""

import re
from collections.abc import Iterator
from typing import Final

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.render import many
from tests.render.samples import ADDITIONS, EMPTY, EVIL, FULL, GAPPY, HOSTILE, SAMPLES
from uapicheck.frozen import replaced
from uapicheck.model.report import Report
from uapicheck.render.markdown import LIMIT, markdown, markdown_of
from uapicheck.render.marked import code, fenced, paragraph, sentence
from uapicheck.render.options import Options
from uapicheck.render.rule_page import RulePage, rule_page_markdown
from uapicheck.rules import catalogue

OPTIONS: Final = Options(rules=catalogue())
HTML: Final = re.compile(r"(?:</?details>|<summary>[\w ]+</summary>|\s)*")
PROSE: Final = re.compile(r"[\w .,;:()\[\]→|'-]*", re.ASCII)
MARKS: Final = (
    EVIL,
    "@torvalds",
    "#1 GH-1 torvalds/linux#1",
    "https://example.org www.example.org",
    "[link](https://example.org) ![](x)",
    "` `` ``` ~~~",
    "</details></summary><img src=x onerror=alert(1)>",
    "*a* _b_ **c** ~~d~~ $e$ :f: <!-- -->",
    "| a | b |",
    "\n\n# heading\n\n```\n",
    "deadbeef 0123456789abcdef0123456789abcdef01234567",
    "&lt;b&gt; &#64;torvalds",
    "someone@example.org",
    "[^1]: x",
    "a\\",
)


def tokens(text: str) -> Iterator[Token]:
    for token in MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(text):
        yield token
        yield from token.children or ()


def strangers(text: str) -> list[str]:
    """Return what a page has that is neither prose, code, nor of the structure that we write."""
    found = []
    for token in tokens(text):
        if token.type in {"html_block", "html_inline"} and not HTML.fullmatch(token.content):
            found.append(token.content)
        elif token.type in {"link_open", "image", "s_open", "em_open"}:
            found.append(token.type)
        elif token.type == "text" and not (PROSE.fullmatch(token.content) or token.content == "→"):
            found.append(token.content)
    return found


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_has_nothing_but_prose_and_code(name: str) -> None:
    assert strangers(markdown(SAMPLES[name], options=Options())) == []


def hostile(evil: str) -> Report:
    """Return the hostile report with other evil in it."""
    finding = HOSTILE.findings[0]
    also = replaced(finding.also[0], symbol=evil, message=evil, rule=evil, targets=(evil,))
    found = replaced(
        finding, symbol=evil, message=evil, old=evil, new=evil, rule=evil, patch=evil, uapi_path=evil, also=(also,),
        variants=(replaced(finding.variants[0], targets=(evil,), message=f"{evil} {evil}", old=evil, new=evil),),
        targets=(evil,),
    )  # fmt: skip
    waived = replaced(HOSTILE.findings[-1].waived, reason=evil, until=evil)
    short = replaced(found, variants=(), also=(), witness=evil)
    gap = replaced(HOSTILE.gaps[0], gap=replaced(HOSTILE.gaps[0].gap, what=evil, why=evil), side=evil, targets=(evil,))
    return replaced(
        HOSTILE,
        old=replaced(HOSTILE.old, label=evil, id=evil),
        targets=("x86_64", evil),
        findings=(found, short, replaced(short, waived=waived)),
        gaps=(gap,),
        additions=(replaced(HOSTILE.additions[0], symbol=evil, value=evil, kind=evil, uapi_path=evil),),
        spaces=(replaced(HOSTILE.spaces[0], name=evil, remarks=(evil,), taken=((evil, 0),), added=(evil,)),),
    )


@pytest.mark.parametrize("evil", MARKS)
def test_no_name_is_taken_for_markdown(evil: str) -> None:
    text = markdown(hostile(evil), options=Options())
    assert strangers(text) == []
    plain_page = markdown(hostile("x"), options=Options())
    kinds = {"heading_open", "table_open", "hr", "blockquote_open"}
    assert [each.tag for each in tokens(text) if each.type in kinds] == [
        each.tag for each in tokens(plain_page) if each.type in kinds
    ]


def test_the_page_says_what_was_found() -> None:
    text = markdown(FULL, options=OPTIONS)
    assert text.startswith("## uapicheck: BREAK: 7 changes break user space; 1 place could not be checked\n")
    assert "| 7 | 1 | 1 | 1 | 16 | 1 |" in text
    assert "### `arch/x86/include/uapi/asm/kvm.h`: 2 break" in text
    assert "<summary>10 other things changed by it</summary>" in text
    assert "line 77 (old), `i386` only" in text
    assert "- break `SHAPES_OBSOLETE` [`macro-removed`]: never worked on any release" in text
    assert "Why it breaks: Binaries built with the old header" in text
    assert "<summary>16 names added</summary>" in text
    assert "## uapicheck: PASS: no difference that user space can see" in markdown(EMPTY, options=OPTIONS)
    assert "so the verdict is incomplete" in markdown(GAPPY, options=OPTIONS)


def test_what_does_not_fit_a_comment_is_counted() -> None:
    text = markdown(many.report(5000), options=OPTIONS)
    assert len(text) <= LIMIT + 200
    shown = {word: text.count(f"\n- **{word}**") for word in ("BREAK", "REVIEW", "NOTE")}
    assert shown["BREAK"] > 100
    assert shown["REVIEW"] == shown["NOTE"] == 0, "no break is left out for what matters less"
    assert f"Left out, because this would be too long: {1667 - shown['BREAK']} breaks, 1667 reviews, 1666 notes" in text
    assert text.index("**BREAK**") < text.index("Left out")
    assert len(markdown_of([many.report(5000)] * 3, options=OPTIONS)) <= LIMIT + 600


def test_a_break_in_the_last_header_is_not_left_out_for_notes_in_the_first() -> None:
    found = many.report(1000).findings
    late = replaced(found[0], uapi_path="include/uapi/linux/zebra.h", symbol="LATE")
    notes = [replaced(each, severity=found[-1].severity) for each in found[1:]]
    text = markdown(replaced(many.report(0), findings=(late, *notes)), options=OPTIONS)
    assert "**BREAK** `LATE`" in text
    assert re.search(r"too long: \d+ notes, 1 section on the rules\.", text)


def test_a_page_of_500_findings_and_as_many_additions_ends() -> None:
    report = replaced(many.report(500), additions=ADDITIONS * 100)
    assert strangers(markdown(report, options=Options())) == []


@pytest.mark.parametrize("text", ["a", "`", "``a`", " a ", "", "a|b", "\\"])
def test_code_comes_back_as_it_was(text: str) -> None:
    spans = [token.content for token in tokens(f"see {code(text)}") if token.type == "code_inline"]
    assert spans == ([text.strip()] if text else [])


def test_words_stay_words_and_names_become_code() -> None:
    assert sentence("struct point.x moved from byte 0 to byte 4") == "struct `point.x` moved from byte 0 to byte 4"
    assert sentence("AREA_OF(w, h) is gone, too") == "`AREA_OF(w, h)` is gone, too"
    assert sentence("see @someone, GH-12, deadbeef.") == "see `@someone, GH-12, deadbeef`."
    assert paragraph("Use `[]` or KVM_REG_<ARCH> here.") == "Use `[]` or `KVM_REG_<ARCH>` here."


def test_the_prose_of_rules_has_no_stop_or_bracket_as_code() -> None:
    assert paragraph("As `a`, (`b`); `c`'s `d`: (see `e`).") == "As `a`, (`b`); `c`'s `d`: (see `e`)."
    for name, rule in catalogue().items():
        page = rule_page_markdown(RulePage(name=name, rule=rule), options=OPTIONS)
        spans = [token.content for token in tokens(page) if token.type == "code_inline"]
        assert [span for span in spans if re.fullmatch(r"[\W_]{0,2}[.,;:()]", span)] == [], name


def test_a_block_of_code_is_ended_by_nothing_in_it() -> None:
    assert fenced(["````", "a"]) == ["`````", "````", "a", "`````"]
