"""The types, tags and enumerators that a header declares, as a target sees them."""

from collections.abc import Collection, Iterable, Iterator

from uapicheck.engine.placement import Wanted, packing_of
from uapicheck.extract.abi import Abi, abi
from uapicheck.extract.arithmetic import Arithmetic, IntegerType, NoValueError, Value, arithmetic
from uapicheck.extract.expressions import Expression
from uapicheck.extract.layout import Layout, Placed, record_layout
from uapicheck.extract.limits import MAX_TYPE_SIZE, MAX_VALUE_TOKENS
from uapicheck.extract.macros import Budget
from uapicheck.extract.types import (
    Array,
    Basic,
    CType,
    EnumType,
    FunctionType,
    Member,
    Named,
    Pointer,
    RecordType,
    Typeof,
    spelling,
)
from uapicheck.frozen import field, frozen, slotted
from uapicheck.model.target import Target

_BUILT_IN = "built in"
_NO_TYPES: frozenset[str] = frozenset()
_WIDE_CHARACTERS = {"int": "int", "long int": "long", "unsigned int": "unsigned int"}
UNSHARED = ""
"""No name of C: what depends on it belongs to one program alone."""
_LARGEST_ALIGNMENT = 16
"""Bytes of `__attribute__((aligned))` without argument on most targets (`__BIGGEST_ALIGNMENT__`)."""


@frozen(eq=False)
class Alias:
    """What a typedef stands for."""

    type: CType
    aligns: tuple[Expression | None, ...] = ()


@frozen(eq=False)
class Flat:
    """A member of a record under its path, anonymous ones dissolved."""

    path: str
    placed: Placed
    bit_offset: int
    """From the start of the outermost record."""


