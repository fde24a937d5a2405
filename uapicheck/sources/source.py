"""What the user, or the environment, asks to compare."""

from enum import StrEnum

from uapicheck.frozen import frozen


class Reading(StrEnum):
    """How the name of a source is to be read."""

    ANY = "any"
    """As whatever it turns out to be."""
    REVISION = "revision"
    """As a git revision only."""
    WORK_TREE = "work tree"
    """As the files of the repository's work tree; the name does not matter."""
    FILE = "file"
    """As a header file alone whose path says nothing of what it is, such as a temporary one."""


@frozen(kw_only=True)
class Source:
    """One side of a comparison, not yet opened."""

    text: str
    reading: Reading = Reading.ANY
    label: str = ""
    """What a person calls it, where that is not `text`."""
    note: str = ""
    """How it was chosen, for the report."""
