"""What a comparison finds out about the policy itself: idle and ended waivers, a config that differs."""

from typing import TypeAlias

from uapicheck.frozen import frozen
from uapicheck.model.place import Place
from uapicheck.model.subject import Cause, Subject


@frozen(kw_only=True)
class WaiverUnused:
    """A waiver accepts nothing, though all that it speaks of was looked at."""

    subject: Subject
    """The config, and the waiver in words: `waiver macro-removed POINT_LIMIT`."""
    where: Place
    """The waiver in the config."""
    root: str = ""
    """What its finding hangs beneath, where it has one: `field-inserted struct point.kind`; else empty."""
    cause: Cause | None = None


@frozen(kw_only=True)
class WaiverExpired:
    """The last day of a waiver is over."""

    subject: Subject
    """The config, and the waiver in words."""
    where: Place
    """The waiver in the config."""
    until: str
    """Its last day, as ISO 8601 has it."""
    wanted: bool
    """Whether it would accept a finding of this comparison."""
    cause: Cause | None = None


@frozen(kw_only=True)
class PolicyChanged:
    """The new side has another config than the old one, whose policy counts."""

    subject: Subject
    where: Place
    """The config of the side that has one, the new one where both do."""
    added: bool
    """Whether only the new side has a config."""
    removed: bool
    """Whether only the old side has one."""
    problem: str
    """Why the new side's cannot be used, with its line; empty where it can."""
    cause: Cause | None = None


WaiverChange: TypeAlias = WaiverUnused | WaiverExpired | PolicyChanged
