"""The HTML samples in a real browser: they load whole, fit a phone, and need neither network nor scripts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.pages import CHROMIUM, Page
from tests.corpus import PROJECT

SAMPLES = sorted((PROJECT / "reports").rglob("*.html"))
pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with Page(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


def test_there_are_samples() -> None:
    assert SAMPLES


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_sample_fits_its_window(page: Page, path: Path, width: int, dark: bool) -> None:  # noqa: FBT001 - a parameter of the test
    page.open(path, width=width, dark=dark)
    assert page.value("document.documentElement.scrollWidth") <= width
    assert page.value("document.querySelectorAll('h1').length") == 1
    assert page.value("document.querySelectorAll('main').length") == 1
    assert page.value("document.documentElement.lang") == "en"
    assert page.complaints == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_link_inside_a_sample_leads_somewhere(page: Page, path: Path) -> None:
    page.open(path, width=1280)
    lost = """[...document.querySelectorAll('a[href^="#"]')].map(a => a.getAttribute('href').slice(1))
        .filter(id => id && !document.getElementById(decodeURIComponent(id)))"""
    twice = """[...document.querySelectorAll('[id]')].map(e => e.id).filter((id, at, all) => all.indexOf(id) !== at)"""
    assert page.value(lost) == []
    assert page.value(twice) == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_text_stands_out_from_its_background(page: Page, path: Path) -> None:
    for dark in (False, True):
        page.open(path, width=1280, dark=dark)
        assert page.value(FAINT) == [], "dark" if dark else "light"


def test_a_mark_of_a_timeline_says_what_the_list_says(page: Page) -> None:
    page.open(PROJECT / "reports" / "history.html", width=1280)
    mark = "[...document.querySelectorAll('tr.n td a.removed')].at(-1)"
    page.value(f"{mark}.dispatchEvent(new PointerEvent('pointerover', {{bubbles: true}}))")
    assert page.value(f"{mark}.title").startswith("v1.1-rc1 removed ")
    assert page.value(f"getComputedStyle({mark}, '::before').content").startswith('"✕"')
    assert page.value(f"{mark}.textContent") == "removed"


FAINT = """(() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = color => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = ([r, g, b]) => { const [x, y, z] = [r, g, b].map(v => { v /= 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * x + 0.7152 * y + 0.0722 * z; };
  const ground = element => { for (let e = element; e; e = e.parentElement) {
    const c = rgba(getComputedStyle(e).backgroundColor); if (c[3] > 250) return c; } return rgba('canvas'); };
  const faint = [];
  for (const element of document.body.querySelectorAll('*')) {
    const own = [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    if (!own || !box.width || !box.height || style.visibility === 'hidden') continue;
    const a = light(rgba(style.color)), b = light(ground(element));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) faint.push(`${element.textContent.trim().slice(0, 40)}: ${ratio.toFixed(2)}`);
  }
  return faint;
})()"""
"""WCAG 2 success criterion 1.4.3: 4.5 to 1, or 3 to 1 for large text; counted over opaque backgrounds."""
