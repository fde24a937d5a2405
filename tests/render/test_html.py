"""The HTML report: one file, valid, linked, complete without its script."""

import hashlib
import re
from base64 import b64encode
from collections import Counter
from html.parser import HTMLParser
from typing import Final

import pytest

from tests.corpus import PROJECT
from tests.render.samples import FULL, HOSTILE, SAMPLES
from uapicheck.frozen import replaced
from uapicheck.model.report import Report
from uapicheck.render.html import html
from uapicheck.render.options import Options

_VOID: Final = {"meta", "link", "br", "col", "img", "hr", "input"}


class Document(HTMLParser):
    """Collects tags, ids and links, and fails on a tag that is closed out of turn."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.references: list[str] = []
        self.classes: set[str] = set()
        self.attributes: set[str] = set()
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        if tag not in _VOID:
            self._open.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            match name:
                case "id":
                    self.ids.append(value or "")
                case "href" | "src":
                    self.links.append(value or "")
                case "aria-labelledby":
                    self.references.append(value or "")
                case "class":
                    self.classes |= set((value or "").split())
                case _:
                    pass

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag


def page(report: Report) -> str:
    """Return the page of a report."""
    return html(report, options=Options(tool="uapicheck"))


@pytest.fixture(params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> Report:
    """Return each sample in turn."""
    return SAMPLES[request.param]


def test_every_link_and_label_leads_to_the_only_element_of_its_id(sample: Report) -> None:
    document = Document(page(sample))
    assert max(Counter(document.ids).values()) == 1
    assert all(link.startswith("#") for link in document.links)
    assert {link[1:] for link in document.links} <= set(document.ids)
    assert set(document.references) <= set(document.ids)


def test_the_page_has_one_headline_and_its_landmarks(sample: Report) -> None:
    text = page(sample)
    tags = Document(text).tags
    assert text.startswith('<!doctype html>\n<html lang="en">')
    assert [tags[name] for name in ("h1", "header", "nav", "main", "footer", "title")] == [1] * 6


def test_nothing_runs_but_our_own_script_and_nothing_is_fetched(sample: Report) -> None:
    text = page(sample)
    document = Document(text)
    assert not {"img", "link", "iframe", "object"} & set(document.tags)
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert script == (PROJECT / "uapicheck/render/report.js").read_text(encoding="utf-8")
    assert not {name for name in document.attributes if name.startswith("on") or name in ("src", "style")}
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    assert not re.search(r"@import|url\(", style[1])
    digests = [b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in (style[1], script)]
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    expected = f"default-src 'none'; style-src 'sha256-{digests[0]}'; script-src 'sha256-{digests[1]}'; "
    assert policy[1].replace("&#39;", "'").startswith(expected)


def test_each_finding_is_found_by_its_fingerprint() -> None:
    ids = Document(page(FULL)).ids
    assert {finding.fingerprint for finding in FULL.findings} <= set(ids)


def test_findings_with_one_fingerprint_are_both_there() -> None:
    twice = replaced(FULL, findings=(FULL.findings[0], FULL.findings[0]))
    fingerprint = FULL.findings[0].fingerprint
    assert {fingerprint, f"{fingerprint}-2"} <= set(Document(page(twice)).ids)


def test_layouts_that_the_page_shows_already_are_led_to_instead() -> None:
    finding = next(each for each in FULL.findings if each.exhibit and each.exhibit.layouts)
    twice = page(replaced(FULL, findings=(finding, replaced(finding, symbol="struct point.x"))))
    assert twice.count('<figure class="layout">') == 1
    assert f'<a href="#{finding.fingerprint}">Its layout is shown there</a>' in twice


def test_breaks_are_open_and_the_rest_is_folded() -> None:
    opened = re.findall(r'<details class="finding (\w+)" id="\w+"( open)?>', page(FULL))
    assert Counter(opened) == {("break", " open"): 7, ("break", ""): 1, ("review", ""): 1, ("note", ""): 1}


def test_gaps_stand_before_findings() -> None:
    text = page(FULL)
    assert text.index('id="gaps"') < text.index('id="findings"')


def test_every_class_on_the_page_has_a_style() -> None:
    style = re.search(r"<style>(.*?)</style>", page(FULL), re.DOTALL)
    assert style is not None
    unstyled = {
        "body",
        "remarks",
        "group",
        "layout",
        "off",
        "other",
    }  # looked after by their elements, or by the script
    assert {name for name in Document(page(FULL)).classes if f".{name}" not in style[1]} <= unstyled


def test_a_name_is_text_whatever_it_holds() -> None:
    text = page(HOSTILE)
    assert text.count("<script") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "\\u202edesrever" in text


def _luminance(color: str) -> float:
    channels = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(first: str, second: str) -> float:
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_can_be_read_in_both_schemes(scheme: int) -> None:
    blocks = re.findall(r":root \{(.*?)\}", page(FULL), re.DOTALL)
    colors = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", blocks[scheme]))
    for text in ("text", "soft", "link", "break", "review", "note", "pass", "incomplete"):
        for ground in ("page", "panel"):
            assert _contrast(colors[text], colors[ground]) >= 4.5, (text, ground)  # WCAG 2 AA
    for ground in ("taken", "added", "went"):
        assert _contrast(colors["text"], colors[ground]) >= 4.5
