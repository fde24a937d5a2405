"""Fields of ids: what their words mean in a snapshot."""

import re
from collections.abc import Mapping

from uapicheck.model.facts import Constant, HeaderFacts, Snapshot
from uapicheck.model.space import Space, SpaceWords
from uapicheck.model.space_words import WORD_64
from uapicheck.spaces.words import (
    SUBSYSTEMS,
    IdWords,
    Words,
    is_concerned,
    is_header_of,
    shipped_words,
    words_of,
)

__all__ = ["SUBSYSTEMS", "IdWords", "Words", "constants", "shipped_words", "spaces", "words_of"]

_HIGHEST_BIT = 63
_LARGEST_CODE = 0xFF
"""A wider field is no code that a person hands out, and its free codes are no list to print."""


def constants(snapshot: Snapshot, *, everywhere: bool = True) -> Mapping[str, Constant]:
    """Return the snapshot's constants by name, the first definition where there are several.

    Unless `everywhere`, only of headers that the package's words speak of.
    """
    found: dict[str, Constant] = {}
    for header, facts in snapshot.facts.items():
        if everywhere or any(is_header_of(name, header, facts.constants) for name in SUBSYSTEMS):
            for name, constant in facts.constants.items():
                found.setdefault(name, constant)
    return found


def spaces(snapshot: Snapshot, words: Words | None = None) -> tuple[Space, ...]:
    """Return the fields that `snapshot` has a mask and members for."""
    if words is None:
        if not is_concerned(snapshot):
            return ()
        words = shipped_words()
    known = constants(snapshot, everywhere=words.everywhere)
    found: list[Space] = []
    for space in words.spaces:
        mask = known.get(space.mask)
        if mask is None or mask.value <= 0:
            continue
        members = _members(snapshot.facts[mask.where.header], space)
        if not members:
            continue
        lowest = (mask.value & -mask.value).bit_length() - 1
        # A shift that the mask contradicts is told of where it changed; the mask knows better where the field is.
        shifts = [known[space.shift].value, lowest] if space.shift in known else [lowest]
        shift = next((n for n in shifts if 0 <= n <= _HIGHEST_BIT and mask.value >> n <= _LARGEST_CODE), None)
        if shift is None:
            continue
        found.append(
            Space(
                words=space,
                mask=mask,
                shift=shift,
                members=members,
                neighbours={name: known[name] for name in space.neighbours if name in known},
                neighbour_members={},
            )
        )
    by_mask = {space.mask.name: {n: c.value for n, c in space.members.items()} for space in found}
    return tuple(
        Space(
            words=space.words,
            mask=space.mask,
            shift=space.shift,
            members=space.members,
            neighbours=space.neighbours,
            neighbour_members={name: by_mask[name] for name in space.neighbours if name in by_mask},
        )
        for space in found
    )


def _members(facts: HeaderFacts, space: SpaceWords) -> Mapping[str, Constant]:
    """Return the members that stand beside the mask: the same prefix means other things in other headers."""
    shape, other = re.compile(space.members), re.compile(space.excluded)
    # What mask and shift are made of belongs to them, whatever it is called.
    takes_apart = {space.mask, space.shift}
    takes_apart |= {name for part in tuple(takes_apart) if (c := facts.constants.get(part)) for name in c.uses}
    found = [
        constant
        for name, constant in facts.constants.items()
        if name.startswith(space.prefixes)
        and shape.fullmatch(name)
        and name not in space.exclude
        and name not in takes_apart
        and not other.fullmatch(name)
    ]
    return {constant.name: constant for constant in sorted(found, key=lambda c: (c.value & WORD_64, c.name))}
