"""What the types of a snapshot ask for: alignments and sizes by C's own spelling."""

from collections.abc import Iterable, Mapping

from uapicheck.engine.declarators import names_in, taken_apart, used_names
from uapicheck.frozen import frozen
from uapicheck.model.facts import Enum, Field, HeaderFacts, Record, Typedef
from uapicheck.model.target import Target

_SIZES: Mapping[str, int] = {
    "void": 1,
    "_Bool": 1,
    "char": 1,
    "short": 2,
    "int": 4,
    "long long": 8,
    "__int128": 16,
    "float": 4,
    "double": 8,
}
_UNTOLD = "__typeof__"
"""Stands where a type is that of an expression, which no fact tells."""


@frozen(kw_only=True)
class Types:
    """The types that a snapshot defines for a target; where headers disagree, those of the first."""

    target: Target
    records: Mapping[str, Record]
    enums: Mapping[str, Enum]
    typedefs: Mapping[str, Typedef]
    inner_enums: Mapping[Field, Enum]
    """The enum without a tag that a member is declared with, for members of type `enum {...}`."""

    def member_align(self, member: Field) -> int | None:
        """Return the bytes that a member's type aligns to; None where the facts do not tell."""
        if (enum := self.inner_enums.get(member)) is not None:
            return self.align(enum.type)
        return self.align(member.type) or self.align(member.canonical)

    def align(self, type_: str) -> int | None:
        """Return the bytes that a member of this type aligns to; None where the facts do not tell."""
        spelling = taken_apart(type_)
        if spelling.is_pointer:
            return self.target.aligns["*"]
        base = spelling.base
        if (typedef := self.typedefs.get(base)) is not None:
            return typedef.align
        if (record := self.records.get(base)) is not None:
            return record.align
        if (enum := self.enums.get(base)) is not None:
            base = enum.type
        return self.target.aligns.get(_unsigned(base))

    def bitfield_size(self, member: Field) -> int | None:
        """Return the bytes of the type that a bit-field is declared with; None where the facts do not tell."""
        enum = self.inner_enums.get(member) or self.enums.get(member.canonical)
        name = _unsigned(member.canonical if enum is None else enum.type)
        return self.target.long_size if name == "long" else _SIZES.get(name)

    def writable(self, type_: str, canonical: str) -> str | None:
        """Return the spelling that a declaration can use: the declared one where its names are defined.

        Else the one with typedefs resolved; None where that cannot be written either.
        """
        if self._is_known(type_) and self._agrees(type_, canonical):
            return type_
        return canonical if self._is_known(canonical) else None

    def _is_known(self, type_: str) -> bool:
        if _UNTOLD in type_:
            return False
        return all(" " in name or self._is_type(name) for name in names_in(taken_apart(type_).base))

    def _is_type(self, name: str) -> bool:
        return name in self.typedefs or name.startswith("__builtin_") or name in _COMPILERS_OWN

    def _agrees(self, type_: str, canonical: str) -> bool:
        """Return whether a typedef is the one that the member was declared with: another header may have its own."""
        typedef = self.typedefs.get(taken_apart(type_).base)
        if typedef is None or taken_apart(typedef.canonical).is_untagged:
            return True
        return taken_apart(typedef.canonical).base == taken_apart(canonical).base

    def whole(self, type_: str, canonical: str) -> Iterable[str]:
        """Yield the tags and names that must be defined before an object of this type can be."""
        for each in (type_, canonical):
            yield from (name for name, before in used_names(each) if before)


_COMPILERS_OWN = frozenset({"__int128_t", "__uint128_t"})
"""Types that a compiler has without any header (GCC manual, 128-bit Integers)."""


def types_of(facts: Iterable[HeaderFacts], target: Target, inner_enums: Mapping[Field, Enum]) -> Types:
    """Return the types that headers define for `target`."""
    records: dict[str, Record] = {}
    enums: dict[str, Enum] = {}
    typedefs: dict[str, Typedef] = {}
    for header in facts:
        for record in header.records.values():
            records.setdefault(record.name, record)
        for enum in header.enums.values():
            enums.setdefault(enum.name, enum)
        for typedef in header.typedefs.values():
            typedefs.setdefault(typedef.name, typedef)
    return Types(target=target, records=records, enums=enums, typedefs=typedefs, inner_enums=inner_enums)


def _unsigned(name: str) -> str:
    return name.removeprefix("unsigned ").removeprefix("signed ")
