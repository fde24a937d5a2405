"""README says what the code says: its table of rules, and the output that it quotes."""

import re
from pathlib import Path

import pytest

from tests.corpus import PROJECT
from uapicheck.rules import catalogue

README = PROJECT / "README.md"
_BLOCK = re.compile(r"(<!-- (?P<name>[^\n]*?) -->\n)(?P<body>.*?)(<!-- end -->)", re.DOTALL)


def rules_table() -> str:
    rows = [
        f"| `{name}` | {rule.severity.name.lower()} | {(rule.prose or '').strip().splitlines()[0].rstrip('.')} |\n"
        for name, rule in catalogue().items()
    ]
    return "| rule | severity | what happened |\n|---|---|---|\n" + "".join(rows)


def block(name: str) -> str:
    if name == "rules":
        return rules_table()
    command, _, sample = name.removeprefix("$ ").partition(" > ")
    if command.startswith("python "):
        program, output = ((PROJECT / path).read_text(encoding="utf-8") for path in (command.split()[1], sample))
        return f"```python\n{program}```\n\n```\n{output}```\n"
    return f"```\n$ {command}\n{(PROJECT / sample).read_text(encoding='utf-8')}```\n"


def current(text: str) -> str:
    return _BLOCK.sub(lambda match: match[1] + block(match["name"]) + match[4], text)


def test_the_readme_says_what_the_code_says(request: pytest.FixtureRequest) -> None:
    text = README.read_text(encoding="utf-8")
    if request.config.getoption("--accept"):
        README.write_text(current(text), encoding="utf-8")
        return
    assert text == current(text), "README.md is out of date: see what differs, accept with `pytest --accept`"


def test_every_link_of_the_readme_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README.read_text(encoding="utf-8"))
    assert links
    assert all((PROJECT / Path(link)).exists() for link in links)
