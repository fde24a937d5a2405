"""Sentences about number spaces that text and HTML share."""

from collections.abc import Mapping
from typing import Final

from uapicheck.model.survey import Growth, Survey, SurveyedSpace
from uapicheck.model.targets import TARGETS
from uapicheck.render.escape import plain
from uapicheck.render.space_map import spelled
from uapicheck.render.words import counted

DRAWN_KINDS: Final = ("field", "flags", "ioctls")
"""Kinds whose numbers have an end and can be drawn."""
KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "field": ("Fields", "field"),
    "numbers": ("Numbers", "family of numbers"),
    "ioctls": ("Ioctls", "family of ioctls"),
    "flags": ("Flags", "word of flags"),
}
"""Title and noun of each kind, in the order in which they are shown."""
_PLURALS: Final = {
    "field": "fields", "numbers": "families of numbers", "ioctls": "families of ioctls", "flags": "words of flags",
}  # fmt: skip
ESTIMATE: Final = "estimates go on with the pace of the last five years"


def headline(survey: Survey) -> str:
    """Return `100 number spaces: 17 fields, 38 families of numbers, ...`."""
    counts = {kind: sum(space.summary.kind == kind for space in survey.spaces) for kind in KINDS}
    parts = [counted(count, KINDS[kind][1], _PLURALS[kind]) for kind, count in counts.items() if count]
    if len(survey.spaces) == 1:
        return f"the number space {plain(survey.spaces[0].summary.name)}"
    return f"{counted(len(survey.spaces), 'number space')}: {', '.join(parts)}"


def scope_words(survey: Survey) -> str:
    """Return `2 headers on 11 targets`."""
    return f"{counted(len(survey.headers), 'header')} on {counted(len(survey.targets), 'target')}"


def left_out_words(survey: Survey) -> str:
    """Return what was not looked at, empty where all was."""
    seen = {TARGETS[name].arch for name in survey.targets if name in TARGETS}
    if survey.left_out:
        return f"{', '.join(plain(arch) for arch in survey.left_out)}: a number that only they show seems free"
    if len(survey.headers) == 1:  # given alone, or asked for alone
        return f"what {plain(survey.headers[0])} does not hold: a number that other headers have seems free"
    if len(seen) == 1:
        return f"other architectures than {seen.pop()}: a number that only they show seems free"
    return ""


def growth_words(space: SurveyedSpace) -> str:
    """Return `+9.6 a year since v2.6.25, +12.2 over the last five years`, empty where too few releases tell."""
    growth = space.growth
    if growth is None:
        return ""
    since = f"{pace(growth.overall)} a year from {plain(growth.first)} to {plain(growth.last)}"
    return since if growth.recent == growth.overall else f"{since}, {pace(growth.recent)} over the last five years"


def full_words(space: SurveyedSpace) -> str:
    """Return when the space would be full, empty for one without an end or without releases to tell by."""
    growth, capacity = space.growth, space.summary.capacity
    if growth is None or capacity is None:
        return ""
    if not space.summary.free:
        return "it is"
    filling = growth.filling
    if filling is None:
        return "never at this pace"
    about = f", {plain(filling.release)}" if filling.release else ""
    return f"about {filling.year}{about} at this pace (an estimate)"


def full_cell(growth: Growth | None, *, bounded: bool) -> str:
    """Return the same in a word or two for a table: `~2054`, `never`."""
    if growth is None or not bounded:
        return ""
    if growth.filling is None:
        return "never"
    return f"~{growth.filling.year} {plain(growth.filling.release)}".rstrip()


def pace(codes: float) -> str:
    """Return codes a year with their sign: `+9.6`, `0`."""
    return f"{codes:+.1f}" if round(abs(codes), 1) else "0"


def retired_words(space: SurveyedSpace, *, joint: str = " ") -> str:
    """Return who had the retired numbers: `17 KVM_CAP_DEVICE_ASSIGNMENT (last in v3.19)`.

    `joint` stands between the words of each.
    """
    spell = spelled(space.summary)
    return ", ".join(
        f"{spell(each.number)} {plain(each.name)}{f' (last in {plain(each.last)})' if each.last else ''}".replace(
            " ", joint
        )
        for each in space.retired
    )


def by_targets(space: SurveyedSpace) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Return the members that not all targets of the space show, as targets and names, the fewest targets first."""
    found: dict[tuple[str, ...], list[str]] = {}
    for member in space.members:
        if member.targets != space.targets and set(member.targets) != set(space.targets):
            found.setdefault(member.targets, []).append(member.name)
    ordered = sorted(found.items(), key=lambda item: (len(item[0]), item[0]))
    return tuple((targets, tuple(dict.fromkeys(names))) for targets, names in ordered)
