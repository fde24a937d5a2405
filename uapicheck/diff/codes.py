"""What a change does to number spaces: each kind of space is judged by its own module, here they meet."""

from collections.abc import Iterator

from uapicheck.diff.field_codes import code_changes, mask_changes, overlaps
from uapicheck.diff.flags import flag_changes
from uapicheck.diff.ids import Ids, PossibleBits
from uapicheck.diff.index import Index
from uapicheck.diff.ioctl_spaces import ioctl_changes
from uapicheck.diff.numbers import number_changes, reused
from uapicheck.diff.sides import Sides
from uapicheck.model.change import SpaceChange, SpaceMaskChanged
from uapicheck.model.facts import Snapshot
from uapicheck.model.space import Family, Space, SpaceKind, SpaceWords
from uapicheck.model.subject import Cause
from uapicheck.spaces.families import Names, family, has_member, members, names
from uapicheck.spaces.fields import spaces
from uapicheck.spaces.words import (
    SUBSYSTEMS,
    Words,
    is_concerned,
    is_header_of,
    joined,
    shipped_families,
    shipped_words,
)


class Codes:
    """Judges what the new side adds to the spaces or changes in them, nothing that was there before."""

    def __init__(
        self,
        old: Index,
        new: Index,
        words: Words | None = None,
        *,
        gone: frozenset[str] = frozenset(),
        possible: PossibleBits | None = None,
    ) -> None:
        """Take the words of a user beside those of the package, names that were removed, and what knows macros."""
        self.families: list[tuple[Family, Family]] = []
        """Those that the change touches, old and new; complete once `changes` has been walked."""
        self.fields: tuple[Space, ...] = ()
        """The fields that the new side has, known as soon."""
        self._possible = possible
        self._snapshot = new.snapshot
        shipped = is_concerned(new.snapshot) or is_concerned(old.snapshot)
        known = [*([shipped_words()] if shipped else []), *([words] if words is not None else [])]
        self._sides = Sides(old=_EMPTY, new=_EMPTY, index=new, gone=gone)
        self._touched: tuple[str, ...] = ()
        self.words = joined(known)
        """All that is known of the spaces of these headers."""
        if not known:
            return
        everywhere = self.words.everywhere
        self._sides = Sides(
            old=_names(old.snapshot, everywhere=everywhere),
            new=_names(new.snapshot, everywhere=everywhere),
            index=new,
            gone=gone,
        )
        self._touched = self._news()
        if shipped and self._touched:
            # A user's space takes the place of a shipped one of the same name.
            self.words = joined([shipped_words(), shipped_families(), *known[1:]])

    def changes(self) -> Iterator[SpaceChange]:
        """Return every change of a space; masks first, because the rest may follow from them."""
        words, sides = self.words, self._sides
        moved: dict[str, Cause] = {}
        for change in mask_changes(words, sides):
            moved[change.subject.symbol] = Cause(change=SpaceMaskChanged.__name__, subject=change.subject)
            yield change
        yield from overlaps(words, sides, moved)
        fields = self.fields = spaces(self._snapshot, words)
        told: set[str] = set()
        for space in fields:
            for code in code_changes(space, sides, moved):
                told.add(code.subject.symbol)
                yield code
        for group in words.ids:
            own = [space for space in fields if space.words.name in group.fields]
            yield from Ids(group, own, sides, self._possible).changes(frozenset(told))
        for each in words.families:
            if has_member(self._touched, each):
                yield from self._family(each)

    def _family(self, words: SpaceWords) -> Iterator[SpaceChange]:
        sides, words = self._sides, words.of(self._snapshot.target)
        old, new = family(words, sides.old), family(words, sides.new)
        if old.members == new.members:
            return
        if sides.old.constants:  # a header that is new to the target tells nothing of what the change adds
            self.families.append((old, new))
        found = members(words, sides.new)
        if words.kind is SpaceKind.NUMBERS:
            yield from number_changes(words, found, old, sides)
        elif words.kind is SpaceKind.FLAGS:
            yield from flag_changes(words, found, sides)
            yield from reused(words, found, old, sides)
        else:
            yield from ioctl_changes(words, found, old, new, sides)

    def _news(self) -> tuple[str, ...]:
        """Return the constants and macros that came, went or changed, sorted."""
        old, new = self._sides.old, self._sides.new
        before = old.constants.get
        found = {
            name
            for name, constant in new.constants.items()
            if (was := before(name)) is not constant and (was is None or was.value != constant.value)
        }
        found |= old.constants.keys() - new.constants.keys()
        found |= {name for name, macro in new.macros.items() if name not in old.macros}
        return tuple(sorted(found))


_EMPTY = Names(constants={}, macros={}, ordered=())


def _names(snapshot: Snapshot, *, everywhere: bool) -> Names:
    return names(
        facts
        for header, facts in snapshot.facts.items()
        if everywhere or any(is_header_of(name, header, facts.constants) for name in SUBSYSTEMS)
    )
