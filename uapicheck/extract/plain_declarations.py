"""Declarations as most headers write them, read without pycparser: records, enums and typedefs of plain members.

What is read here comes out as pycparser has it. Whatever else a declaration holds, a
keyword, an operator or an attribute that is not listed here, leaves all of it to
pycparser, which a run over plain headers need not even import.
"""

import re
from collections.abc import Sequence
from typing import TypeGuard

from uapicheck.extract.arithmetic import NoValueError
from uapicheck.extract.attributes import Attributes, Prepared
from uapicheck.extract.expression_parser import expression
from uapicheck.extract.expressions import Binary, Expression, Literal, Name, SizeOf, Unary
from uapicheck.extract.meaning import Declared, Meaning
from uapicheck.extract.tokens import Kind, Token
from uapicheck.extract.types import (
    BASIC_KEYWORDS,
    TAGGED,
    Array,
    Basic,
    CType,
    Enumerator,
    EnumType,
    FunctionType,
    Member,
    Named,
    Pointer,
    RecordType,
    basic_name,
    spelling,
)

KEYWORDS = BASIC_KEYWORDS | {
    *("auto", "break", "case", "const", "continue", "default", "do", "else", "enum", "extern", "for", "goto", "if"),
    *("inline", "offsetof", "register", "restrict", "return", "sizeof", "static", "struct", "switch", "typedef"),
    *("union", "volatile", "while", "_Alignas", "_Alignof", "_Atomic", "_Complex", "_Generic", "_Noreturn"),
    *("_Pragma", "_Static_assert", "_Thread_local", "__builtin_va_arg"),
}
"""Words that pycparser takes for no identifiers."""
_QUALIFIERS = frozenset({"const", "volatile"})
_NUMBER = re.compile(r"(?:0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)(?:[uU]|[uU]?(?:l|L|ll|LL)|(?:l|L|ll|LL)[uU])?")
_LONGEST = 64
"""Tokens of an expression: beyond, it may be nested deeper than pycparser's nodes can be walked."""


class _UncommonError(Exception):
    """A declaration is none of those that are read here."""


def plain_meaning(tokens: Sequence[Token], made: Prepared, typedefs: frozenset[str]) -> Meaning | None:
    """Return what `tokens` declare; None where pycparser has to say, be it that they are no declaration at all."""
    if not KEYWORDS.isdisjoint(typedefs):
        return None
    try:
        return _Reader(tokens, made, typedefs).meaning()
    except (_UncommonError, NoValueError, RecursionError):
        return None


