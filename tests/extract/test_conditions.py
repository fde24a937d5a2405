"""Conditionals: which groups count, and what is said of those that cannot be decided."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extract.headers import HEADER, constants, extracted, values, where


def holds(condition: str) -> bool:
    text = f"#define ONE 1\n#define NONE\n#if {condition}\n#define IT 1\n#else\n#define IT 0\n#endif\n"
    return bool(values(text)["IT"])


@pytest.mark.parametrize(
    "condition",
    [
        "1",
        "ONE",
        "-1",
        "!0",
        "defined ONE",
        "defined(ONE)",
        "defined ( NONE )",
        "!defined NEVER",
        "!NEVER",
        "NONE + 1",
        "(2)",
        "0x10 == 16",
        "010 == 8",
        "1 ? 2 : 0",
        "0 ? 0 : 1",
        "2 > 1 && 1 >= 1",
        "1 << 40",
        "-1 > 0u",
        "(-1 >> 63) == -1",
        "0xffffffffffffffff == -1",
        "18446744073709551615u == ~0",
        "~0 < 0",
        "9223372036854775807 + 0 > 0",
        "'a' == 97",
        "'\\n' == 10",
        "'ab' == 24930",
        "1 || 1 / 0",
        "!(0 && 1 / 0)",
        "0 ? 1 / 0 : 1",
        "7 / -2 == -3",
        "7 % -2 == 1",
        "true + 1",
        "defined ONE && ONE",
        "!__has_attribute(packed)",
        "!__has_include(<linux/absent.h>)",
        "defined __has_attribute",
        "1 // 2 ||",
        "10 - 2 - 3 == 5",
        "1 + 2 * 3 == 7",
        "(1, 2) == 2",
        "2 == 2 != 0",
        "__GNUC__ >= 4 && __STDC_VERSION__ > 199900L",
    ],
)
def test_a_condition_holds(condition: str) -> None:
    assert holds(condition)


@pytest.mark.parametrize(
    "condition", ["0", "NEVER", "defined NEVER", "-1 < 0u", "1 - 1", "0 && 1", "'a' == 'b'", "0 || 0", "!ONE"]
)
def test_a_condition_does_not_hold(condition: str) -> None:
    assert not holds(condition)


@pytest.mark.parametrize(
    ("condition", "why"),
    [
        ("", "without an expression"),
        ("1 / 0", "divides by zero"),
        ("1 % 0", "divides by zero"),
        ("CALL(1)", "calls CALL"),
        ("1 +", "ends too early"),
        ("(1", ") is missing"),
        ("1 1", "does not belong"),
        ('"text"', "is a string"),
        ("defined", "without a name"),
        ("1.5", "floating"),
        ("1 << 64", "shifts"),
        ("1 = 1", "does not belong"),
        ("TWO(1)", "takes 2 arguments"),
    ],
)
def test_a_condition_that_cannot_be_decided_is_a_gap_with_its_line(condition: str, why: str) -> None:
    found = extracted(f"#define TWO(a, b) a\n#if {condition}\n#define IN 1\n#endif\n#define AFTER 2\n")
    (gap,) = found.gaps
    assert (gap.where.line, gap.what) == (2, "#if")
    assert why in gap.why
    assert set(found.facts[HEADER].constants) == {"AFTER"}


@pytest.mark.parametrize(("first", "second", "taken"), [(1, 1, "A"), (0, 1, "B"), (0, 0, "C"), (1, 0, "A")])
def test_the_first_group_that_holds_is_taken(first: int, second: int, taken: str) -> None:
    text = f"#if {first}\n#define A 1\n#elif {second}\n#define B 1\n#else\n#define C 1\n#endif\n"
    assert set(values(text)) == {taken}


def test_a_condition_behind_the_group_that_is_taken_is_not_asked() -> None:
    assert values("#if 1\n#define A 1\n#elif 1 / 0\n#elif\n#endif\n") == {"A": 1}


def test_a_skipped_group_may_hold_anything() -> None:
    text = """
        #if 0
        don't "read ' this ) } ]
        #frobnicate
        #define
        #define F(a b
        #if ( ( 1 / 0
        #elif ) junk
        #else junk
        #endif junk
        #include
        #include <nowhere.h>
        #error never
        #else
        #define IT 1
        #endif
        """
    assert values(text) == {"IT": 1}


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("#define A 1\n#if 1\n#define B 2\n", 2, "#if without #endif"),
        ("#define A 1\n#ifdef NEVER\n#else\n#define B 2\n", 2, "#ifdef without #endif"),
        ("#define A 1\n#endif\n#define B 2\n", 2, "#endif without #if"),
        ("#define A 1\n#else\n#define B 2\n", 2, "#else without #if"),
        ("#define A 1\n#elif 1\n#define B 2\n", 2, "#elif without #if"),
        ("#if 0\n#else\n#define A 1\n#else\n#endif\n#define B 2\n", 4, "#else after #else"),
        ("#if 0\n#else\n#define A 1\n#elif 1\n#endif\n#define B 2\n", 4, "#elif after #else"),
    ],
)
def test_conditionals_that_do_not_pair_up_are_gaps_with_their_line(text: str, line: int, why: str) -> None:
    found = extracted(text)
    assert [(gap.where.line, gap.why) for gap in found.gaps] == [(line, why)]
    assert set(found.facts[HEADER].constants) == {"A", "B"}


def test_an_error_counts_only_where_it_is_reached() -> None:
    text = "#ifdef __s390x__\n#error not here\n#endif\n#define A 1\n"
    assert extracted(text, "x86_64").gaps == ()
    (gap,) = extracted(text, "s390x").gaps
    assert (gap.where.line, gap.what, gap.why) == (2, "#error", "not here")


def test_a_definition_knows_the_conditions_around_it_but_not_the_include_guard() -> None:
    text = """
        #ifndef GUARD
        #define GUARD
        #define PLAIN 1
        #ifdef __LP64__
        #if defined(A) || 1
        #define INNER 2
        #endif
        #else
        #define OTHER 3
        #endif
        #endif
        """
    found = constants(text)
    assert found["PLAIN"].guard == ()
    assert found["INNER"].guard == ("defined(__LP64__)", "defined(A) || 1")
    assert constants(text, "i386")["OTHER"].guard == ("!(defined(__LP64__))",)


@pytest.mark.parametrize(
    ("condition", "targets"),
    [
        ("defined __x86_64__", {"x86_64", "x32"}),
        ("defined __i386__", {"i386"}),
        ("defined __x86_64__ && defined __ILP32__", {"x32"}),
        ("__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__", {"s390x", "powerpc", "mips"}),
        ("__SIZEOF_LONG__ == 8", {"x86_64", "arm64", "s390x", "powerpc64le"}),
        ("defined __KERNEL__", set()),
    ],
)
def test_each_target_predefines_what_its_compiler_does(condition: str, targets: set[str]) -> None:
    text = f"#if {condition}\n#define IT 1\n#endif\n"
    asked = ("x86_64", "i386", "x32", "arm64", "s390x", "powerpc", "powerpc64le", "mips", "arm")
    assert {target for target in asked if values(text, target)} == targets


def nested(depth: int) -> str:
    return "#if 1\n" * depth + "#define DEEP 1\n" + "#endif\n" * depth + "#define AFTER 2\n"


def test_conditionals_may_be_nested_as_deep_as_the_standard_asks() -> None:
    assert values(nested(63)) == {"DEEP": 1, "AFTER": 2}


def test_conditionals_without_end_are_one_gap() -> None:
    found = extracted(nested(20_000))
    assert len(found.gaps) == 1
    assert set(found.facts[HEADER].constants) == {"AFTER"}


OPERATORS = st.sampled_from(
    ["+", "-", "*", "/", "%", "<<", ">>", "<", ">=", "==", "&", "^", "|", "&&", "||", ",", "?", ":"]
)
LEAVES = st.sampled_from(
    ["0", "1", "2u", "0x7fffffffffffffff", "NEVER", "defined A", "'x'", "(", ")", "!", "~", "-", "A"]
)


@given(st.lists(st.one_of(LEAVES, OPERATORS), max_size=12).map(" ".join))
def test_any_condition_is_decided_or_is_a_gap(condition: str) -> None:
    found = extracted(f"#define A 1\n#if {condition}\n#endif\n#define AFTER 2\n")
    assert set(found.facts[HEADER].constants) == {"A", "AFTER"}
    assert where(found.gaps) in ([], [(HEADER, 2)])
