"""Numbers, bits, ids and ioctl numbers that a change gives to one name and a rival to another."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from uapicheck.diff.lines_of_numbers import Line, line_of
from uapicheck.diff.sides import MOST_RIVALS, is_alias, subject
from uapicheck.diff.stakes import Stake
from uapicheck.diff.words import is_sentinel, may_end_enum
from uapicheck.engine.family_headroom import family_summaries
from uapicheck.frozen import frozen, replaced
from uapicheck.model.claim_change import NumberContested
from uapicheck.model.comparison import Comparison
from uapicheck.model.facts import Constant, ConstantKind, HeaderFacts
from uapicheck.model.space import Family, Space, SpaceKind, SpaceWords
from uapicheck.model.space_words import WORD_64
from uapicheck.model.subject import Cause
from uapicheck.spaces.families import Names, has_member, members, number
from uapicheck.spaces.fields import spaces
from uapicheck.spaces.words import Words


@frozen(kw_only=True)
class _Contest:
    """A number that somebody else has, before it is known who else."""

    constant: Constant
    kind: SpaceKind
    title: str
    number: int
    rivals: Sequence[tuple[Stake, Constant]]
    is_certain: bool
    free: Callable[[], int | None]


class ContestedNumbers:
    """Looks for the numbers of one target's new constants among those of rivals."""

    def __init__(self, own: Stake, rivals: Sequence[Stake], words: Words) -> None:
        """Take what is known of number spaces; what they do not speak of is judged by enums, ioctls and neighbours."""
        self._own, self._rivals, self._words = own, rivals, words
        self._claims = {
            name: constant
            for name, constant in own.fresh.items()
            if not is_sentinel(name) and not all(rival.has(constant) for rival in rivals)
        }
        self._told: set[str] = set()
        self._by_value: dict[int, list[tuple[Stake, Constant]]] = {}
        self._by_nr: dict[tuple[int, int], list[tuple[Stake, Constant]]] = {}
        for rival in rivals if self._claims else ():
            for constant in rival.fresh.values():
                self._by_value.setdefault(constant.value, []).append((rival, constant))
                if constant.ioctl is not None:
                    self._by_nr.setdefault((constant.ioctl.type, constant.ioctl.nr), []).append((rival, constant))

    def changes(self) -> Iterator[NumberContested]:
        """Return one change for each name, with all who have its number; enumerators that follow hang beneath it."""
        found = [_changed(contest, self._own) for contest in self._contests() if contest.rivals]
        first: dict[tuple[str, str], Cause] = {}
        for change in sorted(found, key=lambda change: (change.constant.where, change.subject)):
            constant = change.constant
            root = Cause(change=NumberContested.__name__, subject=change.subject)
            beneath = first.setdefault((constant.where.header, constant.enum), root) if constant.enum else root
            # An enumerator that only counts on from a contested one moves with it.
            yield change if beneath == root or constant.text else replaced(change, cause=beneath)

    def _contests(self) -> Iterator[_Contest]:
        ordered = tuple(sorted(self._claims))
        own = self._own.members_of(everywhere=self._words.everywhere) if ordered else None
        if own is not None:
            others = [rival.members_of(everywhere=self._words.everywhere) for rival in self._rivals]
            for words in self._words.families:
                if has_member(ordered, words):
                    yield from self._family(words, own, others)
            yield from self._fields()
            yield from self._ids()
        for name in ordered:
            if name not in self._told and (contest := self._alone(self._claims[name])) is not None:
                yield contest

    def _opponents(self, constant: Constant, found: Iterable[tuple[Stake, Constant]]) -> list[tuple[Stake, Constant]]:
        """Return those of `found` that really stand against a constant."""
        self._told.add(constant.name)
        return [
            (stake, other)
            for stake, other in found
            if other.name != constant.name
            and not is_alias(other, constant)
            and not self._own.has(other)
            and not stake.has(constant)
        ]

    def _family(self, words: SpaceWords, own: Names, others: Sequence[Names]) -> Iterator[_Contest]:
        known = {constant.name: constant for constant in members(words, own)}
        claims = [c for name, c in known.items() if name in self._claims and known.keys().isdisjoint(c.uses)]
        if not claims:
            return
        holders: dict[int, list[tuple[Stake, Constant]]] = {}
        for stake, names_ in zip(self._rivals, others, strict=True):
            for constant in members(words, names_):
                if constant.name in stake.fresh:
                    for key in _keys(words, constant):
                        holders.setdefault(key, []).append((stake, constant))
        free = _once(lambda: _free(words, known.values(), self._claims, holders))
        for constant in claims:
            near = [each for key in _keys(words, constant) for each in islice(holders.get(key, ()), MOST_RIVALS)]
            against = [
                (stake, other)
                for stake, other in self._opponents(constant, dict.fromkeys(near))
                if not words.is_shared(other.name, constant.name, whole=_is_whole(words, other, constant))
            ]
            yield _Contest(
                constant=constant,
                kind=words.kind,
                title=words.title,
                number=number(constant, words),
                rivals=against,
                is_certain=any(_is_whole(words, other, constant) for _, other in against),
                free=free,
            )

    def _fields(self) -> Iterator[_Contest]:
        theirs = [(stake, spaces(stake.new, self._words)) for stake in self._rivals]
        for space in spaces(self._own.new, self._words):
            every = [(s, other) for s, found in theirs for other in found if other.words.name == space.words.name]
            codes = {space.code(c) for c in space.members.values()}
            holders: dict[int, list[tuple[Stake, Constant]]] = {}
            for stake, other in every:
                for constant in other.members.values():
                    codes.add(other.code(constant))
                    if constant.name in stake.fresh:
                        holders.setdefault(other.code(constant), []).append((stake, constant))
            free = _free_code(space, codes)
            for name, constant in space.members.items():
                if name in self._claims:
                    code = space.code(constant)
                    yield self._plain(constant, space.words.title, code, holders.get(code, ()), free)

    def _plain(
        self,
        constant: Constant,
        title: str,
        value: int,
        found: Sequence[tuple[Stake, Constant]],
        free: int | None = None,
    ) -> _Contest:
        return _Contest(
            constant=constant,
            kind=SpaceKind.NUMBERS,
            title=title,
            number=value,
            rivals=self._opponents(constant, islice(found, MOST_RIVALS)),
            is_certain=True,
            free=lambda: free,
        )

    def _ids(self) -> Iterator[_Contest]:
        by_name = {space.words.name: space for space in spaces(self._own.new, self._words)}
        for group in self._words.ids:
            masks = [by_name[name].mask.value & WORD_64 for name in group.fields if name in by_name]
            parts, exclude = re.compile(group.parts), re.compile(group.exclude)
            for name, constant in self._claims.items():
                value = constant.value
                if name in self._told or not masks or not all(value & mask for mask in masks):
                    continue  # a part of an id: only whole ones name a register
                if parts.fullmatch(name) and not exclude.fullmatch(name):
                    near = islice(self._by_value.get(value, ()), MOST_RIVALS)
                    found = [(s, c) for s, c in near if parts.fullmatch(c.name) and not exclude.fullmatch(c.name)]
                    yield self._plain(constant, "register id", value, found)

    def _alone(self, constant: Constant) -> _Contest | None:
        """Return the contest of a constant that no space speaks of."""
        header = constant.where.header
        ioctl = constant.ioctl
        if ioctl is not None:
            near = islice(self._by_nr.get((ioctl.type, ioctl.nr), ()), MOST_RIVALS)
            against = self._opponents(constant, ((s, c) for s, c in near if c.where.header == header))
            whole = any(other.value == constant.value for _, other in against)
            return _Contest(
                constant=constant,
                kind=SpaceKind.IOCTLS,
                title="ioctl",
                number=ioctl.nr,
                rivals=against,
                is_certain=whole,
                free=lambda: None,
            )
        near = islice(self._by_value.get(constant.value, ()), MOST_RIVALS)
        alike = [(s, c) for s, c in near if c.where.header == header and c.ioctl is None and c.kind is constant.kind]
        against = self._opponents(constant, [(s, c) for s, c in alike if not is_sentinel(c.name)])
        if constant.kind is ConstantKind.ENUMERATOR:
            same = [(s, c) for s, c in against if c.enum == constant.enum and not _ends(c, s)]
            return None if _ends(constant, self._own) else self._of_enum(constant, same)
        if not against:
            return None
        base = self._own.old.facts.get(header)
        lined = [(s, c, line_of(constant, c, base)) for s, c in against]
        good = [(s, c, line) for s, c, line in lined if line is not None]
        return self._of_line(constant, good) if good else None

    def _of_enum(self, constant: Constant, against: Sequence[tuple[Stake, Constant]]) -> _Contest:
        def free() -> int:
            every = (self._own, *(stake for stake, _ in against))
            found = (facts.constants.values() for stake in every for facts in _headers(stake, constant.where.header))
            return 1 + max(
                c.value for group in found for c in group if c.enum == constant.enum and not is_sentinel(c.name)
            )

        return _Contest(
            constant=constant,
            kind=SpaceKind.NUMBERS,
            title=constant.enum if constant.enum.startswith("enum ") and "{" not in constant.enum else "enum",
            number=constant.value,
            rivals=against,
            is_certain=True,
            free=free,
        )

    @staticmethod
    def _of_line(constant: Constant, against: Sequence[tuple[Stake, Constant, Line]]) -> _Contest:
        line = against[0][2]
        return _Contest(
            constant=constant,
            kind=SpaceKind.FLAGS if line.is_flags else SpaceKind.NUMBERS,
            title=line.title,
            number=constant.value,
            rivals=[(stake, other) for stake, other, _ in against],
            is_certain=False,
            free=lambda: None,
        )


