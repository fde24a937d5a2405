"""A snapshot as decoding asks it: by name and by value, whatever header a definition stands in."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TypeVar

from uapicheck.model.facts import Constant, HeaderFacts, Macro, Record, Snapshot, Typedef
from uapicheck.model.space import Space
from uapicheck.model.space_words import WORD_64
from uapicheck.model.targets import TARGETS
from uapicheck.spaces.fields import spaces

F = TypeVar("F")

_LONGS = frozenset({"long", "unsigned long"})
_WORDS = {f"__{sign}{bits}": bits // 8 for sign in "us" for bits in (8, 16, 32, 64)}


class Known:
    """All that one snapshot defines; of two definitions the first stands."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.long = TARGETS[snapshot.target].long_size
        """Bytes of `long` on the target."""

    @cached_property
    def constants(self) -> Mapping[str, Constant]:
        """Constants by name."""
        return _joined(facts.constants for facts in self._facts)

    @cached_property
    def macros(self) -> Mapping[str, Macro]:
        """Macros without a value, by name."""
        return _joined(facts.macros for facts in self._facts)

    @cached_property
    def records(self) -> Mapping[str, Record]:
        """Structs and unions by name."""
        return _joined(facts.records for facts in self._facts)

    @cached_property
    def typedefs(self) -> Mapping[str, Typedef]:
        """Typedefs by name."""
        return _joined(facts.typedefs for facts in self._facts)

    @cached_property
    def by_value(self) -> Mapping[int, tuple[Constant, ...]]:
        """Constants by their value in 64 bits; ioctls are left out."""
        found: dict[int, list[Constant]] = {}
        for constant in self.constants.values():
            if constant.ioctl is None:
                found.setdefault(constant.value & WORD_64, []).append(constant)
        return {value: tuple(constants) for value, constants in found.items()}

    @cached_property
    def fields(self) -> Mapping[str, Space]:
        """The fields of ids that have a role (`arch`, `size`), by it."""
        return {space.words.role: space for space in spaces(self.snapshot) if space.words.role}

    def size_of(self, type_: str) -> int | None:
        """Return the bytes of an arithmetic type or typedef; None where they are not known."""
        if type_ in _LONGS:
            return self.long
        if type_ in _WORDS:
            return _WORDS[type_]
        found = self.typedefs.get(type_)
        return None if found is None else found.size

    @property
    def _facts(self) -> tuple[HeaderFacts, ...]:
        return tuple(self.snapshot.facts.values())


def _joined(parts: Iterable[Mapping[str, F]]) -> dict[str, F]:
    found: dict[str, F] = {}
    for part in parts:
        for name, fact in part.items():
            found.setdefault(name, fact)
    return found
