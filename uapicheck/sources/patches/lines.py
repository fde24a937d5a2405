"""Lines of text that know where in the input they stand."""

from collections.abc import Sequence

from uapicheck.frozen import frozen


@frozen(kw_only=True)
class Lines:
    """Decoded lines, each with the line of the input that a person finds it on.

    A line of a file, or of a mail that is sent as it reads, has the file's own number. What a mail carries as base64
    or quoted-printable is counted as if it stood decoded in its place: the first decoded line has the number of the
    first encoded one.
    """

    texts: Sequence[str]
    """Without their ends."""
    numbers: Sequence[int]
    """Of the same length; a `range` where nothing was left out."""

    def part(self, start: int, end: int) -> "Lines":
        """Return the lines from `start` up to `end`."""
        return Lines(texts=self.texts[start:end], numbers=self.numbers[start:end])


def lines_of(text: str, *, number: int = 1) -> Lines:
    """Return the lines of a text that starts on line `number`; `CR LF` ends a line as `LF` does."""
    texts = text.split("\n")
    if texts[-1] == "":
        texts.pop()
    if "\r" in text:
        texts = [line.removesuffix("\r") for line in texts]
    return Lines(texts=texts, numbers=range(number, number + len(texts)))
