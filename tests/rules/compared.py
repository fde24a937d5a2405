"""The text of an example, all the way to findings, under all rules."""

import re
from collections.abc import Mapping
from textwrap import dedent

from tests.rules.policed import policed
from uapicheck.diff.changes import comparison
from uapicheck.diff.compat import joined
from uapicheck.diff.contests import contests
from uapicheck.diff.stakes import Stake
from uapicheck.engine.judge import Judgement, judge
from uapicheck.extract.possible_bits import possible_bits
from uapicheck.extract.snapshot import snapshot
from uapicheck.extract.standins import KERNEL
from uapicheck.frozen import replaced
from uapicheck.model.comparison import Comparison
from uapicheck.model.facts import Snapshot
from uapicheck.model.news import NewsChange
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import Form, HeaderTree, Provenance
from uapicheck.pipeline.judging import CONFIG
from uapicheck.pipeline.texts import TextComparison
from uapicheck.rules import catalogue

PREAMBLE = "#include <linux/types.h>\n#include <linux/ioctl.h>\n"
"""What every header of an example begins with; examples leave it out."""

MARKER = re.compile(r"[ \t]*(?:# )?// (?:expect|also): [a-z-]+")
FORMS = {"include/uapi/": Form.SOURCE, "usr/include/": Form.INSTALLED}
"""A `// header:` line may say by its path that an example is a kernel source tree, or an installed one."""
DOCUMENTS = ("Documentation/", CONFIG)
"""What follows such a path is no header, but what the tree's document or config says."""
RIVAL = "another-series/"
"""What follows such a path is what another series makes of the header before."""


def sections(text: str) -> Mapping[str, tuple[int, str]]:
    """Return the headers of an example: name to the line before its first one, and text."""
    found: dict[str, tuple[int, list[str]]] = {}
    name = "linux/example.h"
    for number, line in enumerate(dedent(text).strip("\n").splitlines()):
        if start := re.fullmatch(r"\s*// header: (\S+)\s*", line):
            name = start[1]
            for prefix in FORMS:
                name = name.removeprefix(prefix)
            found[name] = (number + 1, [])
            continue
        found.setdefault(name, (number, []))[1].append(line)
    return {name: (start, "\n".join(lines)) for name, (start, lines) in found.items()}


def lines(text: str) -> list[str]:
    """Return the lines of an example as they are counted."""
    return dedent(text).strip("\n").splitlines()


def _snapshot(text: str, label: str, asked: frozenset[str], target: str) -> Snapshot:
    return snapshot(_tree(text, label, TARGETS[target].arch), TARGETS[target], sorted(asked))


def _tree(text: str, label: str, arch: str) -> HeaderTree:
    bodies = {name: MARKER.sub("", body) + "\n" for name, (_, body) in sections(text).items()}
    headers = {name: PREAMBLE + body for name, body in bodies.items() if not name.startswith((*DOCUMENTS, RIVAL))}
    form = next((form for prefix, form in FORMS.items() if f"// header: {prefix}" in text), Form.SINGLE)
    files = {f"include/{name}": body for name, body in headers.items()}
    # A tree has what one header alone gets stand-ins for.
    beside = {} if form is Form.SINGLE else {f"include/{name}": body for name, body in KERNEL.items()}
    return HeaderTree(
        provenance=Provenance(label=label, kind="example", id=label),
        form=form,
        files=beside | files,
        search={arch: ("include/",)},
        headers={arch: tuple(sorted(headers))},
        generic={},
        generic_names={arch: frozenset()} if form is Form.SOURCE else None,
        documents={name: body for name, body in bodies.items() if name.startswith(DOCUMENTS)},
    )


def compared(before: str, after: str, *targets: str) -> Judgement:
    """Compare two texts on some targets, x86_64 where none is named."""
    every = frozenset(sections(before)) | frozenset(sections(after))
    asked = frozenset(name for name in every if not name.startswith((*DOCUMENTS, RIVAL)))
    names = targets or ("x86_64",)
    comparisons = [_comparison(before, after, asked, target) for target in names]
    if not targets and any(isinstance(change, NewsChange) for change in comparisons[0].changes):
        # What 32-bit programs see of it belongs to the 64-bit target.
        comparisons = [joined([*comparisons, _comparison(before, after, asked, "i386")])[0]]
    judgement = judge(comparisons, catalogue())
    if CONFIG not in every:
        return judgement
    return policed(judgement, _tree(before, "before", "x86"), _tree(after, "after", "x86"), names)


def _comparison(before: str, after: str, asked: frozenset[str], target: str) -> Comparison:
    arch = TARGETS[target].arch
    old, new = _snapshot(before, "before", asked, target), _snapshot(after, "after", asked, target)
    texts = TextComparison(_tree(before, "before", arch), _tree(after, "after", arch))
    found = texts.completed(comparison(old, new, arch=arch, possible=possible_bits), old, new)
    _, _, rival = after.partition(f"// header: {RIVAL}")
    if not rival:
        return found
    other = _snapshot(f"// header: {rival.replace(RIVAL, '')}", "another series", asked, target)
    own, rivals = Stake("this series", old, new, is_series=True), [Stake("another series", old, other, is_series=True)]
    return replaced(found, changes=(*found.changes, *contests(own, rivals)))


def line_in(text: str, header: str, line: int) -> int:
    """Return where a line of a header stands in its example; the preamble counts as the header's first line."""
    start, _ = sections(text)[header]
    return start + max(line - PREAMBLE.count("\n"), 1)
