"""Every rule's examples, each under all rules: a finding on each marked line and nowhere else."""

import re
from pathlib import Path

import pytest

from tests.rules.compared import compared, line_in, lines
from uapicheck.engine import Example
from uapicheck.model.place import Location, Side
from uapicheck.rules import catalogue

CASES = Path(__file__).parent / "cases"


def written_cases() -> list[tuple[str, Example]]:
    """Return the examples of the Markdown files: a heading, then a block before and a block after."""
    found = []
    for file in sorted(CASES.glob("*.md")):
        pattern = r"^## (.+?)\n+```c\n(.*?)```\n+```c\n(.*?)```"
        for title, before, after in re.findall(pattern, file.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
            found.append((f"{file.stem}: {title}", Example(title=title, before=before, after=after)))
    return found


EXAMPLES = [
    *((f"{name}: {example.title}", example) for name, rule in catalogue().items() for example in rule.examples),
    *written_cases(),
]


def promised(example: Example, word: str) -> list[tuple[Side, int, str]]:
    return sorted(
        (side, number, name)
        for side, text in ((Side.OLD, example.before), (Side.NEW, example.after))
        for number, line in enumerate(lines(text), start=1)
        for name in re.findall(rf"// {word}: ([a-z-]+)", line)
    )


def seen(example: Example, where: Location, rule: str) -> tuple[Side, int, str]:
    text = example.before if where.side is Side.OLD else example.after
    return (where.side, line_in(text, where.place.header, where.place.line), rule)


@pytest.mark.parametrize("example", [e for _, e in EXAMPLES], ids=[name for name, _ in EXAMPLES])
def test_fires_where_promised_and_nowhere_else(example: Example) -> None:
    found = compared(example.before, example.after).findings
    assert sorted(seen(example, f.where, f.rule) for f in found) == promised(example, "expect")
    beneath = {seen(example, c.where, c.rule) for f in found for c in f.also}
    assert beneath >= set(promised(example, "also"))


@pytest.mark.parametrize("example", [e for _, e in EXAMPLES], ids=[name for name, _ in EXAMPLES])
def test_a_header_equal_to_itself_is_clean(example: Example) -> None:
    for text in (example.before, example.after):
        judgement = compared(text, text)
        assert (judgement.findings, judgement.additions, judgement.missing, judgement.spaces) == ((), (), (), ())
