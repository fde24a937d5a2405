"""What a series of patches does to user space: what it was applied to, and what was found."""

from collections.abc import Mapping
from types import MappingProxyType

from uapicheck.frozen import frozen
from uapicheck.model.applied import Outcome
from uapicheck.model.patch import Patch, Series
from uapicheck.model.report import Finding, Report


@frozen(kw_only=True)
class Step:
    """One patch of a series, applied on those before it."""

    patch: Patch
    label: str
    """What a person calls it: `2/5 KVM: arm64: add a register size`."""
    outcomes: tuple[Outcome, ...]
    """Of each file that matters: headers, Kbuild lists, documents."""
    elsewhere: tuple[str, ...]
    """Paths of the other files, which were not looked at."""


@frozen(kw_only=True)
class Mended:
    """A finding that one patch of the series causes and a later one takes back."""

    finding: Finding
    by: str
    """Label of the patch that mends it."""


@frozen(kw_only=True)
class Review:
    """A series with its verdict."""

    series: Series
    base: str
    """How the old side was chosen."""
    tried: tuple[str, ...]
    """What would have come first as the old side, and why it was not taken."""
    report: Report
    """The whole series against its base; each finding names the patch that causes it, where there are several."""
    steps: tuple[Step, ...]
    mended: tuple[Mended, ...] = ()
    conflicts: tuple[Finding, ...] = ()
    """What it claims and another series, or another base, claims too."""
    documents: Mapping[str, str] = MappingProxyType({})
    """Text by path of what is no header in the base and still has a say: MAINTAINERS tells whom to answer."""
