"""Headers mutated by someone who knows C: tokens spliced, directives, nesting, literals, bit-fields, attributes."""

import re
from collections.abc import Callable, Sequence
from random import Random

from tests.extract.damage import PIECES, damaged

Mutation = Callable[[str, Random, Sequence[str]], str]
_TOKEN = re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|\w+|\s+|[^\w\s]', re.DOTALL)
_NUMBER = re.compile(r"\b(?:0[xX][0-9a-fA-F]+|\d+)[uUlL]*\b")
LITERALS = (
    *(
        "0",
        "-1",
        "1",
        "63",
        "64",
        "0x7fffffff",
        "0x80000000",
        "0xffffffff",
        "0xffffffffffffffff",
        "1ull << 63",
        "1u - 2",
    ),
    *(
        "0x10000000000000000",
        "9" * 400,
        "0" * 400 + "1",
        "1 << 31",
        "1 << 64",
        "-9223372036854775808",
        "1 / 0",
        "5 % 0",
    ),
    *(
        "'\\0'",
        "'ab'",
        "L'a'",
        "'\\777'",
        "sizeof(int)",
        "1.5",
        "1e999",
        "0x1p3",
        "08",
        "0b1",
        "1'0",
        "~0",
        "!0",
        "1llu",
    ),
)
DECLARATIONS = (
    *(
        "__u64 a:{n};",
        "int b:0;",
        "unsigned c:1, :{n}, d:3;",
        "_Bool e:1;",
        "char f[{n}];",
        "struct {{ int x; }} g[{n}];",
    ),
    *(
        "__u8 h[0];",
        "__u64 i[];",
        "long j;",
        "void *k;",
        "int (*l)(int, ...);",
        "enum {{ M{n} }} m;",
        "union {{ int o; }};",
    ),
    *("struct point p;", "__u64 q __attribute__((aligned({n})));", "int r __attribute__((packed));", "float s;", ";"),
    *(
        "__be32 t;",
        "int u[sizeof(struct point)];",
        "long double v;",
        "__int128 w;",
        "typeof(int) x;",
        "int y, *z, aa[{n}];",
    ),
    *("__DECLARE_FLEX_ARRAY(int, bb);", "__struct_group(tag, cc, , int dd;);", "struct later *ee;", "_Complex ff;"),
)
LINES = (
    *("#if {n}", "#ifdef __KERNEL__", "#ifndef A{n}", "#elif {n}", "#else", "#endif", "#undef A", "#pragma pack({n})"),
    *(
        "#pragma pack(push, {n})",
        "#pragma pack(pop)",
        "#include <linux/types.h>",
        '#include "a.h"',
        "#include A",
        "#error x",
    ),
    *(
        "#define A{n} {n}",
        "#define A A",
        "#define F(a, b...) a##b #a",
        "#define F(...) __VA_OPT__(x) __VA_ARGS__",
        "#line 9",
    ),
    *(
        "#define G() G",
        "#define S #",
        "#if defined A || F(1)",
        "#if 1 / 0",
        "#if __has_include(<a.h>)",
        "#",
        "#include_next <a.h>",
    ),
    *(
        "enum e{n} {{ E{n}, F{n} = {n} }};",
        "typedef int t{n};",
        "struct s{n} {{ int a; long b; }};",
        "extern int f{n}(void);",
    ),
    *(
        "#define I{n} _IOW('x', {n}, struct point)",
        "#define J{n} _IOC(3, 0x{n}, {n}, {n}000)",
        "struct s{n};",
        '_Static_assert(0, "");',
    ),
    *(
        "static inline int g{n}(void) {{ return {n}; }}",
        "typedef struct s{n} s{n};",
        "#define KVM_CAP_N{n} {n}",
        "#define KVM_REG_SIZE_N 0x{n}0000000000000",
    ),
    *("#define KVM_EXIT_N{n} {n}", "#define KVM_REG_ARM64_N (KVM_REG_ARM64 | {n})", "#define KVM_REG_SIZE_MASK {n}"),
)


def mutated(text: str, random: Random, others: Sequence[str], *, rounds: int = 0) -> str:
    """Return a header with one to six mutations; `others` are headers whose tokens it may get."""
    for _ in range(rounds or random.choice((1, 1, 2, 2, 3, 6))):
        text = random.choice(_MUTATIONS)(text, random, others)[:400_000]
    return text


def noised(text: str, seed: int) -> str:
    """Return the same header with comments, blank lines and white space added where they mean nothing."""
    random = Random(seed)
    if any(sign in text for sign in ("\\", "\r", "\0", "??")) or re.search(r"asm|#\s*(?:line|error|warning)", text):
        return text
    made, inside = [], False
    for line in text.split("\n"):
        opened = inside
        if "//" in line and ("/*" in line or "*/" in line):
            return text
        for sign in re.findall(r"/\*|\*/", line):
            if (sign == "/*") == inside:
                return text  # a comment in a comment: leave it
            inside = not inside
        plain = not opened and not inside and "//" not in line and line.count('"') % 2 == 0 and line.count("'") % 2 == 0
        made.append(line + random.choice(("", " ", "\t", " /* noise */", " /* a */ /* b */")) if plain else line)
        if not inside:
            made += [random.choice(("", "/* between */", "  \t", "/*\n * several\n */"))] * random.choice((0, 0, 1, 2))
    return "\n".join(made)


