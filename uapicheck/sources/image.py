"""A text as a string with one character for each line, in which stretches of lines are found at once."""

from collections.abc import Iterable

from uapicheck.model.patch import Hunk, HunkLine, Mark

MOST_LINES = 1_000_000
"""Lines that a text may have: there are hardly more characters to stand for them."""

_UNKNOWN = "\0"
_FIRST = 1


class Image:
    """The lines of a text; equal lines are the same character of `marks`.

    Finding a hunk is then finding a string in a string, which Python does in linear time whatever the lines are.
    """

    def __init__(self, text: str) -> None:
        """Take the lines of a text that has at most `MOST_LINES`."""
        self.lines = lines_of(text)
        self._known: dict[str, str] = {}
        self.marks = "".join(self._known.setdefault(line, chr(_FIRST + len(self._known))) for line in self.lines)
        self._backwards = ""

    def __len__(self) -> int:
        return len(self.lines)

    def marked(self, lines: Iterable[HunkLine]) -> str:
        """Return lines of a hunk as the characters that stand for them; those that the text lacks as `NUL`."""
        return "".join(self._known.get(ended(line), _UNKNOWN) for line in lines)

    def nearest(self, marks: str, guess: int, *, least: int = 0) -> int | None:
        """Return the index nearest to `guess`, and not below `least`, where the text has these lines.

        Of two that are equally near it is the one below, as in git and in GNU patch. None where there is none.
        """
        after = self.marks.find(marks, max(guess, least, 0))
        if not self._backwards:
            self._backwards = self.marks[::-1]
        # Searched from its other end, for `rfind` is slow where much is alike.
        start = max(len(self) - (guess - 1) - len(marks), 0)
        before = self._backwards.find(marks[::-1], start)
        before = len(self) - before - len(marks) if before >= 0 else -1
        if before < max(least, 0):
            return after if after >= 0 else None
        return after if after >= 0 and after - guess <= guess - before else before

    def is_unique(self, marks: str, at: int) -> bool:
        """Return whether the text has these lines at this index only."""
        return self.marks.find(marks) == at and self.marks.find(marks, at + 1) < 0


def lines_of(text: str) -> list[str]:
    """Return the lines of a text with their ends: line feeds alone end lines, as git and compilers see it."""
    lines = text.split("\n")
    last = lines.pop()
    return [line + "\n" for line in lines] + ([last] if last else [])


def ended(line: HunkLine) -> str:
    """Return a line of a hunk with its end, as the text of a header has it: without a carriage return."""
    return line.text.removesuffix("\r") + ("\n" if line.ends else "")


def old_lines(hunk: Hunk) -> list[HunkLine]:
    """Return the lines that a hunk expects."""
    return [line for line in hunk.lines if line.mark is not Mark.ADDED]


def new_lines(hunk: Hunk) -> list[HunkLine]:
    """Return the lines that a hunk leaves."""
    return [line for line in hunk.lines if line.mark is not Mark.REMOVED]


def leading(hunk: Hunk) -> int:
    """Return how many lines of context a hunk begins with."""
    return _context(hunk.lines)


def trailing(hunk: Hunk) -> int:
    """Return how many lines of context a hunk ends with."""
    return _context(hunk.lines[::-1])


def _context(lines: tuple[HunkLine, ...]) -> int:
    return next((index for index, line in enumerate(lines) if line.mark is not Mark.CONTEXT), len(lines))


def known_context(text: str, hunks: Iterable[Hunk]) -> int:
    """Return how many lines of context of these hunks a text has; those without a word do not count."""
    found = set(lines_of(text))
    return sum(
        line.mark is Mark.CONTEXT and ended(line) in found and any(char.isalnum() for char in line.text)
        for hunk in hunks
        for line in hunk.lines
    )
