"""What a change does to numbers that are handed out one by one: duplicates, reuse, gaps."""

from collections.abc import Iterator, Sequence
from itertools import islice

from uapicheck.diff.sides import MOST_RIVALS, Sides, is_alias, subject
from uapicheck.model.facts import Constant
from uapicheck.model.number_change import NumberDuplicated, NumberReused, NumberSkipped
from uapicheck.model.space import Family, SpaceKind, SpaceWords
from uapicheck.spaces.families import number

_SMALL = 1 << 31
"""Larger numbers are bits or negative, and not handed out one after the other."""


def number_changes(
    words: SpaceWords, members: Sequence[Constant], old: Family, sides: Sides
) -> Iterator[NumberDuplicated | NumberReused | NumberSkipped]:
    """Judge what is new among the members that the new side has."""
    holders: dict[int, list[Constant]] = {}
    for constant in members:
        holders.setdefault(number(constant, words), []).append(constant)
    for constant in members:
        if not sides.is_news(constant.name):
            continue
        for rival in islice(holders[number(constant, words)], MOST_RIVALS):
            if rival.name == constant.name or is_alias(rival, constant) or words.is_shared(rival.name, constant.name):
                continue
            if sides.is_at_fault(constant, rival):
                yield NumberDuplicated(
                    subject=subject(constant),
                    space=words,
                    constant=constant,
                    old=sides.before(constant),
                    number=number(constant, words),
                    other=rival,
                )
                break
    yield from reused(words, members, old, sides)
    if words.dense and old.members:
        yield from _skipped(words, members, old, sides)


def reused(words: SpaceWords, members: Sequence[Constant], old: Family, sides: Sides) -> Iterator[NumberReused]:
    """Yield new members that have the number of a name that is gone; flags by their bits."""
    gone = [(name, at) for name, at in old.members.items() if name in sides.gone and name in sides.old.constants]
    known = {constant.name for constant in members}
    for constant in members:
        if sides.before(constant) is not None or any(name in known for name in constant.uses):
            continue
        at = number(constant, words)
        former = next((name for name, was in gone if _is_same(words, at, was)), None)
        # The whole history of a family is looked up only where nothing of this change explains the number.
        retired = (name for name, was in words.retired if _is_same(words, at, was))
        long_gone = None if former is not None else next(retired, None)
        name = former or long_gone
        if name is not None and name != constant.name and name not in known:
            yield NumberReused(
                subject=subject(constant),
                space=words,
                constant=constant,
                number=at,
                former=name,
                before=sides.old.constants[name] if former is not None else None,
            )


def _is_same(words: SpaceWords, one: int, other: int) -> bool:
    return bool(one & other) if words.kind is SpaceKind.FLAGS else one == other


def _skipped(words: SpaceWords, members: Sequence[Constant], old: Family, sides: Sides) -> Iterator[NumberSkipped]:
    taken = {at for at in old.members.values() if at < _SMALL}
    taken |= {at for _, at in (*words.retired, *words.elsewhere)}
    taken |= {number(c, words) for c in members if sides.before(c) is not None}
    top = max((at for at in taken if not words.is_apart(at)), default=-1)
    for constant in sorted(members, key=lambda each: number(each, words)):
        at = number(constant, words)
        if sides.before(constant) is not None or not top < at < _SMALL or words.is_apart(at):
            continue
        if at > top + 1:
            yield NumberSkipped(subject=subject(constant), space=words, constant=constant, number=at, expected=top + 1)
        top = at
