"""The report's page in use: filter, keys, links into what is folded; and the same without its script."""

from collections.abc import Iterator

import pytest

from tests.browser.pages import CHROMIUM, Page
from tests.corpus import PROJECT

FULL = PROJECT / "reports/full.html"
pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")]
SHOWN = "[...document.querySelectorAll('details.finding')].filter(one => one.getClientRects().length).length"
FOCUSED = "document.activeElement.closest('details')?.id ?? ''"
IDS = "[...document.querySelectorAll('section.group details.finding')].map(one => one.id)"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with Page(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture
def page(browser: Page) -> Page:
    """Return a page that shows the fullest report."""
    browser.open(PROJECT / "reports/empty.html", width=1280)
    browser.open(FULL, width=1280)
    return browser


def test_the_filter_leaves_what_has_all_its_words(page: Page) -> None:
    every = page.value(SHOWN)
    page.press("/", *"macro trc")
    assert page.value("document.querySelector('output').textContent") == f"3 of {every}"
    assert page.value(SHOWN) == 3
    page.press("Escape")
    assert page.value(SHOWN) == every


def test_a_severity_can_be_left_out(page: Page) -> None:
    page.value("document.querySelector('#filter input[value=break]').click()")
    assert page.value("[...document.querySelectorAll('section.group details.break:not([hidden])')].length") == 0
    assert page.value(SHOWN) > 0


def test_j_and_k_go_from_finding_to_finding(page: Page) -> None:
    first, second, *_ = page.value(IDS)
    page.press("j")
    assert page.value(FOCUSED) == first
    page.press("j")
    assert page.value(FOCUSED) == second
    page.press("k")
    assert page.value(FOCUSED) == first


def test_all_findings_open_and_close_at_a_key(page: Page) -> None:
    page.press("o")
    assert page.value("document.querySelectorAll('details.finding:not([open])').length") == 0
    page.press("c")
    assert page.value("document.querySelectorAll('details.finding[open]').length") == 0


def test_the_keys_are_told_at_a_key(page: Page) -> None:
    page.press("?")
    assert page.value("document.getElementById('keys').open")


def test_a_link_into_a_folded_finding_opens_it(page: Page) -> None:
    page.press("c")
    last = page.value(IDS)[-1]
    page.value(f"location.hash = '#{last}'")
    assert page.value(f"new Promise(go => setTimeout(() => go(document.getElementById('{last}').open), 100))")


def test_without_scripts_everything_is_there_but_the_filter(page: Page) -> None:
    words = "document.querySelector('main').textContent.replace(/\\s+/g, ' ').replace(/Copy/g, '')"
    with_script = page.value(words)
    page.open(PROJECT / "reports/empty.html", width=1280, scripts=False)
    page.open(FULL, width=1280, scripts=False)
    page.call("Emulation.setScriptExecutionDisabled", {"value": False})
    assert page.value("document.getElementById('filter').hidden")
    without = page.value(words)
    assert with_script.replace(" 10 of 10", "").split() == without.split()


def test_what_is_printed_shows_what_is_folded_and_no_controls(page: Page) -> None:
    page.press("c")
    page.call("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert page.value("document.querySelector('#filter').getClientRects().length") == 0
        assert page.value("document.querySelector('.finding .body').getBoundingClientRect().height") > 0
    finally:
        page.call("Emulation.setEmulatedMedia", {"media": "screen"})
