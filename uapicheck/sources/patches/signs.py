"""Words for the signs of damage."""

from typing import Final

WRAPPED: Final = "a line is wrapped"
COUNTS: Final = "a hunk's counts do not fit its lines"
UNNUMBERED: Final = "a hunk does not say where it belongs"
MARK_LOST: Final = "the mark at a line's start is lost"
JOINED: Final = "two lines became one"
NO_HUNKS: Final = "the hunks of a file are missing"
TRIMMED: Final = "text stands between hunks"
QUOTED: Final = "quoted with >"
NAME_AND_VALUE: Final = "the space between name and value is gone"
TABS: Final = "tabs became spaces, or are gone"
HARD_SPACES: Final = "non-breaking spaces stand for spaces"
ENCODED: Final = "quoted-printable text is not decoded"
ENTITIES: Final = "HTML entities stand for characters"
