"""The HTML samples in Chromium: nothing sticks out of a phone's screen, and the policy lets the style in."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.golds import REPORTS
from tests.render.samples import SAMPLES

pytestmark = pytest.mark.browser

_WIDTH = 390
"""CSS pixels of a common phone."""
_FRAME = """<!doctype html>
<iframe src="{name}" width="{width}" height="800" style="border:0"></iframe>
<pre></pre>
<script>
addEventListener("load", () => {{
  const page = document.querySelector("iframe").contentDocument;
  for (const details of page.querySelectorAll("details")) details.open = true;
  document.querySelector("pre").textContent = JSON.stringify({{
    width: page.documentElement.scrollWidth,
    padding: getComputedStyle(page.querySelector("header.top")).paddingLeft,
  }});
}});
</script>
"""


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_phone_shows_the_whole_width(sample: str, tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    name = f"{sample}.html"
    shutil.copy(REPORTS / name, tmp_path / name)
    frame = tmp_path / "frame.html"
    frame.write_text(_FRAME.format(name=name, width=_WIDTH), encoding="utf-8")
    done = subprocess.run(
        [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            # Lets the frame measure the report, which is a file of its own.
            "--allow-file-access-from-files",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--virtual-time-budget=5000",
            "--dump-dom",
            frame.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    measured = json.loads(done.stdout.partition("<pre>")[2].partition("</pre>")[0])
    assert measured["width"] <= _WIDTH
    assert measured["padding"] == "16px"
