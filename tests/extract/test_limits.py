"""Hostile headers: each ends soon, says what it could not read, and costs its neighbours nothing."""

import time
from collections.abc import Callable
from random import Random

import pytest

from tests.extract.headers import HEADER, extracted, facts, where
from uapicheck.model.facts import Snapshot

SECONDS = 6.0
"""Of processor time. An idle machine needs two at most; this only tells what ends soon from what does not."""


def nested(opening: str, middle: str, closing: str, depth: int) -> str:
    return opening * depth + middle + closing * depth


def chain(line: str, count: int) -> str:
    """Return `count` lines, `{n}` and `{m}` replaced by numbers that follow each other."""
    return "".join(line.replace("{n}", str(n)).replace("{m}", str(n + 1)) + "\n" for n in range(count))


def noise(seed: int, size: int, alphabet: str) -> str:
    return "".join(Random(seed).choices(alphabet, k=size))


HOSTILE: dict[str, Callable[[], str]] = {
    "parentheses in a length": lambda: f"int a[{nested('(', '1', ')', 5_000)}];",
    "parentheses in a macro": lambda: f"#define A {nested('(', '1', ')', 5_000)}",
    "parentheses in a condition": lambda: f"#if {nested('(', '1', ')', 5_000)}\n#endif",
    "parentheses around a declarator": lambda: f"int {nested('(', 'a', ')', 5_000)};",
    "braces": lambda: nested("struct {", "int a;", "} x;", 5_000),
    "braces that never close": lambda: "struct s {" * 5_000,
    "braces that never open": lambda: "}" * 20_000,
    "pairs of braces": lambda: "a {} " * 30_000,
    "functions in arguments of functions": lambda: f"int f({nested('int g(', 'void', ')', 2_000)});",
    "initialisers": lambda: f"int a = {nested('{', '1', '}', 5_000)};",
    "conditionals": lambda: nested("#if 1\n", "int a;\n", "#endif\n", 5_000),
    "conditionals that never end": lambda: "#if 1\n" * 20_000,
    "ends without conditionals": lambda: "#endif\n" * 20_000,
    "elses": lambda: "#if 0\n" + "#else\n" * 20_000 + "#endif\n",
    "pointers": lambda: f"int {'*' * 20_000}a;",
    "dimensions": lambda: f"int a{'[1]' * 10_000};",
    "signs": lambda: f"#define A {'- ' * 20_000}1\nint a[{'- ' * 5_000}1];",
    "casts": lambda: f"#define A {'(int)' * 10_000}1\nint a[{'(int)' * 5_000}1];",
    "sizes of sizes": lambda: f"#define A {'sizeof ' * 10_000}1\nint a[{'sizeof ' * 5_000}1];",
    "types of types": lambda: (
        f"#define A {nested('__typeof__(', 'int', ')', 2_000)}\n{nested('__typeof__(', 'int', ')', 2_000)} a;"
    ),
    "choices": lambda: f"#define A {'1 ? 1 : ' * 10_000}1\nint a[{'1 ? 1 : ' * 5_000}1];",
    "sums": lambda: f"#define A {'1 + ' * 20_000}1\nint a[{'1 + ' * 5_000}1];\nenum {{ B = {'1 + ' * 5_000}1 }};",
    "members of members": lambda: (
        f"#define A sizeof(((struct s *)0){'->x' * 5_000})\n#define B (int)&((struct s *)0){'.x' * 5_000}"
    ),
    "indices": lambda: f"#define A (int)&((int *)0){'[0]' * 5_000}",
    "macros that double": lambda: chain("#define A{n} A{m} A{m}", 60) + "int x = A0;\n#if A0\n#endif\n#include A0",
    "sums that double": lambda: chain("#define A{n} (A{m} + A{m})", 60) + "#define A60 1\nint x[A0];\n#if A0\n#endif",
    "calls that double": lambda: (
        "#define A0(x) x x\n" + chain("#define A{m}(x) A{n}(A{n}(x))", 60) + "#define B A60(1)\nint x = A60(1);"
    ),
    "strings that double": lambda: "#define S(x) #x #x\n#define T(x) S(x)\n#define B " + nested("T(", '"\\"', ")", 60),
    "words that double": lambda: "#define P(x) x ## x\n#define Q(x) P(x)\n#define B " + nested("Q(", "a", ")", 60),
    "an argument used over and over": lambda: f"#define F(x) {'x ' * 5_000}\n#define G(x) F(F(F(x)))\n#define A G(1)",
    "a chain of macros": lambda: chain("#define A{n} A{m}", 5_000),
    "a chain of enclosed macros": lambda: chain("#define A{n} (A{m} + 1)", 5_000),
    "a chain of macros backwards": lambda: "#define A0 1\n" + chain("#define A{m} (A{n} + 1)", 5_000),
    "a chain of calls": lambda: chain("#define A{n}(x) A{m}(x)", 2_000) + "#define B A0(1)\nint x[A0(1)];",
    "calls in calls": lambda: (
        f"#define F(x) x\n#define A {nested('F(', '1', ')', 5_000)}\nint x[{nested('F(', '1', ')', 5_000)}];"
    ),
    "calls that never end": lambda: f"#define F(x) x\n#define A {'F(' * 10_000}\n{'F(' * 10_000}",
    "a call with many arguments": lambda: f"#define F(...) __VA_ARGS__\n#define A F({'1, ' * 40_000} 1)",
    "a chain of typedefs": lambda: "typedef int a0;\n" + chain("typedef a{n} a{m};", 1_000),
    "a chain of pointers": lambda: "typedef int a0;\n" + chain("typedef a{n} *a{m};", 1_000),
    "a chain of arrays": lambda: "typedef int a0;\n" + chain("typedef a{n} a{m}[2];", 1_000),
    "a chain of structs": lambda: "struct a0 { int x; };\n" + chain("struct a{m} { struct a{n} x, y; };", 1_500),
    "a chain of structs backwards": lambda: (
        chain("struct a{n} { struct a{m} x; };", 1_500) + "#define A sizeof(struct a0)"
    ),
    "a struct of itself": lambda: (
        "struct a { struct a x; };\nstruct b { struct b x[2]; };\nstruct c { int x[sizeof(struct c)]; };"
    ),
    "types of themselves": lambda: (
        "typedef int a;\ntypedef a b;\ntypedef b a;\ntypedef a a[sizeof(a)];\ntypedef __typeof__((a)1) a;"
    ),
    "open ends": lambda: chain("struct a{m} { struct a{n} *x; struct b{n} *y; };", 1_500),
    "arrays of no size": lambda: (
        "char a[1ull << 63];\nstruct s { char b[0xffffffffffffffff]; int c[-1]; };\nint d[2][1 / 0];"
    ),
    "large structs": lambda: (
        "struct a0 { char x[1 << 30]; };\n" + chain("struct a{m} { struct a{n} x[1 << 30]; };", 20)
    ),
    "wide bit-fields": lambda: "struct s { int a:33; };\nstruct t { int b:-1; };\nstruct u { int c:(1 << 40); };",
    "shifts": lambda: (
        "#define A 1 << 0xffffffffffffffff\nenum { B = 1 << -1, C = 1ull << 1000 };\nstruct s { char d[1 << 99]; };"
    ),
    "divisions": lambda: "#define A 1 / 0\n#define B 1 % 0\nenum { C = 1 / 0, D = 1 / (1 - 1) };\nint e[5 % 0];",
    "alignments": lambda: (
        "struct s { int a; } __attribute__((aligned(3)));\nint x __attribute__((aligned(-1)));\n"
        "struct t { int a __attribute__((aligned(1 / 0))); };\n"
        "struct u { int a; } __attribute__((aligned(1ull << 60)));"
    ),
    "attributes without end": lambda: (
        "struct s { int a; } __attribute__((packed;\nint b __attribute__;\nint c __attribute__(packed);"
    ),
    "attributes": lambda: "struct s { " + "int a __attribute__((aligned(4))); " * 4_000 + "};",
    "attributes of one declaration": lambda: "int a" + ", a __attribute__((aligned(4)))" * 4_000 + ";",
    "attributes of nested structs": lambda: (
        "struct s { " + "struct { int a; } __attribute__((packed)) b; " * 2_000 + "};"
    ),
    "packs": lambda: (
        "#pragma pack(" + "9" * 5_000 + ")\n#pragma pack(push, -1)\n#pragma pack(\n#pragma pack\nstruct s { int a; };"
    ),
    "digits": lambda: (
        f"#define A {'9' * 100_000}\n#define B 0x{'f' * 100_000}\n#define C '\\x{'f' * 10_000}'\nint a[{'9' * 10_000}];"
    ),
    "a long name": lambda: f"#define {'a' * 500_000} 1\nint {'b' * 500_000};",
    "a long string": lambda: f'#define A "{"a" * 500_000}"',
    "a long declaration": lambda: "int a" + ", a" * 100_000 + ";",
    "a long declaration of all kinds": lambda: "struct s {" + "int a; struct { char b:3, *c[2]; } d; " * 10_000 + "};",
    "a long enum without end": lambda: "enum {" + "A, " * 50_000,
    "directives": lambda: "#frobnicate\n" * 20_000,
    "errors": lambda: "#error no\n" * 20_000,
    "missing includes": lambda: chain("#include <linux/no{n}.h>", 20_000),
    "quotes": lambda: '"' + '\\"' * 200_000,
    "apostrophes": lambda: "'" + "\\'" * 200_000,
    "open strings": lambda: '"\\\n' * 100_000,
    "open comments": lambda: "/* " * 200_000,
    "stars": lambda: "/" + "*" * 500_000,
    "stars and spaces": lambda: "/*" + "* " * 200_000,
    "splices": lambda: "a\\\n" * 100_000,
    "white space": lambda: " " * 1_000_000,
    "backslashes": lambda: "\\" * 500_000,
    "random signs": lambda: noise(1, 300_000, "(){}[];,<>=+-*/&|^%#\"'\\\n abc123_"),
    "random words": lambda: noise(2, 300_000, "abcd \n"),
    "random brackets": lambda: noise(3, 300_000, "({[]})"),
    "a megabyte of bytes": lambda: noise(4, 1_000_000, "".join(map(chr, (*range(128), *range(0xDC80, 0xDD00))))),
    "semicolons": lambda: ";" * 200_000,
}


