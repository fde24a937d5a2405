"""What a change does to the ioctls of one type: collisions, nrs that others have, nrs that are gone."""

from collections.abc import Iterator, Sequence
from itertools import islice

from uapicheck.diff.numbers import reused
from uapicheck.diff.sides import MOST_RIVALS, Sides, by_value, is_alias, subject
from uapicheck.model.facts import Constant
from uapicheck.model.number_change import IoctlCollided, IoctlNrForeign, IoctlNrShared, NumberReused
from uapicheck.model.space import Family, SpaceWords
from uapicheck.model.subject import Cause
from uapicheck.spaces.families import number


def ioctl_changes(
    words: SpaceWords, members: Sequence[Constant], old: Family, new: Family, sides: Sides
) -> Iterator[IoctlCollided | IoctlNrForeign | IoctlNrShared | NumberReused]:
    """Judge what is new among the ioctls that the new side has."""
    values = by_value({constant.name: constant for constant in members})
    holders: dict[int, list[str]] = {}
    for name, nr in new.members.items():
        holders.setdefault(nr, []).append(name)
    for constant in members:
        before = sides.before(constant)
        if not sides.is_news(constant.name) or any(name in new.members for name in constant.uses):
            continue
        root: Cause | None = None
        rivals = [
            c for c in values[constant.value][:MOST_RIVALS] if c.name != constant.name and not is_alias(c, constant)
        ]
        for other in rivals:
            if not words.is_shared(other.name, constant.name, whole=True) and sides.is_at_fault(constant, other):
                root = Cause(change=IoctlCollided.__name__, subject=subject(constant))
                yield IoctlCollided(subject=subject(constant), space=words, constant=constant, old=before, other=other)
                break
        nr = number(constant, words)
        if old.members.get(constant.name) == nr:
            continue  # another direction or size: its nr is no news
        for taken in words.ranges:
            if taken.owner and taken.first <= nr <= taken.last:
                yield IoctlNrForeign(
                    subject=subject(constant),
                    space=words,
                    constant=constant,
                    old=before,
                    nr=nr,
                    taken=taken,
                    cause=root,
                )
        if not old.members:
            continue  # the whole header is new to this target, and what it always shared is no news
        others = tuple(name for name in islice(holders[nr], MOST_RIVALS) if _is_earlier(words, name, constant, sides))
        if others:
            yield IoctlNrShared(
                subject=subject(constant),
                space=words,
                constant=constant,
                old=before,
                nr=nr,
                others=others,
                cause=root,
            )
    yield from reused(words, members, old, sides)


def _is_earlier(words: SpaceWords, name: str, constant: Constant, sides: Sides) -> bool:
    """Tell whether another ioctl of the same nr was there before, or stands before a new one."""
    if name == constant.name or words.is_shared(name, constant.name):
        return False
    other = sides.new.constants.get(name)
    if other is not None:
        return not is_alias(other, constant) and sides.is_at_fault(constant, other)
    macro = sides.new.macros[name]
    return name in sides.old.macros or name in sides.old.constants or macro.where < constant.where
