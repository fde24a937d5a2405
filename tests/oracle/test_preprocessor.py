"""Corners of the preprocessor and of C's constants, written as headers: each comes out as the compiler has it."""

import textwrap
from pathlib import Path

import pytest

from tests.oracle.compilers import Compiler, clang, gcc
from tests.oracle.headers import comparison

pytestmark = pytest.mark.oracle

CASES = {
    "pasting": """
        #define JOIN(a, b) a ## b
        #define JOIN_LATE(a, b) JOIN(a, b)
        #define TWELVE JOIN(1, 2)
        #define LEFT 3
        #define RIGHT 4
        #define LATE JOIN_LATE(LEFT, RIGHT)
        #define LEFTRIGHT 99
        #define EARLY JOIN(LEFT, RIGHT)
        #define WIDE JOIN(0x, ff) JOIN(, ) + JOIN(1, ULL) + JOIN(2U, )
        #define OPERATOR (1 JOIN(<, <) 4)
        """,
    "stringing": """
        #define TEXT(x) #x
        #define TEXT_LATE(x) TEXT(x)
        #define VALUE (1  +  2)
        #define SIZE_OF_TEXT sizeof(TEXT(a  b "c\\n" '\\0' \\ d))
        #define SIZE_OF_LATE sizeof(TEXT_LATE(VALUE))
        #define SIZE_OF_EARLY sizeof(TEXT(VALUE))
        #define SIZE_OF_JOINED sizeof("one" "two" TEXT())
        """,
    "variadic": """
        #define COUNT(...) COUNT_(__VA_ARGS__, 4, 3, 2, 1, 0)
        #define COUNT_(a, b, c, d, n, ...) n
        #define THREE COUNT(x, y, z)
        #define ONE COUNT(x)
        #define NAMED(first, rest...) (first + 0 , ## rest)
        #define SUM(first, ...) (first + 0 __VA_ARGS__)
        #define ADDED SUM(5, + 7)
        #define BARE SUM(5)
        #define NESTED SUM((1, 2, 3) 0 ? 4 : 5, * 2)
        """,
    "rescanning": """
        #define SELF (SELF + 1)
        #define PING PONG
        #define PONG PING
        #define F(x) (x + 1)
        #define G F
        #define CALLED G(2)
        #define H(x) F(F(x))
        #define DEEP H(H(1))
        #define OPEN F (
        #define CLOSED OPEN 5 )
        #define NAME_ONLY (sizeof(int) + 0)
        #define F_WITHOUT_CALL sizeof(F)
        #define EMPTY
        #define AROUND EMPTY 7 EMPTY
        #define SPLIT F EMPTY (3)
        #define DEFER(x) F x
        #define DEFERRED DEFER((8))
        """,
    "conditions": """
        #define ONE 1
        #define NONE
        #if ONE && !defined(NOWHERE) && defined ONE
        #define FIRST 1
        #elif 1
        #define FIRST 2
        #endif
        #if -1 > 0u
        #define UNSIGNED 1
        #endif
        #if (2 || 1 / 0) && !(0 && 1 / 0)
        #define SHORT 1
        #endif
        #if NOWHERE
        # error never
        #elif NONE + 1
        #define SIGNED_PLUS 1
        #else
        #define SIGNED_PLUS 0
        #endif
        #ifndef NONE
        #define LOST 1
        #  if garbage ( that is ' not read
        #  endif
        #else /* comment */ // and another
        #define FOUND 1
        #endif
        #if 0x7fffffffffffffff + 0 == 9223372036854775807 && 'a' == 97 && '\\x41' == 'A'
        #define WIDEST 1
        #endif
        #if 1 ? 2 : (3, 4)
        #define CHOSEN 1
        #endif
        #undef ONE
        #undef NOWHERE
        #ifdef ONE
        #define STILL 1
        #endif
        #if __has_include("nowhere.h") || !__has_include("sample.h")
        #define WRONG 1
        #endif
        """,
    "lines": """
        #define LONG \\
            (1 + \\
             2)
        #def\\
        ine SPLICED 3
        #define COMMENTED /* a
            b */ 4
        #define SLASHES 5 // six \\
            and seven
        #define QUOTED sizeof("/* no */ // comment")
        %: define DIGRAPH 8
        """,
    "literals": """
        #define OCTAL 0777
        #define BINARY 0b101
        #define SUFFIXES (1u + 2l + 3ul + 4ll + 5ull + 6LLU + 7lU)
        #define EDGE_INT 2147483647
        #define EDGE_LONG 2147483648
        #define EDGE_HEX 0xffffffff
        #define EDGE_HEX_WIDE 0xffffffffffffffff
        #define LOWEST (-2147483647 - 1)
        #define TOP_BIT (1 << 31)
        #define TOP_BIT_UNSIGNED (1U << 31)
        #define CHARACTERS ('a' + '\\n' + '\\0' + '\\123' + '\\x7f' + '\\'' + '"')
        #define SEVERAL 'abcd'
        #define WIDE_CHARACTER L'x'
        #define NEGATIVE_CHARACTER '\\xff'
        """,
    "types": """
        typedef unsigned short word;
        enum small { SMALL_A, SMALL_B = SMALL_A + 5, SMALL_C };
        enum large { LARGE_A = 0x100000000LL, LARGE_B = 1 };
        enum below { BELOW_A = -1, BELOW_B = 0x7fffffff };
        struct inner { char c; long l; };
        #define CAST_WORD ((word)-1)
        #define CAST_ENUM ((enum small)3)
        #define PROMOTED ((word)1 + (word)2)
        #define MIXED (1u - 2)
        #define MIXED_LONG (1u - 2l)
        #define COMPARED (-1 < 1u)
        #define SHIFTED (1u << 3ll)
        #define CHOICE (1 ? 1 : 2ul)
        #define OFFSET __builtin_offsetof(struct inner, l)
        #define OFFSET_OLD ((unsigned long)&((struct inner *)0)->l)
        #define SIZE_OF_MEMBER sizeof(((struct inner *)0)->l)
        #define COUNT_OF (sizeof(int[7]) / sizeof(int))
        #define POINTER sizeof(struct inner *)
        #define NOT_CONSTANT ((struct inner *)0)
        #define FLOATING 1.5
        #define FROM_FLOAT ((int)2.75)
        #define ALIGNED _Alignof(long long)
        #define TYPE_OF sizeof(__typeof__(((struct inner *)0)->l))
        """,
    "enumerators": """
        enum { FIRST, SECOND = FIRST + 2, THIRD, };
        #define FIRST FIRST
        #define OTHER THIRD
        enum flags { FLAG_A = 1 << 0, FLAG_B = 1 << 1, FLAG_ALL = FLAG_A | FLAG_B, FLAG_TOP = 1U << 31 };
        enum { NEGATIVE = -3, ZERO = NEGATIVE + 3 };
        enum packed { PACKED_A, PACKED_B } __attribute__((packed));
        struct holder { enum packed p; enum flags f; };
        #define SIZE_OF_ENUM sizeof(enum flags)
        enum wide_signed { WS_A = -1, WS_B = 0x80000000 };
        #define TYPE_SIZE sizeof(enum wide_signed)
        """,
}
TARGETS = ("x86_64", "i386", "arm", "s390x")


@pytest.fixture(params=TARGETS)
def compiler(request: pytest.FixtureRequest) -> Compiler:
    found = gcc(request.param) or clang(request.param)
    if found is None:
        pytest.skip(f"neither a gcc nor the clang of ziglang for this target: {request.param}")
    return found


@pytest.mark.parametrize("case", CASES)
def test_a_corner_comes_out_as_the_compiler_has_it(compiler: Compiler, case: str, tmp_path: Path) -> None:
    result = comparison(textwrap.dedent(CASES[case]), compiler, tmp_path)
    assert [str(found) for found in result.disagreements] == []
    assert result.constants + result.macros > 5