def timed(text: str, target: str = "x86_64") -> Snapshot:
    begun = time.process_time()
    found = extracted(text, target)
    assert time.process_time() - begun < SECONDS
    return found


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_header_ends_soon_and_its_neighbours_are_read(name: str) -> None:
    text = HOSTILE[name]()
    found = timed(f"#define BEFORE 1\nstruct before {{ int x; }};\n{text}\n;\n")
    here = found.facts[HEADER]
    assert "BEFORE" in here.constants
    assert "struct before" in here.records
    unread = [macro for macro in here.macros.values() if macro.why]
    assert all(gap.why and gap.what and gap.where.line >= 1 for gap in found.gaps)
    assert all(len(gap.what) + len(gap.why) <= 400 for gap in found.gaps)
    assert all(len(macro.why) <= 400 for macro in unread)


@pytest.mark.parametrize(
    "broken",
    [
        "struct s { int a b; };",
        "struct s { int; ] };",
        "struct s { nowhere a; };",
        "struct s { struct nowhere a; };",
        "int f(;",
        "typedef nowhere t;",
        "enum e { , };",
        "enum { A = };",
        "static int x = @;",
        "struct s { int a[nowhere]; };",
        "struct s { int a[f(1)]; };",
        "struct s { int a:40; };",
        "struct s { int a __attribute__((mode(DI))); };",
        "typedef int v __attribute__((vector_size(16)));",
        "union u { int a; long b; } __attribute__((transparent_union));",
        "int int x;",
        "struct struct s;",
        "= 3;",
        ") ;",
        "x y z;",
        "int a[;",
        "goto out;",
    ],
)
def test_a_broken_declaration_is_one_gap_with_place_and_reason_and_the_others_are_there(broken: str) -> None:
    found = extracted(f"struct one {{ int a; }};\n\n{broken}\nstruct two {{ int b; }};\n#define AFTER 1\n")
    assert where(found.gaps) == [(HEADER, 3)]
    assert all(gap.what and gap.why for gap in found.gaps)
    here = found.facts[HEADER]
    assert {"struct one", "struct two"} <= set(here.records)
    assert set(here.constants) == {"AFTER"}


