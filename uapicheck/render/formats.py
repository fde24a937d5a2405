"""The formats that a report or snapshot can be written in, by name; each is imported when it is asked for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import Final, TypeAlias, cast

from uapicheck.errors import UsageError
from uapicheck.model.facts import Snapshot
from uapicheck.model.report import Report
from uapicheck.render.options import Options

Renderer: TypeAlias = Callable[[Report, Options], str]
SnapshotRenderer: TypeAlias = Callable[[Sequence[Snapshot], Options], str]


def _report_format(module: str) -> Renderer:
    """Return a renderer that imports its module (whose function has the same name) at its first use."""

    def render(report: Report, options: Options) -> str:
        function = getattr(import_module(f"uapicheck.render.{module}"), module)
        return cast("str", function(report, options=options))

    return render


def _snapshot_format(module: str) -> SnapshotRenderer:
    """Return the same for snapshots."""

    def render(snapshots: Sequence[Snapshot], options: Options) -> str:
        function = getattr(import_module(f"uapicheck.render.{module}"), module)
        return cast("str", function(snapshots, options=options))

    return render


FORMATS: Final[Mapping[str, Renderer]] = {
    "text": _report_format("text"),
    "terse": _report_format("terse"),
    "json": _report_format("report_json"),
    "html": _report_format("html"),
}
"""What `check` and `patch` write."""

SNAPSHOT_FORMATS: Final[Mapping[str, SnapshotRenderer]] = {
    "text": _snapshot_format("snapshot_text"),
    "json": _snapshot_format("snapshot_json"),
}
"""What `snapshot` writes."""


def rendered(name: str, report: Report, options: Options) -> str:
    """Return a report in the format of this name.

    Raises `UsageError` where there is no such format.
    """
    if name not in FORMATS:
        raise unknown_format(name, FORMATS)
    return FORMATS[name](report, options)


def snapshots_rendered(name: str, snapshots: Sequence[Snapshot], options: Options) -> str:
    """Return snapshots in the format of this name.

    Raises `UsageError` where there is no such format.
    """
    if name not in SNAPSHOT_FORMATS:
        raise unknown_format(name, SNAPSHOT_FORMATS)
    return SNAPSHOT_FORMATS[name](snapshots, options)


def unknown_format(name: str, known: Iterable[str]) -> UsageError:
    """Return the error for a format that does not exist, with the nearest one that does."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it, start-up does not

    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    advice = f"did you mean {near[0]}?" if near else f"formats are {', '.join(names)}"
    return UsageError(f"unknown format {name!r}", advice=advice)
