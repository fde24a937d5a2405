"""What of a header's text can be edited: macros, enumerators, members and whole definitions, by position."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_DEFINE = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)(\([^()\n]*\))?((?:\\\n|[^\n])*)\n", re.MULTILINE)
_RECORD = re.compile(r"\b(struct|union)\b[ \t]*(?:__attribute__\(\([^()]*(?:\([^()]*\))?\)\)[ \t]*)?(\w*)\s*\{")
_ENUM = re.compile(r"\benum\b[ \t]*(\w*)\s*\{")
_DIRECTIVE = re.compile(r"\s*#[^\n]*\n")
_MEMBER = re.compile(
    r"(?P<type>(?:(?:struct|union|enum)\s+\w+|(?:unsigned|signed)\s+(?:long\s+long|long|int|short|char)|\w+)[\s*]*?)"
    r"(?P<space>[\s*])(?P<name>\w+)\s*(?P<array>(?:\[[^\]]*\]\s*)*)(?::\s*(?P<bits>\d+))?\s*",
)
_TYPEDEF = re.compile(r"^typedef[ \t]+([\w \t]+?)[ \t]+(\w+);\n", re.MULTILINE)
_INCLUDE = re.compile(r"^#[ \t]*include[ \t]*<([^>\n]+)>[^\n]*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Define:
    """A macro: its logical line and its parts."""

    name: str
    params: str
    """`(x, y)`, or empty."""
    body: str
    """Without comments and surrounding blanks."""
    start: int
    end: int
    """Behind the newline."""
    body_start: int
    body_end: int

    @property
    def is_call(self) -> bool:
        """Tell whether it takes parameters."""
        return bool(self.params)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enumerator:
    """One enumerator, without its comma."""

    name: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member with one declarator and no braces."""

    type: str
    name: str
    array: str
    bits: str
    start: int
    end: int
    """Behind the semicolon."""

    def written(self, *, type_: str = "", name: str = "", array: str | None = None, bits: str | None = None) -> str:
        """Return the declaration with some parts replaced."""
        width = self.bits if bits is None else bits
        suffix = self.array if array is None else array
        return f"{type_ or self.type} {name or self.name}{suffix}{' : ' + width if width else ''};"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The braces of a struct or union, nested ones too."""

    kind: str
    tag: str
    start: int
    """Of the keyword."""
    open: int
    close: int
    """Of the closing brace."""
    end: int
    """Behind the semicolon."""
    depth: int
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Enum:
    """An enum with its enumerators."""

    start: int
    end: int
    close: int
    entries: tuple[Enumerator, ...]


def masked(text: str) -> str:
    """Return `text` with comments and strings blanked, so that every position stays."""
    found = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"", re.DOTALL)
    return found.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


@dataclass(frozen=True)
class Header:
    """The text of one header, and what stands where in it."""

    path: str
    text: str

    @cached_property
    def bare(self) -> str:
        """The text without comments and strings."""
        return masked(self.text)

    @cached_property
    def guard(self) -> str:
        """The macro that keeps the header from being read twice."""
        found = re.search(r"^#ifndef (\w+)\n#define \1\b", self.bare, re.MULTILINE)
        return found[1] if found else ""

    @cached_property
    def defines(self) -> tuple[Define, ...]:
        """All macros but the guard, in order."""
        found = []
        for match in _DEFINE.finditer(self.bare):
            if match[1] != self.guard:
                body = match[3].replace("\\\n", " ").strip()
                start = match.start(3) + len(match[3]) - len(match[3].lstrip(" \t"))
                stop = match.start(3) + len(match[3].rstrip())
                found.append(
                    Define(
                        name=match[1],
                        params=match[2] or "",
                        body=body,
                        start=match.start(),
                        end=match.end(),
                        body_start=min(start, stop),
                        body_end=stop,
                    )
                )
        return tuple(found)

    @cached_property
    def bodies(self) -> tuple[Body, ...]:
        """All structs and unions with braces, outer before inner."""
        found: list[Body] = []
        macros = [(define.start, define.end) for define in self.defines]
        for match in _RECORD.finditer(self.bare):
            start, opening = match.start(), match.end() - 1
            if any(first <= start < last for first, last in macros):
                continue
            close = self._closing(opening)
            end = self.bare.find(";", close) + 1
            if close < 0 or end == 0:
                continue
            depth = sum(body.open < start < body.close for body in found)
            members = tuple(self._members(opening + 1, close))
            found.append(
                Body(
                    kind=match[1],
                    tag=match[2],
                    start=start,
                    open=opening,
                    close=close,
                    end=end,
                    depth=depth,
                    members=members,
                )
            )
        return tuple(found)

    @cached_property
    def enums(self) -> tuple[Enum, ...]:
        """All enums with braces whose enumerators are plain."""
        found = []
        for match in _ENUM.finditer(self.bare):
            close = self._closing(match.end() - 1)
            end = self.bare.find(";", close) + 1
            inside = self.bare[match.end() : close]
            if close < 0 or end == 0 or "#" in inside:
                continue
            entries = [
                Enumerator(
                    name=entry[1],
                    value=(entry[2] or "").strip(),
                    start=match.end() + entry.start(1),
                    end=match.end() + len(inside[: entry.end()].rstrip()),
                )
                for entry in re.finditer(r"(\w+)[ \t\n]*(?:=([^,]*))?(?=,|\s*\Z)", inside)
            ]
            found.append(Enum(start=match.start(), end=end, close=close, entries=tuple(entries)))
        return tuple(found)

    @cached_property
    def typedefs(self) -> tuple[tuple[int, int, str, str], ...]:
        """Start, end, type and name of each one-line typedef of a plain type."""
        return tuple((m.start(), m.end(), m[1], m[2]) for m in _TYPEDEF.finditer(self.bare))

    @cached_property
    def includes(self) -> tuple[tuple[int, int, str], ...]:
        """Start, end and name of each include."""
        return tuple((m.start(), m.end(), m[1]) for m in _INCLUDE.finditer(self.bare))

    @cached_property
    def comments(self) -> tuple[tuple[int, int], ...]:
        """Start and end of each comment."""
        return tuple((m.start(), m.end()) for m in re.finditer(r"/\*.*?\*/", self.text, re.DOTALL))

    def replaced(self, start: int, end: int, text: str) -> str:
        """Return the whole text with one part replaced."""
        return self.text[:start] + text + self.text[end:]

    def _closing(self, opening: int) -> int:
        depth = 0
        for match in re.finditer(r"[{}]", self.bare[opening:]):
            depth += 1 if match[0] == "{" else -1
            if depth == 0:
                return opening + match.start()
        return -1

    def _members(self, start: int, end: int) -> Iterator[Member]:
        """Yield the plain members between two positions; nested braces are passed over."""
        at = start
        while at < end:
            while (directive := _DIRECTIVE.match(self.bare, at, end)) is not None:
                at = directive.end()
            stop = at
            while stop < end and self.bare[stop] != ";":
                stop = self._closing(stop) if self.bare[stop] == "{" else stop
                if stop < at:
                    return
                stop += 1
            piece = self.bare[at:stop]
            first = at + len(piece) - len(piece.lstrip())
            found = _MEMBER.fullmatch(self.bare, first, stop)
            if found is not None and "#" not in piece and stop < end:
                stars = found["space"].strip()
                yield Member(
                    type=re.sub(r"\s+", " ", found["type"]).strip() + stars,
                    name=found["name"],
                    array=found["array"].strip(),
                    bits=found["bits"] or "",
                    start=first,
                    end=stop + 1,
                )
            at = stop + 1
