"""Wrapped and indented lines of plain text."""

from textwrap import TextWrapper

_NARROWEST = 40


def wrapped(text: str, *, width: int, first: str, rest: str | None = None) -> list[str]:
    """Return `text` in lines of at most `width` columns; names and numbers are never torn apart.

    `first` begins the first line, `rest` the others (by default as many spaces).
    """
    wrapper = TextWrapper(
        width=max(width, _NARROWEST),
        initial_indent=first,
        subsequent_indent=" " * len(first) if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapper.wrap(text) or [first.rstrip()]
