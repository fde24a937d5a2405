"""The formats that a report, review or snapshot can be written in, by name; each is imported when it is asked for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from uapicheck.errors import UsageError
from uapicheck.model.facts import Snapshot
from uapicheck.model.report import Report
from uapicheck.render.options import Options

if TYPE_CHECKING:  # a check has no series
    from uapicheck.model.history import History
    from uapicheck.render.answer import Answer

Renderer: TypeAlias = Callable[[Report, Options], str]
ReviewRenderer: TypeAlias = "Callable[[Answer, Options], str]"
SnapshotRenderer: TypeAlias = Callable[[Sequence[Snapshot], Options], str]

HistoryRenderer: TypeAlias = "Callable[[History, Options], str]"


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
    "waivers": _report_format("waivers"),
}
"""What `check` writes."""

SNAPSHOT_FORMATS: Final[Mapping[str, SnapshotRenderer]] = {
    "text": _snapshot_format("snapshot_text"),
    "json": _snapshot_format("snapshot_json"),
}
"""What `snapshot` writes."""


def _history_format(module: str) -> "HistoryRenderer":
    """Return the same for histories."""

    def render(history: "History", options: Options) -> str:
        function = getattr(import_module(f"uapicheck.render.{module}"), module)
        return cast("str", function(history, options=options))

    return render


HISTORY_FORMATS: Final[Mapping[str, "HistoryRenderer"]] = {
    "text": _history_format("history_text"),
    "json": _history_format("history_json"),
    "html": _history_format("history_html"),
}
"""What `history` writes."""


def _review_format(module: str) -> ReviewRenderer:
    """Return the same for reviews of patches."""

    def render(answer: "Answer", options: Options) -> str:
        function = getattr(import_module(f"uapicheck.render.{module}"), module)
        return cast("str", function(answer, options=options))

    return render


def _each_report(name: str) -> ReviewRenderer:
    """Return a renderer that writes the report of each series, one after the other."""

    def render(answer: "Answer", options: Options) -> str:
        from uapicheck.render.answer import reported  # noqa: PLC0415 - a check has no series

        return "".join(FORMATS[name](reported(review), options) for review in answer.reviews)

    return render


REVIEW_FORMATS: Final[Mapping[str, ReviewRenderer]] = {
    "text": _review_format("review_text"),
    "terse": _each_report("terse"),
    "json": _review_format("review_json"),
    "html": _review_format("review_html"),
    "mail": _review_format("mail"),
    "b4": _review_format("b4"),
    "waivers": _each_report("waivers"),
}
"""What `patch` writes."""


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


def history_rendered(name: str, history: "History", options: Options) -> str:
    """Return a history in the format of this name.

    Raises `UsageError` where there is no such format.
    """
    if name not in HISTORY_FORMATS:
        raise unknown_format(name, HISTORY_FORMATS)
    return HISTORY_FORMATS[name](history, options)


def reviews_rendered(name: str, answer: "Answer", options: Options) -> str:
    """Return reviews of patches in the format of this name.

    Raises `UsageError` where there is no such format.
    """
    if name not in REVIEW_FORMATS:
        raise unknown_format(name, REVIEW_FORMATS)
    return REVIEW_FORMATS[name](answer, options)


def unknown_format(name: str, known: Iterable[str]) -> UsageError:
    """Return the error for a format that does not exist, with the nearest one that does."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it, start-up does not

    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    advice = f"did you mean {near[0]}?" if near else f"formats are {', '.join(names)}"
    return UsageError(f"unknown format {name!r}", advice=advice)
