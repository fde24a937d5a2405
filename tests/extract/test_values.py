"""Constants: values and types are C's, on every target."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extract.headers import constants, extracted, facts, macros, values, why_not, worth
from uapicheck.model.facts import ConstantKind, MacroKind
from uapicheck.model.targets import TARGETS

LP64, ILP32 = "x86_64", "i386"
INT, UINT, LONG, ULONG, LLONG, ULLONG = (
    "int",
    "unsigned int",
    "long",
    "unsigned long",
    "long long",
    "unsigned long long",
)


@pytest.mark.parametrize(
    ("literal", "value", "lp64", "ilp32"),
    [
        ("0", 0, INT, INT),
        ("2147483647", 2**31 - 1, INT, INT),
        ("2147483648", 2**31, LONG, LLONG),
        ("4294967296", 2**32, LONG, LLONG),
        ("9223372036854775807", 2**63 - 1, LONG, LLONG),
        ("0x7fffffff", 2**31 - 1, INT, INT),
        ("0x80000000", 2**31, UINT, UINT),
        ("0xffffffff", 2**32 - 1, UINT, UINT),
        ("0x100000000", 2**32, LONG, LLONG),
        ("0x8000000000000000", 2**63, ULONG, ULLONG),
        ("0XFFFFFFFFFFFFFFFF", 2**64 - 1, ULONG, ULLONG),
        ("037777777777", 2**32 - 1, UINT, UINT),
        ("0777", 511, INT, INT),
        ("0b1011", 11, INT, INT),
        ("0B1", 1, INT, INT),
        ("1u", 1, UINT, UINT),
        ("4294967296U", 2**32, ULONG, ULLONG),
        ("1l", 1, LONG, LONG),
        ("2147483648L", 2**31, LONG, LLONG),
        ("0x80000000L", 2**31, LONG, ULONG),
        ("1ul", 1, ULONG, ULONG),
        ("1LU", 1, ULONG, ULONG),
        ("1ll", 1, LLONG, LLONG),
        ("1ull", 1, ULLONG, ULLONG),
        ("1LLU", 1, ULLONG, ULLONG),
        ("0x8000000000000000LL", 2**63, ULLONG, ULLONG),
        ("'a'", 97, INT, INT),
        ("'\\n'", 10, INT, INT),
        ("'\\0'", 0, INT, INT),
        ("'\\''", 39, INT, INT),
        ("'\"'", 34, INT, INT),
        ("'\\x41'", 65, INT, INT),
        ("'\\101'", 65, INT, INT),
        ("'ab'", 97 << 8 | 98, INT, INT),
        ("'abcd'", 0x61626364, INT, INT),
        ("'\\xff\\xff\\xff\\xff'", -1, INT, INT),
    ],
)
def test_a_literal_has_the_type_that_holds_it(literal: str, value: int, lp64: str, ilp32: str) -> None:
    assert worth(literal, LP64) == (value, lp64)
    assert worth(literal, ILP32) == (value, ilp32)


@pytest.mark.parametrize(
    "literal", ["08", "1uu", "1lul", "0x", "0xg", "0b2", "1_000", "18446744073709551616", "1lll", "0x1" + "0" * 5000]
)
def test_a_number_that_c_does_not_have_has_no_value(literal: str) -> None:
    assert set(macros(f"#define IT {literal}\n#define TOO (1 + {literal})\n")) == {"IT", "TOO"}


@pytest.mark.parametrize(
    ("expression", "value", "type_"),
    [
        ("+1", 1, INT),
        ("-1", -1, INT),
        ("- 1u", 2**32 - 1, UINT),
        ("~0", -1, INT),
        ("~0u", 2**32 - 1, UINT),
        ("~0ULL", 2**64 - 1, ULLONG),
        ("!5", 0, INT),
        ("!0ull", 1, INT),
        ("-2147483648", -(2**31), LONG),
        ("(-2147483647 - 1)", -(2**31), INT),
        ("1 + 1u", 2, UINT),
        ("1u - 2", 2**32 - 1, UINT),
        ("1u - 2l", -1, LONG),
        ("1ul - 2ll", 2**64 - 1, ULLONG),
        ("-1 < 1u", 0, INT),
        ("-1 < 1", 1, INT),
        ("-1l < 1u", 1, INT),
        ("2 * 3 + 4", 10, INT),
        ("2 + 3 * 4", 14, INT),
        ("10 - 4 - 3", 3, INT),
        ("7 / 2", 3, INT),
        ("-7 / 2", -3, INT),
        ("-7 % 3", -1, INT),
        ("7u % 4", 3, UINT),
        ("1 << 3", 8, INT),
        ("1 << 31", -(2**31), INT),
        ("1u << 31", 2**31, UINT),
        ("1 << 31ull", -(2**31), INT),
        ("3ul << 62", 3 << 62, ULONG),
        ("7ull << 62", 3 << 62, ULLONG),
        ("-8 >> 1", -4, INT),
        ("0xfu & 6", 6, UINT),
        ("1 | 2 ^ 3 & 2", 1, INT),
        ("1 == 1 != 0", 1, INT),
        ("1 && 2 || 0", 1, INT),
        ("1 || 1 / 0", 1, INT),
        ("0 && NOWHERE", 0, INT),
        ("1 ? 2 : 3u", 2, UINT),
        ("0 ? 2ull : -1", 2**64 - 1, ULLONG),
        ("1 ? 2 : 3 ? 4 : 5", 2, INT),
        ("3 ?: 4", 3, INT),
        ("1 ? 7 : 1 / 0", 7, INT),
        ("(1, 2ul)", 2, ULONG),
        ("((((5))))", 5, INT),
        ("(char)200", -56, "char"),
        ("(unsigned char)300", 44, "unsigned char"),
        ("(signed char)-1", -1, "signed char"),
        ("(unsigned short)-1", 65535, "unsigned short"),
        ("(short)0x18000", -32768, "short"),
        ("(_Bool)256", 1, "_Bool"),
        ("(long long)-1", -1, LLONG),
        ("(unsigned long int)1", 1, ULONG),
        ("(long unsigned)1", 1, ULONG),
        ("(char)1 + (char)2", 3, INT),
        ("(int)1.5", 1, INT),
        ("(unsigned long)2.5e3f", 2500, ULONG),
        ("(unsigned short)1 - 2", -1, INT),
        ("-(unsigned char)1", -1, INT),
        ("~(unsigned char)0", -1, INT),
        ("(int)(unsigned char)-1", 255, INT),
        ("__extension__ 5", 5, INT),
        ("sizeof(int)", 4, ULONG),
        ("sizeof(char[3][5])", 15, ULONG),
        ("sizeof 'a'", 4, ULONG),
        ('sizeof("abc" "d\\n")', 6, ULONG),
        ("sizeof(void *)", 8, ULONG),
        ("sizeof(int (*)(void))", 8, ULONG),
        ("sizeof(1ull + 1)", 8, ULONG),
        ("sizeof(int) + 1", 5, ULONG),
        ("sizeof((char)1)", 1, ULONG),
        ("_Alignof(short)", 2, ULONG),
        ("__alignof__(double)", 8, ULONG),
        ("__builtin_types_compatible_p(int, signed int)", 1, INT),
        ("__builtin_types_compatible_p(int, long)", 0, INT),
    ],
)
def test_an_operator_gives_what_the_standard_says(expression: str, value: int, type_: str) -> None:
    assert worth(expression) == (value, type_)


@pytest.mark.parametrize(
    ("expression", "targets"),
    [
        ("sizeof(long)", {"x86_64": (8, ULONG), "i386": (4, UINT), "x32": (4, UINT), "arm64": (8, ULONG)}),
        ("sizeof(void *)", {"x86_64": (8, ULONG), "x32": (4, UINT), "s390x": (8, ULONG), "mipsn32": (4, UINT)}),
        ("~0ul", {"x86_64": (2**64 - 1, ULONG), "i386": (2**32 - 1, ULONG), "riscv32": (2**32 - 1, ULONG)}),
        ("'\\xff'", {"x86_64": (-1, INT), "arm64": (255, INT), "s390x": (255, INT), "mips": (-1, INT)}),
        ("(char)-1", {"x86_64": (-1, "char"), "arm": (255, "char"), "powerpc": (255, "char"), "sparc": (-1, "char")}),
        ("(1u - 2l) < 0", {"x86_64": (1, INT), "i386": (0, INT)}),
        ("1l << 31", {"x86_64": (2**31, LONG), "i386": (-(2**31), LONG)}),
        ("sizeof(long double)", {"x86_64": (16, ULONG), "i386": (12, UINT), "arm": (8, UINT), "arm64": (16, ULONG)}),
        ("_Alignof(long long)", {"x86_64": (8, ULONG), "i386": (4, UINT), "arm": (8, UINT), "m68k": (2, ULONG)}),
    ],
)
def test_the_target_decides_where_c_leaves_it_open(expression: str, targets: dict[str, tuple[int, str]]) -> None:
    sizes = {"unsigned int", "unsigned long"}
    for target, (value, type_) in targets.items():
        found = worth(expression, target)
        assert found[0] == value
        # `size_t` of some 32-bit targets is `unsigned long`: only the width is part of what this table says.
        assert found[1] == type_ or (
            ("sizeof" in expression or "_Alignof" in expression) and {found[1], type_} <= sizes
        )


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("1 / 0", "divides by zero"),
        ("1 % (2 - 2)", "divides by zero"),
        ("1 << 32", "shifts int by 32"),
        ("1 << -1", "shifts int by -1"),
        ("1ull << 64", "shifts unsigned long long by 64"),
        ("1 << 0x7fffffffffffffff", "shifts"),
        ("NOWHERE + 1", "NOWHERE is not defined"),
        ("call(1)", "calls call"),
        ("sizeof(struct nowhere)", "struct nowhere is not defined"),
        ("sizeof(enum nowhere)", "enum nowhere is not defined"),
        ("sizeof(int[])", "without length"),
        ("sizeof(char[0x7fffffffffffffff])", "array of"),
        ("sizeof(char[-1])", "array of"),
        ("&thing", "pointer"),
        ("(void *)0", "pointer"),
        ("((struct nowhere *)0)->x", "no constant"),
        ("(struct nowhere)1", "not defined"),
        ("__builtin_offsetof(struct nowhere, x)", "struct nowhere is not defined"),
    ],
)
def test_an_expression_without_a_value_says_why(expression: str, why: str) -> None:
    assert why in why_not(expression)


PAIR = """
    struct inner { char c; int list[4]; };
    struct pair { char first; long second; struct inner third; union { int either; short or; }; };
    typedef struct pair pair_t;
    typedef unsigned short word;
    enum level { LOW = 2, HIGH = LOW + 5, TOP = 1u << 31 };
    """


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("sizeof(struct pair)", 40),
        ("sizeof(pair_t)", 40),
        ("sizeof(const struct pair)", 40),
        ("sizeof(word)", 2),
        ("(word)-1", 65535),
        ("sizeof(((pair_t *)0)->third)", 20),
        ("sizeof(((struct pair *)0)->third.list[0])", 4),
        ("sizeof(((struct pair *)0)->third.list) / sizeof(int)", 4),
        ("__builtin_offsetof(struct pair, second)", 8),
        ("__builtin_offsetof(pair_t, third.list[2])", 28),
        ("__builtin_offsetof(struct pair, or)", 36),
        ("offsetof(struct pair, third.list)", 20),
        ("(unsigned long)&((struct pair *)0)->second", 8),
        ("(long)&((pair_t *)16)->third.list[1]", 40),
        ("_Alignof(struct pair)", 8),
        ("sizeof(__typeof__(((struct pair *)0)->second))", 8),
        ("(__typeof__(1ul))-1 > 0", 1),
        ("(enum level)3", 3),
        ("LOW + HIGH", 9),
        ("TOP", 2**31),
        ("sizeof(enum level)", 4),
        ("(LOW == 2) ? sizeof(pair_t *) : 0", 8),
    ],
)
def test_constants_may_ask_for_types_and_enumerators(expression: str, value: int) -> None:
    assert worth(expression, before=PAIR)[0] == value


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("", MacroKind.EMPTY),
        ("NOTHING", MacroKind.EMPTY),
        ('"text"', MacroKind.STRING),
        ('"two" "parts"', MacroKind.STRING),
        ("TEXT", MacroKind.STRING),
        ("1.5", MacroKind.FLOAT),
        ("1e3", MacroKind.FLOAT),
        (".5f", MacroKind.FLOAT),
        ("(2 * 1.5)", MacroKind.FLOAT),
        ("unsigned long", MacroKind.ALIAS),
        ("struct pair *", MacroKind.ALIAS),
        ("word", MacroKind.ALIAS),
        ("word __attribute__((aligned(8)))", MacroKind.ALIAS),
        ("__typeof__(1 + 1)", MacroKind.ALIAS),
        ("({ 1; })", MacroKind.STATEMENT),
        ("do { } while (0)", MacroKind.STATEMENT),
        ("{ 1, 2 }", MacroKind.STATEMENT),
        ("__attribute__((packed))", MacroKind.STATEMENT),
        ("static __inline__", MacroKind.STATEMENT),
        ("NOWHERE", MacroKind.EXPRESSION),
        ("f(1)", MacroKind.EXPRESSION),
    ],
)
def test_a_macro_without_value_has_a_kind(body: str, kind: MacroKind) -> None:
    text = f'{PAIR}\n#define NOTHING\n#define TEXT "text"\n#define IT {body}\n'
    assert macros(text)["IT"].kind is kind


def test_a_macro_with_parameters_is_a_function_and_an_include_guard_is_a_guard() -> None:
    found = macros("#ifndef POINT_H\n#define POINT_H\n#define F(x) (x)\n#endif\n")
    assert {name: macro.kind for name, macro in found.items()} == {"POINT_H": MacroKind.GUARD, "F": MacroKind.FUNCTION}


def test_a_macro_keeps_its_text_and_the_names_it_uses() -> None:
    found = constants("struct s { int a; };\n#define A  1\n#define B ( A+sizeof( struct s ) )\n")["B"]
    assert (found.text, found.uses) == ("(A + sizeof(struct s))", ("A", "struct s"))
    assert (found.kind, found.where.line, found.where.header) == (ConstantKind.MACRO, 3, "linux/point.h")


@pytest.mark.parametrize("target", ["x86_64", "i386"])
def test_enumerators_count_on_and_fit_their_enum(target: str) -> None:
    text = """
        enum plain { A, B = 5, C, D = -1, E };
        enum { F = A + C, G = sizeof(int) };
        enum high { H = 0x80000000 };
        enum wide { I = 0x100000000LL, J = 1, K };
        enum below { L = -1, M = 0x80000000 };
        enum last { N = 0x7fffffff, O };
        """
    found = constants(text, target)
    assert {name: c.value for name, c in found.items()} == {
        "A": 0,
        "B": 5,
        "C": 6,
        "D": -1,
        "E": 0,
        "F": 6,
        "G": 4,
        "H": 2**31,
        "I": 2**32,
        "J": 1,
        "K": 2,
        "L": -1,
        "M": 2**31,
        "N": 2**31 - 1,
        "O": 2**31,
    }
    wide = {"x86_64": ("unsigned long", "long"), "i386": ("unsigned long long", "long long")}[target]
    types = {name: found[name].type for name in "AHIJMO"}
    assert types == {"A": "int", "H": "unsigned int", "I": wide[0], "J": "int", "M": wide[1], "O": "unsigned int"}
    enums = facts(text, target).enums
    assert enums["enum plain"].type == "int"
    assert enums["enum plain"].enumerators == ("A", "B", "C", "D", "E")
    assert enums["enum {F}"].type == "unsigned int"


@pytest.mark.parametrize(
    ("body", "values_left"),
    [
        ("A = NOWHERE, B, C = 5, D", {"C": 5, "D": 6}),
        ("A = 1 / 0, B = 2", {"B": 2}),
        ("A = 1, B = A << 99, C", {"A": 1}),
        ("A = 0xffffffffffffffffULL, B", {"A": 2**64 - 1}),
        ("A = -1, B = 0xffffffffffffffffULL", {"A": -1}),
        ("A = A, B = 3", {"B": 3}),
    ],
)
def test_an_enumerator_without_value_is_a_gap_and_no_other_is_guessed_from_it(
    body: str, values_left: dict[str, int]
) -> None:
    found = extracted(f"enum e {{ {body} }};\n#define AFTER 1\n")
    assert found.gaps
    left = {name: c.value for name, c in found.facts["linux/point.h"].constants.items() if name != "AFTER"}
    assert left == values_left


def test_a_statement_expression_or_call_in_an_enumerator_is_a_gap() -> None:
    found = extracted("enum e { A = ({ 1; }), B };\nenum f { C = f(2) };\nenum g { D };\n")
    assert {gap.where.line for gap in found.gaps} == {1, 2}
    assert set(found.facts["linux/point.h"].constants) == {"D"}


SMALL = st.integers(-(2**31), 2**31 - 1)


@given(SMALL, SMALL, st.sampled_from(["+", "-", "*", "&", "|", "^", "<", "<=", ">", ">=", "==", "!="]))
def test_unsigned_arithmetic_wraps_and_compares_as_numbers_mod_2_to_the_32(a: int, b: int, operator: str) -> None:
    x, y = a % 2**32, b % 2**32
    result = {
        "+": x + y,
        "-": x - y,
        "*": x * y,
        "&": x & y,
        "|": x | y,
        "^": x ^ y,
        "<": x < y,
        "<=": x <= y,
        ">": x > y,
        ">=": x >= y,
        "==": x == y,
        "!=": x != y,
    }[operator]
    assert worth(f"((unsigned int)({a}) {operator} (unsigned int)({b}))")[0] == int(result) % 2**32


@given(
    st.integers(0, 2**64 - 1), st.sampled_from(["", "u", "l", "ul", "ll", "ull"]), st.sampled_from(["x86_64", "i386"])
)
def test_a_hexadecimal_literal_keeps_its_value_whatever_its_suffix(number: int, suffix: str, target: str) -> None:
    value, type_ = worth(f"{number:#x}{suffix}", target)
    assert value == number
    assert ("u" not in suffix) or type_.startswith("unsigned")


@given(st.integers(0, 70), st.sampled_from([("1", 32), ("1u", 32), ("1ull", 64)]))
def test_a_shift_has_a_value_exactly_where_its_type_is_wide_enough(count: int, one: tuple[str, int]) -> None:
    literal, bits = one
    found = facts(f"#define IT ({literal} << {count})\n")
    assert ("IT" in found.constants) == (count < bits)


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_evaluates(target: str) -> None:
    text = "struct s { char a; long b; };\n#define A (sizeof(struct s) + sizeof(long))\n"
    row = TARGETS[target]
    assert values(text, target) == {"A": row.aligns["long"] + 2 * row.long_size}
