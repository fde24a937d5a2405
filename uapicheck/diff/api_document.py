"""The kernel's document on KVM's interface, read: sections, what their fields say, and what is mentioned anywhere."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

PATHS = ("Documentation/virt/kvm/api.rst", "Documentation/virtual/kvm/api.txt")
"""Where it is in a kernel tree, and where it was up to Linux 5.4."""

_HEADING = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,2})\.?[ \t]+(\S[^\n]*)")
_UNDERLINE = re.compile(r"([=\-~^\"'`#*+])\1{2,}[ \t]*")
_FIELD = re.compile(r":?(Capability|Architectures|Type|Parameters|Returns):[ \t]*([^\n]*)")
_NAME = re.compile(r"\bKVM_[A-Z0-9_]+\b")
_CHOICE = re.compile(r"(\w*)(?:\((\w+)\)|\{([\w,]+)\})(\w+)")
_ARGUMENT = re.compile(r"\b(?:struct|union)[ \t]+\w+")
_DIRECTION = re.compile(r"\([ \t]*(in[ \t]*(?:/|,|and|&)[ \t]*out|out[ \t]*(?:/|,|and|&)[ \t]*in|in|out)[ \t]*\)")


class Section:
    """A numbered section with the fields that say how its ioctls or capabilities are used."""

    def __init__(self, number: str, title: str, lines: Sequence[str]) -> None:
        self.number = number
        self.title = title
        self.lines = lines
        self.fields = dict(_fields(lines))
        """What the lines `:Parameters: ...` and their like say, by lower-case name; the first of each."""

    @property
    def heading(self) -> str:
        """How a reader finds it: `4.68 KVM_SET_ONE_REG`."""
        return f"{self.number} {self.title}"

    @cached_property
    def names(self) -> frozenset[str]:
        """The names in its title; `KVM_(UN)REGISTER_X` and `KVM_{GET,SET}_X` are two each."""
        return frozenset(name for form in _forms(self.title) for name in _NAME.findall(form))

    @property
    def direction(self) -> str:
        """Who reads and writes the argument: `in`, `out` or `in/out`; empty where it does not say, or says several."""
        found = {re.sub(r"[^a-z]+|and", " ", each).strip() for each in _DIRECTION.findall(self._parameters)}
        if len(found) != 1:
            return ""
        said = found.pop()
        return said if said in {"in", "out"} else "in/out"

    @property
    def argument(self) -> str:
        """The struct or union that the ioctl takes a pointer to; empty where that is anything else, or several."""
        found = {" ".join(each.split()) for each in _ARGUMENT.findall(self._parameters)}
        return found.pop() if len(found) == 1 else ""

    @property
    def _parameters(self) -> str:
        return self.fields.get("parameters", "")


class ApiDocument:
    """What `Documentation/virt/kvm/api.rst` says, in its present form and in that of the older `api.txt`."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self._text = text

    @cached_property
    def mentioned(self) -> frozenset[str]:
        """Every KVM name that stands anywhere in it."""
        return frozenset(_NAME.findall(self._text))

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Its numbered sections, in order."""
        return tuple(_sections(self._text.split("\n")))

    @cached_property
    def by_name(self) -> Mapping[str, Section]:
        """The section on each ioctl: chapter 4 describes them."""
        found: dict[str, Section] = {}
        for section in self.sections:
            if section.number.startswith("4."):
                for name in section.names:
                    found.setdefault(name, section)
        return found

    def mentioning(self, name: str) -> Section | None:
        """Return the first section that mentions `name`, None where none does."""
        if name not in self.mentioned:
            return None
        word = re.compile(rf"\b{re.escape(name)}\b")
        return next((s for s in self.sections if any(name in line and word.search(line) for line in s.lines)), None)


def _sections(lines: Sequence[str]) -> Iterator[Section]:
    starts = [
        (at, match)
        for at, line in enumerate(lines[:-1])
        if (match := _HEADING.fullmatch(line)) and _is_heading(lines, at, match)
    ]
    ends = [at for at, _ in starts[1:]] + [len(lines)]
    for (at, match), end in zip(starts, ends[: len(starts)], strict=True):
        yield Section(match[1], match[2].strip(), lines[at + 2 : end])


def _is_heading(lines: Sequence[str], at: int, match: re.Match[str]) -> bool:
    """Return whether a numbered line is underlined or, as the sections of `api.txt`, stands between empty lines."""
    after = lines[at + 1]
    if _UNDERLINE.fullmatch(after):
        return True
    return "." in match[1] and not after.strip() and (at == 0 or not lines[at - 1].strip())


def _fields(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield name and text of the fields, the lines that continue them joined; the first of a name counts."""
    seen: set[str] = set()
    at = 0
    while at < len(lines):
        match = _FIELD.fullmatch(lines[at])
        at += 1
        if match is None:
            continue
        words = [match[2].strip()]
        while at < len(lines) and lines[at][:1] in {" ", "\t"} and lines[at].strip():
            words.append(lines[at].strip())
            at += 1
        name = match[1].lower()
        if name not in seen:
            seen.add(name)
            yield name, " ".join(words)


def _forms(title: str) -> list[str]:
    """Return a title without, and with, what stands in it in parentheses or braces as a part of a name."""
    match = _CHOICE.search(title)
    if match is None or not match[1]:
        return [title]
    options = ["", match[2]] if match[2] else match[3].split(",")
    return [f"{title[: match.start()]}{match[1]}{option}{match[4]}{title[match.end() :]}" for option in options]
