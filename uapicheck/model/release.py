"""Releases that the atlas knows: where the facts of a snapshot come from when no tree is at hand."""

from enum import StrEnum

from uapicheck.frozen import frozen


class ReleaseKind(StrEnum):
    """How much the headers of a release bind anybody."""

    RELEASE = "release"
    """A release of Linux: what it has is ABI, and it is a baseline."""
    CANDIDATE = "candidate"
    """A release candidate: what it has may still change."""
    TREE = "tree"
    """A state of a maintainer's tree on its way into a release: numbers in it may still move."""

    @property
    def is_baseline(self) -> bool:
        """Return whether names and numbers in it are ABI."""
        return self is ReleaseKind.RELEASE


@frozen(kw_only=True)
class Release:
    """One state of the headers in the atlas."""

    name: str
    """`v5.2`, `v5.2-rc1`, `6.12.107`; states of maintainers' trees are named after the commit."""
    kind: ReleaseKind
    date: str
    """The day of the headers, `2019-07-07`."""
    origin: str
    """What it was read from: `git 0d42e22a...`, or an archive's name and content hash."""
