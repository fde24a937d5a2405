"""The oracle itself: that it reads back what a compiler knows."""

import textwrap
from pathlib import Path

import pytest

from tests.oracle.compilers import Compiler
from tests.oracle.debug_info import Member
from tests.oracle.truth import HeaderDoesNotCompileError, RecordTruth, Truth, Value, truth

pytestmark = pytest.mark.oracle

HEADER = """
    #define LARGE 0xffffffffffffffffULL
    #define SMALL (-1)
    #define TEXT "text; }"
    #define LETTER 'a'
    #define HALF 0.5
    #define EMPTY
    #define TORN (1 +
    #define ENDED 1;
    #define PAIR 1, 2
    #define WORD unsigned int
    #define TWICE(x) ((x) * 2)
    #define FOUR TWICE(2)
    #define ABSENT sizeof(struct nowhere)
    #define SHAPE sizeof(struct shape)
    #define BYTE ((unsigned char)300)
    enum { RED, GREEN = -5, BLUE };
    enum wide { WIDE = 0x80000000 };
    #define BLUE BLUE
    struct shape {
        char tag;
        int first:3;
        unsigned second:5;
        struct { short x; union { char a[256]; char b[256][2]; }; };
        struct { int inner[0]; struct { char c; } deep; } rows[2][3];
        struct named { int n; } named;
        long long end[];
    };
    typedef struct { char only; } __attribute__((aligned(4))) untagged;
    typedef int word;
    struct shape;
    struct never;
"""


@pytest.fixture
def told(compiler: Compiler, tmp_path: Path) -> Truth:
    (tmp_path / "shapes.h").write_text(textwrap.dedent(HEADER))
    return truth(compiler, [tmp_path], "shapes.h")


def test_constants_have_value_and_type(told: Truth) -> None:
    constants = dict(told.constants)
    assert constants.pop("SHAPE").type in {"unsigned int", "unsigned long"}, "the type of sizeof"
    assert constants == {
        "LARGE": Value(value=0xFFFFFFFFFFFFFFFF, type="unsigned long long"),
        "SMALL": Value(value=-1, type="int"),
        "LETTER": Value(value=97, type="int"),
        "FOUR": Value(value=4, type="int"),
        "BYTE": Value(value=44, type="unsigned char"),
        "RED": Value(value=0, type="int"),
        "GREEN": Value(value=-5, type="int"),
        "BLUE": Value(value=-4, type="int"),
        "WIDE": Value(value=0x80000000, type="unsigned int"),
    }
    assert {"TORN", "ENDED", "PAIR", "WORD", "TWICE", "ABSENT", "EMPTY"} <= told.macros


def test_records_have_their_members_by_path(told: Truth) -> None:
    shape = told.records["struct shape"]
    assert set(told.records) == {"struct shape", "struct named", "untagged"}
    assert list(shape.members) == [
        *("tag", "first", "second", "x", "a", "b", "rows", "rows[].inner", "rows[].deep", "rows[].deep.c"),
        *("named", "end"),
    ]
    assert shape.members["first"].bit_size == 3
    assert shape.members["second"].bit_offset == shape.members["first"].bit_offset + 3
    assert shape.members["a"].bit_size == 8 * 256
    assert shape.members["b"].bit_size == 8 * 512
    assert shape.members["rows[].inner"].bit_size == 0
    assert shape.members["end"] == Member(bit_offset=8 * shape.size, bit_size=0)
    assert told.records["untagged"] == RecordTruth(size=4, align=4, members={"only": Member(bit_offset=0, bit_size=8)})
    assert told.enums == {"enum wide": "unsigned int"}
    assert told.typedefs == {"untagged": (4, 4), "word": (4, told.typedefs["word"][1])}


def test_a_header_that_does_not_compile_says_so(compiler: Compiler, tmp_path: Path) -> None:
    (tmp_path / "broken.h").write_text("struct {\n")
    with pytest.raises(HeaderDoesNotCompileError, match="error"):
        truth(compiler, [tmp_path], "broken.h")