def test_the_gap_of_a_long_declaration_stands_where_it_goes_wrong() -> None:
    found = extracted("struct s {\n int a;\n int b c;\n int d;\n};\n")
    ((gap),) = found.gaps
    assert (gap.where.line, gap.what) == (3, "struct s int")
    assert "c" in gap.why


def test_a_declaration_without_end_is_a_gap_where_the_header_ends() -> None:
    found = extracted("#define A 1\nstruct one { int a; };\nstruct s {\n int a;\n")
    assert where(found.gaps) == [(HEADER, 4)]
    assert set(found.facts[HEADER].records) == {"struct one"}


@pytest.mark.parametrize(
    "text", ["", "\n", ";", ";;;", "/* */", "#", "\\\n", "{", "}", "(", "\0", "#define", "\udcff", "#ifndef\n#define"]
)
def test_the_smallest_headers_are_read(text: str) -> None:
    assert set(extracted(text).facts) == {HEADER}


def test_what_the_standard_asks_for_is_within_the_limits() -> None:
    found = facts(
        f"#define A {nested('(', '1', ')', 63)}\nint f({nested('(', 'a', ')', 0) and 'int a'});\n"
        f"struct s {{ int a[{nested('(', '4', ')', 50)}]; }};\n"
        "struct deep "
        + nested("{ struct ", "{ int z; }", " m; }", 40)
        + ";\n"
        + "enum { "
        + ", ".join(f"E{n}" for n in range(1023))
        + " };\n"
    )
    assert found.constants["A"].value == 1
    assert found.records["struct s"].size == 16
    assert found.records["struct deep"].size == 4
    assert found.constants["E1022"].value == 1022
