"""Surveys of number spaces for programs: the contract `uapicheck.spaces/1`, see `schemas/spaces-1.schema.json`.

Numbers are strings of hexadecimal digits, as in reports, and output is ASCII.
"""

import json
from collections.abc import Iterable
from typing import Any

from uapicheck.model.survey import BitField, Growth, IdLayout, Survey, SurveyedSpace, Unread
from uapicheck.render.options import Options

SCHEMA = "uapicheck.spaces/1"
_LISTED = 256
"""Free numbers of the largest list; a longer one is told in runs alone."""
_DIGITS = 2
"""Decimals of a pace: more would pretend to know it."""


def spaces_json(survey: Survey, *, options: Options) -> str:
    """Return the survey as one JSON object, keys in the order of the contract."""
    del options  # programs get everything, whatever the terminal looks like
    return json.dumps(document(survey), indent=2) + "\n"


def document(survey: Survey) -> dict[str, Any]:
    """Return what the JSON text holds, as plain values."""
    source = survey.source
    return {
        "schema": SCHEMA,
        "spaces": [_space(space) for space in survey.spaces],
        "layouts": [_layout(layout) for layout in survey.layouts],
        "source": {"label": source.label, "kind": source.kind, "id": source.id, "note": source.note},
        "targets": list(survey.targets),
        "left_out": list(survey.left_out),
        "headers": list(survey.headers),
        "releases": [release.name for release in survey.releases],
        "gaps": [_unread(each) for each in survey.unread],
    }


def _space(space: SurveyedSpace) -> dict[str, Any]:
    summary = space.summary
    # A name may have several numbers, by target; `members` has them all.
    taken: dict[str, str] = {}
    for name, number in summary.taken:
        taken.setdefault(name, hex(number))
    return {
        "name": summary.name,
        "kind": summary.kind,
        "bits": summary.bits,
        "capacity": summary.capacity,
        "taken": taken,
        "free": [hex(number) for number in summary.free] if len(summary.free) <= _LISTED else None,
        "holes": [hex(number) for number in summary.holes],
        "retired": [hex(number) for number in summary.retired],
        "next": None if summary.next is None else hex(summary.next),
        "free_runs": _runs(summary.free),
        "title": space.title,
        "mask": hex(space.mask) if space.mask else None,
        "mask_name": space.mask_name or None,
        "carrier": space.carrier or None,
        "targets": list(space.targets),
        "members": [
            {"name": each.name, "number": hex(each.number), "targets": list(each.targets)} for each in space.members
        ],
        "retired_names": [
            {"name": each.name, "number": hex(each.number), "last": each.last or None} for each in space.retired
        ],
        "growth": _growth(space.growth),
        "full_in": _full_in(space.growth),
        "remarks": list(summary.remarks),
    }


def _runs(numbers: Iterable[int]) -> list[dict[str, str]]:
    found: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return [{"first": hex(first), "last": hex(last)} for first, last in found]


def _growth(growth: Growth | None) -> dict[str, Any] | None:
    if growth is None:
        return None
    return {
        "first": growth.first,
        "last": growth.last,
        "releases": growth.releases,
        "per_year": round(growth.overall, _DIGITS),
        "per_year_recent": round(growth.recent, _DIGITS),
    }


def _full_in(growth: Growth | None) -> dict[str, Any] | None:
    if growth is None or growth.filling is None:
        return None
    filling = growth.filling
    return {"years": round(filling.years, 1), "year": filling.year, "release": filling.release or None}


def _layout(layout: IdLayout) -> dict[str, Any]:
    return {"arch": layout.arch, "code": hex(layout.code), "fields": [_field(field) for field in layout.fields]}


def _field(field: BitField) -> dict[str, Any]:
    return {"label": field.label or None, "high": field.high, "low": field.low}


def _unread(each: Unread) -> dict[str, Any]:
    return {
        "path": each.path,
        "line": each.line,
        "what": each.what,
        "why": each.why,
        "targets": list(each.targets),
    }
