"""Releases that the atlas knows: where the facts of a snapshot come from when no tree is at hand."""

from enum import StrEnum

from uapicheck.frozen import frozen

ATLAS = "atlas:"
"""What the name of a source begins with that is a release of the atlas."""


class ReleaseKind(StrEnum):
    """How much the headers of a release bind anybody."""

    RELEASE = "release"
    """A release of Linux: what it has is ABI, and it is a baseline."""
    DISTRIBUTION = "distribution"
    """What a distribution ships of a release: the same ABI."""
    CANDIDATE = "candidate"
    """A release candidate: what it has may still change."""
    TREE = "tree"
    """A state of a maintainer's tree on its way into a release: numbers in it may still move."""

    @property
    def is_baseline(self) -> bool:
        """Return whether names and numbers in it are ABI."""
        return self in {ReleaseKind.RELEASE, ReleaseKind.DISTRIBUTION}


@frozen(kw_only=True)
class Release:
    """One state of the headers in the atlas."""

    name: str
    """`v5.2`, `v5.2-rc1`, `v6.12.107`; states of maintainers' trees after a release and the commit: `v5.2+2b0c48d`."""
    kind: ReleaseKind
    date: str
    """The day on which it came out, `2019-07-07`, or that of the commit; empty where nobody said."""
    origin: str
    """What it was read from: `git` and a commit's id, or an archive's name and the hash of its content."""
