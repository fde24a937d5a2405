"""What the text of a header shows and no value does: licence, comments, keywords, includes; and how that changes."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias

from uapicheck.frozen import frozen
from uapicheck.model.place import Place
from uapicheck.model.subject import Cause, Subject


class TextKind(StrEnum):
    """Kinds of facts about a header's text. Parts under `#ifdef __KERNEL__` are not exported and show none."""

    LINE_COMMENT = "line comment"
    """A `//` comment; its symbol is what it says."""
    CONFIG = "config"
    """A kernel configuration symbol outside comments."""
    INCLUDE = "include"
    """An `#include`; its symbol is the name."""
    KEYWORD = "keyword"
    """A keyword of C99 or GNU C as only the kernel may spell it: `inline`, `asm`."""
    KERNEL_MEMBERS = "kernel members"
    """A `#if` on `__KERNEL__` between the members of a struct or union; its symbol is the record."""
    LICENSE = "license"
    """The expression of an SPDX line."""
    UNGUARDED = "unguarded"
    """A definition that a second inclusion repeats."""


@frozen(kw_only=True)
class TextFact:
    """One thing that a header's text shows."""

    kind: TextKind
    symbol: str
    line: int


@frozen(kw_only=True)
class HeaderText:
    """All that one header's text shows, in order of lines."""

    header: str
    path: str
    is_source: bool
    """It has the form of the kernel source, before `make headers_install`."""
    facts: tuple[TextFact, ...]


Texts: TypeAlias = Mapping[str, HeaderText]
"""By header."""


@frozen(kw_only=True)
class LineCommentAdded:
    """A header has more `//` comments than before; its symbol is the header."""

    subject: Subject
    where: Place
    text: str
    """What the first new one says."""
    count: int
    """How many are new."""
    cause: Cause | None = None


@frozen(kw_only=True)
class ConfigSymbolAdded:
    """A header depends on a kernel configuration symbol; that is the symbol."""

    subject: Subject
    where: Place
    cause: Cause | None = None


@frozen(kw_only=True)
class IncludeAdded:
    """A header includes another one that it did not."""

    subject: Subject
    where: Place
    name: str
    """What stands between the brackets or quotes."""
    cause: Cause | None = None


@frozen(kw_only=True)
class IncludeUnresolved:
    """A header includes one that the tree does not export to this target, and did not before."""

    subject: Subject
    where: Place
    name: str
    cause: Cause | None = None


@frozen(kw_only=True)
class KeywordAdded:
    """An installed header uses `inline` or `asm` without underscores; the keyword is the symbol."""

    subject: Subject
    where: Place
    cause: Cause | None = None


@frozen(kw_only=True)
class KernelMembersAdded:
    """A struct or union has members for the kernel only, or for user space only."""

    subject: Subject
    where: Place
    cause: Cause | None = None


@frozen(kw_only=True)
class SyscallNoteOmitted:
    """A header is under the GPL without the note that lets programs use it; its symbol is the header."""

    subject: Subject
    where: Place
    license: str
    """The expression of its SPDX line."""
    cause: Cause | None = None


@frozen(kw_only=True)
class LicenseOmitted:
    """A new header has no SPDX line; its symbol is the header."""

    subject: Subject
    where: Place
    cause: Cause | None = None


@frozen(kw_only=True)
class GuardOmitted:
    """A new header cannot be included twice; its symbol is the header."""

    subject: Subject
    where: Place
    definition: str
    """What the second inclusion would define again."""
    cause: Cause | None = None


TextChange: TypeAlias = (
    LineCommentAdded
    | ConfigSymbolAdded
    | IncludeAdded
    | IncludeUnresolved
    | KeywordAdded
    | KernelMembersAdded
    | SyscallNoteOmitted
    | LicenseOmitted
    | GuardOmitted
)
