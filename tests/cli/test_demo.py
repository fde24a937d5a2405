"""The first command of the README: it works with what a checkout has, and says what the README quotes."""

import re
import shlex
from collections.abc import Callable

import pytest

from tests.cli.conftest import Cli
from tests.corpus import PROJECT

README = (PROJECT / "README.md").read_text(encoding="utf-8")
Gold = Callable[[str, str], None]


def command() -> list[str]:
    """Return what `make demo` runs."""
    (line,) = re.findall(r"^DEMO := uapicheck (.*)$", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    return shlex.split(line)


def test_the_demo_answers_the_review_thread(cli: Cli, monkeypatch: pytest.MonkeyPatch, gold: Gold) -> None:
    monkeypatch.chdir(PROJECT)
    done = cli(*command(), "-o", "html")
    assert (done.status, done.err) == (0, "")
    gold("2048-bit-registers.html", done.out)


PAGES = {
    "2048-bit-registers-broken.html": "patch tests/demo/2048-bit-registers-broken.patch",
    "history-of-kvm.html": "history 'KVM_REG_*' 'KVM_CAP_*' 'KVM_EXIT_*'",
    "registers.html": "check tests/demo/old/registers.h tests/demo/new/registers.h",
    "kvm-4.20-rc1-to-5.2.html": "check atlas:v4.20-rc1 atlas:v5.2 --header linux/kvm.h",
}
"""Pages that a checkout can make; those of kernel headers come from the atlas, which has no text of theirs."""
_LARGEST = 300_000
"""Bytes of a report on linux/kvm.h."""


@pytest.mark.parametrize("sample", PAGES)
def test_a_page_of_the_showroom_is_what_its_command_writes(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, gold: Gold, sample: str
) -> None:
    monkeypatch.chdir(PROJECT)
    done = cli(*shlex.split(PAGES[sample]), "-o", "html")
    assert (done.status, done.err) == (0 if sample.startswith("history") else 1, "")
    assert len(done.out.encode()) <= _LARGEST
    gold(sample, done.out.replace(str(PROJECT), "CHECKOUT"))


QUOTED = re.findall(r"^<!-- \$ uapicheck ([^>\n]*) > reports/(\S+) -->$", README, re.MULTILINE)
"""What the README quotes and a checkout can run: the rest needs a repository of the tests' own."""


@pytest.mark.parametrize(("line", "sample"), [(line, sample) for line, sample in QUOTED if "-C linux" not in line])
def test_what_the_readme_quotes_is_what_a_checkout_prints(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, gold: Gold, line: str, sample: str
) -> None:
    monkeypatch.chdir(PROJECT)
    done = cli(*shlex.split(line))
    assert done.status == ("broken" in line)
    assert done.err == ""
    gold(sample, done.out)


def test_the_readme_quotes_what_can_be_run_without_a_kernel_tree() -> None:
    commands = {line.split(" ")[0] for line, _ in QUOTED if "-C linux" not in line}
    assert commands == {"patch", "history", "spaces", "decode"}