@slotted
class Program:
    """What has been declared so far; answers what expressions ask (`Surroundings`)."""

    target: Target
    abi: Abi = field(init=False)
    arithmetic: Arithmetic = field(init=False)
    size_type: IntegerType = field(init=False)
    wide_character: IntegerType = field(init=False)
    typedefs: dict[str, Alias] = field(default_factory=dict)
    tags: dict[str, RecordType | EnumType] = field(default_factory=dict)
    """Definitions by `struct x`, `union y`, `enum z`."""
    sizes: dict[str, int] = field(default_factory=dict)
    """Of typedefs that have been asked for: nothing that comes later changes what is complete."""
    alignments: dict[str, int] = field(default_factory=dict)
    canonical_names: dict[str, str] = field(default_factory=dict)
    """What `canonical` made of typedefs."""
    objects: set[str] = field(default_factory=set)
    """Functions and variables."""
    origins: dict[str, object] = field(default_factory=dict)
    """For each declared name (tags with their keyword) what its meaning was worked out as: the same object wherever
    it means the same."""
    open_ends: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Tags that a name refers to and that were not defined yet when it was declared."""
    depths: dict[str, int] = field(default_factory=dict)
    """How many typedefs stand behind a typedef, itself counted."""
    enumerators: dict[str, Value] = field(default_factory=dict)
    enum_types: dict[EnumType, IntegerType] = field(default_factory=dict)
    packs: dict[RecordType, int] = field(default_factory=dict)
    """`#pragma pack` in force where a record was defined, in bytes."""
    layouts: dict[RecordType, Layout] = field(default_factory=dict)
    budget: Budget = field(default_factory=lambda: Budget(MAX_VALUE_TOKENS))
    """For the expansion of macros whose values are asked for."""
    failed: dict[RecordType, str] = field(default_factory=dict)
    """Why a record that was defined has no layout; nothing that comes later gives it one."""
    pending: set[RecordType] = field(default_factory=set)
    """Records whose layout is being computed: one that contains itself has none."""

    def __post_init__(self) -> None:
        """Set up the target's integers and the compiler's own types."""
        self.abi = abi(self.target)
        self.arithmetic = arithmetic(self.target)
        self.wide_character = self.arithmetic[_WIDE_CHARACTERS[self.target.defines["__WCHAR_TYPE__"]]]
        self.size_type = self.arithmetic[
            self.target.defines["__SIZE_TYPE__"].replace("long unsigned int", "unsigned long")
        ]
        self.typedefs["__builtin_va_list"] = Alias(Pointer(Basic("void")))
        if self.target.has_int128:
            self.typedefs["__int128_t"] = Alias(Basic("__int128"))
            self.typedefs["__uint128_t"] = Alias(Basic("unsigned __int128"))
        self.origins = dict.fromkeys(self.typedefs, _BUILT_IN)
        self.origins[UNSHARED] = object()

    def context(self, names: Iterable[str]) -> tuple[object, ...]:
        """Return what the meaning of text that refers to `names` depends on, the target's ABI aside."""
        origins = self.origins
        found = [origins.get(name) for name in names]
        if not self.open_ends.keys().isdisjoint(names):
            found.extend(origins.get(tag) for name in names for tag in self.open_ends.get(name, ()))
        return tuple(found)

    def types_among(self, names: Collection[str]) -> frozenset[str]:
        """Return those of `names` that are typedefs: the same object wherever there are none, as mostly."""
        typedefs = self.typedefs.keys()
        return _NO_TYPES if typedefs.isdisjoint(names) else frozenset(typedefs & names)

    def enumerator(self, name: str) -> Value | None:
        """Return the value of an enumerator, None where there is none of that name."""
        found = self.enumerators.get(name)
        if found is None and name in self.objects:
            message = f"{name} is a function or variable"
            raise NoValueError(message)
        return found

    def resolved(self, ctype: CType) -> CType:
        """Return the type behind typedefs and tags; raise `NoValueError` where it is not defined."""
        for _ in range(len(self.typedefs) + 2):
            if isinstance(ctype, Named):
                ctype = self._alias(ctype).type
            elif isinstance(ctype, Typeof):
                ctype = ctype.of.ctype(self)
            else:
                break
        if isinstance(ctype, RecordType) and ctype.members is None:
            return self._defined(ctype)
        if isinstance(ctype, EnumType) and ctype.enumerators is None:
            return self._defined(ctype)
        return ctype

    def _alias(self, named: Named) -> Alias:
        alias = self.typedefs.get(named.name)
        if alias is None:
            message = f"the type {named.name} is not defined"
            raise NoValueError(message)
        return alias

    def _defined(self, reference: RecordType | EnumType) -> CType:
        found = self.tags.get(reference.key)
        if found is None:
            message = f"{reference.key} is not defined"
            raise NoValueError(message)
        return found

    def size(self, ctype: CType) -> int:
        """Return `sizeof` in bytes; raise `NoValueError` for incomplete types."""
        if type(ctype) is not Named:
            return self._size(ctype)
        if (known := self.sizes.get(ctype.name)) is None:
            known = self.sizes[ctype.name] = self._size(ctype)
        return known

    def _size(self, ctype: CType) -> int:
        match self.resolved(ctype):
            case Basic("long double"):
                return self.target.long_double_size
            case Basic("float"):
                return 4
            case Basic("double"):
                return 8
            case Basic("void"):
                return 1  # GNU C
            case Basic(name):
                return self.arithmetic[name].bits // 8
            case Pointer():
                return self.target.pointer_size
            case Array(of, length):
                return self._array_size(of, length)
            case RecordType() as record:
                return self.layout(record).size
            case EnumType() as enum:
                return self.enum_type(enum).bits // 8
            case FunctionType():
                return 1  # GNU C
        message = f"the size of {spelling(ctype)} is not known"
        raise NoValueError(message)

    def _array_size(self, of: CType, length: Expression | None) -> int:
        if length is None:
            message = "is an array without length"
            raise NoValueError(message)
        count = length.value(self).number
        size = count * self.size(of)
        if count < 0 or size > MAX_TYPE_SIZE:
            message = f"is an array of {count} elements"
            raise NoValueError(message)
        return size

    def align(self, ctype: CType) -> int:
        """Return the alignment inside a record in bytes; raise `NoValueError` for incomplete types."""
        if type(ctype) is not Named:
            return self._align(ctype)
        if (known := self.alignments.get(ctype.name)) is None:
            known = self.alignments[ctype.name] = self._align(ctype)
        return known

    def _align(self, ctype: CType) -> int:
        while isinstance(ctype, Named):
            alias = self._alias(ctype)
            if alias.aligns:
                return max(self._asked(a) for a in alias.aligns)
            ctype = alias.type
        match self.resolved(ctype):
            case Basic("void") | FunctionType():
                return 1
            case Basic(name):
                signed = name.removeprefix("unsigned ").removeprefix("signed ")
                return self.target.aligns[signed]
            case Pointer():
                return self.target.aligns["*"]
            case Array(of, _):
                return self.align(of)
            case RecordType() as record:
                return self.layout(record).align
            case EnumType() as enum:
                return self.align(Basic(self.enum_type(enum).name))
        message = f"the alignment of {spelling(ctype)} is not known"
        raise NoValueError(message)

    def _asked(self, align: Expression | None) -> int:
        number = _LARGEST_ALIGNMENT if align is None else align.value(self).number
        if number <= 0 or number & (number - 1):
            message = f"aligned({number}) is no power of two"
            raise NoValueError(message)
        return number

    def integer(self, ctype: CType) -> IntegerType | None:
        """Return the integer type behind `ctype`, None where it is none."""
        match self.resolved(ctype):
            case Basic(name):
                return self.arithmetic.types.get(name)
            case EnumType() as enum:
                return self.enum_type(enum)
        return None

    def enum_type(self, enum: EnumType) -> IntegerType:
        """Return the integer type that gcc makes compatible with an enum (GCC manual, 4.9)."""
        known = self.enum_types.get(enum)
        if known is None:
            message = f"{enum.key} is not defined"
            raise NoValueError(message)
        return known

    def element(self, ctype: CType) -> CType:
        """Return what an array or pointer is of; raise `NoValueError` for other types."""
        match self.resolved(ctype):
            case Pointer(of) | Array(of, _):
                return of
        message = f"{spelling(ctype)} has no elements"
        raise NoValueError(message)

    def member(self, ctype: CType, name: str) -> tuple[int, CType]:
        """Return byte offset and type of a member; raise `NoValueError` where there is none."""
        record = self.resolved(ctype)
        if isinstance(record, RecordType):
            for placed in self.layout(record).members:
                if placed.member.name == name:
                    return placed.bit_offset // 8, placed.member.type
                if not placed.member.name and isinstance(placed.member.type, RecordType):
                    try:
                        offset, found = self.member(placed.member.type, name)
                    except NoValueError:
                        continue
                    return placed.bit_offset // 8 + offset, found
        message = f"{spelling(ctype)} has no member {name}"
        raise NoValueError(message)

    def layout(self, record: RecordType) -> Layout:
        """Return the layout of a record; raise `NoValueError` where a member's type is incomplete."""
        if (known := self.layouts.get(record)) is not None:
            return known
        if (why := self.failed.get(record)) is not None:
            raise NoValueError(why)
        if record in self.pending:
            message = f"{record.key} contains itself"
            raise NoValueError(message)
        self.pending.add(record)
        try:
            aligned = max((self._asked(a) for a in record.aligns), default=0)
            packing = packing_of(self.target, packed=record.packed, pragma=self.packs.get(record), aligned=aligned)
            found = self.layouts[record] = record_layout(record.kind, self._wanted(record), packing)
        finally:
            self.pending.discard(record)
        return found

    def _wanted(self, record: RecordType) -> Iterator[tuple[Member, Wanted]]:
        for member in record.members or ():
            if not member.name and member.width is None and not _is_anonymous(member):
                continue  # declares a tag, not a member
            width = None if member.width is None else member.width.value(self).number
            if width is not None and not 0 <= width <= self.size(member.type) * 8:
                message = f"a bit-field of {width} bits"
                raise NoValueError(message)
            aligned = max((self._asked(a) for a in member.aligns), default=0)
            yield (
                member,
                Wanted(
                    size=self._member_size(member.type),
                    align=self.align(member.type),
                    width=width,
                    aligned=aligned,
                    packed=member.packed,
                    named=bool(member.name),
                ),
            )

    def _member_size(self, ctype: CType) -> int:
        if type(ctype) is Named and ctype.name in self.sizes:
            return self.sizes[ctype.name]
        resolved = self.resolved(ctype)
        flexible = isinstance(resolved, Array) and resolved.length is None
        return 0 if flexible else self.size(ctype)

    def flattened(self, record: RecordType, prefix: str = "", offset: int = 0) -> Iterator[Flat]:
        """Yield the named members of a record, those of anonymous and untagged ones under their path."""
        for placed in self.layout(record).members:
            member, at = placed.member, offset + placed.bit_offset
            path = prefix + member.name
            if member.name:
                yield Flat(path, placed, at)
            inner, suffix = member.type, ""
            while isinstance(inner, Array):
                inner, suffix = inner.of, suffix + "[]"
            if isinstance(inner, RecordType) and inner.members is not None and not inner.tag:
                below = f"{path}{suffix}." if member.name else prefix
                yield from self.flattened(inner, below, at)

    def canonical(self, ctype: CType, inner: str = "") -> str:
        """Return the spelling of a type with its typedefs resolved and its array lengths evaluated."""
        match ctype:
            case Named(name):
                alias = self.typedefs.get(name)
                if alias is None or is_untagged(alias.type):
                    return f"{name} {inner}".rstrip() if not inner.startswith("[") else name + inner
                if inner:
                    return self.canonical(alias.type, inner)
                if (known := self.canonical_names.get(name)) is None:
                    known = self.canonical_names[name] = self.canonical(alias.type)
                return known
            case Pointer(to):
                if isinstance(to, FunctionType):
                    return spelling(ctype, inner)
                return self.canonical(to, f"(*{inner})" if isinstance(to, Array) else f"*{inner}")
            case Array(of, length):
                count = "" if length is None else self._count(length)
                return self.canonical(of, f"{inner}[{count}]")
            case _:
                return spelling(ctype, inner)

    def _count(self, length: Expression) -> str:
        try:
            return str(length.value(self).number)
        except NoValueError:
            return length.text


def is_untagged(ctype: CType) -> bool:
    """Return whether a type is a record or an enum without a tag."""
    return isinstance(ctype, RecordType | EnumType) and not ctype.tag


def _is_anonymous(member: Member) -> bool:
    return isinstance(member.type, RecordType) and member.type.members is not None and not member.type.tag
