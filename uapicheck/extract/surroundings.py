"""What an expression asks of the program around it."""

from typing import Protocol

from uapicheck.extract.arithmetic import Arithmetic, IntegerType, Value
from uapicheck.extract.types import CType


class Surroundings(Protocol):
    """What an expression must be able to ask of the program around it."""

    @property
    def arithmetic(self) -> Arithmetic:
        """The target's integer types."""
        ...

    @property
    def size_type(self) -> IntegerType:
        """`size_t`."""
        ...

    @property
    def wide_character(self) -> IntegerType:
        """`wchar_t`."""
        ...

    def enumerator(self, name: str) -> Value | None:
        """Return the value of an enumerator, None where there is none of that name."""
        ...

    def size(self, ctype: CType) -> int:
        """Return `sizeof` in bytes; raise `NoValueError` for incomplete types."""
        ...

    def align(self, ctype: CType) -> int:
        """Return `_Alignof` in bytes; raise `NoValueError` for incomplete types."""
        ...

    def integer(self, ctype: CType) -> IntegerType | None:
        """Return the integer type behind `ctype`, None where it is none."""
        ...

    def member(self, ctype: CType, name: str) -> tuple[int, CType]:
        """Return byte offset and type of a member; raise `NoValueError` where there is none."""
        ...

    def element(self, ctype: CType) -> CType:
        """Return what an array or pointer is of; raise `NoValueError` for other types."""
        ...
