"""Which subsystem each header with findings belongs to, as MAINTAINERS has it: the most specific pattern counts."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from uapicheck.frozen import replaced
from uapicheck.model.report import Report
from uapicheck.pipeline.side import Headers, Side

if TYPE_CHECKING:
    from uapicheck.pipeline.maintainers import Entry

_MAINTAINERS = "MAINTAINERS"
_LEAST = 2
"""Headers with findings; of one the report says enough by itself."""


def with_subsystems(report: Report, sides: Sequence[Side]) -> Report:
    """Return a report that knows the subsystems of its findings, where the tree of a side tells them."""
    paths = sorted({finding.uapi_path for finding in report.findings})
    text = next((held for side in reversed(sides) if (held := _maintainers(side))), "")
    if len(paths) < _LEAST or not text:
        return report
    found = subsystems(text, paths)
    return replaced(report, subsystems=tuple((path, found[path]) for path in paths if path in found))


def _maintainers(side: Side) -> str:
    return side.tree.documents.get(_MAINTAINERS, "") if isinstance(side, Headers) else ""


def subsystems(maintainers: str, paths: Iterable[str]) -> dict[str, str]:
    """Return the title of the entry that looks after each path; a path that nobody looks after is left out.

    Of several entries that one counts whose pattern goes deepest, then the one with the longest, then the first.
    """
    from uapicheck.pipeline.maintainers import entries, is_matched  # noqa: PLC0415 - few reports are so large

    patterns: dict[str, list[tuple[str, Entry]]] = {}
    for entry in entries(maintainers):
        for pattern in entry.files:
            patterns.setdefault(pattern.partition("/")[0], []).append((pattern, entry))
    found: dict[str, str] = {}
    for path in paths:
        first = path.partition("/")[0]
        near = [each for start in dict.fromkeys((first, "*")) for each in patterns.get(start, ())]
        matching = [(pattern, entry) for pattern, entry in near if is_matched(pattern, path) and entry.has(path)]
        if matching:
            found[path] = max(matching, key=lambda each: _depth(each[0]))[1].title
    return found


def _depth(pattern: str) -> tuple[int, int]:
    return len(pattern.rstrip("/").split("/")), len(pattern)