class _Reader:
    """Walks the words of one declaration from left to right."""

    def __init__(self, tokens: Sequence[Token], made: Prepared, typedefs: frozenset[str]) -> None:
        self.tokens = tokens
        self.made = made
        self.typedefs = typedefs
        self.words = [word for word in made.words if word]
        self.places = [place for place, word in enumerate(made.words) if word]
        """For each word the index of its token."""
        self.words.append("")  # ends every loop below
        self.at = 0
        self.records: list[RecordType] = []
        self.enums: list[EnumType] = []

    def meaning(self) -> Meaning:
        typedefs: tuple[Declared, ...] = ()
        if self.words[0] == "typedef":
            self.at = 1
            typedefs = self._aliases()
        else:
            if self.words[0] not in TAGGED:
                raise _UncommonError
            self._specified()
            self._take(";")
        if self.at != len(self.places):
            raise _UncommonError
        return Meaning(records=tuple(self.records), enums=tuple(self.enums), typedefs=typedefs, objects=())

    def _aliases(self) -> tuple[Declared, ...]:
        base = self._specified()
        found = [self._declarator(base)]
        while self.words[self.at] == ",":
            self.at += 1
            found.append(self._declarator(base))
        self._take(";")
        siblings = [place for _, _, place in found]
        return tuple(
            [
                Declared(name=name, type=ctype, aligns=tuple(self._attributes(place, siblings).aligns), token=place)
                for name, ctype, place in found
            ]
        )

    def _take(self, word: str) -> None:
        if self.words[self.at] != word:
            raise _UncommonError
        self.at += 1

    def _identifier(self) -> str:
        """Return the name that stands here; a typedef's is left to pycparser, which knows where it may be declared."""
        word = self.words[self.at]
        if not word or word in KEYWORDS or word in self.typedefs:
            raise _UncommonError
        if self.tokens[self.places[self.at]].kind is not Kind.IDENTIFIER:
            raise _UncommonError
        self.at += 1
        return word

    def _attributes(self, place: int, siblings: Sequence[int]) -> Attributes:
        found = self.made.of_declarator(place, siblings)
        if found.unknown:
            raise _UncommonError
        return found

    def _specified(self) -> CType:
        """Return the type that declaration specifiers name (C99 6.7)."""
        words, basic = self.words, []
        found: CType | None = None
        while True:
            word = words[self.at]
            if word in BASIC_KEYWORDS:
                basic.append(word)
            elif word in self.typedefs:
                if found is not None:
                    raise _UncommonError
                found = Named(word)
            elif word in TAGGED:
                if found is not None:
                    raise _UncommonError
                found = self._tagged(word)
                continue
            elif word not in _QUALIFIERS:
                break
            self.at += 1
        if basic:
            name = basic_name(basic)
            if name is None or found is not None:
                raise _UncommonError
            return Basic(name)
        if found is None:
            raise _UncommonError
        return found

    def _tagged(self, kind: str) -> RecordType | EnumType:
        self.at += 1
        tag = "" if self.words[self.at] == "{" else self._identifier()
        if self.words[self.at] == "{":
            return self._enum(tag) if kind == "enum" else self._record(kind, tag)
        return EnumType(tag=tag) if kind == "enum" else RecordType(kind=kind, tag=tag)

    def _declarator(self, base: CType) -> tuple[str, CType, int]:
        """Return name, type and place of `*name[N]...` or of `(*name)(parameters)`."""
        words = self.words
        while words[self.at] == "*":
            base = Pointer(base)
            self.at += 1
        if words[self.at] == "(":
            return self._function_pointer(base)
        place = self.places[self.at] if words[self.at] else -1
        name = self._identifier()
        if words[self.at] == "[":
            lengths: list[Expression | None] = []
            while words[self.at] == "[":
                self.at += 1
                lengths.append(None if words[self.at] == "]" else self._expression("]"))
                self._take("]")
            for length in reversed(lengths):
                base = Array(base, length)
        return name, base, place

    def _function_pointer(self, returns: CType) -> tuple[str, CType, int]:
        self.at += 1
        self._take("*")
        place = self.places[self.at] if self.words[self.at] else -1
        name = self._identifier()
        self._take(")")
        self._take("(")
        parameters = [] if self.words[self.at] == ")" else [self._parameter()]
        while self.words[self.at] == ",":
            self.at += 1
            parameters.append(self._parameter())
        self._take(")")
        return name, Pointer(FunctionType(returns, ", ".join(parameters))), place

    def _parameter(self) -> str:
        """Return the spelling of a parameter's type; one that has a name is left to pycparser."""
        before = len(self.records) + len(self.enums)
        ctype = self._specified()
        while self.words[self.at] == "*":
            ctype = Pointer(ctype)
            self.at += 1
        if len(self.records) + len(self.enums) != before:
            raise _UncommonError
        return spelling(ctype)

    def _record(self, kind: str, tag: str) -> RecordType:
        brace = self.places[self.at]
        self.at += 1
        members = self._members()
        attributes = self.made.of_braces.get(brace)
        if attributes is not None and attributes.unknown:
            raise _UncommonError
        found = RecordType(
            kind=kind,
            tag=tag,
            members=members,
            packed=attributes is not None and attributes.packed,
            aligns=() if attributes is None else tuple(attributes.aligns),
            token=brace,
            end=self.made.closing.get(brace, brace),
        )
        self.records.append(found)
        return found

    def _members(self) -> tuple[Member, ...]:
        """Return the members of a record up to its closing brace, which is taken too."""
        words = self.words
        found: list[tuple[str, CType, int, Expression | None]] = []
        while words[self.at] != "}":
            base = self._specified()
            if words[self.at] == ";":
                if not isinstance(base, RecordType) or base.members is None:
                    raise _UncommonError
                found.append(("", base, -1, None))
                self.at += 1
                continue
            while True:
                name, ctype, place = ("", base, -1) if words[self.at] == ":" else self._declarator(base)
                width = None
                if words[self.at] == ":":
                    self.at += 1
                    width = self._expression(";,")
                found.append((name, ctype, place, width))
                if words[self.at] != ",":
                    break
                self.at += 1
            self._take(";")
        self.at += 1
        if not self.made.loose:
            return tuple([Member(name=n, type=t, width=w, token=max(p, 0)) for n, t, p, w in found])
        siblings = [place for _, _, place, _ in found if place >= 0]
        return tuple([self._member(*each, siblings) for each in found])

    def _member(self, name: str, ctype: CType, place: int, width: Expression | None, siblings: Sequence[int]) -> Member:
        if place < 0:
            return Member(name=name, type=ctype, width=width)
        said = self._attributes(place, siblings)
        return Member(name=name, type=ctype, width=width, aligns=tuple(said.aligns), packed=said.packed, token=place)

    def _enum(self, tag: str) -> EnumType:
        brace = self.places[self.at]
        self.at += 1
        found: list[Enumerator] = []
        while self.words[self.at] != "}":
            place = self.places[self.at] if self.words[self.at] else -1
            name = self._identifier()
            value = None
            if self.words[self.at] == "=":
                self.at += 1
                value = self._expression(",}")
            found.append(Enumerator(name=name, value=value, text="" if value is None else value.text, token=place))
            if self.words[self.at] == ",":
                self.at += 1
            elif self.words[self.at] != "}":
                raise _UncommonError
        self.at += 1
        attributes = self.made.of_braces.get(brace)
        if not found or (attributes is not None and attributes.unknown):
            raise _UncommonError
        made = EnumType(
            tag=tag,
            enumerators=tuple(found),
            packed=attributes is not None and attributes.packed,
            token=brace,
        )
        self.enums.append(made)
        return made

    def _expression(self, ends: str) -> Expression:
        """Return the expression up to one of `ends`, which is not taken."""
        start, level = self.at, 0
        while (word := self.words[self.at]) and (level or word not in ends):
            level += {"(": 1, ")": -1}.get(word, 0)
            self.at += 1
        places = self.places[start : self.at]
        if not places or len(places) > _LONGEST:
            raise _UncommonError
        return self._spelled(expression([self.tokens[place] for place in places], self.typedefs.__contains__))

    def _spelled(self, made: Expression) -> Expression:
        """Return an expression with its spelling, as declarations need it."""
        kind = type(made)
        if kind is Literal and _NUMBER.fullmatch(made.text):
            return made
        if isinstance(made, Name) and made.text not in KEYWORDS and made.text not in self.typedefs:
            return made
        if isinstance(made, Binary) and made.operator != ",":
            left, right = self._spelled(made.left), self._spelled(made.right)
            return Binary(made.operator, left, right, f"{_bracketed(left)} {made.operator} {_bracketed(right)}")
        if isinstance(made, Unary):
            operand = self._spelled(made.operand)
            return Unary(made.operator, operand, f"{made.operator}{_bracketed(operand)}")
        if isinstance(made, SizeOf) and made.is_type and not made.aligns and self._is_plain(made.of):
            return SizeOf(made.of, is_type=True, aligns=False, text=f"sizeof({spelling(made.of)})")
        raise _UncommonError

    def _is_plain(self, of: CType | Expression) -> TypeGuard[CType]:
        if isinstance(of, RecordType):
            return of.tag not in KEYWORDS and of.tag not in self.typedefs
        return isinstance(of, Basic | Named)


def _bracketed(operand: Expression) -> str:
    return operand.text if isinstance(operand, Literal | Name | SizeOf) else f"({operand.text})"
