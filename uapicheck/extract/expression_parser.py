"""Tokens to expressions: precedence climbing over C99 6.5, with GNU's spellings."""

from collections.abc import Callable, Sequence

from uapicheck.extract.arithmetic import NoValueError
from uapicheck.extract.characters import characters
from uapicheck.extract.expressions import (
    AddressOf,
    Binary,
    Cast,
    Choice,
    Expression,
    Index,
    Literal,
    MemberOf,
    Name,
    OffsetOf,
    SameTypes,
    SizeOf,
    Text,
    Unary,
)
from uapicheck.extract.limits import MAX_EXPRESSION_DEPTH
from uapicheck.extract.tokens import Kind, Token, spelled
from uapicheck.extract.types import (
    BASIC_KEYWORDS,
    TAGGED,
    Array,
    Basic,
    CType,
    EnumType,
    Named,
    Pointer,
    RecordType,
    Typeof,
    basic_name,
)


class NotExpressionError(NoValueError):
    """The tokens do not form an expression."""


_PRECEDENCE = {
    ",": 1,
    "?": 3,
    "||": 4,
    "&&": 5,
    "|": 6,
    "^": 7,
    "&": 8,
    "==": 9,
    "!=": 9,
    "<": 10,
    ">": 10,
    "<=": 10,
    ">=": 10,
    "<<": 11,
    ">>": 11,
    "+": 12,
    "-": 12,
    "*": 13,
    "/": 13,
    "%": 13,
}
_COMMA, _CONDITIONAL = 1, 3
_SIZEOF = frozenset({"sizeof", "__alignof__", "__alignof", "_Alignof"})
_OFFSETOF = frozenset({"__builtin_offsetof", "offsetof"})
_QUALIFIERS = frozenset(
    {"const", "volatile", "__const", "__const__", "__volatile__", "restrict", "__restrict", "__extension__"}
)
_SIGNED = frozenset({"signed", "__signed__", "__signed"})
_TYPEOF = frozenset({"typeof", "__typeof__", "__typeof"})
_NEVER_OPERANDS = frozenset({"__attribute__", "__attribute", "__asm__", "__asm", "asm"})
TYPE_WORDS = BASIC_KEYWORDS | _QUALIFIERS | _SIGNED | _TYPEOF | TAGGED


def expression(tokens: Sequence[Token], is_type: Callable[[str], bool]) -> Expression:
    """Return the expression that `tokens` spell; `is_type` tells typedef names from others.

    Raises `NotExpressionError` where they spell none.
    """
    parser = _Parser(tokens, is_type)
    found = parser.binary(_COMMA)
    if parser.at != len(tokens):
        message = f"{tokens[parser.at].text} does not belong into an expression"
        raise NotExpressionError(message)
    return found


def type_name(tokens: Sequence[Token], is_type: Callable[[str], bool]) -> CType | None:
    """Return the type that `tokens` name, None where they name none."""
    parser = _Parser(tokens, is_type)
    try:
        found = parser.type_name()
    except (NoValueError, RecursionError):
        return None
    return found if parser.at == len(tokens) else None


