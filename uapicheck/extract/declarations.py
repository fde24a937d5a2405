"""The text of a header cut into external declarations (C99 6.9)."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from uapicheck.extract.limits import MAX_BODIES
from uapicheck.extract.preprocess import Chunk
from uapicheck.extract.source import Run
from uapicheck.extract.tokens import Kind, Token
from uapicheck.extract.types import TAGGED
from uapicheck.frozen import frozen


@frozen(eq=False)
class Declaration:
    """One external declaration."""

    words: tuple[Token, ...]
    starts: tuple[int, ...]
    """Index of the first token of each run that it spans."""
    runs: tuple[Run, ...]
    pack: int | None
    """`#pragma pack` in force where it starts, in bytes."""
    body: int = -1
    """Index of the brace that opens a function's body, -1 where it defines no function."""
    complete: bool = True
    """False where the header ends in its midst."""
    stray: int = -1
    """Index of the first character that no C token starts with, -1 where there is none."""

    def run(self, index: int) -> Run:
        """Return the run that token `index` stands in: it knows header and guard."""
        return self.runs[0] if len(self.runs) == 1 else self.runs[bisect_right(self.starts, index) - 1]


Cuts: TypeAlias = dict[tuple[Run, int | None], tuple[Declaration, ...]]
"""The declarations of runs that hold nothing but whole ones, by run and packing."""


def declarations(chunks: Iterable[Chunk], cuts: Cuts) -> Iterator[Declaration]:
    """Yield the declarations of a header and of what it includes, in order; those of a run in `cuts` are taken there.

    One declaration is one object wherever it is met, so that what is found out about it can be remembered.
    """
    cutter = _Cutter()
    for chunk in chunks:
        if cutter.words:
            yield from cutter.fed(chunk)
            continue
        key = (chunk.run, chunk.pack)
        if (known := cuts.get(key)) is None:
            known = tuple(cutter.fed(chunk))
            if not cutter.words:
                cuts[key] = known
        yield from known
    yield from cutter.rest()


class _Cutter:
    """Cuts at `;` outside braces, and behind the body of a function."""

    def __init__(self) -> None:
        self.words: list[Token] = []
        self.starts: list[int] = []
        self.runs: list[Run] = []
        self.pack: int | None = None
        self.depth = 0
        self.bodies = 0
        self.body = -1

    def fed(self, chunk: Chunk) -> Iterator[Declaration]:
        begin = 0
        words = chunk.run.tokens
        for at, token in enumerate(words):
            text = token.text
            if text == ";":
                if self.depth:
                    continue
            elif text == "{":
                self.depth += 1
                self.bodies += self.depth == 1
                if self.depth == 1 and self.bodies <= MAX_BODIES and self._opens_body(words, begin, at):
                    self.body = len(self.words) + at - begin
                continue
            elif text == "}":
                self.depth = max(0, self.depth - 1)
                if self.depth or self.body < 0:
                    continue
            else:
                continue
            self._take(chunk, words[begin : at + 1])
            begin = at + 1
            yield self._cut(complete=True)
        self._take(chunk, words[begin:])

    def rest(self) -> Iterator[Declaration]:
        """Yield what the end of the header cuts off."""
        if self.words:
            yield self._cut(complete=False)

    def _take(self, chunk: Chunk, words: tuple[Token, ...]) -> None:
        if words:
            if not self.words:
                self.pack = chunk.pack
            self.starts.append(len(self.words))
            self.runs.append(chunk.run)
            self.words.extend(words)

    def _cut(self, *, complete: bool) -> Declaration:
        words = tuple(self.words)
        made = Declaration(
            words=words,
            starts=tuple(self.starts),
            runs=tuple(self.runs),
            pack=self.pack,
            body=self.body,
            complete=complete,
            stray=next((i for i, w in enumerate(words) if w.kind is Kind.STRAY), -1),
        )
        self.words, self.starts, self.runs = [], [], []
        self.pack, self.depth, self.bodies, self.body = None, 0, 0, -1
        return made

    def _opens_body(self, words: tuple[Token, ...], begin: int, at: int) -> bool:
        """Return whether a brace follows a parameter list rather than a tag, a keyword or attributes."""
        so_far = [*self.words, *words[begin:at]]
        level, index = 0, len(so_far) - 1
        while index >= 0 and (level or so_far[index].text == ")"):
            level += {")": 1, "(": -1}.get(so_far[index].text, 0)
            index -= 1
            if not level and index >= 0 and so_far[index].text == "__attribute__":
                index -= 1
        was_call = index < len(so_far) - 1 and index >= 0
        return was_call and so_far[index].text not in TAGGED | {"="} and _has_list(so_far, index)


def _has_list(words: list[Token], index: int) -> bool:
    """Return whether a parameter list, not only attributes, follows the word at `index`."""
    return index + 1 < len(words) and words[index + 1].text == "("
