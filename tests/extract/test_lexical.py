"""What the text of a header shows besides definitions."""

import time

import pytest

from uapicheck.extract.lexical import text_facts
from uapicheck.extract.tells import is_telling
from uapicheck.model.text_change import TextKind


def found(text: str, kind: TextKind) -> list[tuple[str, int]]:
    return [(fact.symbol, fact.line) for fact in text_facts(text) if fact.kind is kind]


def test_line_comments_are_told_from_what_looks_like_them() -> None:
    text = (
        "/* https://a.org // no */\n#define A \"// no\"\nint x; // yes\n#define B '\"' // and yes\n#error don't // \n"
    )
    assert found(text, TextKind.LINE_COMMENT) == [("yes", 3), ("and yes", 4)]


@pytest.mark.parametrize(
    ("opening", "is_seen"),
    [
        ("#ifdef __KERNEL__", False),
        ("#ifndef __KERNEL__", True),
        ("#if defined(__KERNEL__)", False),
        ("#if !defined __KERNEL__", True),
        ("#if defined(__KERNEL__) && defined(A)", False),
        ("#if defined(A) && (defined(__KERNEL__) && B)", False),
        ("#if defined(A) || defined(__KERNEL__)", True),
        ("#if __KERNEL__", False),
        ("#if !(defined(__KERNEL__))", True),
        ("#if 0\n#elif defined(__KERNEL__)", False),
        ("#ifndef __KERNEL__\n#else", False),
        ("#ifdef __KERNEL__\n#else", True),
        ("#ifndef __KERNEL__\n#elif A", False),
        ("#ifdef __cplusplus", False),
        ("#if A", True),
        ("#ifdef __KERNEL__\n#ifdef A", False),
    ],
)
def test_parts_for_the_kernel_show_nothing(opening: str, *, is_seen: bool) -> None:
    closing = "#endif\n" * sum(line.startswith("#if") for line in opening.split("\n"))
    text = f"{opening}\nint CONFIG_POINT; // here\n#include <linux/a.h>\n{closing}int CONFIG_AFTER;\n"
    shown = {fact.symbol for fact in text_facts(text)}
    assert shown == {"CONFIG_AFTER"} | ({"CONFIG_POINT", "here", "linux/a.h"} if is_seen else set())


def test_the_kernels_part_may_lack_its_end() -> None:
    assert text_facts("#ifdef __KERNEL__\nint x; // a\nint CONFIG_A;\n") == ()
    assert text_facts("#endif\n#else\n#elif\n#if\n#\n#include\n") == ()


def test_configuration_symbols_count_in_code_and_conditions_only() -> None:
    text = '/* CONFIG_A */\n#ifdef CONFIG_B\n#endif /* CONFIG_C */\n#define X "CONFIG_D" CONFIG_E\nint MY_CONFIG_F;\n'
    assert found(text, TextKind.CONFIG) == [("CONFIG_B", 2), ("CONFIG_E", 4)]


def test_keywords_are_whole_words() -> None:
    text = "static inline int a(void);\n#define BARRIER asm\n__inline__ int inline_b; __asm__ x;\n"
    assert found(text, TextKind.KEYWORD) == [("inline", 1), ("asm", 2)]


def test_includes_are_told_by_name() -> None:
    text = '#include <linux/types.h>\n# include "point.h"\n#include POINT_HEADER\n'
    assert found(text, TextKind.INCLUDE) == [("linux/types.h", 1), ("point.h", 2)]


def test_licenses_are_told_as_they_stand() -> None:
    text = "/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */\n// SPDX-License-Identifier: MIT\n"
    assert found(text, TextKind.LICENSE) == [("GPL-2.0 WITH Linux-syscall-note", 1), ("MIT", 2)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("struct point { int x; };", "struct point"),
        ("typedef struct { int x; } point;", "struct"),
        ("#define A 1\nenum shape { LINE };", "enum shape"),
        ("static __inline__ int f(void) { return 1; }", "f"),
        ("#ifdef A\n#endif\nunion u { int x; };", "union u"),
        ("#ifndef P_H\n#define P_H\nstruct point { int x; };\n#endif", ""),
        ("#if !defined(P_H)\nstruct point { int x; };\n#endif", ""),
        ("#pragma once\nstruct point { int x; };", ""),
        ("#define INIT { 1 }\nstruct point;\nint a;", ""),
        ("#ifdef __KERNEL__\nstruct point { int x; };\n#endif", ""),
    ],
)
def test_what_a_second_inclusion_defines_again(text: str, first: str) -> None:
    assert [symbol for symbol, _ in found(text, TextKind.UNGUARDED)] == ([first] if first else [])


@pytest.mark.parametrize(
    ("members", "is_split"),
    [
        ("#ifdef __KERNEL__\nvoid *p;\n#endif", True),
        ("#ifndef __KERNEL__\nfloat f;\n#else\nint f;\n#endif", True),
        ("struct { int y;\n#if !defined(__KERNEL__) && A\nint z;\n#endif\n} in;", True),
        ("#ifndef __KERNEL__\n#define A 1\n#endif", False),
        ("#ifdef A\nint y;\n#endif", False),
    ],
)
def test_members_that_depend_on_the_kernel(members: str, *, is_split: bool) -> None:
    text = f"struct point {{\nint x;\n{members}\n}};\n#ifdef __KERNEL__\nint a;\n#endif\n"
    assert [symbol for symbol, _ in found(text, TextKind.KERNEL_MEMBERS)] == (["struct point"] if is_split else [])


def test_only_new_lines_tell() -> None:
    assert not is_telling("int x; // a\n", "int y;\nint x; // a\n")
    assert is_telling("int x;\n", "int x;\nint y; // a\n")


@pytest.mark.parametrize(
    "text",
    [
        "/*" * 50_000,
        "//" * 50_000,
        '"\\' * 50_000,
        "'" * 50_000,
        "{" * 50_000,
        "#if " + "(" * 25_000,
        "#if defined(__KERNEL__) " + "&& (A " * 50_000,
        "#ifdef __KERNEL__\n" * 12_000,
        "struct a {\n" + "#if A || __KERNEL__\n" * 5_000 + "int x;\n" * 5_000,
        "{" * 5_000 + "\n" + "#ifdef __KERNEL__\n#endif\n" * 5_000,
        "SPDX-License-Identifier: " * 5_000,
        "/* SPDX-License-Identifier: x */\n" * 5_000,
    ],
    ids=lambda text: text[:12],
)
def test_hostile_text_takes_bounded_time(text: str) -> None:
    begin = time.process_time()
    text_facts(text)
    is_telling("", text)
    assert time.process_time() - begin < 5
