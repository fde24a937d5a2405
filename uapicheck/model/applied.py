"""What became of a patch when it was applied to a tree in memory."""

from enum import StrEnum
from typing import TypeAlias

from uapicheck.frozen import frozen
from uapicheck.model.patch import FilePatch
from uapicheck.model.tree import HeaderTree


@frozen(kw_only=True)
class HunkPlace:
    """Where a hunk was applied, and what that needed."""

    hunk: int
    """Which of the file's hunks, from 1."""
    line: int
    """First line of the hunk in the old file, from 1."""
    offset: int
    """How many lines below the place that the patch and the hunks before it lead to; negative above."""
    fuzz: int
    """How many lines of context at each end were not looked at."""


@frozen(kw_only=True)
class Applied:
    """A file's patch that was applied."""

    file: FilePatch
    path: str
    """Path of the new file in the tree; of the old one where the patch deletes it."""
    old_path: str
    """Path of the old file in the tree, empty for a created one."""
    text: str | None
    """The new text, None for a deleted file."""
    places: tuple[HunkPlace, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether all of the context was found as the patch has it, wherever in the file that was."""
        return all(not each.fuzz for each in self.places)

    @property
    def offset(self) -> int:
        """The largest number of lines that a hunk was moved by."""
        return max((abs(each.offset) for each in self.places), default=0)

    @property
    def fuzz(self) -> int:
        """The largest number of lines of context that were left out."""
        return max((each.fuzz for each in self.places), default=0)


@frozen(kw_only=True)
class Rejected:
    """A file's patch that does not apply, with the first hunk that does not."""

    file: FilePatch
    path: str
    """Path in the tree."""
    why: str
    hunk: int = 0
    """Which of the file's hunks, from 1; 0 where the failure is not in a hunk."""
    hunks: int = 0
    """How many there are."""
    number: int = 0
    """Line of the input: that of `expected`, else of the hunk, else of the file's part."""
    line: int = 0
    """Line of the file where `expected` should be, from 1; 0 where there is no file."""
    expected: str = ""
    """The first line of the patch that differs."""
    found: str | None = None
    """What the file has there; None behind its end."""
    is_there_already: bool = False
    """Whether the file has what the patch would make of it."""


class Loss(StrEnum):
    """What a web archive or a mail program took from a patch."""

    WHITE_SPACE = "white space"
    """Tabs became blanks or nothing."""
    ZEROS = "zeros"
    """Runs of zeros became shorter: what its numbers say is not to be believed."""
    LINE_ENDS = "line ends"
    """Lines were wrapped, or joined."""


@frozen(kw_only=True)
class Damaged:
    """A file's patch that is not what its author sent: it must not be judged.

    The old lines of a hunk are those of the file but for what was lost. What the lines that it adds have lost cannot be
    told.
    """

    file: FilePatch
    path: str
    """Path in the tree."""
    losses: tuple[Loss, ...]
    hunk: int
    """Which of the file's hunks, from 1."""
    hunks: int
    number: int
    """Line of the input that `found` stands on."""
    line: int
    """Line of the file that `expected` stands on, from 1."""
    expected: str
    """The file's line."""
    found: str
    """The patch's line."""


@frozen(kw_only=True)
class Left:
    """Lines of a patch that could not be put into a file that the patch was not made for."""

    hunk: int
    """Which of the file's hunks, from 1."""
    number: int
    """Line of the input that they start on."""
    lines: int
    """How many lines the patch adds and removes there, blank ones not counted."""
    why: str
    is_there_already: bool = False
    """Whether the file has them, so that nothing is left to judge."""


@frozen(kw_only=True)
class Fragments:
    """A file's patch that does not apply, of which some lines can be judged in the context of another text."""

    file: FilePatch
    path: str
    """Path in the tree."""
    text: str
    """The new text: the file with those lines."""
    before: str | None
    """What the old side has to have instead of the file, where the patch changes lines that the file never had."""
    placed: int
    """How many lines that the patch adds and removes are in it, blank ones not counted."""
    left: tuple[Left, ...]
    rejected: Rejected
    """Why the patch as a whole does not apply."""


Outcome: TypeAlias = Applied | Rejected | Damaged | Fragments


@frozen(kw_only=True)
class Patched:
    """A tree after a patch."""

    tree: HeaderTree
    """The tree with all that could be applied."""
    outcomes: tuple[Outcome, ...]
    """Of each file that matters, in the patch's order: headers, Kbuild lists, and the tree's documents."""
    elsewhere: tuple[str, ...] = ()
    """Paths that were not looked at: no headers of the UAPI."""

    @property
    def applied(self) -> tuple[Applied, ...]:
        """Those that were applied."""
        return tuple(each for each in self.outcomes if isinstance(each, Applied))

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """Those that do not apply; never documents, which no verdict depends on."""
        return tuple(each for each in self.outcomes if isinstance(each, Rejected))

    @property
    def fragments(self) -> tuple[Fragments, ...]:
        """Those of which some lines were put into a text that they were not made for."""
        return tuple(each for each in self.outcomes if isinstance(each, Fragments))

    @property
    def damaged(self) -> tuple[Damaged, ...]:
        """Those that are damaged."""
        return tuple(each for each in self.outcomes if isinstance(each, Damaged))

    @property
    def is_whole(self) -> bool:
        """Whether the tree is what the patch makes of it."""
        return not self.rejected and not self.damaged and not self.fragments
