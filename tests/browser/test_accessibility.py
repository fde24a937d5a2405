"""The HTML samples as axe-core sees them: nothing bars anybody from reading them."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.browser.pages import CHROMIUM, Page
from tests.corpus import PROJECT

SAMPLES = sorted((PROJECT / "reports").rglob("*.html"))
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
    pytest.mark.skipif(find_spec("axe_core_python") is None, reason="axe-core-python is not installed"),
]
_RUN = """axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations.flatMap(
  rule => rule.nodes.map(node => rule.id + ": " + node.html.slice(0, 120))))"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with Page(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(page: Page, path: Path, width: int, dark: bool) -> None:  # noqa: FBT001 - a parameter of the test
    page.open(path, width=width, dark=dark)
    page.value("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    page.value(files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8") + "; true")
    assert page.value(_RUN) == []
