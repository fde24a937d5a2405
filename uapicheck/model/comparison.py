"""What a comparison of one target hands to the engine."""

from uapicheck.frozen import frozen
from uapicheck.model.change import Change
from uapicheck.model.space import Space


@frozen(kw_only=True)
class Comparison:
    """All changes of one target, and the number spaces of both sides."""

    target: str
    arch: str
    """The kernel's name of the target's architecture."""
    changes: tuple[Change, ...]
    old_spaces: tuple[Space, ...] = ()
    new_spaces: tuple[Space, ...] = ()
