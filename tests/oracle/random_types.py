"""Random structs and unions, such as UAPI headers could have: every number drawn from one seed."""

from random import Random

SCALARS = (
    *("char", "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned int", "long"),
    *("unsigned long", "long long", "unsigned long long", "float", "double", "_Bool", "void *", "int (*%s)(int)"),
    *("word_t", "wide_t", "stretched_t", "enum colour", "enum mask", "struct small", "union either"),
)
BITFIELDS = (
    *("char", "unsigned char", "short", "unsigned short", "int", "unsigned int", "long", "unsigned long"),
    *("long long", "unsigned long long", "_Bool", "enum mask", "word_t"),
)
WIDTHS = {"char": 8, "short": 16, "_Bool": 1, "long": 32, "enum": 8, "word_t": 32, "int": 32, "long long": 64}
PROLOGUE = """
typedef unsigned int word_t;
typedef unsigned long long wide_t;
typedef unsigned long long stretched_t __attribute__((aligned(8)));
enum colour { COLOUR_RED = -1, COLOUR_GREEN };
enum mask { MASK_LOW = 1, MASK_HIGH = 3 };
struct small { char tag; short number; };
union either { char bytes[5]; int number; };
"""


class Shapes:
    """Writes definitions."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.serial = 0

    def header(self, count: int) -> str:
        """Return a header with `count` structs and unions at file scope."""
        return PROLOGUE + "\n".join(self._top() for _ in range(count)) + "\n"

    def _one_in(self, chances: int) -> bool:
        return self.random.randrange(chances) == 0

    def _name(self) -> str:
        self.serial += 1
        return f"m{self.serial}"

    def _top(self) -> str:
        kind = self.random.choice(("struct", "struct", "struct", "union"))
        body = self._body(kind, depth=0)
        self.serial += 1
        name = f"shape{self.serial}"
        text = f"{kind} {name} {body}{self._attributes()};"
        if self._one_in(5):
            text = f"typedef {kind} {body}{self._attributes()} {name}_t;"
        if self._one_in(6):
            limit = self.random.choice((1, 2, 4, 8))
            text = f"#pragma pack(push, {limit})\n{text}\n#pragma pack(pop)"
        return text

    def _attributes(self) -> str:
        chosen = [
            *(["packed"] if self._one_in(5) else []),
            *([f"aligned({self.random.choice((2, 4, 8, 16, 64))})"] if self._one_in(6) else []),
        ]
        return f" __attribute__(({', '.join(chosen)}))" if chosen else ""

    def _body(self, kind: str, depth: int) -> str:
        members = [self._member(depth) for _ in range(self.random.randint(1, 7))]
        if kind == "struct" and depth == 0 and self._one_in(6):
            members.append(f"{self._name()}_head; {self.random.choice(SCALARS[:9])} {self._name()}[];")
            members[-1] = "int " + members[-1]
        return "{ " + " ".join(members) + " }"

    def _member(self, depth: int) -> str:
        draw = self.random.randrange(12)
        if draw < 4:
            return self._bitfield()
        if draw == 4 and depth < 3:
            kind = self.random.choice(("struct", "union"))
            name = self.random.choice(("", "", self._name(), f"{self._name()}[2]"))
            return f"{kind} {self._body(kind, depth + 1)}{self._attributes()} {name};"
        if draw == 5:
            return f"{self.random.choice(SCALARS[:10])} {self._name()}[{self.random.randint(0, 3)}];"
        scalar, name = self.random.choice(SCALARS), self._name()
        declared = scalar % name if "%s" in scalar else f"{scalar} {name}"
        stretch = f" __attribute__((aligned({self.random.choice((1, 2, 4, 8, 16))})))" if self._one_in(9) else ""
        squeeze = " __attribute__((packed))" if self._one_in(12) else ""
        return f"{declared}{stretch}{squeeze};"

    def _bitfield(self) -> str:
        kind = self.random.choice(BITFIELDS)
        widest = next(width for name, width in sorted(WIDTHS.items(), reverse=True) if name in kind)
        draw = self.random.randrange(10)
        if draw == 0:
            return f"{kind} :0;"
        width = self.random.randint(1, widest)
        return f"{kind} :{width};" if draw == 1 else f"{kind} {self._name()}:{width};"
