"""Both sides of a comparison as the judges of number spaces see them: what is there, and what is news."""

from collections.abc import Iterator, Mapping

from uapicheck.diff.index import Index
from uapicheck.frozen import frozen
from uapicheck.model.facts import Constant, Macro
from uapicheck.model.subject import Subject
from uapicheck.spaces.families import Names

MOST_RIVALS = 64
"""Members with one number that are looked at: a header made to collide must not take for ever."""


@frozen(kw_only=True, eq=False)
class Sides:
    """The constants of both sides; only what the new side adds or changes is ever at fault."""

    old: Names
    new: Names
    index: Index
    """Of the new side."""
    gone: frozenset[str]
    """Names that the comparison found removed, not renamed and not hidden by a gap."""

    def is_news(self, name: str) -> bool:
        """Tell whether the new side's constant is new or has another value."""
        before = self.old.constants.get(name)
        return before is None or before.value != self.new.constants[name].value

    def before(self, constant: Constant) -> Constant | None:
        """Return the old side's definition."""
        return self.old.constants.get(constant.name)

    def is_at_fault(self, constant: Constant, rival: Constant) -> bool:
        """Tell whether `constant` is the one to blame of two that collide.

        What was there before is never at fault; of two that are new it is the later one.
        """
        if not self.is_news(rival.name):
            return True
        if constant.where.header != rival.where.header:
            return rival.where < constant.where
        return (rival.where.line, rival.name) < (constant.where.line, constant.name)

    def reached(self, constant: Constant) -> frozenset[str]:
        """Return all names that a constant's definition comes down to."""
        waiting, seen = list(constant.uses), set()
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            waiting.extend(self._uses(name))
        return frozenset(seen)

    def _uses(self, name: str) -> Iterator[str]:
        if name in self.new.constants:
            yield from self.new.constants[name].uses
            return
        for fact in self.index.facts(name):
            if isinstance(fact, Constant | Macro):
                yield from fact.uses


def subject(fact: Constant | Macro) -> Subject:
    """Return what a change of a macro or enumerator speaks of."""
    return Subject(header=fact.where.header, symbol=fact.name)


def is_alias(one: Constant, other: Constant) -> bool:
    """Tell whether one of two names is defined as the other."""
    return one.name in other.uses or other.name in one.uses


def by_value(constants: Mapping[str, Constant]) -> dict[int, list[Constant]]:
    """Return constants by their values."""
    found: dict[int, list[Constant]] = {}
    for constant in constants.values():
        found.setdefault(constant.value, []).append(constant)
    return found
