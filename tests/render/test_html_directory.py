"""Reports as a directory: an index, a page for each header or series, every link alive."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.render.many import report as many
from tests.render.review_samples import BROKEN, OLD, answer, mail, repository
from tests.render.samples import FULL, HOSTILE, SAMPLES
from tests.render.test_html import Document
from uapicheck.frozen import replaced
from uapicheck.render.html_directory import report_pages, review_pages
from uapicheck.render.options import Options

OPTIONS = Options(tool="uapicheck")


@pytest.mark.parametrize("name", SAMPLES)
def test_every_link_leads_to_an_element_of_a_page(name: str) -> None:
    pages = {file: Document(text) for file, text in report_pages(SAMPLES[name], OPTIONS).items()}
    for file, page in pages.items():
        for link in page.links:
            target, _, fragment = link.partition("#")
            assert fragment in pages[target or file].ids or not fragment
            assert target in pages or not target


def test_each_header_has_a_page_and_the_index_counts_its_findings() -> None:
    pages = report_pages(FULL, OPTIONS)
    assert list(pages) == [
        "index.html",
        "include-uapi-linux-kvm.h.html",
        "arch-x86-include-uapi-asm-kvm.h.html",
        "include-uapi-linux-shapes.h.html",
    ]
    rows = re.findall(r"<tr><th scope=\"row\"><a href=\"([^\"]*)\">.*?</tr>", pages["index.html"])
    assert rows == list(pages)[1:]
    assert 'id="findings"' in pages["index.html"]
    assert 'class="finding' not in pages["index.html"]


def test_the_sample_of_a_directory_is_what_is_written(gold: Callable[[str, str], None]) -> None:
    for file, text in report_pages(FULL, OPTIONS).items():
        gold(f"full-pages/{file}", text)


def test_no_finding_is_lost_and_none_is_on_two_pages() -> None:
    report = many(500)
    ids = [one for text in report_pages(report, OPTIONS).values() for one in Document(text).ids]
    prints = [each.fingerprint for each in report.findings]
    assert sorted(one for one in ids if one in set(prints)) == sorted(prints)


def test_a_page_leads_to_the_index_and_to_its_neighbours() -> None:
    pages = report_pages(FULL, OPTIONS)
    links = Document(pages["arch-x86-include-uapi-asm-kvm.h.html"]).links[1:4]
    assert links == ["index.html", "include-uapi-linux-kvm.h.html", "include-uapi-linux-shapes.h.html"]


def test_a_name_of_a_header_never_leaves_the_directory() -> None:
    findings = tuple(
        replaced(FULL.findings[0], uapi_path=path, symbol=str(number))
        for number, path in enumerate(("../../etc/passwd", "/etc/passwd", "a/B.h", "a/b.h", "a-b.h", "", ".", "index"))
    )
    files = report_pages(replaced(FULL, findings=findings, additions=()), OPTIONS)
    assert len({file.casefold() for file in files}) == len(findings) + 1
    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*\.html", file) for file in files)
    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*\.html", file) for file in report_pages(HOSTILE, OPTIONS))


def test_headers_with_nothing_but_new_names_are_listed_apart() -> None:
    index = report_pages(replaced(FULL, findings=()), OPTIONS)["index.html"]
    assert "Headers with nothing but new names" in index
    assert "<table" not in index


def test_one_series_is_one_page_and_several_have_an_index(tmp_path: Path) -> None:
    root = repository(tmp_path)
    one, two = (mail(f"[PATCH] {name}", OLD, BROKEN).encode() for name in ("First", "Second"))
    assert list(review_pages(answer(root, one), OPTIONS)) == ["index.html"]
    both = review_pages(answer(root, one, two), OPTIONS)
    assert list(both) == ["index.html", "First.html", "Second.html"]
    assert set(Document(both["index.html"]).links) >= {"First.html", "Second.html"}
    assert "index.html" in Document(both["Second.html"]).links
