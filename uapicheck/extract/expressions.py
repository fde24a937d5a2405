"""C expressions that can be constant, and what they are worth (C99 6.5, 6.6)."""

from collections.abc import Callable, Mapping
from typing import Protocol

from uapicheck.extract.arithmetic import NoValueError, Value, truncated
from uapicheck.extract.characters import characters
from uapicheck.extract.surroundings import Surroundings
from uapicheck.extract.types import Array, Basic, CType, Pointer
from uapicheck.frozen import frozen


class Expression(Protocol):
    """A node of an expression."""

    @property
    def text(self) -> str:
        """Normalised spelling; empty for parts of macros, whose tokens are at hand."""
        ...

    def value(self, around: Surroundings) -> Value:
        """Return the value; raise `NoValueError` where there is no integer constant."""
        ...

    def ctype(self, around: Surroundings) -> CType:
        """Return the type without evaluating; raise `NoValueError` where it is not known."""
        ...

    def address(self, around: Surroundings) -> int:
        """Return where an lvalue lies if its base is a constant pointer; raise `NoValueError` otherwise."""
        ...


class _NoAddressError(NoValueError):
    """An expression is not the kind of thing that has an address."""


class _Rvalue:
    """What most nodes share: they have no address, and their type is that of their value."""

    __slots__ = ()

    def value(self, around: Surroundings) -> Value:
        raise NotImplementedError

    def ctype(self, around: Surroundings) -> CType:
        return Basic(self.value(around).type.name)

    def address(self, around: Surroundings) -> int:  # noqa: ARG002 - the nodes that have one need it
        message = "is no constant address"
        raise _NoAddressError(message)


@frozen(eq=False)
class Literal(_Rvalue):
    """An integer or character constant."""

    text: str

    def value(self, around: Surroundings) -> Value:
        """Return the constant in its type."""
        if self.text[:1] == "L":
            codes = characters(self.text[2:-1])
            number = codes[0] if len(codes) == 1 else ord(bytes(codes).decode("utf-8", "replace")[-1:] or "\0")
            return Value(around.wide_character.wrapped(number), around.wide_character)
        if "'" in self.text:
            return around.arithmetic.character(self.text)
        return around.arithmetic.literal(self.text)


@frozen(eq=False)
class Text(_Rvalue):
    """A string literal: no integer, but `sizeof` may ask for it."""

    text: str
    length: int
    """Bytes with the final NUL."""

    def value(self, around: Surroundings) -> Value:  # noqa: ARG002 - a string is one everywhere
        """Raise: a string has no integer value."""
        message = "is a string"
        raise NoValueError(message)

    def ctype(self, around: Surroundings) -> CType:  # noqa: ARG002 - the same
        """Return the array of `char`."""
        return Array(Basic("char"), Literal(str(self.length)))


@frozen(eq=False)
class Name(_Rvalue):
    """An identifier that is no macro and no type: an enumerator, or nothing known."""

    text: str

    def value(self, around: Surroundings) -> Value:
        """Return the enumerator's value."""
        found = around.enumerator(self.text)
        if found is None:
            message = f"{self.text} is not defined"
            raise NoValueError(message)
        return found


@frozen(eq=False)
class Unary(_Rvalue):
    """`+ - ~ !`."""

    operator: str
    operand: Expression
    text: str = ""

    def value(self, around: Surroundings) -> Value:
        """Return the operator's result (C99 6.5.3.3)."""
        number, kind = self.operand.value(around)
        if self.operator == "!":
            return Value(int(not number), around.arithmetic["int"])
        kind = around.arithmetic.promoted(kind)
        if self.operator == "-":
            number = -number
        elif self.operator == "~":
            number = ~number
        return Value(kind.wrapped(number), kind)


