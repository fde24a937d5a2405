"""Patches as mails, mailboxes and files carry them: what they say, not yet applied to anything."""

from enum import StrEnum

from uapicheck.frozen import frozen


class Mark(StrEnum):
    """What a line of a hunk does."""

    CONTEXT = " "
    REMOVED = "-"
    ADDED = "+"


@frozen(kw_only=True)
class HunkLine:
    """A line of a hunk."""

    mark: Mark
    text: str
    """Without the mark and the line's end."""
    number: int
    """Line of the input that it stands on, from 1."""
    ends: bool = True
    """Whether the line ends in a newline: False where the diff says that there is none at the end of the file."""


@frozen(kw_only=True)
class Hunk:
    """A stretch of lines that a patch changes."""

    old_start: int
    old_count: int
    new_start: int
    new_count: int
    section: str
    """What stands behind the second `@@`."""
    lines: tuple[HunkLine, ...]
    number: int
    """Line of the input that its `@@` stands on, from 1."""


class FileFate(StrEnum):
    """What a patch does to a file."""

    CHANGED = "changed"
    CREATED = "created"
    DELETED = "deleted"
    RENAMED = "renamed"
    COPIED = "copied"


@frozen(kw_only=True)
class FilePatch:
    """What a patch does to one file."""

    fate: FileFate
    old_path: str | None
    """Path in the tree, without `a/`; None for a created file."""
    new_path: str | None
    """None for a deleted file."""
    hunks: tuple[Hunk, ...]
    old_blob: str = ""
    """Abbreviated id of the old content from the `index` line; empty where there is none."""
    new_blob: str = ""
    binary: bool = False
    symlink: bool = False
    """A mode of the diff says that the file is a symbolic link (or a submodule)."""
    combined: int = 0
    """How many parents a combined diff (`diff --cc`) has; 0 for a plain one. Its hunks are against the first parent."""
    parents: tuple[tuple[Hunk, ...], ...] = ()
    """Of a combined diff the hunks against each parent, the first one's among them; empty for a plain one."""
    number: int = 0
    """Line of the input that it starts on, from 1."""

    @property
    def path(self) -> str:
        """Return the path that a person calls it by."""
        return self.new_path or self.old_path or ""


@frozen(kw_only=True)
class Damage:
    """A sign that the text is not what its author sent."""

    what: str
    """In a few words: `tabs are gone`, `a line is wrapped`, `quoted with >`."""
    number: int
    """Line of the input, from 1."""
    line: str
    certain: bool = True
    """False where a file may really look so, and only its old text can tell."""


@frozen(kw_only=True)
class Patch:
    """One patch: a mail with a diff, or a plain diff."""

    name: str
    """What a person calls it: its subject without `[PATCH ...]`, or the file's name."""
    source: str
    """The file that it was read from; `-` for the standard input."""
    files: tuple[FilePatch, ...]
    part: int = 1
    """Number in its series."""
    parts: int = 1
    """How many the series has."""
    version: int = 1
    tags: tuple[str, ...] = ()
    """Other words of the subject's brackets: `RFC`, `net-next`."""
    subject: str = ""
    """As the mail has it, decoded, one line."""
    author: str = ""
    sender: str = ""
    """Who sent the mail, where that need not be its author; empty where it is not told."""
    date: str = ""
    message_id: str = ""
    """Without angle brackets."""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    commit: str = ""
    """The commit that `git format-patch` made it of, from the `From <id> Mon Sep 17` line."""
    base_commit: str = ""
    prerequisites: tuple[str, ...] = ()
    """Patch ids of the `prerequisite-patch-id:` lines."""
    message: str = ""
    """The text above the diff."""
    quoted: int = 0
    """Depth of `>` that was taken off every line of the diff."""
    damage: tuple[Damage, ...] = ()
    """What can be seen without a tree."""
    reply: bool = False
    """Whether it stands in an answer to another mail."""
    number: int = 0
    """Line of the input that the mail or text starts on, from 1."""


@frozen(kw_only=True)
class Series:
    """Patches that belong together, in order."""

    name: str
    """Subject of the cover letter, else of the first patch."""
    patches: tuple[Patch, ...]
    cover: Patch | None = None
    missing: tuple[int, ...] = ()
    """Numbers of parts that the input does not have."""
    version: int = 1
    base_commit: str = ""
    """Of the cover letter, else of the first patch that names one."""


@frozen(kw_only=True)
class Unread:
    """A part of the input that looks like a patch and cannot be read as one, or holds none."""

    source: str
    number: int
    """Line of the input, from 1."""
    why: str
