"""What one target shows of the number spaces: fields, families, and codes inside ids."""

import re
from collections.abc import Iterable, Mapping, Sequence

from uapicheck.frozen import frozen
from uapicheck.model.facts import Constant, Snapshot
from uapicheck.model.space import Family, Space, SpaceKind
from uapicheck.model.space_words import GroupWords
from uapicheck.spaces.families import family, names
from uapicheck.spaces.fields import constants, spaces
from uapicheck.spaces.words import (
    SUBSYSTEMS,
    Words,
    is_concerned,
    is_header_of,
    joined,
    shipped_families,
    shipped_groups,
    shipped_words,
)

_WORD = (1 << 64) - 1
_WIDEST_GROUP = 16
"""Bits of the widest group whose codes are listed."""


@frozen(kw_only=True)
class Group:
    """Codes inside ids as one target has them."""

    words: GroupWords
    mask: int
    """In its place."""
    members: tuple[tuple[str, int], ...]
    """Names with their codes, shifted down."""


@frozen(kw_only=True)
class Inventory:
    """All that one target shows."""

    target: str
    fields: tuple[Space, ...]
    groups: tuple[Group, ...]
    families: tuple[Family, ...]
    ids: Mapping[str, int]
    """Codes of the architectures whose ids the words divide, in their place."""


def inventory(snapshot: Snapshot, *, arch: str, own: Words | None = None) -> Inventory:
    """Return what a snapshot of a target of `arch` has of the spaces that the package and the user describe.

    A user's space takes the place of a shipped one of the same name.
    """
    parts = []
    if is_concerned(snapshot):
        parts.append(_without(joined([shipped_words(), shipped_families()], everywhere=False), own))
    if own is not None:
        parts.append(own)
    found = [_described(snapshot, words) for words in parts]
    known = constants(snapshot, everywhere=False)
    groups = shipped_groups().groups if parts and parts[0] is not own else ()
    return Inventory(
        target=snapshot.target,
        fields=tuple(space for fields, _ in found for space in fields),
        groups=tuple(made for each in groups if arch in each.arches and (made := _group(each, known)) is not None),
        families=tuple(each for _, families in found for each in families),
        ids={
            payload.arch: known[payload.arch].value & _WORD
            for words in parts
            for group in words.ids
            for payload in group.payloads
            if payload.arch in known
        },
    )


def _without(words: Words, own: Words | None) -> Words:
    taken = frozenset() if own is None else frozenset(each.name for each in (*own.spaces, *own.families))
    return Words(
        spaces=tuple(each for each in words.spaces if each.name not in taken),
        families=tuple(each for each in words.families if each.name not in taken),
        ids=words.ids,
        layouts=words.layouts,
        everywhere=words.everywhere,
    )


def _described(snapshot: Snapshot, words: Words) -> tuple[Sequence[Space], Sequence[Family]]:
    side = names(
        facts
        for header, facts in snapshot.facts.items()
        if words.everywhere or any(is_header_of(name, header, facts.constants) for name in SUBSYSTEMS)
    )
    families = (family(each.of(snapshot.target), side) for each in words.families)
    return spaces(snapshot, words), [each for each in families if _is_shown(each)]


def _is_shown(found: Family) -> bool:
    if found.words.kind is SpaceKind.FLAGS:
        return any(value > 0 for value in found.members.values())
    return bool(found.members)


def _group(words: GroupWords, known: Mapping[str, Constant]) -> Group | None:
    """Return the codes of a group, None where the headers do not have it."""
    base = known[words.base].value & _WORD if words.base in known else 0
    mask = words.bits or (known[words.mask].value & _WORD & ~base if words.mask in known else 0)
    if not mask or (words.base and not base) or mask.bit_count() > _WIDEST_GROUP:
        return None
    low = (mask & -mask).bit_length() - 1
    if (mask >> low) & ((mask >> low) + 1):  # bits that do not stand together are no number
        return None
    found = [
        (constant.name, code)
        for constant in _named(words, known)
        if (code := _code(words, constant.value & _WORD, mask=mask, base=base, low=low)) is not None
    ]
    if not found:
        return None
    members = sorted([*found, *words.unnamed], key=lambda member: (member[1], member[0]))
    return Group(words=words, mask=mask, members=tuple(members))


def _named(words: GroupWords, known: Mapping[str, Constant]) -> Iterable[Constant]:
    shape, other = re.compile(words.members), re.compile(words.excluded)
    takes_apart = {words.mask, *(known[words.mask].uses if words.mask in known else ())}
    return (
        constant
        for name, constant in known.items()
        if shape.fullmatch(name)
        and not other.fullmatch(name)
        and (name not in takes_apart or name == words.base)
        and constant.ioctl is None
    )


def _code(words: GroupWords, value: int, *, mask: int, base: int, low: int) -> int | None:
    """Return the code that a constant stands for, None where it has other bits and is something else."""
    if words.bare:
        value <<= low
    elif value & ~mask != base:
        return None
    code = value >> low if words.bare else (value & mask) >> low
    return code if code or words.zero else None