_ARITHMETIC: Mapping[str, Callable[[int, int], int]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
}
_COMPARISON: Mapping[str, Callable[[int, int], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


@frozen(eq=False)
class Binary(_Rvalue):
    """Every operator with two operands except assignment."""

    operator: str
    left: Expression
    right: Expression
    text: str = ""

    def value(self, around: Surroundings) -> Value:
        """Return the operator's result (C99 6.5.5 to 6.5.14)."""
        chain, left = [self], self.left
        while type(left) is Binary:  # `a | b | c | ...` may be longer than Python recurses
            chain.append(left)
            left = left.left
        found = left.value(around)
        for node in reversed(chain):
            found = node.applied(found, around)
        return found

    def applied(self, left: Value, around: Surroundings) -> Value:
        """Return the operator's result for a left operand that is known."""
        operator = self.operator
        if operator in {"&&", "||"}:
            decided = bool(left.number) == (operator == "||")
            return Value(int(bool((left if decided else self.right.value(around)).number)), around.arithmetic["int"])
        right = self.right.value(around)
        if operator in {"<<", ">>"}:
            return around.arithmetic.shifted(operator, left, right)
        kind = around.arithmetic.common(left.type, right.type)
        a, b = kind.wrapped(left.number), kind.wrapped(right.number)
        if (compute := _ARITHMETIC.get(operator)) is not None:
            return Value(kind.wrapped(compute(a, b)), kind)
        if (compare := _COMPARISON.get(operator)) is not None:
            return Value(int(compare(a, b)), around.arithmetic["int"])
        if operator == ",":
            return right
        if b == 0:
            message = "divides by zero"
            raise NoValueError(message)
        quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
        return Value(kind.wrapped(quotient if operator == "/" else a - quotient * b), kind)


@frozen(eq=False)
class Choice(_Rvalue):
    """`condition ? chosen : other`; GNU's short form repeats the condition."""

    condition: Expression
    chosen: Expression
    other: Expression
    text: str = ""

    def value(self, around: Surroundings) -> Value:
        """Return the chosen operand in the common type of both (C99 6.5.15)."""
        taken = self.chosen if self.condition.value(around).number else self.other
        number, own = taken.value(around)
        try:
            kind = around.arithmetic.common(
                own, (self.other if taken is self.chosen else self.chosen).value(around).type
            )
        except NoValueError:
            kind = around.arithmetic.promoted(own)
        return Value(kind.wrapped(number), kind)


def _number_or_address(operand: Expression, around: Surroundings) -> int:
    try:
        return operand.value(around).number
    except NoValueError as error:
        try:
            return operand.address(around)
        except _NoAddressError:
            raise error from None


@frozen(eq=False)
class Cast:
    """`(type) operand`."""

    type: CType
    operand: Expression
    text: str = ""

    def value(self, around: Surroundings) -> Value:
        """Return the operand converted to the type (C99 6.3.1.3)."""
        kind = around.integer(self.type)
        if kind is None:
            message = "is a pointer" if isinstance(self.type, Pointer) else "is cast to no integer type"
            raise NoValueError(message)
        # A floating constant may be cast to an integer inside a constant expression (C99 6.6p6).
        whole = truncated(self.operand.text) if type(self.operand) is Literal else None
        number = _number_or_address(self.operand, around) if whole is None else whole
        return Value(int(number != 0) if kind.name == "_Bool" else kind.wrapped(number), kind)

    def ctype(self, around: Surroundings) -> CType:  # noqa: ARG002 - the type is written out
        """Return the type cast to."""
        return self.type

    def address(self, around: Surroundings) -> int:
        """Return the constant that is cast to a pointer."""
        if around.integer(self.type) is not None:
            message = "is no pointer"
            raise NoValueError(message)
        return _number_or_address(self.operand, around)


@frozen(eq=False)
class SizeOf(_Rvalue):
    """`sizeof` or `_Alignof` of a type or of an expression's type."""

    of: CType | Expression
    is_type: bool
    aligns: bool = False
    text: str = ""

    def value(self, around: Surroundings) -> Value:
        """Return the bytes as `size_t` (C99 6.5.3.4)."""
        ctype: CType = self.of if self.is_type else self.of.ctype(around)  # type: ignore[assignment,union-attr]  # is_type tells which
        number = around.align(ctype) if self.aligns else around.size(ctype)
        return Value(number, around.size_type)


@frozen(eq=False)
class OffsetOf(_Rvalue):
    """`offsetof(type, designator)` under any of its names."""

    type: CType
    path: Expression
    """The designator applied to a null pointer."""
    text: str = ""

    def value(self, around: Surroundings) -> Value:
        """Return the bytes from the start of the record (C99 7.17)."""
        return Value(self.path.address(around), around.size_type)


@frozen(eq=False)
class MemberOf:
    """`base.name`, or `base->name` where the base is a pointer."""

    base: Expression
    name: str
    arrow: bool
    text: str = ""

    def value(self, around: Surroundings) -> Value:  # noqa: ARG002 - it is constant nowhere
        """Raise: what a member holds is not constant."""
        message = f"what {self.name} holds is no constant"
        raise NoValueError(message)

    def ctype(self, around: Surroundings) -> CType:
        """Return the member's type."""
        return around.member(self._record(around), self.name)[1]

    def address(self, around: Surroundings) -> int:
        """Return the base's address plus the member's offset in bytes."""
        return self.base.address(around) + around.member(self._record(around), self.name)[0]

    def _record(self, around: Surroundings) -> CType:
        base = self.base.ctype(around)
        return around.element(base) if self.arrow else base


@frozen(eq=False)
class Index:
    """`base[index]`, and `*base` with index 0."""

    base: Expression
    index: Expression
    text: str = ""

    def value(self, around: Surroundings) -> Value:  # noqa: ARG002 - the same
        """Raise: what an element holds is not constant."""
        message = "what an element holds is no constant"
        raise NoValueError(message)

    def ctype(self, around: Surroundings) -> CType:
        """Return the element's type."""
        return around.element(self.base.ctype(around))

    def address(self, around: Surroundings) -> int:
        """Return the base's address plus index times the element's size in bytes."""
        return self.base.address(around) + self.index.value(around).number * around.size(self.ctype(around))


@frozen(eq=False)
class AddressOf:
    """`&operand`."""

    operand: Expression
    text: str = ""

    def value(self, around: Surroundings) -> Value:  # noqa: ARG002 - the same
        """Raise: a pointer is no integer until it is cast to one."""
        message = "is a pointer"
        raise NoValueError(message)

    def ctype(self, around: Surroundings) -> CType:
        """Return the pointer type."""
        return Pointer(self.operand.ctype(around))

    def address(self, around: Surroundings) -> int:
        """Return the operand's address."""
        return self.operand.address(around)


@frozen(eq=False)
class SameTypes(_Rvalue):
    """GNU's `__builtin_types_compatible_p(type, type)`."""

    one: CType
    other: CType
    text: str = ""

    def value(self, around: Surroundings) -> Value:
        """Return 1 where both are the same integer type; raise where they are not both integers."""
        one, other = around.integer(self.one), around.integer(self.other)
        if one is None or other is None:
            message = "compares types that are no integers"
            raise NoValueError(message)
        return Value(int(one is other), around.arithmetic["int"])
