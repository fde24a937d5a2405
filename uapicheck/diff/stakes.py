"""What one change adds to its base: the names, numbers and fields that it lays claim to."""

from collections.abc import Iterator, Mapping

from uapicheck.model.claim_change import Rival
from uapicheck.model.facts import Constant, Fact, Field, Macro, Record, Snapshot
from uapicheck.spaces.families import Names, names
from uapicheck.spaces.words import SUBSYSTEMS, is_header_of


class Stake:
    """One side of a conflict: a series on its base, or a tree beside the base of a series."""

    def __init__(self, holder: str, old: Snapshot, new: Snapshot, *, is_series: bool) -> None:
        """Find out what `new` has beyond `old`; a person calls it `holder`."""
        self.holder, self.old, self.new, self.is_series = holder, old, new, is_series
        self.before: Names = names(old.facts.values())
        """Constants of the base, of all headers."""
        self.after: Names = names(new.facts.values())
        self.fresh: Mapping[str, Constant] = {
            name: constant for name, constant in self.after.constants.items() if _is_fresh(constant, self.before)
        }
        """Constants that are new or have another value, by name."""

    def members_of(self, *, everywhere: bool) -> Names:
        """Return the names that number spaces are looked for in: of all headers, or of those of a subsystem."""
        if everywhere:
            return self.after
        return names(
            facts
            for header, facts in self.new.facts.items()
            if any(is_header_of(name, header, facts.constants) for name in SUBSYSTEMS)
        )

    def has(self, constant: Constant) -> bool:
        """Tell whether it has a constant of this name with this value, so that nothing is contested."""
        own = self.after.constants.get(constant.name)
        return own is not None and own.value == constant.value

    def added(self) -> Iterator[tuple[str, Fact]]:
        """Yield macros without a value and records that the base does not have, with the header that has them."""
        for header, facts in self.new.facts.items():
            old = self.old.facts.get(header)
            for table, known in (
                (facts.macros, None if old is None else old.macros),
                (facts.records, None if old is None else old.records),
            ):
                for name, fact in table.items():
                    if (known is None or name not in known) and name not in self.before.constants:
                        yield header, fact

    def grown(self) -> Iterator[tuple[str, Record, Record]]:
        """Yield the records that differ from those of the base: header, old, new."""
        for header, facts in self.new.facts.items():
            old = self.old.facts.get(header)
            for name, record in facts.records.items():
                before = None if old is None else old.records.get(name)
                if before is not None and before.text != record.text:
                    yield header, before, record

    def rival(self, fact: Fact | Field) -> Rival:
        """Return it as the holder of a fact."""
        return Rival(holder=self.holder, is_series=self.is_series, fact=fact)


def _is_fresh(constant: Constant, before: Names) -> bool:
    old = before.constants.get(constant.name)
    if old is not None:
        return old.value != constant.value
    # What the base could not evaluate was there all the same.
    macro: Macro | None = before.macros.get(constant.name)
    return macro is None or macro.text != constant.text
