"""How fast codes are handed out, and when a space would be full if it went on like that."""

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil

from uapicheck.model.release import Release
from uapicheck.model.survey import Filling, Growth

_FEWEST = 3
"""Releases below which a pace would be a guess."""
_YEAR = 365.25
"""Days."""
_RECENT = 5
"""Years that the newest pace is taken over."""
_CYCLE = 66
"""Days from one release of Linux to the next: nine weeks and a half."""
_MINORS = 20
"""Releases of one major number: .0 to .19, as it was in 3.x, 5.x and 6.x."""
_FORESEEN = 100
"""Years for which an estimate names a release; beyond, the year says enough."""
_FARTHEST = 1000
"""Years beyond which an estimate is called never: no calendar and no kernel reaches that far."""


def growth(taken: Sequence[tuple[Release, int]], *, left: int | None) -> Growth | None:
    """Return how a space grew over releases, oldest first, each with how many codes it had taken.

    Only releases of Linux count: numbers in a candidate may still go. `left` is how many codes are free, None where
    the space has no end. None where fewer than three releases with a day are given, or all are of one day.
    """
    counted = [(each, _day(each), codes) for each, codes in taken if each.kind.is_baseline]
    dated = sorted(
        ((release, day, codes) for release, day, codes in counted if day is not None), key=lambda item: item[1]
    )
    if len(dated) < _FEWEST or dated[0][1] == dated[-1][1]:
        return None
    first, last = dated[0], dated[-1]
    overall = _pace(first[1], first[2], last[1], last[2])
    since = max(first[1], last[1] - timedelta(days=_RECENT * _YEAR))
    # Between two releases nothing is handed out: on that day stood what the last one before it had.
    recent = _pace(since, next(codes for _, day, codes in reversed(dated) if day <= since), last[1], last[2])
    return Growth(
        first=first[0].name,
        last=last[0].name,
        releases=len(dated),
        overall=overall,
        recent=recent,
        filling=None if left is None else _filling(last[0], last[1], recent, left),
    )


def _day(release: Release) -> date | None:
    try:
        return date.fromisoformat(release.date)
    except ValueError:
        return None


def _pace(start: date, codes: int, end: date, more: int) -> float:
    return (more - codes) * _YEAR / (end - start).days


def _filling(newest: Release, day: date, pace: float, left: int) -> Filling | None:
    if pace <= 0 or left / pace > _FARTHEST:
        return None
    years = left / pace
    return Filling(
        years=years,
        year=int(day.year + day.timetuple().tm_yday / _YEAR + years),
        release=_after(newest, years) if years <= _FORESEEN else "",
    )


def _after(newest: Release, years: float) -> str:
    """Return the name of the release that comes so many years after another; empty where that has no number."""
    parts = newest.name.removeprefix("v").partition("-")[0].split(".")
    if len(parts) < 2 or not all(part.isascii() and part.isdecimal() for part in parts[:2]):  # noqa: PLR2004 - major and minor
        return ""
    major, minor = int(parts[0]), int(parts[1])
    more, minor = divmod(minor + ceil(years * _YEAR / _CYCLE), _MINORS)
    return f"v{major + more}.{minor}"
