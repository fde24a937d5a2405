"""Paragraphs of `format=flowed` mails (RFC 3676) put together again."""

from uapicheck.sources.patches.lines import Lines


def unflowed(lines: Lines, *, delsp: bool) -> Lines:
    """Return the lines that the author had before his mail program cut them.

    A line that ends in a space goes on in the next one of the same quotation depth, one space at the start was put
    there for safety; with `delsp` the space at the end is the program's as well.
    """
    texts: list[str] = []
    numbers: list[int] = []
    pending: list[str] = []
    pending_depth = 0
    for line, number in zip(lines.texts, lines.numbers, strict=True):
        rest = line.lstrip(">")
        depth = len(line) - len(rest)
        rest = rest.removeprefix(" ")
        is_signature = rest == "-- "
        if pending and (depth != pending_depth or is_signature):
            texts[-1] += "".join(pending)
            pending = []
        if not pending:
            texts.append(">" * depth + " " if depth else "")
            numbers.append(number)
            pending_depth = depth
        goes_on = rest.endswith(" ") and not is_signature
        pending.append(rest[:-1] if goes_on and delsp else rest)
        if not goes_on:
            texts[-1] += "".join(pending)
            pending = []
    if pending:
        texts[-1] += "".join(pending)
    return Lines(texts=texts, numbers=numbers)
