"""Macros of a header that look as if they were handed out one after the other, though nobody described them."""

from uapicheck.frozen import frozen
from uapicheck.model.facts import Constant, ConstantKind, HeaderFacts

_SHORTEST = 4
"""Characters of a prefix that tells a family from an accident."""
_FEWEST = 3
"""Members from which on a family shows how it counts."""
_MANY = 8
"""Members from which on a family may lack one in four."""


@frozen(kw_only=True)
class Line:
    """A run of macros with one prefix."""

    title: str
    """`POINT_FLAG_`."""
    is_flags: bool
    """Each is the next bit, not the next number."""


def line_of(one: Constant, other: Constant, base: HeaderFacts | None) -> Line | None:
    """Return the run whose next number two macros of equal value both took, None where they are in no run.

    The members that the base has must follow one another with hardly a gap: a chance neighbour has another value.
    """
    start = _shared_prefix(one.name, other.name)
    if base is None or len(start) < _SHORTEST:
        return None
    values = {
        constant.value
        for name, constant in base.constants.items()
        if name.startswith(start) and constant.kind is ConstantKind.MACRO and not constant.uses and constant.value >= 0
    }
    if len(values) < _FEWEST:
        return None
    if one.value == max(values) + 1 and _is_run(values):
        return Line(title=start, is_flags=False)
    bits = {value.bit_length() for value in values if value and not value & (value - 1)}
    if one.value == max(values) << 1 and len(bits) == len(values) and _is_run(bits):
        return Line(title=start, is_flags=True)
    return None


def _is_run(numbers: set[int]) -> bool:
    span = max(numbers) - min(numbers) + 1
    return span == len(numbers) or (len(numbers) >= _MANY and 4 * len(numbers) >= 3 * span)


def _shared_prefix(one: str, other: str) -> str:
    """Return what both names begin with, up to an underscore."""
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return one[: one.rfind("_", 0, length) + 1]
