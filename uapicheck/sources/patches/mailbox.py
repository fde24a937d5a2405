"""The messages of a mailbox, the commits of a log, or one text that is neither."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

from uapicheck.frozen import frozen

_ENVELOPE = re.compile(rb"From \S.{0,200}\d:\d\d(?::\d\d)? .{0,30}\d{4}\b")
"""The line between mails; git and archives write the sender or a commit's id, and a date."""
_OF_A_COMMIT = re.compile(rb"From ([0-9a-f]{40}|[0-9a-f]{64}) ")
_HEADER = re.compile(rb"[!-9;-~]{1,80}:")
_KNOWN = re.compile(
    rb"(?:from|to|cc|subject|date|message-id|received|return-path|delivered-to|reply-to|mime-version|sender"
    rb"|content-type|content-transfer-encoding|in-reply-to|references|dkim-signature|list-id|x-[a-z-]{1,60}):",
    re.IGNORECASE,
)
_LOGGED = re.compile(rb"commit ([0-9a-f]{40}|[0-9a-f]{64})(?: \(.{0,1000}\))?$")
_OF_A_LOG = (b"Author:", b"Merge:", b"AuthorDate:")
_ESCAPED = re.compile(rb">+From ")
_BOUNDARY = re.compile(rb"boundary\s{0,9}=\s{0,9}\"?([^\";\s]{1,200})", re.IGNORECASE)


class Form(StrEnum):
    """What a piece of the input looks like."""

    MAIL = "mail"
    LOG = "commit of a log"
    PLAIN = "text"


@frozen(kw_only=True)
class Piece:
    """A part of the input that stands for itself."""

    form: Form
    lines: Sequence[bytes]
    """Without their ends and without the envelope."""
    number: int
    """Line of the input that the first one stands on."""
    commit: str = ""
    """Id that the envelope, or a log, gives it."""


def pieces(raw: bytes) -> Iterator[Piece]:
    """Yield mails, commits and plain texts in the order in which they stand."""
    lines = raw.split(b"\n")
    if b"\r" in raw:
        lines = [line.removesuffix(b"\r") for line in lines]
    if lines[-1] == b"":
        lines.pop()
    first = next((at for at, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return
    if _is_envelope(lines, first):
        yield from _mails(lines, first)
    elif _is_logged(lines, first):
        yield from _commits(lines, first)
    elif is_mail(lines, first):
        yield Piece(form=Form.MAIL, lines=lines[first:], number=first + 1)
    else:
        # Mails may follow a plain diff, as in files that were simply put together.
        start = next((at for at in range(first, len(lines)) if _is_envelope(lines, at)), len(lines))
        yield Piece(form=Form.PLAIN, lines=lines[first:start], number=first + 1)
        yield from _mails(lines, start)


def _mails(lines: Sequence[bytes], start: int) -> Iterator[Piece]:
    at = start
    while at < len(lines):
        commit = match[1].decode() if (match := _OF_A_COMMIT.match(lines[at])) else ""
        end = _end(lines, at + 1)
        own = [line[1:] if line.startswith(b">") and _ESCAPED.match(line) else line for line in lines[at + 1 : end]]
        yield Piece(form=Form.MAIL, lines=own, number=at + 2, commit=commit)
        at = end


def _end(lines: Sequence[bytes], start: int) -> int:
    """Return where the mail ends whose headers start at `start`."""
    closing = _closing(lines, start)
    for at in range(start, len(lines)):
        line = lines[at]
        if closing and line.startswith(closing):
            closing = b""
        elif line.startswith(b"From ") and _is_envelope(lines, at) and not (closing and _OF_A_COMMIT.match(line)):
            # What `git format-patch` made and a mail carries attached starts with such a line as well.
            return at
    return len(lines)


def _closing(lines: Sequence[bytes], start: int) -> bytes:
    """Return what the last delimiter of a multipart mail starts with; empty for another mail."""
    for at in range(start, min(len(lines), start + 2000)):
        if not lines[at]:
            break
        if match := _BOUNDARY.search(lines[at][:1000]):
            return b"--" + match[1] + b"--"
    return b""


def _is_envelope(lines: Sequence[bytes], at: int) -> bool:
    line = lines[at]
    if not line.startswith(b"From ") or not _ENVELOPE.match(line[:400]):
        return False
    if at and lines[at - 1].strip() and not _OF_A_COMMIT.match(line):
        return False
    after = lines[at + 1] if at + 1 < len(lines) else b""
    return after.startswith(b">From ") or _HEADER.match(after) is not None


def is_mail(lines: Sequence[bytes], first: int) -> bool:
    """Return whether headers of a mail stand at index `first`."""
    known = 0
    for at in range(first, min(len(lines), first + 2000)):
        line = lines[at]
        if not line.strip():
            break
        if line[:1] in {b" ", b"\t"} and at > first:
            continue
        if not _HEADER.match(line):
            return False
        known += _KNOWN.match(line) is not None
    return known > 1 or (known == 1 and lines[first][:8].lower() in {b"subject:", b"from: ", b"message-"})


def _is_logged(lines: Sequence[bytes], at: int) -> bool:
    after = lines[at + 1] if at + 1 < len(lines) else b""
    return lines[at].startswith(b"commit ") and after.startswith(_OF_A_LOG) and _LOGGED.match(lines[at]) is not None


def _commits(lines: Sequence[bytes], first: int) -> Iterator[Piece]:
    starts = [at for at in range(first, len(lines)) if lines[at].startswith(b"commit ") and _is_logged(lines, at)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        commit = lines[start].split()[1].decode()
        yield Piece(form=Form.LOG, lines=lines[start + 1 : end], number=start + 2, commit=commit)
