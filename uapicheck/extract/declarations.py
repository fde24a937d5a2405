"""The text of a header cut into external declarations (C99 6.9)."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from uapicheck.extract.limits import MAX_BODIES, MAX_WORD
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
    """Index of the first character that no C token starts with, or of a token that is too long, -1 for none."""

    def run(self, index: int) -> Run:
        """Return the run that token `index` stands in: it knows header and guard."""
        return self.runs[0] if len(self.runs) == 1 else self.runs[bisect_right(self.starts, index) - 1]


@frozen(eq=False)
class Open:
    """A declaration that a run begins or goes on with and does not end."""

    before: "Open | None"
    """What the runs before brought."""
    run: Run
    words: tuple[Token, ...]
    """What this run brings."""
    pack: int | None
    depth: int
    bodies: int
    body: int


Cuts: TypeAlias = dict[tuple[Open | None, Run, int | None], tuple[tuple[Declaration, ...], Open | None]]
"""The declarations that end in a run, and the one that stays open: by the one that was open before, run and packing."""


def declarations(chunks: Iterable[Chunk], cuts: Cuts) -> Iterator[Declaration]:
    """Yield the declarations of a header and of what it includes, in order; those that `cuts` knows are taken there.

    One declaration is one object wherever it is met, so that what is found out about it can be remembered.
    """
    cutter = _Cutter()
    left: Open | None = None
    for chunk in chunks:
        if not chunk.run.tokens:
            continue
        if cutter.is_long:
            yield from cutter.fed(chunk)
            left = cutter.left()
            continue
        key = (left, chunk.run, chunk.pack)
        if (known := cuts.get(key)) is None:
            cutter.resume(left)
            known = (tuple(cutter.fed(chunk)), cutter.left())
            if not cutter.is_long:
                cuts[key] = known
        yield from known[0]
        left = known[1]
    if not cutter.is_long:
        cutter.resume(left)
    yield from cutter.rest()


_LONGEST, _MOST_RUNS = 4096, 64
"""Tokens and runs of an open declaration beyond which it is not remembered: each further run would copy it."""


class _Cutter:
    """Cuts at `;` outside braces, and behind the body of a function."""

    def __init__(self) -> None:
        self.at: Open | None = None
        """What is open, where that can be remembered."""
        self.is_long = False
        """What is open cannot be remembered."""
        self.words: list[Token] = []
        self.starts: list[int] = []
        self.runs: list[Run] = []
        self.pack: int | None = None
        self.depth, self.bodies, self.body = 0, 0, -1

    def resume(self, left: Open | None) -> None:
        """Take up where a declaration was left open."""
        if left is self.at:
            return
        self._clear()
        self.at = left
        if left is None:
            return
        parts = [part := left]
        while part.before is not None:
            parts.append(part := part.before)
        for part in reversed(parts):
            self.starts.append(len(self.words))
            self.runs.append(part.run)
            self.words.extend(part.words)
        self.pack, self.depth, self.bodies, self.body = left.pack, left.depth, left.bodies, left.body

    def left(self) -> Open | None:
        """Return what the run that was read last leaves open, None for nothing and for what is too long."""
        self.is_long = len(self.words) > _LONGEST or len(self.runs) > _MOST_RUNS
        if not self.words or self.is_long:
            self.at = None
            return None
        self.at = Open(
            before=self.at if len(self.runs) > 1 else None,
            run=self.runs[-1],
            words=tuple(self.words[self.starts[-1] :]),
            pack=self.pack,
            depth=self.depth,
            bodies=self.bodies,
            body=self.body,
        )
        return self.at

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
            stray=next((i for i, w in enumerate(words) if w.kind is Kind.STRAY or len(w.text) > MAX_WORD), -1),
        )
        self._clear()
        return made

    def _clear(self) -> None:
        self.words, self.starts, self.runs = [], [], []
        self.pack, self.depth, self.bodies, self.body = None, 0, 0, -1

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
