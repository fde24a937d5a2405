"""The formats that a report, review or snapshot can be written in, by name; each is imported when it is asked for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from uapicheck.errors import UsageError
from uapicheck.model.facts import Snapshot
from uapicheck.model.report import Report
from uapicheck.render.options import Options

if TYPE_CHECKING:  # a check has no series, surveys nothing and tells no history
    from uapicheck.model.history import History
    from uapicheck.model.survey import Survey
    from uapicheck.render.answer import Answer

Renderer: TypeAlias = Callable[[Report, Options], str]
ReviewRenderer: TypeAlias = "Callable[[Answer, Options], str]"
SurveyRenderer: TypeAlias = "Callable[[Survey, Options], str]"
SnapshotRenderer: TypeAlias = Callable[[Sequence[Snapshot], Options], str]

HistoryRenderer: TypeAlias = "Callable[[History, Options], str]"


def _late(module: str) -> Callable[..., str]:
    """Return a renderer that imports its module (whose function has the same name) at its first use."""

    def render(of: object, options: Options) -> str:
        function = getattr(import_module(f"uapicheck.render.{module}"), module)
        return cast("str", function(of, options=options))

    return render


FORMATS: Final[Mapping[str, Renderer]] = {
    "text": _late("text"),
    "terse": _late("terse"),
    "json": _late("report_json"),
    "html": _late("html"),
    "sarif": _late("sarif"),
    "junit": _late("junit"),
    "github": _late("github"),
    "gitlab": _late("gitlab"),
    "markdown": _late("markdown"),
    "waivers": _late("waivers"),
}
"""What `check` writes."""
EXPLAINING: Final = frozenset({"html", "markdown", "sarif"})
"""Formats that quote the pages of the rules that found something, from `Options.rules`."""

SNAPSHOT_FORMATS: Final[Mapping[str, SnapshotRenderer]] = {
    "text": _late("snapshot_text"),
    "json": _late("snapshot_json"),
    "header": _late("snapshot_header"),
}
"""What `snapshot` writes."""


SURVEY_FORMATS: Final[Mapping[str, SurveyRenderer]] = {
    "text": _late("spaces_text"),
    "json": _late("spaces_json"),
    "html": _late("spaces_html"),
}
"""What `spaces` writes."""


HISTORY_FORMATS: Final[Mapping[str, "HistoryRenderer"]] = {
    "text": _late("history_text"),
    "json": _late("history_json"),
    "html": _late("history_html"),
}
"""What `history` writes."""


def _all_reports(module: str) -> ReviewRenderer:
    """Return a renderer that writes the reports of all series as one: the module has a second function for that."""

    def render(answer: "Answer", options: Options) -> str:
        from uapicheck.render.answer import reported  # noqa: PLC0415 - a check has no series

        function = getattr(import_module(f"uapicheck.render.{module}"), f"{module}_of")
        return cast("str", function([reported(review) for review in answer.reviews], options=options))

    return render


def _each_report(name: str) -> ReviewRenderer:
    """Return a renderer that writes the report of each series, one after the other."""

    def render(answer: "Answer", options: Options) -> str:
        from uapicheck.render.answer import reported  # noqa: PLC0415 - a check has no series

        return "".join(FORMATS[name](reported(review), options) for review in answer.reviews)

    return render


REVIEW_FORMATS: Final[Mapping[str, ReviewRenderer]] = {
    "text": _late("review_text"),
    "terse": _each_report("terse"),
    "json": _late("review_json"),
    "html": _late("review_html"),
    "mail": _late("mail"),
    "b4": _late("b4"),
    "sarif": _all_reports("sarif"),
    "junit": _all_reports("junit"),
    "github": _all_reports("github"),
    "gitlab": _all_reports("gitlab"),
    "markdown": _all_reports("markdown"),
    "waivers": _each_report("waivers"),
}
"""What `patch` writes."""


DIRECTORIES: Final = frozenset({"html"})
"""Formats of `check` and `patch` that can be a directory of files."""


def report_files(report: Report, options: Options) -> Mapping[str, str]:
    """Return the files of a report that is a directory, by name."""
    from uapicheck.render.html_directory import report_pages  # noqa: PLC0415 - as every format

    return report_pages(report, options)


def review_files(answer: "Answer", options: Options) -> Mapping[str, str]:
    """Return the files of reviews that are a directory, by name."""
    from uapicheck.render.html_directory import review_pages  # noqa: PLC0415 - as every format

    return review_pages(answer, options)


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
