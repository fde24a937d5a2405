"""C types as declared, before a target gives them sizes."""

from typing import TYPE_CHECKING, TypeAlias

from uapicheck.frozen import frozen

if TYPE_CHECKING:
    from uapicheck.extract.expressions import Expression


@frozen(eq=False)
class Basic:
    """An arithmetic type or `void`, under its canonical name (`unsigned long`, not `long unsigned int`)."""

    name: str


@frozen(eq=False)
class Named:
    """A typedef name."""

    name: str


@frozen(eq=False)
class Pointer:
    """A pointer; what it points to matters for the spelling alone."""

    to: "CType"


@frozen(eq=False)
class Array:
    """An array; without a length it is flexible or incomplete."""

    of: "CType"
    length: "Expression | None"


@frozen(eq=False)
class FunctionType:
    """A function, by its spelling around the declared name's place."""

    returns: "CType"
    parameters: str


@frozen(eq=False)
class Typeof:
    """GNU's `__typeof__(expression)`."""

    of: "Expression"


@frozen(kw_only=True, eq=False)
class Member:
    """A member declaration of a record."""

    name: str
    """Empty for anonymous members and unnamed bit-fields."""
    type: "CType"
    width: "Expression | None" = None
    """Bits of a bit-field."""
    aligns: tuple["Expression | None", ...] = ()
    """Of each `aligned` attribute; None for `aligned` without argument, the target's largest."""
    packed: bool = False
    token: int = 0
    """Index of its name in the declaration's tokens."""


@frozen(kw_only=True, eq=False)
class RecordType:
    """A struct or union: a reference by tag, or with `members` its definition."""

    kind: str
    tag: str
    members: tuple[Member, ...] | None = None
    packed: bool = False
    aligns: tuple["Expression | None", ...] = ()
    token: int = 0
    """Index of the keyword in the declaration's tokens."""
    end: int = 0
    """Index of the closing brace."""

    @property
    def key(self) -> str:
        """Name in the tag name space, with its keyword."""
        return f"{self.kind} {self.tag}"


@frozen(kw_only=True, eq=False)
class Enumerator:
    """One enumerator with its initialiser, if it has one."""

    name: str
    value: "Expression | None"
    text: str
    token: int


@frozen(kw_only=True, eq=False)
class EnumType:
    """An enum: a reference by tag, or with `enumerators` its definition."""

    tag: str
    enumerators: tuple[Enumerator, ...] | None = None
    packed: bool = False
    token: int = 0

    @property
    def key(self) -> str:
        """Name in the tag name space, with its keyword."""
        return f"enum {self.tag}"


CType: TypeAlias = Basic | Named | Pointer | Array | FunctionType | Typeof | RecordType | EnumType

_BASIC_WORDS = {
    "void": "void",
    "_Bool": "_Bool",
    "char": "char",
    "signed char": "signed char",
    "char unsigned": "unsigned char",
    "short": "short",
    "short unsigned": "unsigned short",
    "int": "int",
    "": "int",
    "unsigned": "unsigned int",
    "long": "long",
    "long unsigned": "unsigned long",
    "long long": "long long",
    "long long unsigned": "unsigned long long",
    "__int128": "__int128",
    "__int128 unsigned": "unsigned __int128",
    "float": "float",
    "double": "double",
    "double long": "long double",
}
TAGGED = frozenset({"struct", "union", "enum"})
"""Keywords that a tag follows."""
BASIC_KEYWORDS = frozenset(
    {"void", "_Bool", "char", "short", "int", "long", "signed", "unsigned", "__int128", "float", "double"}
)


def basic_name(words: list[str]) -> str | None:
    """Return the canonical name of type specifiers in any order (C99 6.7.2p2), None if there is no such type."""
    kept = sorted(words)
    if kept.count("int") > 1 or kept.count("signed") > 1:
        return None
    if "char" in kept:
        return _BASIC_WORDS.get(" ".join(kept)) if "signed" not in kept else "signed char"
    sign = [w for w in kept if w not in {"signed", "int"} or (w == "int" and kept == ["int"])]
    return _BASIC_WORDS.get(" ".join(sign)) or _BASIC_WORDS.get(" ".join(w for w in sign if w != "int"))


def spelling(ctype: CType, inner: str = "") -> str:
    """Return C's own spelling of a type, `inner` standing where a declaration has the name."""
    base = "__typeof__(...)"
    match ctype:
        case Basic(name) | Named(name):
            base = name
        case RecordType(kind=kind, tag=tag):
            base = f"{kind} {tag}" if tag else f"{kind} {{...}}"
        case EnumType(tag=tag):
            base = f"enum {tag}" if tag else "enum {...}"
        case Pointer(to):
            return spelling(to, f"(*{inner})" if isinstance(to, Array | FunctionType) else f"*{inner}")
        case Array(of, length):
            return spelling(of, f"{inner}[{'' if length is None else length.text}]")
        case FunctionType(returns, parameters):
            return spelling(returns, f"{inner}({parameters})")
        case Typeof():
            pass
    if not inner or inner.startswith("["):
        return base + inner
    return f"{base} {inner}"
