"""Macros of a snapshot as `#define` lines made of their values and parts."""

from collections.abc import Iterable, Iterator, Mapping

from uapicheck.engine.literals import typed_literal
from uapicheck.frozen import frozen, replaced
from uapicheck.model.facts import Constant, ConstantKind, HeaderFacts, Ioctl, IoctlDirection, Macro, MacroKind
from uapicheck.model.target import IoctlEncoding, Target
from uapicheck.render.escape import plain

_TYPED = {IoctlDirection.WRITE: "_IOW", IoctlDirection.READ: "_IOR", IoctlDirection.READ_WRITE: "_IOWR"}
_TYPE_SHIFT, _SIZE_SHIFT = 8, 16
_ASCII = 128
_TAB = 8
_WIDEST = 48
"""Columns that names may claim for all values of a section to line up."""


@frozen(kw_only=True)
class Definer:
    """What `#define` lines are made with."""

    target: Target
    functions: Mapping[str, Macro]
    """Function-like macros: ioctl numbers are written as calls of those that are there."""

    def lines(self, facts: Iterable[Constant | Macro]) -> Iterator[str]:
        """Yield a line for each macro, in the order of their lines in the header."""
        pairs = [self._pair(fact) for fact in sorted(facts, key=lambda fact: fact.where.line)]
        widest = max((len(head) for head, body in pairs if body and len(head) <= _WIDEST), default=0)
        column = (widest // _TAB + 1) * _TAB
        for head, body in pairs:
            yield head + "\t" * max(1, -((len(head) - column) // _TAB)) + body if body else head

    def _pair(self, fact: Constant | Macro) -> tuple[str, str]:
        if isinstance(fact, Macro):
            params = "" if fact.params is None else f"({', '.join(fact.params)})"
            return f"#define {fact.name}{params}", plain(fact.text)
        if fact.kind is ConstantKind.ENUMERATOR:
            return f"#define {fact.name}", fact.name
        return f"#define {fact.name}", self._value(fact)

    def _value(self, constant: Constant) -> str:
        if constant.ioctl is not None and (call := self._call(constant, constant.ioctl)):
            return call
        return typed_literal(replaced(constant, ioctl=None))

    def _call(self, constant: Constant, ioctl: Ioctl) -> str:
        """Return the call that makes an ioctl number; empty where none of the macros at hand does."""
        encoding = self.target.ioctl
        parts = f"{_type(ioctl.type)}, {ioctl.nr:#04x}"
        told = _direction(ioctl.direction, encoding)
        if constant.value != _number(ioctl, told, encoding):
            return ""
        macro = _TYPED.get(ioctl.direction, "")
        if ioctl.argument and macro in self.functions:
            return f"{macro}({parts}, {plain(ioctl.argument)})"
        if constant.text.startswith("_IO(") and "_IO" in self.functions:
            return f"_IO({parts})"
        if "_IOC" not in self.functions:
            return ""
        # The other parts are ints: the number gets the type of its direction or its size.
        direction = typed_literal(replaced(constant, value=told, ioctl=None, text=""))
        size = f"sizeof({plain(ioctl.argument)})" if ioctl.argument else str(ioctl.size)
        return f"_IOC({direction}, {parts}, {size})"


def defined_macros(header: HeaderFacts) -> Iterator[Constant | Macro]:
    """Yield what a header defines with `#define`."""
    yield from (c for c in header.constants.values() if c.kind is ConstantKind.MACRO or c.defined)
    yield from header.macros.values()


def function_macros(facts: Iterable[HeaderFacts]) -> dict[str, Macro]:
    """Return the function-like macros of headers by name."""
    return {
        macro.name: macro for header in facts for macro in header.macros.values() if macro.kind is MacroKind.FUNCTION
    }


def _type(number: int) -> str:
    # A printable type is written as headers write it: 'V'; KVM's 0xae is none.
    letter = chr(number) if number < _ASCII else ""
    return f"'{letter}'" if letter.isalnum() else f"{number:#04x}"


def _direction(direction: IoctlDirection, encoding: IoctlEncoding) -> int:
    return {
        IoctlDirection.NONE: encoding.none,
        IoctlDirection.WRITE: encoding.write,
        IoctlDirection.READ: encoding.read,
        IoctlDirection.READ_WRITE: encoding.read | encoding.write,
    }[direction]


def _number(ioctl: Ioctl, direction: int, encoding: IoctlEncoding) -> int:
    return (
        direction << (_SIZE_SHIFT + encoding.size_bits)
        | ioctl.size << _SIZE_SHIFT
        | ioctl.type << _TYPE_SHIFT
        | ioctl.nr
    )
