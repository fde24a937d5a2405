"""`textconv`: one header, wherever git has put it, as facts; what no fact can be made of as text."""

import re
from collections.abc import Iterable, Iterator

from uapicheck.frozen import frozen
from uapicheck.model.facts import Snapshot
from uapicheck.pipeline.scope import Scope
from uapicheck.pipeline.snapshot import snapshots
from uapicheck.sources.opening import opened
from uapicheck.sources.source import Reading, Source

_COMMENT = re.compile(r'("(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\')|/\*.*?\*/|//[^\n]*', re.DOTALL)
_LONGEST = 2000
"""Lines of a declaration."""


@frozen(kw_only=True)
class Converted:
    """What there is to show of a header."""

    header: str
    """As the snapshots call it."""
    snapshots: tuple[Snapshot, ...]
    unread: tuple[tuple[int, str], ...]
    """Numbered lines of the declarations that could not be read, without comments; the same white space everywhere."""


def converted(path: str, scope: Scope) -> Converted:
    """Return what a header file defines; raise `UapiCheckError` where it cannot be one."""
    tree = opened(Source(text=path, reading=Reading.FILE), repository=None)
    (header,) = tree.files
    taken = snapshots(Source(text=path, reading=Reading.FILE), scope)
    starts = {gap.where.line for each in taken for gap in each.gaps if gap.where.header == header}
    return Converted(header=header, snapshots=taken, unread=tuple(_declarations(tree.files[header], starts)))


def _declarations(text: str, starts: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Yield the lines of the declarations and directives that start at these lines."""
    lines = _COMMENT.sub(lambda match: match[1] or "\n" * match[0].count("\n") or " ", text).split("\n")
    done = 0
    for start in sorted(starts):
        if start <= done:
            continue
        depth = 0
        for number in range(start, min(start + _LONGEST, len(lines) + 1)):
            line = " ".join(lines[number - 1].split())
            if line:
                yield number, line
            done = number
            depth += line.count("{") + line.count("(") - line.count("}") - line.count(")")
            is_directive = lines[start - 1].lstrip().startswith("#")
            if (is_directive and not line.endswith("\\")) or (not is_directive and depth <= 0 and line.endswith(";")):
                break
