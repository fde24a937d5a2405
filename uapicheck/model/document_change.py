"""What a change adds to KVM's interface, against what the kernel's document on it says."""

from typing import TypeAlias

from uapicheck.frozen import frozen
from uapicheck.model.facts import Constant
from uapicheck.model.subject import Cause, Subject


@frozen(kw_only=True)
class CapabilityUndocumented:
    """A new capability that the document does not mention."""

    subject: Subject
    capability: Constant
    document: str
    """Path of the document."""
    cause: Cause | None = None


@frozen(kw_only=True)
class IoctlUndocumented:
    """A new ioctl that no section of the document is about."""

    subject: Subject
    ioctl: Constant
    document: str
    section: str = ""
    """The heading under which it is mentioned all the same, empty where it is not."""
    cause: Cause | None = None


@frozen(kw_only=True)
class ExitUndocumented:
    """A new exit reason that the document does not mention."""

    subject: Subject
    exit: Constant
    document: str
    cause: Cause | None = None


@frozen(kw_only=True)
class IoctlDirectionContradicted:
    """A new ioctl whose number encodes another direction than its section says."""

    subject: Subject
    ioctl: Constant
    document: str
    section: str
    """The heading."""
    said: str
    """`in`, `out` or `in/out`."""
    cause: Cause | None = None


@frozen(kw_only=True)
class IoctlArgumentOmitted:
    """A new ioctl whose number says nothing of the struct that its section says it takes."""

    subject: Subject
    ioctl: Constant
    document: str
    section: str
    argument: str
    """`struct x`."""
    said: str
    """`in`, `out` or `in/out`; empty where the section does not say."""
    cause: Cause | None = None


DocumentChange: TypeAlias = (
    CapabilityUndocumented | IoctlUndocumented | ExitUndocumented | IoctlDirectionContradicted | IoctlArgumentOmitted
)
