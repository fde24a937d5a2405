"""What became of names over a chain of releases: when each came, changed, was renamed, moved, went."""

from enum import StrEnum

from uapicheck.frozen import frozen
from uapicheck.model.facts import Fact, Field
from uapicheck.model.report import Severity


class EventKind(StrEnum):
    """What happened to a name."""

    ADDED = "added"
    CHANGED = "changed"
    RENAMED = "renamed"
    MOVED = "moved"
    """Its definition stands in another header, and means the same."""
    REMOVED = "removed"


@frozen(kw_only=True)
class NameChange:
    """What became of one name from one side to the next, on one target: facts alone."""

    name: str
    """`KVM_CAP_ARM_NISV_TO_USER`, `struct kvm_run.hypercall.flags`, or a header's name."""
    event: EventKind
    header: str
    """Where it is defined; for what went, where it was."""
    old: Fact | Field | None
    """None where the old side does not have it, and for headers."""
    new: Fact | Field | None
    from_header: str = ""
    """Where it was defined before, where that is another header."""
    successor: tuple[str, str] = ("", "")
    """Old and new name, where it was renamed."""
    carrier: str = ""
    """The header or record that it came, went, moved or was renamed with; empty where it did so by itself."""


@frozen(kw_only=True)
class Standing:
    """A name as one end of a chain has it, on one target."""

    name: str
    header: str
    fact: Fact | Field | None
    """None for headers."""


@frozen(kw_only=True)
class Commit:
    """The commit that did something."""

    id: str
    """Full id."""
    date: str
    """Day of the commit (UTC): `2019-05-16`."""
    subject: str


@frozen(kw_only=True)
class Step:
    """One state of the headers in a chain."""

    release: str
    """The first release with these headers (`v5.2-rc1`), or a name made of the last one and the commit."""
    date: str
    """`2019-05-16`; empty where nobody knows."""
    commit: Commit | None = None
    label: str = ""
    """What names this very state where `release` does not: `v5.1+3a1b2c3`."""


@frozen(kw_only=True)
class Event:
    """Something that happened to a name, on all targets on which it happened alike."""

    name: str
    event: EventKind
    thing: str
    """`macro`, `enumerator`, `ioctl`, `struct`, `union`, `enum`, `typedef`, `function`, `field` or `header`."""
    step: int
    """Index of the step that did it."""
    targets: tuple[str, ...]
    among: tuple[str, ...]
    """Targets that have the header on either side: where these are all of `targets`, it happened everywhere."""
    old: str | None
    """What it was; for a move the header, for a renaming the name. None where there was nothing."""
    new: str | None
    header: str
    from_header: str = ""
    carrier: str = ""
    """The header or record that brought it along; empty where it stands for itself."""
    rule: str = ""
    """The rule that a comparison would report for this name; empty where none has anything to say."""
    severity: Severity | None = None
    root: str = ""
    """The symbol whose finding it would hang beneath; empty where it would be a finding itself."""
    doubt: str = ""
    """What could not be read and may hide the name, where it seems to be gone."""
    elsewhere: bool = False
    """Other targets had the name before, or still have it."""
    commit: Commit | None = None
    """The commit that did it, where that is another than the step's: one that the step merged."""


@frozen(kw_only=True)
class Value:
    """What a name stands for, and where."""

    text: str
    targets: tuple[str, ...]


@frozen(kw_only=True)
class Name:
    """A name at both ends of a chain."""

    name: str
    thing: str
    header: str
    first: tuple[str, ...]
    """Targets that have it at the chain's start."""
    last: tuple[str, ...]
    """Targets that have it at the chain's end."""
    among: tuple[str, ...]
    """Targets that have its header at the chain's end."""
    values: tuple[Value, ...]
    """At the chain's end; where it is gone there, none."""
    record: str = ""
    """The struct or union that a field belongs to."""


@frozen(kw_only=True)
class History:
    """The result of `history`."""

    label: str
    """What a person calls the chain: `atlas`, `linux v5.1..v5.2`."""
    patterns: tuple[str, ...]
    """What was asked for; empty for every name."""
    steps: tuple[Step, ...]
    """Oldest first; what the first one has was there before."""
    targets: tuple[str, ...]
    names: tuple[Name, ...]
    """Those that match, by header and name; without patterns those with events."""
    events: tuple[Event, ...]
    """By name, in the order of `names`, and step."""
