"""What a change does to ids that are put together from fields: foreign bits, duplicates, arguments that overflow."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from uapicheck.diff.sides import MOST_RIVALS, Sides, by_value, is_alias, subject
from uapicheck.model.change import ForeignBitsUsed
from uapicheck.model.facts import Constant, Macro, MacroKind
from uapicheck.model.number_change import (
    IdArgumentOverflowed,
    IdBitsReserved,
    IdDuplicated,
    IdIndexShared,
    IdSizeMissing,
)
from uapicheck.model.space import Space
from uapicheck.model.space_words import WORD_64
from uapicheck.model.subject import Cause
from uapicheck.spaces.words import IdWords, Payload

PossibleBits: TypeAlias = Callable[
    [Macro, Mapping[str, Constant], Callable[[str], Macro | None]], tuple[int, int] | None
]
"""Returns the bits that are in every value of a function-like macro, and those that its arguments may add."""
IdChange = ForeignBitsUsed | IdDuplicated | IdIndexShared | IdBitsReserved | IdSizeMissing | IdArgumentOverflowed


class Ids:
    """The ids of one kind that the new side has."""

    def __init__(
        self, words: IdWords, fields: Sequence[Space], sides: Sides, possible: PossibleBits | None = None
    ) -> None:
        """Take the fields that take these ids apart; without `possible` nobody can tell what a macro call may be."""
        self._words, self._fields, self._sides, self._possible = words, fields, sides, possible
        self._size = next((space for space in fields if space.words.role == "size"), None)
        self._arch = next((space for space in fields if space.words.role == "arch"), None)
        self._mask = 0
        self._in_use: dict[str, set[int]] = {}
        for space in fields:
            mask = space.mask.value & WORD_64
            self._mask |= mask
            self._in_use[space.words.name] = {c.value & mask for c in space.members.values()}
        arches = {} if self._arch is None else self._arch.members
        self._payloads = {
            arches[payload.arch].value & WORD_64: payload for payload in words.payloads if payload.arch in arches
        }
        self._payloads.pop(0, None)
        self._arch_bits = 0
        for constant in arches.values():
            self._arch_bits |= constant.value

    def changes(self, told: frozenset[str]) -> Iterator[IdChange]:
        """Judge what is new; names in `told` have been judged as codes of a field."""
        parts, exclude = re.compile(self._words.parts), re.compile(self._words.exclude)
        members = {name for space in self._fields for name in space.members} | told
        found = {
            name: constant
            for name, constant in self._sides.new.constants.items()
            if parts.fullmatch(name) and not exclude.fullmatch(name) and name not in members
        }
        news = [constant for name, constant in found.items() if self._sides.is_news(name)]
        if news:
            whole = {name: constant for name, constant in found.items() if self._payload(constant.value) is not None}
            equal, alike, used = by_value(whole), self._by_index(whole), self._used()
            for constant in news:
                yield from self._id(constant, equal, alike, used)
        if self._possible is not None and self._words.macros:
            yield from self._calls(self._possible)

    def _id(
        self,
        constant: Constant,
        equal: Mapping[int, list[Constant]],
        alike: Mapping[int, list[Constant]],
        used: frozenset[str],
    ) -> Iterator[IdChange]:
        foreign = self._foreign(constant)
        if foreign is not None:
            yield foreign
            return
        before, cause = self._sides.before(constant), None
        payload = self._payload(constant.value)
        if payload is None:
            return
        below = constant.value & ~self._mask
        if stray := below & ~payload.bits:
            cause = Cause(change=IdBitsReserved.__name__, subject=subject(constant))
            yield IdBitsReserved(
                subject=subject(constant), constant=constant, old=before, arch=payload.arch, bits=stray
            )
        size = self._size
        if size is None:
            return
        if not constant.value & size.mask.value:
            if below & payload.bits & ~payload.group and constant.name not in used:
                yield IdSizeMissing(
                    subject=subject(constant), constant=constant, old=before, mask=size.mask, cause=cause
                )
            return
        if (other := self._rival(constant, equal.get(constant.value, ()))) is not None:
            yield IdDuplicated(subject=subject(constant), constant=constant, old=before, other=other, cause=cause)
        elif (other := self._rival(constant, alike.get(constant.value & ~size.mask.value, ()))) is not None:
            yield IdIndexShared(subject=subject(constant), constant=constant, old=before, other=other, cause=cause)

    def _foreign(self, constant: Constant) -> ForeignBitsUsed | None:
        used = self._sides.reached(constant)
        whole = bool(constant.value & self._arch_bits)
        for space in self._fields:
            mask = space.mask.value & WORD_64
            bits = constant.value & mask
            owned = {space.members[name].value & mask for name in used if name in space.members}
            # Written out as one number, a whole id may have any code that is in use; a part of one has none.
            in_use = self._in_use[space.words.name] if whole else set()
            if bits and bits not in (owned or in_use):
                return ForeignBitsUsed(
                    subject=subject(constant),
                    constant=constant,
                    old=self._sides.before(constant),
                    mask=space.mask,
                    title=space.words.title,
                    bits=bits,
                    expected=min(owned, default=0),
                )
        return None

    def _rival(self, constant: Constant, others: Sequence[Constant]) -> Constant | None:
        for other in others[:MOST_RIVALS]:
            shared = any(constant.name in s.names and other.name in s.names for s in self._words.shared)
            if (
                other.name != constant.name
                and not shared
                and not is_alias(other, constant)
                and self._sides.is_at_fault(constant, other)
            ):
                return other
        return None

    def _payload(self, value: int) -> Payload | None:
        """Return what is known of the architecture that an id names, None where it names none."""
        if self._arch is None or not 0 <= value <= WORD_64:
            return None
        return self._payloads.get(value & self._arch.mask.value & WORD_64)

    def _by_index(self, whole: Mapping[str, Constant]) -> dict[int, list[Constant]]:
        """Return complete ids by what is left of them without their size."""
        mask = 0 if self._size is None else self._size.mask.value
        found: dict[int, list[Constant]] = {}
        for constant in whole.values():
            if constant.value & mask:
                found.setdefault(constant.value & ~mask, []).append(constant)
        return found

    def _used(self) -> frozenset[str]:
        """Return the names that other definitions are made of: those that look like registers stand for groups."""
        new = self._sides.new
        users: tuple[Constant | Macro, ...] = (*new.constants.values(), *new.macros.values())
        return frozenset(name for user in users for name in user.uses)

    def _calls(self, possible: PossibleBits) -> Iterator[IdArgumentOverflowed]:
        shape = re.compile(self._words.macros)
        for name, macro in self._sides.new.macros.items():
            if macro.kind is not MacroKind.FUNCTION or not shape.fullmatch(name):
                continue
            old = self._sides.old.macros.get(name)
            if old is not None and old.text == macro.text and old.params == macro.params:
                continue
            bits = possible(macro, self._sides.new.constants, self._macro)
            payload = None if bits is None else self._payload(bits[0])
            if bits is None or payload is None:
                continue
            if stray := bits[1] & ~(payload.bits & ~payload.group):
                yield IdArgumentOverflowed(
                    subject=subject(macro), macro=macro, old=old, arch=payload.arch, possible=bits[1], bits=stray
                )

    def _macro(self, name: str) -> Macro | None:
        facts = self._sides.index.facts(name)
        return next((fact for fact in facts if isinstance(fact, Macro) and fact.kind is MacroKind.FUNCTION), None)
