"""What the headers do not say about number spaces: names, kinds, ranges, and which sharings are meant."""

from enum import StrEnum

from uapicheck.frozen import frozen, replaced

WORD_64 = (1 << 64) - 1
"""All bits of an id or a code: what is negative in C is compared as what it is in 64 bits."""


class SpaceKind(StrEnum):
    """How the numbers of a space must keep apart."""

    FIELD = "field"
    """Values fit the mask of a bit field; fields of one id do not overlap."""
    NUMBERS = "numbers"
    """No two members have the same number."""
    FLAGS = "flags"
    """Members are single bits, no two have the same, and all fit what carries them."""
    IOCTLS = "ioctls"
    """Members are ioctls of one type; no two have the same nr."""


@frozen(kw_only=True)
class Sharing:
    """Members that have the same number, index or nr on purpose."""

    names: frozenset[str]
    why: str
    whole: bool = False
    """Ioctls have their whole number in common, not the nr alone."""


@frozen(kw_only=True)
class Range:
    """Numbers from `first` to `last` that belong to somebody."""

    first: int
    last: int
    owner: str = ""
    """Who has them, where it is not the space itself."""


@frozen(kw_only=True)
class SpaceWords:
    """What the headers do not say about a space."""

    name: str
    """`KVM_REG_SIZE`."""
    title: str
    """What a person calls it: `register size`."""
    role: str = ""
    """Which part of an id the field is: `size` or `arch`; empty where it is part of none."""
    members: str
    """Regular expression that the whole name matches of a member; a field's stand in the header of its mask."""
    exclude: frozenset[str]
    """Names that match and are no members."""
    mask: str = ""
    """For a field: constant that holds its mask."""
    shift: str = ""
    """Constant that holds the field's shift; empty where there is none and the mask tells."""
    neighbours: tuple[str, ...] = ()
    """Masks of the fields beside it."""
    step: int = 1
    """Codes are multiples of it by custom."""
    bits_in_name: bool = False
    """A member's name ends in the number of bits that its code stands for: `U128` is code 4, 1 << 4 bytes."""
    kind: SpaceKind = SpaceKind.FIELD
    excluded: str = ""
    """Regular expression that the whole name matches of further names that are no members; empty for none."""
    prefixes: tuple[str, ...] = ("",)
    """What members' names begin with: one of these."""
    prefix_free: bool = False
    """A name that goes on after a member's name and an underscore is a value of that member, no member."""
    dense: bool = True
    """Numbers are handed out one after the other; a gap is worth a word."""
    by_target: bool = False
    """Each target hands out numbers of its own; else what one target shows is taken for all."""
    whole: str = ""
    """The space that this is one target's part of; empty where it is no part."""
    bases: tuple[int, ...] = ()
    """What is added to the numbers of some targets; of several the largest that a value reaches counts."""
    width: int = 0
    """For flags: bits of what carries them; 0 where that is not known."""
    carrier: str = ""
    """For flags: what carries them."""
    type: str = ""
    """For ioctls: the constant that holds their type, or the type itself."""
    ranges: tuple[Range, ...] = ()
    """For ioctls the nrs that are registered to the space, and those that others have; for flags the bits kept free.

    For numbers those that do not count where the next one is asked for.
    """
    retired: tuple[tuple[str, int], ...] = ()
    """Names that are gone, with the numbers that stay theirs."""
    elsewhere: tuple[tuple[str, int], ...] = ()
    """Members that only some architectures show."""
    shared: tuple[Sharing, ...] = ()

    def of(self, target: str) -> "SpaceWords":
        """Return the words of the space as one target has it."""
        return (
            replaced(self, name=f"{self.name}:{target}", whole=self.name, by_target=False) if self.by_target else self
        )

    def is_apart(self, number: int) -> bool:
        """Tell whether a number was handed out apart from the row that the others stand in."""
        return any(each.first <= number <= each.last for each in self.ranges)

    def is_shared(self, one: str, other: str, *, whole: bool = False) -> bool:
        """Tell whether two members may have the same number; with `whole`, ioctls more than the same nr."""
        return any({one, other} <= each.names and (each.whole or not whole) for each in self.shared)


@frozen(kw_only=True)
class GroupWords:
    """What the headers do not say about the codes inside one architecture's ids that tell kinds of registers apart."""

    name: str
    """`KVM_REG_RISCV_TYPE`."""
    title: str
    """What a person calls it: `register type`."""
    label: str
    """The same in one word, for a map of the id: `type`."""
    arches: frozenset[str]
    """Architectures, as the kernel names them, whose headers have it."""
    members: str
    """Regular expression that the whole name matches of a member."""
    excluded: str
    """Regular expression of those that match and are none."""
    mask: str = ""
    """Constant that holds the mask; what it has in common with `base` belongs to that."""
    bits: int = 0
    """The mask itself, where no constant holds it."""
    base: str = ""
    """Constant that is a member's other bits; empty where a member has no others."""
    bare: bool = False
    """Members are codes, not yet shifted to their place."""
    zero: bool = False
    """Code 0 is handed out; else what is 0 is something else."""
    of: str = ""
    """The architecture's code whose ids have it in every id: `KVM_REG_RISCV`; empty where only some have it."""
    unnamed: tuple[tuple[str, int], ...] = ()
    """Codes in use that no constant of their own names, with what tells of them."""
