"""The texts of a mail: its parts decoded, one after the other, and what is attached to it."""

import binascii
import re
from collections.abc import Iterator, Sequence

from uapicheck.frozen import frozen
from uapicheck.sources.patches.charsets import text_of
from uapicheck.sources.patches.flowed import unflowed
from uapicheck.sources.patches.heads import ContentType, Head, content_type, head_of
from uapicheck.sources.patches.lines import Lines, lines_of

_MOST_DEPTH = 10
_MOST_PARTS = 200
_PATCH_TYPES = frozenset(
    ("text/x-patch", "text/x-diff", "text/patch", "text/diff", "application/x-patch", "application/x-diff")
)
_PATCH_NAMES = (".patch", ".diff", ".txt", ".mbox", ".eml")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]+={0,2}")
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/=]*\s*$")


@frozen(kw_only=True)
class Text:
    """A decoded part of a mail."""

    lines: Lines
    attached: bool = False
    """Whether it is a file of its own, not what the mail says."""
    filename: str = ""


@frozen(kw_only=True)
class Mail:
    """A mail that stands in another one."""

    lines: Sequence[bytes]
    number: int


@frozen(kw_only=True)
class Refused:
    """A part that is not read."""

    number: int
    why: str


Part = Text | Mail | Refused


def parts_of(lines: Sequence[bytes], head: Head, *, number: int) -> Iterator[Part]:
    """Yield the parts of a mail that may hold a patch; HTML, images and signatures are passed over.

    `number` is the input's line on which `lines` start; `head` are the headers that were read from them.
    """
    budget = [_MOST_PARTS]
    yield from _parts(lines[head.end :], content_type(head), number + head.end, 0, budget)


def _parts(lines: Sequence[bytes], kind: ContentType, number: int, depth: int, budget: list[int]) -> Iterator[Part]:
    if depth > _MOST_DEPTH:
        yield Refused(number=number, why=f"parts of a mail nested deeper than {_MOST_DEPTH}")
        return
    budget[0] -= 1
    if budget[0] < 0:
        if budget[0] == -1:
            yield Refused(number=number, why=f"more than {_MOST_PARTS} parts in a mail")
        return
    if kind.type.startswith("multipart/") and kind.boundary:
        for start, end in _split(lines, kind.boundary):
            if budget[0] < 0:
                return
            head = head_of(lines[start:end], 0)
            inner = start + head.end
            yield from _parts(lines[inner:end], content_type(head), number + inner, depth + 1, budget)
    elif kind.type == "message/rfc822":
        yield Mail(lines=lines, number=number)
    elif kind.type == "text/plain" or kind.type.startswith("multipart/") or _is_patch(kind):
        yield _text(lines, kind, number)


def _is_patch(kind: ContentType) -> bool:
    name = kind.filename.lower()
    if kind.type == "application/octet-stream":
        return name.endswith(_PATCH_NAMES)
    return kind.type in _PATCH_TYPES or (kind.type.startswith("text/") and name.endswith((".patch", ".diff")))


def _text(lines: Sequence[bytes], kind: ContentType, number: int) -> Part:
    if kind.encoding in {"base64", "quoted-printable"}:
        raw = b"\n".join(lines) + b"\n"
        raw = _from_base64(lines) if kind.encoding == "base64" else binascii.a2b_qp(raw)
    elif "uu" in kind.encoding:
        return Refused(number=number, why="a part of a mail is uuencoded; fetch the mail as it was sent")
    else:
        raw = b"\n".join(lines) + b"\n"
    if b"\0" in raw:
        return Refused(number=number, why="a part of a mail that says it is text is none")
    found = lines_of(text_of(raw, kind.charset), number=number)
    if kind.flowed:
        found = unflowed(found, delsp=kind.delsp)
    attached = kind.type != "text/plain" or bool(kind.filename)
    return Text(lines=found, attached=attached and not kind.type.startswith("multipart/"), filename=kind.filename)


def _split(lines: Sequence[bytes], boundary: str) -> list[tuple[int, int]]:
    """Return where the parts of a multipart start and end; the last one of a mail that was cut off ends with it."""
    delimiter = b"--" + boundary.encode("ascii", "replace")
    starts: list[int] = []
    ends: list[int] = []
    for at, line in enumerate(lines):
        if not line.startswith(delimiter):
            continue
        rest = line[len(delimiter) :].strip()
        if rest not in {b"", b"--"}:
            continue
        if starts:
            ends.append(at)
        if rest:
            break
        starts.append(at + 1)
    ends += [len(lines)] * (len(starts) - len(ends))
    return list(zip(starts, ends, strict=True))


def _from_base64(lines: Sequence[bytes]) -> bytes:
    """Return the bytes that lines of base64 stand for, up to the footer that a list may have put behind them."""
    taken: list[bytes] = []
    for line in lines:
        if not _BASE64_LINE.match(line):
            break
        taken.append(line.strip())
    decoded: list[bytes] = []
    for raw in _BASE64.findall(b"".join(taken)):
        bare = raw.rstrip(b"=")
        bare = bare[:-1] if len(bare) % 4 == 1 else bare
        decoded.append(binascii.a2b_base64(bare + b"=" * (-len(bare) % 4)))
    return b"".join(decoded)
