"""What a change does to the fields of an id: codes outside their mask, misnamed, claimed twice; masks that move."""

import re
from collections.abc import Iterator, Mapping, Sequence

from uapicheck.diff.sides import MOST_RIVALS, Sides, subject
from uapicheck.model.change import (
    ArchCodeUnaligned,
    CodeDuplicated,
    CodeMisnamed,
    CodeOutsideMask,
    MasksOverlapped,
    SpaceMaskChanged,
)
from uapicheck.model.facts import Constant
from uapicheck.model.space import Space
from uapicheck.model.space_words import WORD_64
from uapicheck.model.subject import Cause
from uapicheck.spaces.words import Words

CodeChange = CodeOutsideMask | CodeMisnamed | CodeDuplicated | ArchCodeUnaligned


def mask_changes(words: Words, sides: Sides) -> Iterator[SpaceMaskChanged]:
    """Yield every mask and shift with another value."""
    names = {name for layout in words.layouts for name in layout}
    names |= {name for space in words.spaces for name in (space.mask, space.shift)}
    for name in sorted(names):
        before, after = sides.old.constants.get(name), sides.new.constants.get(name)
        if before is not None and after is not None and before.value != after.value:
            yield SpaceMaskChanged(subject=subject(after), old=before, new=after)


def overlaps(words: Words, sides: Sides, moved: Mapping[str, Cause]) -> Iterator[MasksOverlapped]:
    """Yield masks of one id that share bits and did not share them."""
    told: set[tuple[str, str]] = set()
    for layout in words.layouts:
        present = [sides.new.constants[name] for name in layout if name in sides.new.constants]
        for place, left in enumerate(present):
            for right in present[place + 1 :]:
                shared = left.value & right.value & WORD_64
                if not shared or (left.name, right.name) in told or _shared_before(sides, left.name, right.name):
                    continue
                told.add((left.name, right.name))
                mask, other = (left, right) if sides.is_news(left.name) else (right, left)
                yield MasksOverlapped(
                    subject=subject(mask), mask=mask, other=other, bits=shared, cause=moved.get(mask.name)
                )


def code_changes(space: Space, sides: Sides, moved: Mapping[str, Cause]) -> Iterator[CodeChange]:
    """Judge what is new among the codes of a field; `moved` tells the masks and shifts that are."""
    codes: dict[int, list[Constant]] = {}
    for constant in space.members.values():
        codes.setdefault(constant.value & WORD_64, []).append(constant)
    mask_cause = moved.get(space.words.mask) or moved.get(space.words.shift)
    for constant in space.members.values():
        if sides.is_news(constant.name):
            yield from _code(space, constant, codes[constant.value & WORD_64], sides, None)
        elif mask_cause is not None:
            yield from _code(space, constant, (), sides, mask_cause)


def _shared_before(sides: Sides, left: str, right: str) -> bool:
    old = sides.old.constants
    return left in old and right in old and bool(old[left].value & old[right].value & WORD_64)


def _code(
    space: Space, constant: Constant, rivals: Sequence[Constant], sides: Sides, cause: Cause | None
) -> Iterator[CodeChange]:
    before = sides.before(constant)
    value, mask = constant.value & WORD_64, space.mask.value & WORD_64
    words = space.words
    if value & ~mask:
        shared = ((other, value & other.value & WORD_64) for other in space.neighbours.values())
        yield CodeOutsideMask(
            subject=subject(constant),
            space=words,
            constant=constant,
            old=before,
            mask=space.mask,
            hits=tuple(hit for hit in shared if hit[1]),
            cause=cause,
        )
        return
    root = cause
    code = space.code(constant)
    if words.bits_in_name and (named := _bits_in(constant.name)) is not None and named != 8 << code:
        root = root or Cause(change=CodeMisnamed.__name__, subject=subject(constant))
        yield CodeMisnamed(
            subject=subject(constant),
            space=words,
            constant=constant,
            old=before,
            named_bits=named,
            coded_bits=8 << code,
            expected=_expected(named, space),
            cause=cause,
        )
    if cause is not None:
        return
    found = [c for c in rivals[:MOST_RIVALS] if c.name != constant.name]
    found = [c for c in found if c.name not in constant.uses and constant.name not in c.uses]
    # Of two new names with one code the later one is told of; one that was there before is never at fault.
    found = [c for c in found if not sides.is_news(c.name) or c.where.line < constant.where.line]
    if found:
        yield CodeDuplicated(
            subject=subject(constant), space=words, constant=constant, old=before, other=found[0], cause=root
        )
    elif code % words.step:
        yield ArchCodeUnaligned(subject=subject(constant), space=words, constant=constant, old=before, cause=root)


def _bits_in(name: str) -> int | None:
    found = re.search(r"([0-9]{1,9})$", name)
    return int(found[1]) if found else None


def _expected(bits: int, space: Space) -> int | None:
    """Return the value for a register of `bits`, None where no code means that size."""
    if bits < 8 or bits & (bits - 1):  # noqa: PLR2004 - a byte
        return None
    value = (bits.bit_length() - 4) << space.shift
    return value if not value & ~space.mask.value else None
