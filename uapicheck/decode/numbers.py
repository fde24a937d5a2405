"""Members of number spaces: capabilities, exit reasons and their like, by number and by name."""

import re
from collections.abc import Iterable, Sequence

from uapicheck.decode.known import Known
from uapicheck.decode.sightings import sightings
from uapicheck.model.decoded import CONSTANT, Number, Origin
from uapicheck.model.facts import Constant
from uapicheck.model.space_words import SpaceWords
from uapicheck.spaces.families import Names, members, names, number
from uapicheck.spaces.register_words import number_kinds
from uapicheck.spaces.words import shipped_families


def numbers(asked: str, value: int, sides: Sequence[Known], kinds: Sequence[str] = ()) -> tuple[Number, ...]:
    """Return what has a number in the spaces whose members are asked for by it; `kinds` narrows them."""
    found: list[Number] = []
    sets = [(known, names(known.snapshot.facts.values())) for known in sides]
    for kind, words in _spaces().items():
        if kinds and kind not in kinds:
            continue
        taken = [
            (known, constant)
            for known, side in sets
            for constant in members(words, side)
            if number(constant, words) == value
        ]
        found += _grouped(asked, taken, kind, words.name)
        if not taken and sides:
            found += _retired(asked, value, kind, words, sides, sets)
    return tuple(found)


def constant_named(asked: str, name: str, sides: Sequence[Known]) -> tuple[Number, ...]:
    """Return the values of a constant, each with the targets that have it."""
    found = [(known, known.constants[name]) for known in sides if name in known.constants]
    for kind, words in _spaces().items():
        is_member = re.fullmatch(words.members, name) and name not in words.exclude
        if is_member and not (words.excluded and re.fullmatch(words.excluded, name)):
            in_space = [
                (known, constant)
                for known, constant in found
                if constant in members(words, names(known.snapshot.facts.values()))
            ]
            if in_space:
                return _grouped(asked, in_space, kind, words.name)
    return _grouped(asked, found, CONSTANT, "")


def _spaces() -> dict[str, SpaceWords]:
    every = {words.name: words for words in shipped_families().families}
    return {kind: every[name] for kind, name in number_kinds().items() if name in every}


def _retired(
    asked: str,
    value: int,
    kind: str,
    words: SpaceWords,
    sides: Sequence[Known],
    sets: Sequence[tuple[Known, Names]],
) -> list[Number]:
    """Return the names that had a number and are gone; only where headers have the space at all."""
    if not any(members(words, side) for _, side in sets):
        return []
    return [
        Number(
            asked=asked,
            value=value,
            kind=kind,
            name=name,
            type="",
            space=words.name,
            retired=True,
            origin=Origin(source=sides[0].snapshot.source, targets=()),
        )
        for name, retired in words.retired
        if retired == value
    ]


def _grouped(asked: str, found: Iterable[tuple[Known, Constant]], kind: str, space: str) -> tuple[Number, ...]:
    return tuple(
        Number(
            asked=asked,
            value=constant.value,
            kind=kind,
            name=constant.name,
            type=constant.type,
            space=space,
            retired=False,
            origin=origin,
        )
        for _, constant, origin in sightings(found, lambda constant: (constant.name, constant.value))
    )
