"""What a declaration declares, whoever has read it."""

from uapicheck.extract.expressions import Expression
from uapicheck.extract.types import CType, EnumType, RecordType
from uapicheck.frozen import frozen


class DeclarationError(Exception):
    """A declaration that cannot be read, with the index of the token where that shows."""

    def __init__(self, why: str, index: int) -> None:
        super().__init__(why)
        self.why = why
        self.index = index


@frozen(kw_only=True, eq=False)
class Declared:
    """A name that a declaration introduces."""

    name: str
    type: CType
    aligns: tuple[Expression | None, ...]
    token: int
    """Index of the name in the declaration's tokens."""


@frozen(kw_only=True, eq=False)
class Meaning:
    """What a declaration declares."""

    records: tuple[RecordType, ...]
    """Definitions, inner ones first; the untagged among them too."""
    enums: tuple[EnumType, ...]
    typedefs: tuple[Declared, ...]
    objects: tuple[Declared, ...]
    """Functions and variables."""
