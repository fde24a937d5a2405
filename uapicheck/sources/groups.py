"""The lines that a hunk changes in one place, and what they are: definitions of macros, or C that stands in braces."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from uapicheck.frozen import frozen
from uapicheck.model.patch import FilePatch, Hunk, HunkLine, Mark
from uapicheck.sources.scopes import Definition, Line, definitions, scanned

_DEFINED = re.compile(r"[ \t]*#[ \t]*define[ \t]+(\w+)(.*)")
_OF_COMMENT = re.compile(r"\s*(?:$|//|\*(?:\s|/\s*$|$)|/\*(?:[^*]|\*(?!/))*(?:\*/\s*)?$)")


@frozen(kw_only=True)
class Part:
    """Lines that are removed, or added, together."""

    lines: tuple[HunkLine, ...]
    scan: tuple[Line, ...]
    macros: tuple[Definition, ...]

    @property
    def names(self) -> frozenset[str]:
        """The macros that they define."""
        return frozenset(each.name for each in self.macros)

    @property
    def is_whole(self) -> bool:
        """Whether they close every brace, comment and condition that they open, and no other."""
        end = self.scan[-1]
        below = any(each.depth < 0 or each.conditions < 0 for each in self.scan)
        return not (end.depth or end.conditions or end.in_comment or end.is_continued or below)

    @property
    def has_code(self) -> bool:
        """Whether they are more than definitions of macros and comments."""
        defining = {at for each in self.macros for at in range(each.start, each.end)}
        return any(line.code.strip() for at, line in enumerate(self.scan) if at not in defining)

    @property
    def is_declared(self) -> bool:
        """Whether they end where a declaration, or a directive, ends."""
        last = next((line for line in reversed(self.scan) if line.code.strip()), None)
        return last is None or bool(last.directive) or last.code.rstrip().endswith(";")

    @property
    def weight(self) -> int:
        """How many lines are not blank."""
        return sum(bool(line.text.strip()) for line in self.lines)


@frozen(kw_only=True)
class Group:
    """Lines of a hunk that stand together and are changed."""

    hunk: int
    """Which of the file's hunks, from 1."""
    start: int
    """Index among the lines of the hunk."""
    end: int
    removed: Part
    added: Part

    @property
    def number(self) -> int:
        """Line of the input that the group starts on."""
        return min(line.number for line in (*self.removed.lines, *self.added.lines))

    @property
    def weight(self) -> int:
        """How many of its lines are not blank."""
        return self.removed.weight + self.added.weight

    @property
    def is_comment(self) -> bool:
        """Whether all its lines look like those of a comment, of which nothing can be judged."""
        return all(_OF_COMMENT.match(line.text) for line in (*self.removed.lines, *self.added.lines))

    @property
    def has_code(self) -> bool:
        """Whether it is more than definitions of macros and comments."""
        return self.removed.has_code or self.added.has_code


def is_half_merged(text: str, file: FilePatch) -> bool:
    """Return whether a text defines some of the macros that a patch brings, but not all of them as the patch does.

    Then another form of the patch was merged there, and what the patch does cannot be told beside it.
    """
    lines = [line for hunk in file.hunks for line in hunk.lines]
    gone = {match[1] for line in lines if line.mark is Mark.REMOVED and (match := _DEFINED.match(line.text))}
    added = {match[1]: match[2] for line in lines if line.mark is Mark.ADDED and (match := _DEFINED.match(line.text))}
    known = _defined(text)
    states = {_words(value) in known[name] for name, value in added.items() if name in known and name not in gone}
    return False in states or (True in states and any(name not in known for name in added))


@lru_cache(maxsize=8)
def _defined(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line in text.split("\n"):
        if match := _DEFINED.match(line):
            found.setdefault(match[1], set()).add(_words(match[2]))
    return found


def _words(value: str) -> str:
    return " ".join(value.partition("/*")[0].split())


def groups_in(hunk: Hunk, index: int) -> Iterator[Group]:
    """Yield the groups of a hunk, in order; those of blank lines alone are none."""
    at = 0
    while at < len(hunk.lines):
        if hunk.lines[at].mark is Mark.CONTEXT:
            at += 1
            continue
        end = at
        while end < len(hunk.lines) and hunk.lines[end].mark is not Mark.CONTEXT:
            end += 1
        lines = hunk.lines[at:end]
        removed = part([line for line in lines if line.mark is Mark.REMOVED])
        added = part([line for line in lines if line.mark is Mark.ADDED])
        if removed.weight or added.weight:
            yield Group(hunk=index, start=at, end=end, removed=removed, added=added)
        at = end


def part(lines: Sequence[HunkLine]) -> Part:
    """Return lines with what they are."""
    scan = scanned([line.text for line in lines])
    return Part(lines=tuple(lines), scan=tuple(scan), macros=tuple(definitions(scan)))
