"""Tokens: what they are, where they stand, how they are spelled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extract.headers import constants, extracted, facts, values, where
from uapicheck.extract.tokens import Kind, lines, spelled, tokens


def texts(source: str) -> list[str]:
    return [token.text for token in tokens(source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a+++b", ["a", "++", "+", "b"]),
        ("x<<=1>>y->z...", ["x", "<<=", "1", ">>", "y", "->", "z", "..."]),
        ("0x1e+5", ["0x1e+5"]),
        ("1.5e-3f .5", ["1.5e-3f", ".5"]),
        ("a/**/b // c", ["a", "b"]),
        ("/* a // b */c", ["c"]),
        ('"/* no */" \'"\' "\\""', ['"/* no */"', "'\"'", '"\\""']),
        ("$a _b", ["$a", "_b"]),
        ("<: :> <% %> %:", ["[", "]", "{", "}", "#"]),
        ("a  ", ["a"]),
        ("", []),
        ("  ", []),
    ],
)
def test_the_longest_token_wins(source: str, expected: list[str]) -> None:
    assert texts(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("fo\\\no", ["foo"]),
        ("f\\\no\\\no", ["foo"]),
        ("f\\\n\\\noo", ["foo"]),
        ("12\\\n34", ["1234"]),
        ('"one\\\ntwo"', ['"onetwo"']),
        ('"a\\\\\nn"', ['"a\\n"']),
        ("a \\\nb", ["a", "b"]),
        ("// one \\\ntwo", []),
    ],
)
def test_a_splice_joins_what_it_cuts(source: str, expected: list[str]) -> None:
    assert texts(source) == expected


@pytest.mark.parametrize(
    "before",
    [
        "\n\n",
        "/* one\ntwo */\n",
        "#define A 1 + \\\n 2\n",
        "// one \\\ntwo\n",
        "long_\\\nword\n",
        '"a\\\nb"\n',
        "\\\n\n",
    ],
)
def test_lines_are_counted_through_comments_and_splices(before: str) -> None:
    (last,) = [token for token in tokens(before + "here") if token.text == "here"]
    assert last.line == before.count("\n") + 1


def test_the_text_between_two_newlines_is_one_line() -> None:
    found, problems = lines("#define A \\\n 1\nint x /*\n*/ ;\n")
    assert [(line.number, len(line.tokens)) for line in found] == [(1, 4), (3, 3)]
    assert problems == []


def test_a_comment_without_an_end_is_a_gap_at_its_start() -> None:
    found = extracted("#define BEFORE 1\n\n/* forgotten\n#define AFTER 2\n")
    assert where(found.gaps) == [("linux/point.h", 3)]
    assert set(found.facts["linux/point.h"].constants) == {"BEFORE"}


@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_quote_without_an_end_ends_with_its_line(quote: str) -> None:
    found = extracted(f"#define BEFORE 1\nint x = {quote}forgotten;\n;\n#define AFTER 2\n")
    assert where(found.gaps) == [("linux/point.h", 2)]
    assert set(found.facts["linux/point.h"].constants) == {"BEFORE", "AFTER"}


def test_an_apostrophe_in_an_error_or_a_skipped_group_is_no_gap() -> None:
    text = "#if 0\ndon't\n#endif\n#ifdef NEVER\n#error don't\n#endif\n#define AFTER 2\n"
    assert values(text) == {"AFTER": 2}


def test_bytes_that_are_no_text_do_no_harm_in_a_comment() -> None:
    assert values("/* caf\udce9 */\n#define A 1 // \udcff\n") == {"A": 1}


@pytest.mark.parametrize("stray", ["\udce9", "\0", "\x1a", "@", "\x7f", "`"])
def test_a_byte_that_starts_no_token_is_a_gap_of_its_declaration_alone(stray: str) -> None:
    found = extracted(f"struct one {{ int a; }};\nstruct {stray}two {{ int b; }};\nstruct three {{ int c; }};\n")
    assert where(found.gaps) == [("linux/point.h", 2)]
    assert set(found.facts["linux/point.h"].records) == {"struct one", "struct three"}


def test_a_byte_that_starts_no_token_leaves_a_macro_without_value() -> None:
    found = facts("#define ODD 1 + \udce9\n#define EVEN 2\n")
    assert set(found.macros) == {"ODD"}
    assert set(found.constants) == {"EVEN"}


def test_a_very_long_line_is_read() -> None:
    assert values("#define A (" + "1 + " * 4_000 + "1)\n") == {"A": 4_001}


def test_white_space_of_other_kinds_is_white_space() -> None:
    assert values("#\tdefine\fA\v1\r\n#define B 2") == {"A": 1, "B": 2}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("( 1<<3 )", "(1 << 3)"),
        ("F( a,b )", "F(a, b)"),
        ("a -> b . c", "a->b.c"),
        ("- 1", "-1"),
        ("x [ 3 ]", "x[3]"),
        ("(u64) 1", "(u64)1"),
    ],
)
def test_spelling_does_not_depend_on_white_space(one: str, other: str) -> None:
    assert spelled(tokens(one)) == spelled(tokens(other))


WORDS = st.sampled_from(
    ["a", "x1", "1", "0x2UL", '"s t"', "'c'", *"()[]{},;.?:", "->", "<<", "-", "+", "&", "*", "~", "!", "#", "##"]
)
SPACES = st.sampled_from([" ", "\t", "  ", "/* c */", " \\\n "])


@given(st.lists(st.tuples(WORDS, SPACES), max_size=12))
def test_the_spelling_of_any_tokens_depends_on_them_alone(words: list[tuple[str, str]]) -> None:
    loose = tokens("".join(word + space for word, space in words))
    plain = tokens(" ".join(word for word, _ in words))
    assert [t.text for t in loose] == [word for word, _ in words]
    assert spelled(loose) == spelled(plain)


@given(st.lists(WORDS, max_size=12))
def test_a_spelling_reads_back_as_the_same_tokens(words: list[str]) -> None:
    assert texts(spelled(tokens(" ".join(words)))) == words


@given(st.text(alphabet="ab1 \t\n\\\"'/*#<>%:(),.\udce9\0", max_size=60))
def test_any_text_has_tokens_on_lines_that_it_has(source: str) -> None:
    found, _ = lines(source)
    for line in found:
        for token in line.tokens:
            assert 1 <= token.line <= source.count("\n") + 1
            assert token.text
            assert token.kind is not Kind.PLACEMARKER


@pytest.mark.parametrize("macro", ["#define A 1", "  #  define A 1", "/* c */ # /* d */ define A 1", "%:define A 1"])
def test_a_directive_may_have_white_space_and_comments_around_its_sign(macro: str) -> None:
    assert set(constants(macro + "\n")) == {"A"}


@pytest.mark.parametrize("word", ["9" * 5_000, "x" * 5_000, '"' + "s" * 5_000 + '"'])
def test_a_token_too_long_is_a_gap_of_its_declaration_alone(word: str) -> None:
    found = extracted(f"struct one {{ int a; }};\nstruct two {{ int b[{word}]; }};\nstruct three {{ int c; }};\n")
    assert [(gap.where.line, gap.why) for gap in found.gaps] == [(2, "a token of it is longer than 4095 characters")]
    assert set(found.facts["linux/point.h"].records) == {"struct one", "struct three"}
