"""A survey of number spaces: what one source has handed out, by what all its targets show together."""

from uapicheck.frozen import frozen
from uapicheck.model.release import Release
from uapicheck.model.report import SpaceSummary
from uapicheck.model.tree import Provenance


@frozen(kw_only=True)
class Member:
    """A name with one number of a space."""

    name: str
    number: int
    """As the space counts: a field's code, a flag's bit, an ioctl's nr."""
    targets: tuple[str, ...]
    """Targets that show it; empty for one that the words know of and no target looked at shows."""


@frozen(kw_only=True)
class Retired:
    """A number that nobody has any more and that stays with its last name."""

    name: str
    number: int
    last: str
    """The last release that had it; empty where the words tell of it."""


@frozen(kw_only=True)
class Filling:
    """When a space would be full if it went on as it did: an estimate, no promise."""

    years: float
    """From the newest release that was counted."""
    year: int
    release: str
    """A release of about then, numbered as Linux has numbered its releases: `v8.4`; empty where that is far away."""


@frozen(kw_only=True)
class Growth:
    """How fast codes of a space were handed out, those that were given up again included."""

    first: str
    """The oldest release that was counted."""
    last: str
    releases: int
    """How many were counted."""
    overall: float
    """Codes a year from the oldest to the newest release."""
    recent: float
    """Codes a year over the last five years; as `overall` where the releases span no more."""
    filling: Filling | None
    """None where the space has no end, or would never be full at the pace of the last five years."""


@frozen(kw_only=True)
class SurveyedSpace:
    """A number space, and who shows what of it."""

    summary: SpaceSummary
    title: str
    """What a person calls it: `capability`; its name where nobody calls it anything."""
    mask: int
    """Of a field, in its place; 0 for other spaces."""
    mask_name: str
    """The constant that holds the mask; empty where none does."""
    carrier: str
    """What carries flags; empty where that is not known."""
    targets: tuple[str, ...]
    """Targets that show any member."""
    members: tuple[Member, ...]
    """By number, then name; one name may have different numbers on different targets."""
    retired: tuple[Retired, ...] = ()
    growth: Growth | None = None
    """None where fewer than three releases were counted."""


@frozen(kw_only=True)
class BitField:
    """Bits of an id that belong together."""

    label: str
    """`arch`, `size`, `group`, `type`, `index`; empty for bits that are zero."""
    high: int
    low: int


@frozen(kw_only=True)
class IdLayout:
    """How one architecture divides the 64 bits of its register ids."""

    arch: str
    """The constant of the architecture's code: `KVM_REG_ARM64`."""
    code: int
    """Its value."""
    fields: tuple[BitField, ...]
    """From bit 63 down, without a gap."""


@frozen(kw_only=True)
class Unread:
    """Something in the headers that could not be read: numbers in it may be taken without being seen."""

    path: str
    line: int
    what: str
    why: str
    targets: tuple[str, ...]


@frozen(kw_only=True)
class Survey:
    """The result of `spaces`."""

    source: Provenance
    targets: tuple[str, ...]
    left_out: tuple[str, ...]
    """Architectures that the source has and that were not looked at: what only they show seems free."""
    headers: tuple[str, ...]
    """As programs include them."""
    spaces: tuple[SurveyedSpace, ...]
    """In the order of the words that describe them."""
    layouts: tuple[IdLayout, ...]
    unread: tuple[Unread, ...]
    releases: tuple[Release, ...] = ()
    """Those that growth was counted over, oldest first."""
    chosen: tuple[str, ...] = ()
    """Globs of the names of spaces that the user asked for; empty for all."""
