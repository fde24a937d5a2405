"""What a comparison of one target hands to the engine."""

from collections.abc import Mapping

from uapicheck.frozen import frozen
from uapicheck.model.change import Change
from uapicheck.model.space import Family, Space


@frozen(kw_only=True)
class Comparison:
    """All changes of one target, and the number spaces of both sides."""

    target: str
    arch: str
    """The kernel's name of the target's architecture."""
    changes: tuple[Change, ...]
    old_spaces: tuple[Space, ...] = ()
    new_spaces: tuple[Space, ...] = ()
    shown_by: Mapping[str, str] | None = None
    """For each header the one that a program includes to see it; None where no witness is asked for."""
    old_families: tuple[Family, ...] = ()
    """Families that the comparison touches, as the old side has them."""
    new_families: tuple[Family, ...] = ()
    """Families that gained, lost or renumbered a member, as the new side has them."""
    old_paths: frozenset[str] = frozenset()
    """Canonical paths of the headers that the old side has: what is new in them is new, whatever the target."""
