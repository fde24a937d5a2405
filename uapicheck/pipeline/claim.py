"""A series on its base, as what may stand against other series."""

from uapicheck.frozen import frozen
from uapicheck.model.patch import Series
from uapicheck.model.review import Step
from uapicheck.model.tree import HeaderTree
from uapicheck.pipeline.judging import Terms
from uapicheck.pipeline.scope import Scope


@frozen(kw_only=True, eq=False)
class Claim:
    """A series on its base."""

    series: Series
    old: HeaderTree
    new: HeaderTree
    steps: tuple[Step, ...]
    scope: Scope
    """Narrowed to the headers and targets that it can have changed anything in."""
    by: Terms
