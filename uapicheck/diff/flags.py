"""What a change does to flags: bits that two have, flags of several bits, bits that nothing carries."""

from collections.abc import Iterator, Sequence
from itertools import islice

from uapicheck.diff.sides import MOST_RIVALS, Sides, is_alias, subject
from uapicheck.model.facts import Constant
from uapicheck.model.number_change import FlagBitsMultiplied, FlagOutsideCarrier, FlagsOverlapped
from uapicheck.model.space import SpaceWords
from uapicheck.model.subject import Cause
from uapicheck.spaces.families import number


def flag_changes(
    words: SpaceWords, members: Sequence[Constant], sides: Sides
) -> Iterator[FlagsOverlapped | FlagBitsMultiplied | FlagOutsideCarrier]:
    """Judge what is new among the flags that the new side has; what is made of other flags is none itself."""
    known = {constant.name for constant in members}
    single = [constant for constant in members if number(constant, words) and known.isdisjoint(constant.uses)]
    holders: dict[int, list[Constant]] = {}
    for constant in single:
        for bit in _bits(number(constant, words)):
            holders.setdefault(bit, []).append(constant)
    for constant in single:
        if sides.is_news(constant.name):
            yield from _flag(words, constant, holders, sides)


def _flag(
    words: SpaceWords, constant: Constant, holders: dict[int, list[Constant]], sides: Sides
) -> Iterator[FlagsOverlapped | FlagBitsMultiplied | FlagOutsideCarrier]:
    value, before, root = number(constant, words), sides.before(constant), None
    stray = value >> words.width << words.width if words.width else 0
    if stray:
        root = Cause(change=FlagOutsideCarrier.__name__, subject=subject(constant))
        yield FlagOutsideCarrier(subject=subject(constant), space=words, constant=constant, old=before, bits=stray)
    other = next(
        (
            rival
            for bit in _bits(value)
            for rival in islice(holders[bit], MOST_RIVALS)
            if rival.name != constant.name
            and not is_alias(rival, constant)
            and not words.is_shared(rival.name, constant.name)
            and sides.is_at_fault(constant, rival)
        ),
        None,
    )
    if other is not None:
        yield FlagsOverlapped(
            subject=subject(constant),
            space=words,
            constant=constant,
            old=before,
            other=other,
            bits=value & number(other, words),
            cause=root,
        )
        root = root or Cause(change=FlagsOverlapped.__name__, subject=subject(constant))
    if value & (value - 1):
        yield FlagBitsMultiplied(
            subject=subject(constant), space=words, constant=constant, old=before, bits=value, cause=root
        )


def _bits(value: int) -> Iterator[int]:
    while value:
        yield value & -value
        value &= value - 1