def _keys(words: SpaceWords, constant: Constant) -> Iterator[int]:
    """Return what two members must not have in common: the number, or any bit."""
    value = number(constant, words)
    if words.kind is not SpaceKind.FLAGS:
        yield value
        return
    while value:
        yield value & -value
        value &= value - 1


def _is_whole(words: SpaceWords, one: Constant, other: Constant) -> bool:
    return words.kind is not SpaceKind.IOCTLS or one.value == other.value


def _ends(constant: Constant, stake: Stake) -> bool:
    """Tell whether an enumerator is the last of its enum and by its name ends it."""
    for facts in _headers(stake, constant.where.header):
        enum = facts.enums.get(constant.enum)
        if enum is not None:
            return enum.enumerators[-1:] == (constant.name,) and may_end_enum(constant.name)
    return False


def _headers(stake: Stake, header: str) -> tuple[HeaderFacts, ...]:
    facts = stake.new.facts.get(header)
    return () if facts is None else (facts,)


def _once(made: Callable[[], int | None]) -> Callable[[], int | None]:
    known: list[int | None] = []

    def value() -> int | None:
        if not known:
            known.append(made())
        return known[0]

    return value


def _free(
    words: SpaceWords,
    own: Iterable[Constant],
    claimed: Collection[str],
    holders: Mapping[int, Sequence[tuple[Stake, Constant]]],
) -> int | None:
    """Return the number behind all that are taken; of ioctls, which leave gaps, behind those that are claimed."""
    taken = {constant.name: number(constant, words) for constant in own}
    known = {name: at for name, at in taken.items() if name not in claimed}
    for group in holders.values():
        for stake, constant in group:
            taken[f"{constant.name} of {stake.holder}"] = number(constant, words)
    everything = Comparison(
        target="",
        arch="",
        changes=(),
        old_families=(Family(words=words, members=known),),
        new_families=(Family(words=words, members=taken),),
    )
    return next((summary.next for summary in family_summaries((everything,))), None)


def _free_code(space: Space, taken: set[int]) -> int | None:
    codes = range(0, space.capacity, space.words.step)
    top = max((code for code in taken if code < space.capacity), default=-1)
    return next((code for code in codes if code > top), None)


def _changed(contest: _Contest, own: Stake) -> NumberContested:
    return NumberContested(
        subject=subject(contest.constant),
        claimant=own.holder,
        constant=contest.constant,
        kind=contest.kind,
        title=contest.title,
        number=contest.number,
        rivals=tuple(stake.rival(other) for stake, other in contest.rivals),
        free=contest.free(),
        is_certain=contest.is_certain,
    )
