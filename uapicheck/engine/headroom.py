"""How much room number spaces have left, as sentences that answer a reviewer."""

from collections.abc import Iterable, Sequence

from uapicheck.engine.spelling import spelled_bits
from uapicheck.frozen import replaced
from uapicheck.model.comparison import Comparison
from uapicheck.model.report import SpaceSummary
from uapicheck.model.space import Space


def summary(space: Space, *, before: Space | None = None, also: Iterable[tuple[str, int]] = ()) -> SpaceSummary:
    """Return what `space` has taken and free; with `before`, which members are new.

    `also` are members with their codes that other targets have.
    """
    members = ((name, space.code(constant)) for name, constant in space.members.items() if not space.below(constant))
    taken = (*members, *also)
    found = code_summary(space.words.name, space.mask.value, taken, step=space.words.step)
    inside = {code for _, code in taken if 0 <= code < space.capacity}
    return replaced(
        found,
        remarks=tuple(_remarks(space, inside, found.free)),
        added=tuple(name for name in space.members if before is not None and name not in before.members),
    )


def code_summary(name: str, mask: int, taken: Iterable[tuple[str, int]], *, step: int = 1) -> SpaceSummary:
    """Return what members have taken of a field, given the mask in its place and their codes, shifted down."""
    taken = tuple(taken)
    lowest = (mask & -mask).bit_length() - 1
    codes = range(0, (mask >> lowest) + 1, step)
    inside = {code for _, code in taken if code in range(codes.stop)}
    largest = max(inside, default=-1)
    free = tuple(code for code in codes if code not in inside)
    return SpaceSummary(
        name=name,
        kind="field",
        bits=spelled_bits(mask).partition(" ")[2],
        capacity=len(codes),
        taken=taken,
        free=free,
        holes=tuple(code for code in free if code < largest),
        retired=(),
        next=next((code for code in free if code > largest), None),
        remarks=(),
    )


def _remarks(space: Space, inside: set[int], free: Sequence[int]) -> Iterable[str]:
    words = space.words
    for name, constant in space.members.items():
        if space.below(constant):
            yield f"{name} = {constant.value:#x} has bits below the field, and is no code of it"
    if words.bits_in_name:
        largest = space.capacity - 1
        yield f"The largest code, {largest}, stands for {1 << largest} bytes = {8 << largest} bits"
        following = next((code for code in free if code > max(inside, default=-1)), None)
        if following is not None:
            name = f"{words.name}_U{8 << following}"
            value = f"0x{following << space.shift:016x}"
            yield f"The next code is {following}: {name} = {value}"
    elif words.step > 1:
        low = spelled_bits((words.step - 1) << space.shift)
        if all(code % words.step == 0 for code in inside):
            yield f"The low {low} of every code are zero by custom, so codes are multiples of 0x{words.step:x}"
    yield from _beside(space)


def _beside(space: Space) -> Iterable[str]:
    """Say whose the bits above the field are, because that is where a reviewer would have it grow."""
    for name, mask in space.neighbours.items():
        members = space.neighbour_members.get(name, {})
        lowest = mask.value & -mask.value
        if lowest != (space.mask.value >> space.shift) + 1 << space.shift or not members:
            continue
        used = 0
        for value in members.values():
            used |= value & mask.value
        unused, run = mask.value & ~used, 0
        bit = lowest
        while bit & unused:
            run |= bit
            bit <<= 1
        if run:
            pattern = name.removesuffix("_ARCH_MASK") + "_<ARCH>" if name.endswith("_ARCH_MASK") else name
            yield (
                f"{spelled_bits(run).capitalize()} are zero in every {pattern} code but lie inside {name}, "
                f"so the {words_of(space)} field cannot grow there"
            )


def words_of(space: Space) -> str:
    """Return the last word of the space's title: `size`."""
    return space.words.title.rpartition(" ")[2]


def touched(comparisons: Iterable[Comparison]) -> tuple[SpaceSummary, ...]:
    """Return the spaces that differ between the sides of any target, each once.

    Fields stand as the first target has them, families as all targets together.
    """
    comparisons = tuple(comparisons)
    found: dict[str, SpaceSummary] = {}
    for comparison in comparisons:
        before = {space.words.name: space for space in comparison.old_spaces}
        for space in comparison.new_spaces:
            old = before.get(space.words.name)
            if space.words.name not in found and (old is None or _state(old) != _state(space)):
                found[space.words.name] = summary(space, before=old)
    if not any(comparison.new_families for comparison in comparisons):
        return tuple(found.values())
    from uapicheck.engine.family_headroom import family_summaries  # noqa: PLC0415 - few changes touch one

    return (*found.values(), *family_summaries(comparisons))


def _state(space: Space) -> tuple[object, ...]:
    return (space.mask.value, space.shift, {name: member.value for name, member in space.members.items()})
