"""What all targets of a source show of the number spaces together: a number that one of them shows is taken."""

from collections.abc import Iterable, Iterator, Sequence

from uapicheck.engine.family_headroom import family_summary
from uapicheck.engine.headroom import code_summary, summary
from uapicheck.frozen import replaced
from uapicheck.model.release import Release
from uapicheck.model.report import SpaceSummary
from uapicheck.model.space import Family, Space, SpaceKind
from uapicheck.model.survey import Member, Retired, SurveyedSpace
from uapicheck.spaces.growth import growth
from uapicheck.spaces.inventory import Group, Inventory


def surveyed(inventories: Sequence[Inventory]) -> tuple[SurveyedSpace, ...]:
    """Return every space that some target shows, once: fields, codes inside ids, then families."""
    return (*_fields(inventories), *_groups(inventories), *_families(inventories))


def with_history(
    spaces: Iterable[SurveyedSpace], earlier: Sequence[tuple[Release, Sequence[SurveyedSpace]]]
) -> tuple[SurveyedSpace, ...]:
    """Return `spaces` with their growth over earlier releases, oldest first, and with the numbers that went with them.

    The newest of the releases may be the one that the spaces were read from.
    """
    return tuple(_with_history(space, earlier) for space in spaces)


def _fields(inventories: Sequence[Inventory]) -> Iterator[SurveyedSpace]:
    found: dict[str, list[tuple[str, Space]]] = {}
    for each in inventories:
        for space in each.fields:
            found.setdefault(space.words.name, []).append((each.target, space))
    for shown in found.values():
        members = _members(
            (target, name, s.code(c)) for target, s in shown for name, c in s.members.items() if not s.below(c)
        )
        _, first = shown[0]
        own = {(name, first.code(constant)) for name, constant in first.members.items()}
        also = [pair for pair in _pairs(members) if pair not in own]
        yield _space(
            replaced(summary(first, also=also), taken=_pairs(members)),
            members,
            title=first.words.title,
            mask=first.mask.value,
            mask_name=first.mask.name,
        )


def _groups(inventories: Sequence[Inventory]) -> Iterator[SurveyedSpace]:
    found: dict[str, list[tuple[str, Group]]] = {}
    for each in inventories:
        for group in each.groups:
            found.setdefault(group.words.name, []).append((each.target, group))
    for name, shown in found.items():
        members = _members((target, *member) for target, group in shown for member in group.members)
        _, first = shown[0]
        made = code_summary(name, first.mask, _pairs(members))
        yield _space(made, members, title=first.words.title, mask=first.mask, mask_name=first.words.mask)


def _families(inventories: Sequence[Inventory]) -> Iterator[SurveyedSpace]:
    found: dict[str, list[tuple[str, Family]]] = {}
    for each in inventories:
        for family in each.families:
            found.setdefault(family.words.name, []).append((each.target, family))
    for shown in found.values():
        words = shown[0][1].words
        members = _members((target, name, at) for target, family in shown for name, at in family.members.items())
        made = family_summary(words, _pairs(members))
        if words.kind is SpaceKind.FLAGS:
            # Members count by their bits; what collects several is none.
            members = tuple(
                Member(name=each.name, number=each.number.bit_length() - 1, targets=each.targets)
                for each in members
                if each.number and not each.number & (each.number - 1)
            )
        elsewhere = set(made.taken) - set(_pairs(members))
        members = (*members, *(Member(name=name, number=number, targets=()) for name, number in elsewhere))
        yield _space(
            made,
            members,
            title=words.title,
            carrier=words.carrier,
            # What the words know as retired and lies above all that is taken has not come yet.
            retired=[Retired(name=n, number=at, last="") for n, at in words.retired if at in made.retired],
        )


def _space(
    made: SpaceSummary,
    members: Iterable[Member],
    *,
    title: str,
    mask: int = 0,
    mask_name: str = "",
    carrier: str = "",
    retired: Iterable[Retired] = (),
) -> SurveyedSpace:
    ordered = tuple(sorted(members, key=lambda each: (each.number, each.name)))
    return SurveyedSpace(
        summary=made,
        title=title,
        mask=mask,
        mask_name=mask_name,
        carrier=carrier,
        targets=tuple(dict.fromkeys(target for each in ordered for target in each.targets)),
        members=ordered,
        retired=tuple(sorted(retired, key=lambda each: (each.number, each.name))),
    )


def _members(shown: Iterable[tuple[str, str, int]]) -> tuple[Member, ...]:
    """Return members by number from targets, names and numbers."""
    targets: dict[tuple[int, str], list[str]] = {}
    for target, name, number in shown:
        targets.setdefault((number, name), []).append(target)
    return tuple(
        Member(name=name, number=number, targets=tuple(dict.fromkeys(targets[number, name])))
        for number, name in sorted(targets)
    )


def _pairs(members: Iterable[Member]) -> tuple[tuple[str, int], ...]:
    return tuple((each.name, each.number) for each in members)


def _with_history(space: SurveyedSpace, earlier: Sequence[tuple[Release, Sequence[SurveyedSpace]]]) -> SurveyedSpace:
    name = space.summary.name
    history = [(release, _shown(found, name)) for release, found in earlier]
    taken = {number for _, number in space.summary.taken}
    gone: dict[int, Retired] = {}
    seen: set[int] = set()
    counts: list[tuple[Release, int]] = []
    for release, members in history:
        for member, number in members:
            if number not in taken:
                gone[number] = Retired(name=member, number=number, last=release.name)
        seen |= {number for _, number in members}
        if seen:  # a release from before the space says nothing of how fast it fills
            counts.append((release, len(seen)))
    told = {each.number for each in space.retired}
    retired = (
        *(
            each if (found := gone.get(each.number)) is None or found.name != each.name else found
            for each in space.retired
        ),
        *(each for number, each in gone.items() if number not in told),
    )
    made = _without_retired(space.summary, {each.number for each in retired})
    left = None if made.capacity is None else len(made.free)
    return replaced(
        space,
        summary=made,
        retired=tuple(sorted(retired, key=lambda each: (each.number, each.name))),
        growth=growth(counts, left=left),
    )


def _shown(spaces: Iterable[SurveyedSpace], name: str) -> tuple[tuple[str, int], ...]:
    """Return the members that targets of a release show; those that the words alone know of are of no release."""
    return tuple(
        (each.name, each.number)
        for space in spaces
        if space.summary.name == name
        for each in space.members
        if each.targets
    )


def _without_retired(made: SpaceSummary, retired: set[int]) -> SpaceSummary:
    """Return a summary in which numbers that went with their names are not handed out again."""
    free = tuple(number for number in made.free if number not in retired)
    following = made.next
    if following is not None:
        if made.capacity is None:
            following = max([following - 1, *retired]) + 1
        else:
            following = next((number for number in free if number >= following), None)
    # The holes of an endless row of numbers stay holes: a reader wants to see why they are there.
    holes = made.holes if made.capacity is None else tuple(at for at in made.holes if at not in retired)
    return replaced(made, free=free, holes=holes, retired=tuple(sorted({*made.retired, *retired})), next=following)
