"""Header text from bytes, the same for every kind of source."""

LARGEST = 16 * 1024 * 1024
"""Bytes that a header may have; the largest real one has about half a megabyte."""


def decoded(raw: bytes) -> str:
    """Return the text of a header: UTF-8, stray bytes as lone surrogates, `CR LF` as line feed, without a mark."""
    text = raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    return text.replace("\r\n", "\n") if "\r" in text else text
