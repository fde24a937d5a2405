"""Number spaces: what their words mean in a snapshot, from data files that need no code."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pkgutil import get_data

from uapicheck.errors import ConfigError
from uapicheck.frozen import frozen
from uapicheck.model.facts import Constant, HeaderFacts, Snapshot
from uapicheck.model.space import Space, SpaceWords

_WORD_64 = (1 << 64) - 1
_HIGHEST_BIT = 63
_LARGEST_CODE = 0xFF
"""A wider field is no code that a person hands out, and its free codes are no list to print."""


@frozen(kw_only=True)
class IdWords:
    """Which constants are parts of an id, and the spaces whose fields they must keep out of."""

    parts: re.Pattern[str]
    exclude: re.Pattern[str]
    fields: tuple[str, ...]


@frozen(kw_only=True)
class Words:
    """All that a data file says."""

    spaces: tuple[SpaceWords, ...]
    ids: tuple[IdWords, ...]
    layouts: tuple[tuple[str, ...], ...]
    """Groups of masks that take one id apart."""


def words_of(text: str, *, where: str) -> Words:
    """Read a data file of spaces.

    Raises `ConfigError` where it is malformed, with `where` as the place.
    """
    try:
        data = tomllib.loads(text)
        return Words(
            spaces=tuple(
                SpaceWords(
                    name=str(row["name"]),
                    title=str(row["title"]),
                    role=str(row["role"]),
                    members=re.compile(str(row["members"])).pattern,
                    exclude=frozenset(map(str, row.get("exclude", ()))),
                    mask=str(row["mask"]),
                    shift=str(row.get("shift", "")),
                    neighbours=tuple(map(str, row.get("neighbours", ()))),
                    step=max(int(row.get("step", 1)), 1),
                    bits_in_name=bool(row.get("bits-in-name", False)),
                )
                for row in data.get("space", ())
            ),
            ids=tuple(
                IdWords(
                    parts=re.compile(str(row["parts"])),
                    exclude=re.compile(str(row.get("exclude", ""))),
                    fields=tuple(map(str, row["fields"])),
                )
                for row in data.get("id", ())
            ),
            layouts=tuple(tuple(map(str, row["masks"])) for row in data.get("layout", ())),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError, re.error) as error:
        what = f"the key {error} is missing" if isinstance(error, KeyError) else str(error)
        raise ConfigError(what, where=where, advice="compare it with the spaces that uapicheck ships") from error


SUBSYSTEMS = ("kvm",)
"""The data files of the package; importlib.resources could list them, and would cost more than reading them."""


def _shipped(name: str) -> Words:
    raw = get_data(__package__, f"data/{name}.toml") or b""
    return words_of(raw.decode("utf-8"), where=f"{name}.toml")


@cache
def shipped_words() -> Words:
    """Return the words of all data files in the package, put together."""
    read = [_shipped(name) for name in SUBSYSTEMS]
    return Words(
        spaces=tuple(space for words in read for space in words.spaces),
        ids=tuple(group for words in read for group in words.ids),
        layouts=tuple(layout for words in read for layout in words.layouts),
    )


def constants(snapshot: Snapshot) -> Mapping[str, Constant]:
    """Return the snapshot's constants by name, the first definition where there are several."""
    found: dict[str, Constant] = {}
    for facts in snapshot.facts.values():
        for name, constant in facts.constants.items():
            found.setdefault(name, constant)
    return found


def spaces(snapshot: Snapshot, words: Words | None = None) -> tuple[Space, ...]:
    """Return the spaces that `snapshot` has a mask and members for."""
    known = constants(snapshot)
    found: list[Space] = []
    for space in (words or shipped_words()).spaces:
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
    shape = re.compile(space.members)
    found = [
        constant
        for name, constant in facts.constants.items()
        if shape.fullmatch(name) and name not in space.exclude and name not in {space.mask, space.shift}
    ]
    return {constant.name: constant for constant in sorted(found, key=lambda c: (c.value & _WORD_64, c.name))}
