"""What the user, or the tree, wants to be judged, and what it accepts."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from uapicheck.frozen import frozen
from uapicheck.model.profile import Profile
from uapicheck.model.report import Severity


@frozen(kw_only=True)
class Waiver:
    """A finding that the tree accepts: rule and symbol are exact, the reason is required."""

    rule: str
    symbol: str
    reason: str
    until: date | None = None
    """The last day on which it holds."""
    header: str = ""
    """Path in the kernel source (`include/uapi/linux/kvm.h`) where the symbol alone does not tell; else empty."""
    line: int = 0
    """Where it stands in the config."""


@frozen(kw_only=True)
class Policy:
    """What a run judges by."""

    where: str = ""
    """What a person calls the config; empty where there is none."""
    path: str = ""
    """Its path in the tree, or as it was given: where findings that speak of it point."""
    profile: Profile = Profile.UAPI
    select: tuple[str, ...] = ()
    """Rules that run although the profile does not have them."""
    ignore: tuple[str, ...] = ()
    """Rules that do not run."""
    severity: Mapping[str, Severity] = MappingProxyType({})
    """Severity by rule, instead of the rule's own."""
    waivers: tuple[Waiver, ...] = ()
    spaces: str = ""
    """Text of the config where it describes number spaces of its own, in the words of the shipped data files."""
