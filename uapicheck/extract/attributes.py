"""GNU attributes and spellings that pycparser does not read: found, understood, and blanked out.

A declaration goes to pycparser with one token a line, so that a node's line is
its token's index; a blanked token leaves an empty line.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence

from uapicheck.extract.arithmetic import NoValueError
from uapicheck.extract.expression_parser import expression
from uapicheck.extract.expressions import Expression
from uapicheck.extract.limits import MAX_ATTRIBUTES
from uapicheck.extract.tokens import Kind, Token
from uapicheck.extract.types import TAGGED
from uapicheck.frozen import field, slotted

_ATTRIBUTE = frozenset({"__attribute__", "__attribute"})
_DROPPED = frozenset(
    {"__extension__", "__restrict", "__restrict__", "restrict", "__inline__", "__inline", "inline", "_Noreturn"}
)
_RESPELLED = {
    "__signed__": "signed",
    "__signed": "signed",
    "__volatile__": "volatile",
    "__const__": "const",
    "__const": "const",
    "__alignof__": "_Alignof",
    "__alignof": "_Alignof",
    "__builtin_offsetof": "offsetof",
}
_WITH_OPERAND = frozenset({"__asm__", "asm", "__asm", "_Alignas"})
_CHANGES_LAYOUT = frozenset({"mode", "vector_size", "ms_struct", "scalar_storage_order", "transparent_union"})


@slotted
class Attributes:
    """What attributes say of one thing."""

    packed: bool = False
    aligns: list[Expression | None] = field(default_factory=list)
    """Arguments of `aligned`; None where there is no argument."""
    unknown: str = ""
    """An attribute that changes the layout in a way that is not modelled."""

    def join(self, other: "Attributes") -> None:
        """Add what `other` says."""
        self.packed |= other.packed
        self.aligns += other.aligns
        self.unknown = self.unknown or other.unknown


@slotted
class Prepared:
    """A declaration's words for pycparser, and the attributes taken out of it."""

    words: list[str]
    """One for each token; empty where it was blanked out."""
    of_braces: dict[int, Attributes] = field(default_factory=dict)
    """Attributes of the record or enum whose body opens at a token index."""
    closing: dict[int, int] = field(default_factory=dict)
    """Index of the brace that closes the one at an index."""
    segments: list[int] = field(default_factory=list)
    """For each token, which member or external declaration it belongs to."""
    loose: list[tuple[int, Attributes]] = field(default_factory=list)
    """Attributes of declarators and specifiers, by token index."""

    def of_declarator(self, index: int, siblings: Sequence[int]) -> Attributes:
        """Return what applies to the declarator named at token `index`; `siblings` are all names of its declaration."""
        found = Attributes()
        segment = self.segments[index]
        for at, attributes in self.loose:
            if self.segments[at] != segment:
                continue
            before = bisect_left(siblings, at) - 1
            # An attribute among the specifiers applies to every declarator, one behind a declarator to that one.
            if before < 0 or self.segments[siblings[before]] != segment or siblings[before] == index:
                found.join(attributes)
        return found


def prepared(tokens: Sequence[Token], is_type: Callable[[str], bool]) -> Prepared:
    """Return `tokens` in a form that pycparser reads; raise `NoValueError` for attributes that cannot be understood."""
    made = Prepared(words=[_RESPELLED.get(t.text, t.text) for t in tokens])
    opened: list[tuple[int, int]] = []
    segment = before = -1
    waiting: list[Attributes] = []
    """Attributes between `struct` and the brace that opens its body."""
    at = seen = 0
    while at < len(tokens):
        text = tokens[at].text
        made.segments.append(segment)
        if text in _ATTRIBUTE:
            end = _closing(tokens, at + 1)
            attributes = _understood(tokens[at + 1 : end + 1], is_type)
            _blank(made, at, end, segment)
            follows = tokens[before].text if before >= 0 else ""
            opening = next((o for o, c in made.closing.items() if c == before), -1) if follows == "}" else -1
            if opening >= 0:
                made.of_braces.setdefault(opening, Attributes()).join(attributes)
            elif follows in TAGGED:
                waiting.append(attributes)
            else:
                made.loose.append((at, attributes))
            seen += 1
            if seen > MAX_ATTRIBUTES:
                message = f"has more than {MAX_ATTRIBUTES} attributes"
                raise NoValueError(message)
            at = end + 1
            continue
        if text in _WITH_OPERAND:
            end = _closing(tokens, at + 1)
            _blank(made, at, end, segment)
            at = end + 1
            continue
        if text in _DROPPED:
            made.words[at] = ""
            at += 1
            continue
        if text == "{":
            for attributes in waiting:
                made.of_braces.setdefault(at, Attributes()).join(attributes)
            waiting = []
            opened.append((at, segment))
            segment = at
        elif text == "}" and opened:
            opening, segment = opened.pop()
            made.closing[opening] = at
        elif text == ";":
            segment = at
            waiting = []
        before = at
        at += 1
    return made


def _blank(made: Prepared, start: int, end: int, segment: int) -> None:
    for index in range(start, end + 1):
        made.words[index] = ""
    made.segments.extend([segment] * (end - start))


def _closing(tokens: Sequence[Token], at: int) -> int:
    """Return the index of the parenthesis that closes the one at or behind `at`."""
    level = 0
    for index in range(at, len(tokens)):
        text = tokens[index].text
        level += {"(": 1, ")": -1}.get(text, 0)
        if not level:
            return index if text == ")" else index - 1
    message = "a parenthesis is never closed"
    raise NoValueError(message)


def _understood(tokens: Sequence[Token], is_type: Callable[[str], bool]) -> Attributes:
    """Return what the attribute list `((...))` says; attributes that do not touch the layout say nothing."""
    found = Attributes()
    inner = tokens[2:-2]
    at = 0
    while at < len(inner):
        token = inner[at]
        if token.kind is not Kind.IDENTIFIER:
            at += 1
            continue
        name = token.text.strip("_")
        arguments: Sequence[Token] = ()
        if at + 1 < len(inner) and inner[at + 1].text == "(":
            end = _closing(inner, at + 1)
            arguments = inner[at + 2 : end]
            at = end
        at += 1
        if name == "packed":
            found.packed = True
        elif name == "aligned":
            found.aligns.append(expression(arguments, is_type) if arguments else None)
        elif name in _CHANGES_LAYOUT:
            found.unknown = name
    return found
