"""The text of an example, all the way to findings, under all rules."""

import re
from collections.abc import Mapping
from textwrap import dedent

from uapicheck.diff.changes import comparison
from uapicheck.engine.judge import Judgement, judge
from uapicheck.extract.snapshot import snapshot
from uapicheck.model.facts import Snapshot
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import Form, HeaderTree, Provenance
from uapicheck.rules import catalogue

PREAMBLE = "#include <linux/types.h>\n#include <linux/ioctl.h>\n"
"""What every header of an example begins with; examples leave it out."""


def sections(text: str) -> Mapping[str, tuple[int, str]]:
    """Return the headers of an example: name to the line before its first one, and text."""
    found: dict[str, tuple[int, list[str]]] = {}
    name = "linux/example.h"
    for number, line in enumerate(dedent(text).strip("\n").splitlines()):
        if start := re.fullmatch(r"\s*// header: (\S+)\s*", line):
            name = start[1]
            found[name] = (number + 1, [])
            continue
        found.setdefault(name, (number, []))[1].append(line)
    return {name: (start, "\n".join(lines)) for name, (start, lines) in found.items()}


def lines(text: str) -> list[str]:
    """Return the lines of an example as they are counted."""
    return dedent(text).strip("\n").splitlines()


def _snapshot(text: str, label: str, asked: frozenset[str], target: str) -> Snapshot:
    headers = {name: PREAMBLE + body + "\n" for name, (_, body) in sections(text).items()}
    arch = TARGETS[target].arch
    tree = HeaderTree(
        provenance=Provenance(label=label, kind="example", id=label),
        form=Form.SINGLE,
        files={f"include/{name}": body for name, body in headers.items()},
        search={arch: ("include/",)},
        headers={arch: tuple(sorted(headers))},
        generic={},
    )
    return snapshot(tree, TARGETS[target], sorted(asked))


def compared(before: str, after: str, *targets: str) -> Judgement:
    """Compare two texts on some targets, x86_64 where none is named."""
    asked = frozenset(sections(before)) | frozenset(sections(after))
    return judge(
        [
            comparison(
                _snapshot(before, "before", asked, target),
                _snapshot(after, "after", asked, target),
                arch=TARGETS[target].arch,
            )
            for target in targets or ("x86_64",)
        ],
        catalogue(),
    )


def line_in(text: str, header: str, line: int) -> int:
    """Return where a line of a header stands in its example; the preamble counts as the header's first line."""
    start, _ = sections(text)[header]
    return start + max(line - PREAMBLE.count("\n"), 1)
