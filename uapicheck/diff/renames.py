"""Renames: what went and what came at the same place with the same meaning, where only one candidate fits."""

import re
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Mapping

from uapicheck.diff.index import Table
from uapicheck.diff.pairs import Come, Gone
from uapicheck.model.facts import Constant


def renames(
    gone: Iterable[Gone],
    come: Iterable[Come],
    old: Mapping[str, Table],
    new: Mapping[str, Table],
    meaning: Callable[[Gone | Come], Hashable | None],
) -> dict[tuple[str, str], Come]:
    """Return for (header, old name) what it is called now.

    Two names are one thing where `meaning` is equal, they stand between the same neighbours, neither has a rival,
    and they resemble each other or have a number that hardly comes by chance.
    `meaning` returns None for what has none to compare.
    """
    left = _by_meaning(gone, meaning)
    arrived = _by_meaning(come, meaning)
    slots: dict[str, tuple[_Slots, _Slots]] = {}
    found: dict[tuple[str, str], Come] = {}
    for key, losses in left.items():
        gains = arrived.get(key, [])
        header = losses[0].header
        if not gains:
            continue
        if header not in slots:
            kept = old[header].keys() & new[header].keys()
            slots[header] = (_Slots(old[header], kept), _Slots(new[header], kept))
        before, after = slots[header]
        options = [
            (loss, gain)
            for loss in losses
            for gain in gains
            if before.beside(loss.name) & after.beside(gain.name)
            and (_is_telling(loss) or _resemble(loss.name, gain.name))
        ]
        for loss, gain in options:
            rivals = [o for o in options if (o[0] is loss) != (o[1] is gain)]
            if not rivals and isinstance(gain, Come):
                found[header, loss.name] = gain
    return found


def _by_meaning(
    things: Iterable[Gone] | Iterable[Come], meaning: Callable[[Gone | Come], Hashable | None]
) -> dict[Hashable, list[Gone | Come]]:
    groups: dict[Hashable, list[Gone | Come]] = {}
    for thing in things:
        key = meaning(thing)
        if key is not None:
            groups.setdefault((thing.header, key), []).append(thing)
    return groups


def _is_telling(thing: Gone | Come) -> bool:
    """Return whether a number is evidence by itself: small ones and single bits stand in many families."""
    if not isinstance(thing.fact, Constant):
        return False
    number = abs(thing.fact.value)
    return number > _SMALL and bool(number & (number - 1))


def _resemble(one: str, other: str) -> bool:
    """Return whether two names share a word that is not their family's."""
    from difflib import SequenceMatcher  # noqa: PLC0415 - few runs have a rename to judge

    first, second = (_WORD.findall(name.rpartition(" ")[2].lower()) for name in (one, other))
    family = 0
    while family < min(len(first), len(second)) - 1 and first[family] == second[family]:
        family += 1
    rest = set(first[family:]), set(second[family:])
    return (
        bool(rest[0] & rest[1])
        or SequenceMatcher(None, "".join(first[family:]), "".join(second[family:])).ratio() >= _ALIKE
    )


_WORD = re.compile(r"[a-z]+|[0-9]+")
_ALIKE = 0.6
_SMALL = 64


class _Slots:
    """Between which names that both sides have a name stands."""

    def __init__(self, table: Table, kept: Iterable[str]) -> None:
        order = sorted(table, key=lambda name: table[name].where.line)
        self._position = {name: number for number, name in enumerate(order)}
        self._kept = sorted((self._position[name], name) for name in kept)

    def beside(self, name: str) -> set[tuple[str, str]]:
        """Return the nearest kept names before and behind `name`; the ends of the header count as names."""
        at = bisect_left(self._kept, (self._position[name], ""))
        before = self._kept[at - 1][1] if at > 0 else ""
        behind = self._kept[at][1] if at < len(self._kept) else ""
        return {("before", before), ("behind", behind)}
