"""What the text of a macro's body says, token by token."""

import time

import pytest

from tests.diff.facts import place
from uapicheck.diff.bodies import (
    bare_parameters,
    has_statement_expression,
    names,
    odd_literals,
    outer_operator,
    shifts_word,
)
from uapicheck.model.facts import Macro, MacroKind


def bare(text: str, *params: str) -> tuple[str, ...]:
    return bare_parameters(
        Macro(name="POINT", kind=MacroKind.FUNCTION, params=params, text=text, uses=(), where=place())
    )


@pytest.mark.parametrize(
    ("text", "operator"),
    [
        ("1 << 3", "<<"),
        ("(A) | (B)", "|"),
        ("sizeof(struct point) / 4", "/"),
        ("_IO(1, 2) + 1", "+"),
        ("(__u32) 1 << 3", "<<"),
        ("A ? 1 : 2", "?"),
        ("A && B", "&&"),
    ],
)
def test_an_operator_outside_of_parentheses_is_found(text: str, operator: str) -> None:
    assert outer_operator(text) == operator


@pytest.mark.parametrize(
    "text",
    [
        "(1 << 3)",
        "-1",
        "~0U",
        "-1U",
        "(__u32) -1",
        "(unsigned long long) -1",
        "_IOW('p', 1 + 1, struct point)",
        "struct point *",
        "a, b | c",
        "do { a | b; } while (0)",
        "'|' ",
        "* p",
        "A",
        "",
    ],
)
def test_signs_casts_calls_and_lists_are_no_bare_operators(text: str) -> None:
    assert outer_operator(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "(n << 4)",
        "(4 << n)",
        "((x) | n)",
        "(-n)",
        "(!n)",
        "((__u64) n)",
        "(n->x)",
        "((a) && n)",
        "(1 ? (a) : n + 1)",
        "f(n & 1)",
    ],
)
def test_a_parameter_beside_an_operator_is_bare(text: str) -> None:
    assert bare(text, "n", "x", "a") == ("n",)


@pytest.mark.parametrize(
    "text",
    [
        "n",
        "(n)",
        "f(n, n)",
        "((n) << 4)",
        "x##n",
        "n##_SHIFT + 1",
        "#n",
        '"a" n "b"',
        "((struct n *) 0)",
        "sizeof(n)",
        "sizeof(struct n)",
        "((n *) (x))",
        "(*(n **) (x))",
        "((x)->n)",
        "offsetof(struct point, n)",
        "{ .n = 1 }",
        "__u32 n;",
        "struct { n x; }",
        "const n *y = (x)",
        "__u8 *n",
        "a[n]",
        "((x) ? n : 0)",
        "return n;",
        "n(1) | 2",
        "{ n, n }",
        "(&n)",
    ],
)
def test_a_parameter_that_no_operator_can_tear_apart_is_not(text: str) -> None:
    assert bare(text, "n", "x") == ()


def test_the_names_of_variable_parameters_are_parameters() -> None:
    assert bare("(args + 1)", "args...") == ("args",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("BIT(3) | A", ["BIT", "A"]),
        ("PAGE_SIZE / sizeof(struct point)", ["PAGE_SIZE", "sizeof"]),
        ("(a)->FIELD + X", ["a", "X"]),
        ("PRE##FIX + A##n", []),
        ("offsetof(struct point, FIELD)", ["offsetof"]),
    ],
)
def test_a_body_asks_for_names_but_not_for_tags_members_and_parts(text: str, found: list[str]) -> None:
    assert [name for name, _ in names(text, ("n",))] == found


def test_a_whole_argument_comes_with_what_is_called() -> None:
    assert list(names("CODE(ARM, 3 + X, (Y))")) == [("CODE", ""), ("ARM", "CODE"), ("X", ""), ("Y", "")]


@pytest.mark.parametrize(("text", "is_one"), [("({ a; })", True), ("(struct point) { 1 }", False), ("{ 1 }", False)])
def test_a_statement_expression_is_told_from_a_compound_literal(text: str, *, is_one: bool) -> None:
    assert has_statement_expression(text) is is_one


@pytest.mark.parametrize("number", ["1ull", "1ul", "1l", "0XF", "0x1u", "3Ul"])
def test_small_suffixes_and_large_prefixes_are_odd(number: str) -> None:
    assert odd_literals(f"({number} << 3)") == (number,)


@pytest.mark.parametrize("number", ["1", "1U", "1ULL", "0xfful1", "0xabcUL", "L1l"])
def test_other_numbers_are_not(number: str) -> None:
    assert odd_literals(number) == ()


def test_a_shift_of_a_long_is_found_and_of_a_long_long_is_not() -> None:
    assert shifts_word("(1UL << 3)")
    assert not shifts_word("(1ULL << 3)")


@pytest.mark.parametrize("text", ['"\\' * 50_000, "'" * 50_000, "(" * 50_000, "n ->" * 20_000, "1e+" * 30_000])
def test_a_hostile_body_takes_no_long(text: str) -> None:
    start = time.process_time()
    bare(text, "n")
    list(names(text))
    outer_operator(text)
    odd_literals(text)
    assert time.process_time() - start < 1
