"""The preprocessor: macros come out as C99 6.10.3 has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extract.headers import constants, extracted, facts, macros, values, where
from uapicheck.extract.macros import Expander
from uapicheck.extract.source import Define, Interner, parsed
from uapicheck.extract.tokens import spelled, tokens
from uapicheck.model.facts import MacroKind


def expanded(definitions: str, text: str) -> str:
    """Return the spelling of `text` after `definitions`."""
    items = parsed("x.h", definitions, source_form=False, interner=Interner()).items
    alive = {item.shape.name: item for item in items if isinstance(item, Define)}
    assert len(items) == len([line for line in definitions.replace("\\\n", "").splitlines() if line.strip()])
    return spelled(Expander(alive).expanded(tokens(text)))


LAYERED = """
#define size 3
#define twice(n) part(size * (n))
#define part(n) whole(n)
#define again twice
#define mark ~ +
#define tuple (0,9
#define take(call) call(+)
#define same(n) n
#define kind() long
"""
GLUED = """
#define text(s) #s
#define late(s) text(s)
#define fields(a, b) show("field" #a "= %d, field" #b "= %s", field ## a, field ## b)
#define opened(n) late(file ## n.h)
#define glued(a, b) a ## b
#define later(a, b) glued(a, b)
#define UPPER "hi"
#define LOWER LOWER ", all"
"""


@pytest.mark.parametrize(
    ("definitions", "text", "expected"),
    [
        ("#define A 1", "A B", "1 B"),
        ("#define A", "x A y", "x y"),
        ("#define A B\n#define B C", "A", "C"),
        ("#define F(x) <x>", "F(1) F (2) F\n(3) F", "< 1 > < 2 > < 3 > F"),
        ("#define F(x, y) y x", "F((a, b), [c)", "[c (a, b)"),
        ("#define F() 1", "F() F( )", "1 1"),
        ("#define F(x) [x]", "F()", "[]"),
        ("#define F(x) #x", 'F( a  "b\\n" \'"\' )', '"a \\"b\\\\n\\" \'\\"\'"'),
        ("#define F(x) # x", "F(\\)", '"\\"'),
        ("#define F(x) #x\n#define A 1", "F(A)", '"A"'),
        ("#define F(x, y) x ## y", "F(a, b) F(, b) F(a, ) F(, )", "ab b a"),
        ("#define F(x, y, z) x ## y ## z", "F(1, 2, 3) F(a, , c)", "123 ac"),
        ("#define F(x) pre_ ## x ## _post", "F(A)", "pre_A_post"),
        ("#define F(x) x ## 1 x\n#define A B", "F(A)", "A1 B"),
        ("#define HASH # ## #\n#define F(x) x HASH", "F(a)", "a ##"),
        ("#define F(...) (__VA_ARGS__)", "F() F(1) F(1, 2)", "() (1) (1, 2)"),
        ("#define F(a, ...) a | __VA_ARGS__", "F(1, 2, 3) F(1, ) F(1)", "1 | 2, 3 1 | 1 |"),
        ("#define F(a, rest...) a | rest", "F(1, 2, 3) F(1)", "1 | 2, 3 1 |"),
        ("#define F(a, ...) f(a, ## __VA_ARGS__)", "F(1) F(1, 2)", "f(1) f(1, 2)"),
        ("#define F(a, rest...) f(a, ## rest)", "F(1) F(1, 2, 3)", "f(1) f(1, 2, 3)"),
        ("#define F(...) #__VA_ARGS__", "F(a,  b)", '"a, b"'),
        ("#define A A + 1", "A", "A + 1"),
        ("#define A B\n#define B A", "A B", "A B"),
        ("#define F(x) F(x) + x", "F(F(1))", "F(F(1) + 1) + F(1) + 1"),
        ("#define F(x) x + 1\n#define G F", "G(1) G", "1 + 1 F"),
        ("#define OPEN F (\n#define F(x) x", "OPEN 5 )", "5"),
        ("#define NONE\n#define F(x) x", "F NONE (3)", "F (3)"),
        ("#define NONE\n#define F(x) [x]\n#define LATE(x) F x", "LATE((3))", "[3]"),
        ("#define F(x) #x\n#define G(x) F(x)\n#define V 1 + 2", "G(V)", '"1 + 2"'),
        ("#define F(x) #x\n#define G(x) F(x)\n#define V 1+2", "G(V)", '"1+2"'),
        (
            LAYERED,
            "twice(y + 1) + twice(twice(z)) % part(w);",
            "whole(3 * (y + 1)) + whole(3 * (whole(3 * (z)))) % whole(w);",
        ),
        (LAYERED, "again(x + (3, 4) - w) | part ~ 5;", "whole(3 * (x + (3, 4) - w)) | part ~ 5;"),
        (LAYERED, "take(twice)(same(7));", "whole(3 * (+))(7);"),
        (LAYERED, "take tuple;", "take(0, 9;"),
        (LAYERED, "same(kind()) kind( );", "long long;"),
        (LAYERED, "(same)(twice)(2) mark 1;", "(same)(twice)(2) ~ + 1;"),
        (GLUED, "fields(1, 2);", 'show("field" "1" "= %d, field" "2" "= %s", field1, field2);'),
        (GLUED, "late(file.h)", '"file.h"'),
        (GLUED, "opened(2)", '"file2.h"'),
        (GLUED, "glued(UP, PER);", '"hi";'),
        (GLUED, "later(LOW, ER);", 'LOWER ", all";'),
        (GLUED, 'text(strncmp("a\\0d", "a", \'\\4\') == 0)', '"strncmp(\\"a\\\\0d\\", \\"a\\", \'\\\\4\') == 0"'),
        (
            "#define t(x, y, z) x ## y ## z",
            "t(1,2,3), t(,4,5), t(6,,7), t(8,9,), t(10,,), t(,11,), t(,,12), t(,,)",
            "123, 45, 67, 89, 10, 11, 12,",
        ),
    ],
)
def test_a_macro_expands_as_the_standard_says(definitions: str, text: str, expected: str) -> None:
    assert expanded(definitions, text) == spelled(tokens(expected))


@pytest.mark.parametrize(
    ("call", "why"),
    [
        ("PAIR(1)", "takes 2 arguments, not 1"),
        ("PAIR(1, 2, 3)", "takes 2 arguments, not 3"),
        ("NONE(1)", "takes 0 arguments, not 1"),
        ("PAIR(1, 2", "never ends"),
    ],
)
def test_a_call_with_wrong_arguments_has_no_value_and_says_why(call: str, why: str) -> None:
    found = macros(f"#define PAIR(a, b) a b\n#define NONE() 1\n#define IT {call}\n")["IT"]
    assert found.kind is MacroKind.EXPRESSION
    assert why in found.why


def test_a_malformed_call_in_text_takes_only_its_declaration_along() -> None:
    text = "#define WIDE(a, b) a b\nstruct one { int a; };\nstruct two { WIDE(int) b; };\nstruct three { int c; };\n"
    found = extracted(text)
    assert where(found.gaps) == [("linux/point.h", 3)]
    assert set(found.facts["linux/point.h"].records) == {"struct one", "struct three"}


def test_a_call_may_span_lines() -> None:
    assert values("#define SUM(a, b) (a + b)\n#define IT SUM(1, \\\n 2)\nenum { TOO = SUM(3,\n 4) };\n") == {
        "IT": 3,
        "TOO": 7,
    }


def test_a_macro_named_like_an_enumerator_leaves_the_enumerator_alone() -> None:
    found = facts("enum { RED = 3,\n#define RED RED\nGREEN };\n#define BLUE (GREEN + RED)\n")
    assert {name: (c.value, c.kind.value) for name, c in found.constants.items()} == {
        "RED": (3, "enumerator"),
        "GREEN": (4, "enumerator"),
        "BLUE": (7, "macro"),
    }
    assert found.macros == {}


def test_the_last_definition_counts_with_its_place() -> None:
    found = constants("#define A 1\n#define B A\n#undef A\n#define A 2\n")
    assert (found["A"].value, found["A"].where.line) == (2, 4)
    assert found["B"].value == 2


def test_a_macro_that_is_taken_back_is_not_there() -> None:
    assert values("#define A 1\n#define B 2\n#undef A\n#undef NEVER\n") == {"B": 2}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("#define", "a name is missing"),
        ("#define 3 4", "a name is missing"),
        ("#undef", "a name is missing"),
        ("#ifdef\n#endif", "a name is missing"),
        ("#ifndef 1\n#endif", "a name is missing"),
        ("#define F(a", "never ends"),
        ("#define F(a b) a", "cannot be read"),
        ("#define F(1) a", "cannot be read"),
        ("#define F(a,) a", "cannot be read"),
        ("#define F(..., a) a", "cannot be read"),
        ("#frobnicate", "unknown"),
    ],
)
def test_a_directive_that_cannot_be_read_is_a_gap_with_its_line(line: str, why: str) -> None:
    found = extracted(f"#define BEFORE 1\n{line}\n#define AFTER 2\n")
    (gap,) = found.gaps
    assert (gap.where.line, why in gap.why) == (2, True)
    assert set(found.facts["linux/point.h"].constants) == {"BEFORE", "AFTER"}


@pytest.mark.parametrize("line", ["#", "#pragma once", "#ident x", "#warning old", "#line 7", "# /* nothing */"])
def test_a_directive_that_defines_nothing_is_no_gap(line: str) -> None:
    assert values(f"{line}\n#define A 1\n") == {"A": 1}


def test_parameters_and_variable_arguments_are_told() -> None:
    found = macros("#define F(a, b) a\n#define G() 1\n#define H(a, ...) a\n#define I(rest...) rest\n#define J (a)\n")
    assert {name: macro.params for name, macro in found.items()} == {
        "F": ("a", "b"),
        "G": (),
        "H": ("a", "..."),
        "I": ("rest...",),
        "J": None,
    }


def test_what_spacing_makes_visible_depends_on_the_target() -> None:
    text = """
        #define TEXT(x) #x
        #define LATE(x) TEXT(x)
        #ifdef __LP64__
        #define SUM 1 + 2
        #else
        #define SUM 1+2
        #endif
        #define LENGTH sizeof(LATE(SUM))
        """
    assert (values(text)["LENGTH"], values(text, "i386")["LENGTH"]) == (6, 4)


NAMES = st.sampled_from(["A", "B", "C", "F", "G", "x", "1", "(", ")", ",", "#", "##", "+", "F(", "G(A", "__VA_ARGS__"])
BODIES = st.lists(NAMES, max_size=7).map(" ".join)


@given(BODIES, BODIES, BODIES, BODIES, BODIES)
def test_any_macros_expand_or_say_why_not(a: str, b: str, f: str, g: str, text: str) -> None:
    header = (
        f"#define A {a}\n#define B {b}\n#define F(x) {f}\n#define G(x, ...) {g}\n#define IT {text}\nint y = {text};\n"
    )
    found = extracted(header).facts["linux/point.h"]
    assert {"A", "B", "F", "G", "IT"} <= {*found.constants, *found.macros}


@given(st.lists(st.tuples(st.sampled_from("ABCDE"), st.sampled_from("ABCDE1")), max_size=8))
def test_names_that_stand_for_each_other_come_to_an_end(pairs: list[tuple[str, str]]) -> None:
    alive = dict(pairs)
    found = values("".join(f"#define {name} {body}\n" for name, body in alive.items()))
    for name in alive:
        seen, now = set[str](), name
        while now in alive and now not in seen:
            seen.add(now)
            now = alive[now]
        assert found.get(name) == (1 if now == "1" else None)
