"""Families: numbers, flags and ioctls that a snapshot hands out under names of one kind."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from itertools import filterfalse

from uapicheck.frozen import frozen
from uapicheck.model.facts import Constant, HeaderFacts, Macro, MacroKind
from uapicheck.model.space import Family, SpaceKind, SpaceWords
from uapicheck.model.space_words import WORD_64

_INT = 32
_LAST = "\U0010ffff"
"""Sorts behind every letter of a name."""
_UNEVALUATED = re.compile(r"_IO[WR]{0,2} ?\( ?(\w+) ?, ?(0[xX][0-9a-fA-F]{1,4}|[0-9]{1,5})[uU]? ?[,)]")
"""An ioctl whose argument this target does not have: its nr is taken all the same."""


@frozen(kw_only=True)
class Names:
    """The constants of one side, to be asked for by the beginnings of their names."""

    constants: Mapping[str, Constant]
    macros: Mapping[str, Macro]
    """Macros without a value, by name."""
    ordered: tuple[str, ...]
    """Names of the constants, sorted."""

    def matching(self, words: SpaceWords) -> list[Constant]:
        """Return the constants that are members of a space by their names, by name."""
        return [self.constants[name] for name in _matching(self.ordered, words)]


def names(headers: Iterable[HeaderFacts]) -> Names:
    """Return the names of some headers; of two definitions the first."""
    constants: dict[str, Constant] = {}
    macros: dict[str, Macro] = {}
    for facts in headers:
        for name, constant in facts.constants.items():
            constants.setdefault(name, constant)
        for name, macro in facts.macros.items():
            macros.setdefault(name, macro)
    return Names(constants=constants, macros=macros, ordered=tuple(sorted(constants)))


def has_member(ordered: tuple[str, ...], words: SpaceWords) -> bool:
    """Tell whether some of `ordered` names may be members of a space."""
    return bool(_matching(ordered, words))


def number(constant: Constant, words: SpaceWords) -> int:
    """Return what a member of a space stands for: an ioctl for its nr, a negative number for its bits."""
    if constant.ioctl is not None:
        return constant.ioctl.nr
    value = constant.value - max((base for base in words.bases if base <= constant.value), default=0)
    if value >= 0:
        return value
    return value & ((1 << _INT) - 1 if constant.type == "int" else WORD_64)


def family(words: SpaceWords, side: Names) -> Family:
    """Return the family that one side has."""
    found = {constant.name: number(constant, words) for constant in members(words, side)}
    if words.kind is SpaceKind.IOCTLS:
        found |= _unevaluated(words, side)
    return Family(words=words, members=dict(sorted(found.items(), key=lambda item: (item[1], item[0]))))


def members(words: SpaceWords, side: Names) -> list[Constant]:
    """Return the members that have a value on one side, by name."""
    found = side.matching(words)
    if words.kind is SpaceKind.IOCTLS:
        kind = ioctl_type(words, side)
        return [c for c in found if c.ioctl is not None and c.ioctl.type == kind]
    found = [constant for constant in found if constant.ioctl is None]
    if words.prefix_free:
        known = {constant.name for constant in found}
        return [constant for constant in found if not any(start in known for start in _starts(constant.name))]
    return found


def _starts(name: str) -> Iterator[str]:
    """Yield what `name` may go on from: `A_B` and `A` for `A_B_C`."""
    at = name.rfind("_")
    while at > 0:
        yield name[:at]
        at = name.rfind("_", 0, at)


def ioctl_type(words: SpaceWords, side: Names) -> int | None:
    """Return the type of a space's ioctls, None where the side does not have it."""
    if words.type in side.constants:
        return side.constants[words.type].value
    try:
        return int(words.type, 0)
    except ValueError:
        return None


def _unevaluated(words: SpaceWords, side: Names) -> dict[str, int]:
    shape, other = re.compile(words.members), re.compile(words.excluded)
    found: dict[str, int] = {}
    for name, macro in side.macros.items():
        if macro.kind is not MacroKind.EXPRESSION or not macro.text.startswith("_IO"):
            continue
        call = _UNEVALUATED.match(macro.text)
        if call is None or call[1] != words.type or not shape.fullmatch(name) or other.fullmatch(name):
            continue
        found[name] = int(call[2], 0) if call[2][:2] in {"0x", "0X"} else int(call[2])
    return found


def _matching(ordered: tuple[str, ...], words: SpaceWords) -> list[str]:
    found: list[str] = []
    for start in words.prefixes:
        at = bisect_left(ordered, start)
        end = bisect_left(ordered, start + _LAST, at)
        # Most families have no name in most changes, and to compile an expression costs more than all the rest.
        if at < end:
            found.extend(name for name in _matched(ordered[at:end], words) if name not in words.exclude)
    return sorted(set(found)) if len(words.prefixes) > 1 else found


def _matched(names_: Iterable[str], words: SpaceWords) -> Iterable[str]:
    if words.members != f"{words.prefixes[0]}.*":
        names_ = filter(re.compile(words.members).fullmatch, names_)
    return filterfalse(re.compile(words.excluded).fullmatch, names_) if words.excluded else names_