class _Parser:
    """Walks tokens once, from left to right."""

    def __init__(self, tokens: Sequence[Token], is_type: Callable[[str], bool]) -> None:
        self.tokens = tokens
        self.is_type = is_type
        self.at = 0
        self.depth = 0

    def peek(self, ahead: int = 0) -> str:
        return self.tokens[self.at + ahead].text if self.at + ahead < len(self.tokens) else ""

    def taken(self, text: str) -> bool:
        if self.peek() != text:
            return False
        self.at += 1
        return True

    def expect(self, text: str) -> None:
        if not self.taken(text):
            message = f"{text} is missing before {self.peek() or 'the end'}"
            raise NotExpressionError(message)

    def binary(self, least: int) -> Expression:
        self.depth += 1
        if self.depth > MAX_EXPRESSION_DEPTH:
            message = "is nested too deep"
            raise NoValueError(message)
        left = self.unary()
        while (level := _PRECEDENCE.get(self.peek(), 0)) >= least and level:
            operator = self.peek()
            self.at += 1
            if operator == "?":
                chosen = left if self.peek() == ":" else self.binary(_COMMA)
                self.expect(":")
                other = self.binary(_CONDITIONAL)
                left = Choice(left, chosen, other)
            else:
                right = self.binary(level + 1)
                left = Binary(operator, left, right)
        self.depth -= 1
        return left

    def unary(self) -> Expression:
        word = self.peek()
        if word in {"-", "+", "~", "!"}:
            self.at += 1
            operand = self._nested_unary()
            return Unary(word, operand)
        if word == "&":
            self.at += 1
            operand = self._nested_unary()
            return AddressOf(operand)
        if word == "*":
            self.at += 1
            operand = self._nested_unary()
            return Index(operand, Literal("0"))
        if word in _SIZEOF:
            return self._sizeof(word)
        if word == "__extension__":
            self.at += 1
            return self._nested_unary()
        if word == "(" and self._starts_type(1):
            self.at += 1
            ctype = self.type_name()
            self.expect(")")
            operand = self._nested_unary()
            return Cast(ctype, operand)
        return self._postfix()

    def _nested_unary(self) -> Expression:
        self.depth += 1
        if self.depth > MAX_EXPRESSION_DEPTH:
            message = "is nested too deep"
            raise NoValueError(message)
        found = self.unary()
        self.depth -= 1
        return found

    def _sizeof(self, word: str) -> Expression:
        self.at += 1
        aligns = word != "sizeof"
        if self.peek() == "(" and self._starts_type(1):
            self.at += 1
            ctype = self.type_name()
            self.expect(")")
            return SizeOf(ctype, is_type=True, aligns=aligns)
        operand = self._nested_unary()
        return SizeOf(operand, is_type=False, aligns=aligns)

    def _postfix(self) -> Expression:
        start = self.at
        found = self._primary()
        while True:
            word = self.peek()
            if word in {".", "->"}:
                self.at += 1
                found = MemberOf(found, self._identifier(), arrow=word == "->")
            elif word == "[":
                self.at += 1
                index = self.binary(_COMMA)
                self.expect("]")
                found = Index(found, index)
            elif word == "(":
                message = f"calls {spelled(self.tokens[start : self.at])}"
                raise NoValueError(message)
            else:
                return found

    def _primary(self) -> Expression:
        if self.at >= len(self.tokens):
            message = "ends too early"
            raise NotExpressionError(message)
        start, token = self.at, self.tokens[self.at]
        if token.text == "(":
            self.at += 1
            if self.peek() == "{":
                message = "is a statement expression"
                raise NotExpressionError(message)
            found = self.binary(_COMMA)
            self.expect(")")
            return found
        self.at += 1
        match token.kind:
            case Kind.NUMBER | Kind.CHARACTER:
                return Literal(token.text)
            case Kind.STRING:
                return self._string(start)
            case Kind.IDENTIFIER if token.text in _OFFSETOF and self.peek() == "(":
                return self._offsetof()
            case Kind.IDENTIFIER if token.text == "__builtin_types_compatible_p" and self.peek() == "(":
                return self._same_types()
            case Kind.IDENTIFIER if token.text in TYPE_WORDS or token.text in _NEVER_OPERANDS:
                message = f"{token.text} does not belong into an expression"
                raise NotExpressionError(message)
            case Kind.IDENTIFIER if token.text == "L" and self._is_kind(Kind.CHARACTER):
                self.at += 1
                return Literal(f"L{self.tokens[self.at - 1].text}")
            case Kind.IDENTIFIER:
                return Name(token.text)
        message = f"{token.text} does not belong into an expression"
        raise NotExpressionError(message)

    def _is_kind(self, kind: Kind) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at].kind is kind

    def _string(self, start: int) -> Expression:
        while self._is_kind(Kind.STRING):
            self.at += 1
        length = sum(len(characters(t.text[1:-1])) for t in self.tokens[start : self.at]) + 1
        return Text(spelled(self.tokens[start : self.at]), length)

    def _offsetof(self) -> Expression:
        self.expect("(")
        ctype = self.type_name()
        self.expect(",")
        path: Expression = MemberOf(Cast(Pointer(ctype), Literal("0")), self._identifier(), arrow=True)
        while not self.taken(")"):
            if self.taken("["):
                path = Index(path, self.binary(_COMMA))
                self.expect("]")
            else:
                self.expect(".")
                path = MemberOf(path, self._identifier(), arrow=False)
        return OffsetOf(ctype, path)

    def _same_types(self) -> Expression:
        self.expect("(")
        one = self.type_name()
        self.expect(",")
        other = self.type_name()
        self.expect(")")
        return SameTypes(one, other)

    def _identifier(self) -> str:
        if not self._is_kind(Kind.IDENTIFIER):
            message = f"a name is missing before {self.peek() or 'the end'}"
            raise NotExpressionError(message)
        self.at += 1
        return self.tokens[self.at - 1].text

    def _starts_type(self, ahead: int) -> bool:
        at = self.at + ahead
        if at >= len(self.tokens) or self.tokens[at].kind is not Kind.IDENTIFIER:
            return False
        word = self.tokens[at].text
        return (word in TYPE_WORDS and word != "__extension__") or self.is_type(word)

    def type_name(self) -> CType:
        """Parse a type name (C99 6.7.6) of the shapes that constants use."""
        words: list[str] = []
        found: CType | None = None
        while self._starts_type(0) or self.peek() in {"__extension__", "__attribute__"}:
            word = self._identifier()
            if word in _QUALIFIERS:
                continue
            if word == "__attribute__":
                self._passed_over()
            elif word in TAGGED:
                tag = self._identifier()
                found = EnumType(tag=tag) if word == "enum" else RecordType(kind=word, tag=tag)
            elif word in _TYPEOF:
                found = self._typeof()
            elif word in BASIC_KEYWORDS or word in _SIGNED:
                words.append("signed" if word in _SIGNED else word)
            elif words or found:
                self.at -= 1
                break
            else:
                found = Named(word)
        if words:
            name = basic_name(words)
            found = Basic(name) if name and found is None else None
        if found is None:
            message = f"no type before {self.peek() or 'the end'}"
            raise NotExpressionError(message)
        return self._abstract_declarator(found)

    def _passed_over(self) -> None:
        """Skip what stands in parentheses."""
        self.expect("(")
        level = 1
        while level and self.at < len(self.tokens):
            level += {"(": 1, ")": -1}.get(self.peek(), 0)
            self.at += 1

    def _typeof(self) -> CType:
        self.expect("(")
        found: CType = self.type_name() if self._starts_type(0) else Typeof(self.binary(_COMMA))
        self.expect(")")
        return found

    def _abstract_declarator(self, base: CType) -> CType:
        while self.peek() in {"*", "const", "volatile", "__restrict"}:
            if self.peek() == "*":
                base = Pointer(base)
            self.at += 1
        if self.peek() == "(" and self.peek(1) == "*":
            while self.peek() == "(":
                self._passed_over()
            return Pointer(base)
        lengths: list[Expression | None] = []
        while self.taken("["):
            lengths.append(None if self.peek() == "]" else self.binary(_COMMA))
            self.expect("]")
        for length in reversed(lengths):
            base = Array(base, length)
        return base
