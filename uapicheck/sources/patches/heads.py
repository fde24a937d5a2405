"""The headers of a mail, as far as a patch needs them."""

import re
from collections.abc import Mapping, Sequence
from email.message import Message

from uapicheck.frozen import frozen
from uapicheck.sources.patches.charsets import header_text

_FIELD = re.compile(rb"([!-9;-~]{1,80}):[ \t]?(.*)", re.DOTALL)
_ID = re.compile(r"<([^<>\s]{1,500})>")
_WANTED = frozenset(
    (
        *("from", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references"),
        *("content-type", "content-transfer-encoding", "content-disposition"),
    )
)
_MOST_LINES = 20_000
_LONGEST = 200_000
"""Bytes of a header, its continuation lines included."""
_MOST_IDS = 500
_LONGEST_TYPE = 2000


@frozen(kw_only=True)
class Head:
    """Headers by lower-case name; the first of a name counts."""

    fields: Mapping[str, bytes]
    """As they stand, continuation lines joined by a space."""
    end: int
    """Index of the first line behind the headers and the empty line."""

    def text(self, name: str) -> str:
        """Return a header decoded, on one line; empty where there is none."""
        return header_text(self.fields.get(name, b""))

    def ids(self, name: str) -> tuple[str, ...]:
        """Return the message ids of a header without their angle brackets."""
        found = _ID.findall(self.fields.get(name, b"").decode("latin-1"))
        return tuple(found[-_MOST_IDS:])

    def addresses(self, name: str) -> tuple[str, ...]:
        """Return the addresses of a header, names included, as they are written."""
        return tuple(split_addresses(self.text(name)))


@frozen(kw_only=True)
class ContentType:
    """What a part of a mail is."""

    type: str
    charset: str = ""
    boundary: str = ""
    filename: str = ""
    encoding: str = ""
    flowed: bool = False
    delsp: bool = False


def head_of(lines: Sequence[bytes], start: int) -> Head:
    """Return the headers that start at index `start`, up to an empty line or to what is none."""
    fields: dict[str, list[bytes]] = {}
    last: list[bytes] = []
    size = 0
    at = start
    while at < min(len(lines), start + _MOST_LINES):
        line = lines[at]
        if not line.strip():
            return Head(fields={name: b" ".join(parts) for name, parts in fields.items()}, end=at + 1)
        match = _FIELD.match(line)
        if line[:1] in {b" ", b"\t"}:
            size += len(line)
            if size < _LONGEST:
                last.append(line.strip())
        elif match is not None:
            name = match[1].decode().lower()
            last = [match[2].strip()[:_LONGEST]]
            size = len(line)
            if name in _WANTED:
                fields.setdefault(name, last)
        elif not line.startswith((b">From ", b"From ")):
            break
        at += 1
    return Head(fields={name: b" ".join(parts) for name, parts in fields.items()}, end=at)


def content_type(head: Head) -> ContentType:
    """Return what the headers say of their part; plain text where they say nothing, or nothing that makes sense."""
    message = Message()
    for name in ("content-type", "content-disposition"):
        value = head.fields.get(name, b"")[:_LONGEST_TYPE].decode("ascii", "replace")
        if value:
            message[name] = value
    encoding = head.fields.get("content-transfer-encoding", b"")[:40].decode("ascii", "replace").strip().lower()
    try:
        return ContentType(
            type=message.get_content_type(),
            charset=_parameter(message, "charset"),
            boundary=(message.get_boundary() or ""),
            filename=(message.get_filename() or ""),
            encoding=encoding,
            flowed=_parameter(message, "format").lower() == "flowed",
            delsp=_parameter(message, "delsp").lower() == "yes",
        )
    except (ValueError, LookupError, TypeError, AttributeError):
        # Parameters in RFC 2231's notation can be malformed in more ways than the library expects.
        return ContentType(type="text/plain", encoding=encoding)


def _parameter(message: Message, name: str) -> str:
    value = message.get_param(name)
    return value[2] if isinstance(value, tuple) else str(value or "")


def split_addresses(text: str) -> list[str]:
    """Return the addresses that commas separate, other than commas in quotes, comments or angle brackets."""
    found = [""]
    quoted, depth = False, 0
    for character in text:
        if character == '"':
            quoted = not quoted
        elif not quoted and character in "(<":
            depth += 1
        elif not quoted and character in ")>":
            depth = max(0, depth - 1)
        elif character == "," and not quoted and not depth:
            found.append("")
            continue
        found[-1] += character
    return [address.strip() for address in found if address.strip()]
