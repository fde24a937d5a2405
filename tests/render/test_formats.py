"""Every format shows every sample as its gold file says, and none lets input out unescaped."""

import subprocess
import sys
from collections.abc import Callable
from typing import Final

import pytest

from tests.render.samples import SAMPLES
from uapicheck.errors import UsageError
from uapicheck.render.formats import FORMATS, SNAPSHOT_FORMATS, rendered, snapshots_rendered
from uapicheck.render.options import Options

OPTIONS: Final = Options(tool="uapicheck")
SUFFIXES: Final = {
    "text": "txt",
    "terse": "terse.txt",
    "json": "json",
    "html": "html",
    "sarif": "sarif",
    "junit": "junit.xml",
    "github": "github.txt",
    "gitlab": "gitlab.json",
    "markdown": "md",
    "waivers": "waivers.toml",
}
CASES: Final = [(sample, name) for sample in SAMPLES for name in FORMATS]


@pytest.mark.parametrize(("sample", "name"), CASES)
def test_a_sample_reads_as_its_gold_file(sample: str, name: str, gold: Callable[[str, str], None]) -> None:
    gold(f"{sample}.{SUFFIXES[name]}", rendered(name, SAMPLES[sample], OPTIONS))


@pytest.mark.parametrize(("sample", "name"), CASES)
@pytest.mark.parametrize("options", [Options(), Options(verbose=True, width=40), Options(color=True, width=0)])
def test_no_character_that_does_not_print_gets_out(sample: str, name: str, options: Options) -> None:
    text = rendered(name, SAMPLES[sample], options)
    if options.color:
        for code in ("0", "1", "2", "31", "32", "1;31", "1;32", "1;33", "1;35", "1;36"):
            text = text.replace(f"\x1b[{code}m", "")
    assert text == "" or text.endswith("\n")
    assert all(line.isprintable() for line in text.split("\n"))


@pytest.mark.parametrize(("sample", "name"), CASES)
def test_the_same_report_gives_the_same_bytes(sample: str, name: str) -> None:
    assert rendered(name, SAMPLES[sample], OPTIONS) == rendered(name, SAMPLES[sample], OPTIONS)


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"terse", "waivers"}))
def test_what_is_not_checked_is_told(name: str) -> None:
    text = rendered(name, SAMPLES["gappy"], OPTIONS)
    assert "no such header in the tree" in text
    assert "incomplete" in text.lower()


def test_an_unknown_format_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="unknown format 'jsn'; did you mean json"):
        rendered("jsn", SAMPLES["empty"], OPTIONS)
    with pytest.raises(UsageError, match=f"formats are {', '.join(sorted(FORMATS))}"):
        rendered("?", SAMPLES["empty"], OPTIONS)
    with pytest.raises(UsageError, match="formats are header, json, text"):
        snapshots_rendered("html", (), OPTIONS)
    assert set(SNAPSHOT_FORMATS) == {"text", "json", "header"}


def test_only_the_format_that_is_asked_for_is_imported() -> None:
    program = (
        "import sys; from uapicheck.render import formats;"
        "print([m for m in ('jinja2', 'json', 'difflib', 'textwrap', 'uapicheck.render.text') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