def _damaged(text: str, random: Random, _: Sequence[str]) -> str:
    return damaged(text, random)


def _spliced(text: str, random: Random, others: Sequence[str]) -> str:
    mine, theirs = _TOKEN.findall(text), _TOKEN.findall(random.choice(others))
    if not theirs:
        return text
    at, start = random.randint(0, len(mine)), random.randrange(len(theirs))
    cut = random.choice((0, 0, 1, 5))
    return "".join([*mine[:at], *theirs[start : start + random.choice((1, 3, 10, 60))], *mine[at + cut :]])


def _renumbered(text: str, random: Random, _: Sequence[str]) -> str:
    places = list(_NUMBER.finditer(text))
    if not places:
        return text
    place = random.choice(places)
    return text[: place.start()] + random.choice((*LITERALS, str(random.randrange(99)))) + text[place.end() :]


def _filled(template: str, random: Random) -> str:
    return (
        template.replace("{n}", str(random.choice((0, 1, 2, 3, 8, 16, 33, 65, 300))))
        .replace("{{", "{")
        .replace("}}", "}")
    )


def _lined(text: str, random: Random, _: Sequence[str]) -> str:
    lines = text.split("\n")
    lines.insert(random.randint(0, len(lines)), _filled(random.choice(LINES), random))
    return "\n".join(lines)


def _with_member(text: str, random: Random, _: Sequence[str]) -> str:
    places = [match.end() for match in re.finditer(r"[{;]", text)]
    at = random.choice(places) if places else 0
    return text[:at] + " " + _filled(random.choice(DECLARATIONS), random) + " " + text[at:]


def _line_moved(text: str, random: Random, _: Sequence[str]) -> str:
    lines = text.split("\n")
    line = lines.pop(random.randrange(len(lines)))
    if random.randrange(2):
        lines.insert(random.randint(0, len(lines)), line)
    return "\n".join(lines)


def _line_doubled(text: str, random: Random, _: Sequence[str]) -> str:
    lines = text.split("\n")
    line = random.choice(lines)
    lines[random.randrange(len(lines))] += "\n" + "\n".join([line] * random.choice((1, 1, 2, 40)))
    return "\n".join(lines)


def _nested(text: str, random: Random, _: Sequence[str]) -> str:
    tokens = _TOKEN.findall(text)
    opening, closing = random.choice(
        (
            ("(", ")"),
            ("{", "}"),
            ("[", "]"),
            ("struct {", "} x;"),
            ("#if 1\n", "\n#endif\n"),
            ("union { ", " };"),
            ("F(", ")"),
        )
    )
    at, depth = random.randint(0, len(tokens)), random.choice((2, 9, 70, 300, 2_000))
    end = at + random.choice((0, 1, 1, 5))
    return "".join([*tokens[:at], opening * depth, *tokens[at:end], closing * depth, *tokens[end:]])


def _long(text: str, random: Random, _: Sequence[str]) -> str:
    tokens = _TOKEN.findall(text) or [" "]
    at = random.randrange(len(tokens))
    stretch = "".join(tokens[at : at + random.choice((1, 2, 4, 8))])
    return "".join([*tokens[:at], stretch * random.choice((10, 200, 3_000)), *tokens[at:]])


def _attributed(text: str, random: Random, _: Sequence[str]) -> str:
    words = (
        "packed",
        "aligned({n})",
        "aligned",
        "mode(DI)",
        "vector_size({n})",
        "unused",
        'deprecated("x")',
        "packed, aligned(2)",
    )
    attribute = f" __attribute__(({_filled(random.choice(words), random)})) "
    places = [match.start() for match in re.finditer(r"[{};,]", text)]
    at = random.choice(places) if places else 0
    return text[:at] + attribute + text[at:]


def _renamed(text: str, random: Random, _: Sequence[str]) -> str:
    names = sorted(set(re.findall(r"\b[A-Za-z_]\w+\b", text)))
    if not names:
        return text
    to = random.choice(
        (
            *names,
            *names,
            random.choice(names) + "_2",
            *PIECES[:20],
            "int",
            "struct",
            "defined",
            "\u00e9t\u00e9",
            "x" * 3_000,
        )
    )
    return re.sub(rf"\b{random.choice(names)}\b", lambda _: to, text, count=random.choice((0, 1)))


_MUTATIONS: tuple[Mutation, ...] = (
    *(_damaged, _spliced, _spliced, _renumbered, _renumbered, _lined, _lined, _with_member, _with_member, _line_moved),
    *(_line_moved, _line_doubled, _nested, _long, _attributed, _renamed, _renamed),
)
