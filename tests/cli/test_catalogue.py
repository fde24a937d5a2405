"""`rules` and `explain`: every rule is listed and has a page, at any width, without a network."""

import json
import re
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.cli.stage import written
from tests.corpus import PROJECT
from tests.programs import run
from uapicheck.cli.catalogue import listing, page
from uapicheck.model.profile import Profile
from uapicheck.render.options import Options
from uapicheck.render.rule_list import rule_list
from uapicheck.render.rule_page import rule_page, rule_page_markdown
from uapicheck.rules import catalogue

CONFIG = '[uapicheck]\nprofile = "kvm"\nignore = ["field-moved"]\n[severity]\nmacro-removed = "note"\n'


def test_every_rule_is_listed_on_a_line_of_its_own(cli: Cli) -> None:
    done = cli("rules")
    assert (done.status, done.err) == (0, "")
    assert sorted(re.findall(r"^  (?:break|review|note) +([a-z-]+)", done.out, re.MULTILINE)) == list(catalogue())
    assert f"\n{len(catalogue())} rules: " in done.out


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_list_keeps_to_the_width(width: int) -> None:
    lines = rule_list(listing(None, ""), options=Options(width=width)).splitlines()
    assert max(map(len, lines)) <= max(width, 60)  # a name is not torn apart
    if width == 200:
        assert len([line for line in lines if line.startswith("   ")]) == 0


@pytest.mark.parametrize("profile", ["uapi", "kvm", "strict"])
def test_a_profile_lists_the_rules_that_it_runs(cli: Cli, profile: str) -> None:
    wanted = {name for name, rule in catalogue().items() if rule.profile <= Profile[profile.upper()]}
    rows = json.loads(cli("rules", "--profile", profile, "-o", "json").out)["rules"]
    assert {row["name"] for row in rows if row["runs"]} == wanted
    assert {row["name"] for row in rows} == set(catalogue())


def test_a_config_lists_what_it_runs_and_how(stage: Path, cli: Cli) -> None:
    written(stage, {"kvm.toml": CONFIG})
    done = cli("rules", "--config", "kvm.toml")
    assert "\nNot run (ignored): field-moved\n" in done.out
    assert re.search(r"^  note +macro-removed +A macro .*\n?.*\(break\s+by\s+itself\)", done.out, re.MULTILINE)
    assert re.search(rf"\n\d+ of {len(catalogue())} rules run in profile kvm by kvm.toml: ", done.out)


def test_markdown_is_a_table_of_what_runs(stage: Path, cli: Cli) -> None:
    written(stage, {"kvm.toml": CONFIG})
    lines = cli("rules", "--config", "kvm.toml", "-o", "markdown").out.splitlines()
    assert lines[1] == "|---|---|---|---|"
    assert all(line.count("|") == 5 for line in lines)
    assert not any("field-moved" in line for line in lines)


@pytest.mark.parametrize("name", catalogue())
def test_every_rule_has_a_page(name: str) -> None:
    text = rule_page(page(name), options=Options(width=80))
    said = catalogue()[name].prose or ""
    assert said.strip().splitlines()[0] in " ".join(text.split())
    for part in ("Why it breaks", "What to do", "Flagged: "):
        assert f"\n{part}" in text
    assert f"<-- {name}" in text or f"<-- also {name}" in text
    assert re.search(r"// (expect|also):", text) is None
    for ref in catalogue()[name].refs:
        assert " ".join(ref.split()) in " ".join(text.split())
    code = re.compile(r"^  [ +-] ")
    long = [line for line in text.splitlines() if len(line) > 80 and not code.match(line)]
    assert [line for line in long if " " in line.strip(" *")] == []


@pytest.mark.parametrize("name", catalogue())
def test_every_rule_has_a_page_in_markdown(name: str) -> None:
    text = rule_page_markdown(page(name), options=Options())
    assert text.startswith(f"# {name}\n\n")
    assert text.count("```") == 2 * len(catalogue()[name].examples)


def test_a_page_without_prose_says_why() -> None:
    done = run(["-OO", "-m", "uapicheck", "explain", "field-inserted"], directory=PROJECT)
    assert done.returncode == 0
    assert "`python -OO` strips it" in " ".join(done.stdout.split())
    assert "Flagged: a field is put on top" in done.stdout
    listed = run(["-OO", "-m", "uapicheck", "rules"], directory=PROJECT)
    assert "`python -OO` strips it" in " ".join(listed.stdout.split())
    assert sys.flags.optimize < 2


def test_colour_is_there_where_it_is_wanted(cli: Cli) -> None:
    for command in (("rules",), ("explain", "field-inserted")):
        assert "\x1b[" not in cli(*command).out
        assert "\x1b[" in cli(*command, "--color", "always").out
