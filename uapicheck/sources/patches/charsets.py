"""Text from bytes by the character set that a mail declares."""

import codecs
import re
from email.errors import HeaderParseError
from email.header import decode_header

from uapicheck.sources.decoding import decoded

_PLAIN = re.compile(r"utf-8|iso8859-\d+|cp\d+|koi8-[rtu]|gb\w+|big5\w*|shift_jis\w*|euc_\w+|iso2022_\w+|mac-\w+")
"""Character sets proper. Python knows other codecs too: some run programs' escapes, some take quadratic time."""
_NAME = re.compile(r"[A-Za-z0-9._:+-]{1,40}")
_LONGEST_HEADER = 16_000
"""Characters of a header that are decoded: more than any list of recipients, and few enough for the pattern's time."""


def text_of(raw: bytes, charset: str = "") -> str:
    """Return text by the character set declared, else as headers are read: UTF-8, stray bytes as lone surrogates."""
    if (codec := _codec(charset)) and codec != "utf-8":
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            pass
    return decoded(raw)


def header_text(raw: bytes) -> str:
    """Return the text of a header on one line, its encoded words (RFC 2047) decoded where they can be."""
    text = decoded(raw[:_LONGEST_HEADER])
    if "=?" in text:
        try:
            pieces = decode_header(text)
        except (HeaderParseError, ValueError, LookupError):
            pieces = []
        found = [piece if isinstance(piece, str) else _word(piece, charset) for piece, charset in pieces]
        text = "".join(found) or text
    return " ".join(text.split())


def _word(raw: bytes, charset: str | None) -> str:
    if charset is None:
        return raw.decode("raw-unicode-escape", "replace")  # what `decode_header` hands the text between words through
    return text_of(raw, charset)


def _codec(charset: str) -> str:
    """Return Python's name of a character set; empty where it is none, or not one of a mail."""
    if not _NAME.fullmatch(charset):
        return ""
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return ""
    return name if _PLAIN.fullmatch(name) else ""
