"""What a page shows beside a finding: the source of both sides, layouts, the bits of a register id."""

from uapicheck.frozen import frozen
from uapicheck.model.facts import Fact, Record


@frozen(kw_only=True)
class Pair:
    """What both sides know of one name; None where a side lacks it."""

    old: Fact | None
    new: Fact | None


@frozen(kw_only=True)
class SourceLine:
    """A line of a header."""

    number: int
    """First line is 1."""
    text: str


@frozen(kw_only=True)
class SourceRow:
    """Lines of both sides that stand for one another; None where a side has none."""

    old: SourceLine | None
    new: SourceLine | None
    is_same: bool
    """Both sides have the line, and it reads the same."""


@frozen(kw_only=True)
class Excerpt:
    """Consecutive rows around the lines that a finding speaks of."""

    old_path: str
    """Path in the old side's tree; empty where the old side does not have the header."""
    new_path: str
    rows: tuple[SourceRow, ...]


@frozen(kw_only=True)
class Layouts:
    """A struct or union that the two sides lay out differently."""

    targets: tuple[str, ...]
    """Those that lay it out like this."""
    old: Record
    new: Record


@frozen(kw_only=True)
class BitField:
    """A field of register ids."""

    name: str
    """The constant that is its mask: `KVM_REG_SIZE_MASK`."""
    mask: int


@frozen(kw_only=True)
class IdBits:
    """Where the bits of a constant lie in an id of 64 bits."""

    space: str
    """The number space that it belongs to: `KVM_REG_SIZE`."""
    symbol: str
    old: int | None
    """Its value on the old side, None where it is new."""
    new: int | None
    fields: tuple[BitField, ...]
    """By position, highest first."""
    own: int
    """The mask of the field that it belongs to."""


@frozen(kw_only=True)
class Exhibit:
    """What there is to show of one finding."""

    excerpts: tuple[Excerpt, ...] = ()
    """One, or one for each side where the lines stand far apart."""
    layouts: tuple[Layouts, ...] = ()
    """More than one where targets lay it out differently."""
