"""What a rule is: what it watches, how it judges, and the examples that teach and test it."""

from collections.abc import Callable
from typing import Generic, TypeVar

from uapicheck.frozen import frozen
from uapicheck.model.change import Change
from uapicheck.model.place import Location, Place, Side
from uapicheck.model.profile import Profile
from uapicheck.model.report import Severity

C = TypeVar("C", bound=Change)


@frozen(kw_only=True)
class Verdict:
    """A rule's opinion on one change of one target."""

    where: Location
    message: str
    """One sentence in the words of C, no full stop."""
    old: str | None = None
    """What stood on the old side, None where nothing did."""
    new: str | None = None
    severity: Severity | None = None
    """Where it is not the rule's own."""


@frozen(kw_only=True)
class Example:
    """A header before and after; `// expect: rule-name` marks each line that must be flagged.

    A marker stands in `before` for what went away and in `after` for what came or changed. A line
    `// header: linux/b.h` starts another header; what stands before the first one is `linux/example.h`.
    """

    title: str
    before: str
    after: str


@frozen(kw_only=True)
class Rule(Generic[C]):
    """A rule; its module's name with dashes is its name.

    To add one, write a module beside the others: the docstring says what happened, why it breaks and what to do, and
    the module ends in `RULE = Rule(...)`. Nothing else has to know of it.
    """

    watches: type[C]
    """The class of change that it judges."""
    check: Callable[[C], Verdict | None]
    """Judges one change; None where it has nothing to say."""
    severity: Severity
    """Of a verdict that names none."""
    since: str
    """The version of uapicheck that first had it."""
    prose: str | None
    """Its module's docstring; None under `python -OO`."""
    examples: tuple[Example, ...]
    """At least one makes it fire."""
    profile: Profile = Profile.UAPI
    """The least profile that has it."""
    refs: tuple[str, ...] = ()
    """Kernel documents, C clauses and cases in which it bit somebody: paths in the kernel tree, commits, releases."""


def on_old(place: Place) -> Location:
    """Return a place of the old side."""
    return Location(side=Side.OLD, place=place)


def on_new(place: Place) -> Location:
    """Return a place of the new side."""
    return Location(side=Side.NEW, place=place)
