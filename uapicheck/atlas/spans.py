"""For which releases and targets a line of the atlas holds: `v5.2..v6.1`, `v5.2..`, `*`, `x86_64 i386`."""

from collections.abc import Mapping, Sequence
from typing import Final

EVERY: Final = "*"
"""All targets that have the header."""
_TO: Final = ".."


class Spans:
    """The releases and targets of one atlas, by number and by name."""

    def __init__(self, releases: Sequence[str], targets: Sequence[str]) -> None:
        """Take the names of the releases, oldest first, and of all targets."""
        self.releases, self.targets = tuple(releases), tuple(targets)
        self._numbers: Mapping[str, int] = {name: number for number, name in enumerate(releases)}
        self._bits: Mapping[str, int] = {name: 1 << number for number, name in enumerate(targets)}
        self._ranges: dict[str, tuple[int, int]] = {}
        self._masks: dict[str, int] = {EVERY: -1}

    def span(self, text: str) -> tuple[int, int]:
        """Return the numbers of the first and the last release; raise `KeyError` for a name that is none."""
        found = self._ranges.get(text)
        if found is None:
            first, to, last = text.partition(_TO)
            start = self._numbers[first]
            end = (self._numbers[last] if last else len(self.releases) - 1) if to else start
            found = self._ranges[text] = (start, end)
        return found

    def spelled_span(self, first: int, last: int) -> str:
        """Return the releases from the first to the last; open-ended where the last is the newest of all."""
        start = self.releases[first]
        if last == len(self.releases) - 1:
            return f"{start}{_TO}"
        return start if first == last else f"{start}{_TO}{self.releases[last]}"

    def mask(self, text: str) -> int:
        """Return one bit for each target; all bits for `*`. Raises `KeyError` for a name that is none."""
        found = self._masks.get(text)
        if found is None:
            found = 0
            for name in text.split(" "):
                found |= self._bits[name]
            self._masks[text] = found
        return found

    def bit(self, target: str) -> int:
        """Return the bit of one target; 0 for one that the atlas does not have."""
        return self._bits.get(target, 0)

    def spelled_mask(self, mask: int) -> str:
        """Return the names of targets."""
        return " ".join(name for name, bit in self._bits.items() if mask & bit)
