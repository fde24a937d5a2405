"""What a change does to number spaces: codes outside their field, foreign bits, duplicates, masks."""

import re
from collections.abc import Iterable, Iterator, Mapping

from uapicheck.diff.index import Index
from uapicheck.diff.spaces import IdWords, Words, constants, shipped_words, spaces
from uapicheck.model.change import (
    ArchCodeUnaligned,
    Change,
    CodeDuplicated,
    CodeMisnamed,
    CodeOutsideMask,
    ForeignBitsUsed,
    MasksOverlapped,
    SpaceMaskChanged,
)
from uapicheck.model.facts import Constant, Macro
from uapicheck.model.space import Space
from uapicheck.model.subject import Cause, Subject

_WORD_64 = (1 << 64) - 1


class Codes:
    """Judges what the new side adds to the spaces or changes in them, nothing that was there before."""

    def __init__(self, old: Index, new: Index, words: Words | None = None) -> None:
        self._words = words or shipped_words()
        known = any(old.facts(space.mask) or new.facts(space.mask) for space in self._words.spaces)
        self._old = constants(old.snapshot) if known else {}
        self._new = constants(new.snapshot) if known else {}
        self._index = new
        self._spaces = spaces(new.snapshot, self._words)
        self._masks: dict[str, Cause] = {}

    def changes(self) -> Iterator[Change]:
        """Return every change of a space; masks first, because the rest may follow from them."""
        for moved in self._mask_changes():
            self._masks[moved.subject.symbol] = Cause(change=SpaceMaskChanged.__name__, subject=moved.subject)
            yield moved
        yield from self._overlaps()
        told: set[str] = set()
        for space in self._spaces:
            for constant in space.members.values():
                for change in self._member(space, constant):
                    told.add(constant.name)
                    yield change
        for group in self._words.ids:
            yield from self._parts(group, told)

    def _is_news(self, name: str) -> bool:
        before = self._old.get(name)
        return before is None or before.value != self._new[name].value

    def _mask_changes(self) -> Iterator[SpaceMaskChanged]:
        names = {name for layout in self._words.layouts for name in layout}
        names |= {name for space in self._words.spaces for name in (space.mask, space.shift)}
        for name in sorted(names):
            before, after = self._old.get(name), self._new.get(name)
            if before is not None and after is not None and before.value != after.value:
                yield SpaceMaskChanged(subject=_subject(after), old=before, new=after)

    def _overlaps(self) -> Iterator[MasksOverlapped]:
        told: set[tuple[str, str]] = set()
        for layout in self._words.layouts:
            present = [self._new[name] for name in layout if name in self._new]
            for place, left in enumerate(present):
                for right in present[place + 1 :]:
                    shared = left.value & right.value & _WORD_64
                    if not shared or (left.name, right.name) in told or self._shared_before(left.name, right.name):
                        continue
                    told.add((left.name, right.name))
                    mask, other = (left, right) if self._is_news(left.name) else (right, left)
                    cause = self._masks.get(mask.name)
                    yield MasksOverlapped(subject=_subject(mask), mask=mask, other=other, bits=shared, cause=cause)

    def _shared_before(self, left: str, right: str) -> bool:
        if left not in self._old or right not in self._old:
            return False
        return bool(self._old[left].value & self._old[right].value & _WORD_64)

    def _mask_cause(self, space: Space, name: str) -> Cause | None:
        """Return the change of the mask or shift, where the member itself is as it was."""
        if self._is_news(name):
            return None
        return self._masks.get(space.words.mask) or self._masks.get(space.words.shift)

    def _member(self, space: Space, constant: Constant) -> Iterator[Change]:
        mask_cause = self._mask_cause(space, constant.name)
        if not self._is_news(constant.name) and mask_cause is None:
            return
        before = self._old.get(constant.name)
        value, mask = constant.value & _WORD_64, space.mask.value & _WORD_64
        subject, words = _subject(constant), space.words
        if value & ~mask:
            shared = ((other, value & other.value & _WORD_64) for other in space.neighbours.values())
            yield CodeOutsideMask(
                subject=subject,
                space=words,
                constant=constant,
                old=before,
                mask=space.mask,
                hits=tuple(hit for hit in shared if hit[1]),
                cause=mask_cause,
            )
            return
        root: Cause | None = mask_cause
        code = space.code(constant)
        if words.bits_in_name and (named := _bits_in(constant.name)) is not None:
            coded = 8 << code
            if named != coded:
                misnamed = CodeMisnamed(
                    subject=subject,
                    space=words,
                    constant=constant,
                    old=before,
                    named_bits=named,
                    coded_bits=coded,
                    expected=_expected(named, space),
                    cause=mask_cause,
                )
                root = root or Cause(change=CodeMisnamed.__name__, subject=subject)
                yield misnamed
        if mask_cause is not None:
            return
        rivals = [c for c in space.members.values() if c.name != constant.name and c.value & _WORD_64 == value]
        rivals = [c for c in rivals if c.name not in constant.uses and constant.name not in c.uses]
        # Of two new names with one code the later one is told of; one that was there before is never at fault.
        rivals = [c for c in rivals if not self._is_news(c.name) or c.where.line < constant.where.line]
        if rivals:
            yield CodeDuplicated(
                subject=subject, space=words, constant=constant, old=before, other=rivals[0], cause=root
            )
        elif code % words.step:
            yield ArchCodeUnaligned(subject=subject, space=words, constant=constant, old=before, cause=root)

    def _parts(self, group: IdWords, told: set[str]) -> Iterator[ForeignBitsUsed]:
        fields = [space for space in self._spaces if space.words.name in group.fields]
        members = {name for space in fields for name in space.members}
        for name, constant in self._new.items():
            if not group.parts.fullmatch(name) or group.exclude.fullmatch(name):
                continue
            if name in members or name in told or not self._is_news(name):
                continue
            used = _reached(constant, self._index, self._new)
            whole = any(constant.value & c.value for space in fields for c in space.members.values() if _is_arch(space))
            for space in fields:
                mask = space.mask.value & _WORD_64
                bits = constant.value & mask
                owned = {c.value & mask for n, c in space.members.items() if n in used}
                # Written out as one number, a whole id may have any code that is in use; a part of one has none.
                in_use = {c.value & mask for c in space.members.values()} if whole else set()
                if bits and bits not in (owned or in_use):
                    yield ForeignBitsUsed(
                        subject=_subject(constant),
                        constant=constant,
                        old=self._old.get(name),
                        mask=space.mask,
                        title=space.words.title,
                        bits=bits,
                        expected=min(owned, default=0),
                    )
                    break


def _subject(constant: Constant) -> Subject:
    return Subject(header=constant.where.header, symbol=constant.name)


def _is_arch(space: Space) -> bool:
    return space.words.role == "arch"


def _bits_in(name: str) -> int | None:
    found = re.search(r"([0-9]{1,9})$", name)
    return int(found[1]) if found else None


def _expected(bits: int, space: Space) -> int | None:
    """Return the value for a register of `bits`, None where no code means that size."""
    if bits < 8 or bits & (bits - 1):  # noqa: PLR2004 - a byte
        return None
    value = (bits.bit_length() - 4) << space.shift
    return value if not value & ~space.mask.value else None


def _reached(constant: Constant, index: Index, known: Mapping[str, Constant]) -> frozenset[str]:
    """Return all names that a constant's definition comes down to."""
    waiting, seen = list(constant.uses), set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        waiting.extend(known[name].uses if name in known else _uses(index.facts(name)))
    return frozenset(seen)


def _uses(facts: Iterable[object]) -> Iterator[str]:
    for fact in facts:
        if isinstance(fact, Macro):
            yield from fact.uses
