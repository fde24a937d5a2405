"""Witnesses: what they say of each kind of change, and that every break has one or a reason."""

import pytest

from tests.rules.test_examples import EXAMPLES
from tests.rules.witnessed import example_witnessed, unexplained, witnessed
from uapicheck.engine import Example
from uapicheck.engine.user_code import literal
from uapicheck.model.facts import Constant, ConstantKind
from uapicheck.model.place import Place
from uapicheck.model.report import Severity

KEPT = "\n#define POINT_KEPT 1"
TABLE = (
    ("#define POINT_COLOUR 7", "#define POINT_COLOUR 8", '_Static_assert((POINT_COLOUR) == 7, "POINT_COLOUR");'),
    ("#define POINT_COLOUR 0x00ffUL", "", '_Static_assert((POINT_COLOUR) == 0x00ffUL, "POINT_COLOUR");'),
    ("#define POINT_LOW (-5)", "#define POINT_LOW (-6)", '_Static_assert((POINT_LOW) == -5, "POINT_LOW");'),
    (
        "#define POINT_LOW (-1)",
        "#define POINT_LOW 0xfffffffeU",
        '_Static_assert((POINT_LOW) == -1 && (POINT_LOW) < 0, "POINT_LOW");',
    ),
    ('#define POINT_NAME "point"', "", "static const char use[] = POINT_NAME;"),
    ("#define point_at(a) ((a) + 1)", "", "#ifndef point_at"),
    (
        "#define point_at(a) ((a) + 1)",
        "#define point_at(a, b) ((a) + (b))",
        "static const char use[] = EXPANDED(point_at(1));",
    ),
    ("enum shape { LINE, BOX };", "enum shape { DOT, LINE, BOX };", '_Static_assert((BOX) == 1, "BOX");'),
    ("struct point { __u32 x; };", "", '_Static_assert(sizeof(struct point) == 4, "struct point");'),
    (
        "struct point { __u32 x; __u32 y; };",
        "struct point { __u32 z; __u32 x; __u32 y; };",
        '_Static_assert(__builtin_offsetof(struct point, x) == 0, "struct point.x");',
    ),
    (
        "struct point { __u32 x; __u32 up : 3; };",
        "struct point { __u32 x; __u32 spare : 3; };",
        "\treturn given->up;",
    ),
    (
        "struct line { struct { __u32 x; __u32 y; } ends[2]; };",
        "struct line { struct { __u32 y; __u32 x; } ends[2]; };",
        '_Static_assert(__builtin_offsetof(struct line, ends[0].x) == 0, "struct line.ends[].x");',
    ),
    ("typedef __u32 point_id;", "typedef __u64 point_id;", '_Static_assert(sizeof(point_id) == 4, "point_id");'),
    ("static inline int point(void) { return 1; }", "", "__typeof__(point) *use = point;"),
)


@pytest.mark.parametrize(("before", "after", "line"), TABLE)
def test_a_witness_holds_on_to_what_was(before: str, after: str, line: str) -> None:
    (finding, *_) = witnessed(before + KEPT, after + KEPT).findings
    text = finding.witness or ""
    assert text.startswith(
        "/* x86_64: compiles with the old headers, not with the new ones */\n#include <linux/example.h>\n"
    )
    assert line in text.splitlines()
    assert finding.witness_target == "x86_64"


@pytest.mark.parametrize(
    ("value", "type_", "spelled"),
    [
        (-(1 << 31), "int", "(-2147483647 - 1)"),
        (-(1 << 63), "long long", "(-9223372036854775807LL - 1)"),
        ((1 << 64) - 1, "unsigned long long", "0xffffffffffffffffULL"),
        (1, "_Bool", "1"),
        (1 << 64, "unsigned __int128", "(((unsigned __int128)0x1ULL) * (((unsigned __int128)1) << 64) + 0x0ULL)"),
    ],
)
def test_a_literal_has_the_type_of_its_constant(value: int, type_: str, spelled: str) -> None:
    constant = Constant(
        name="LIMIT",
        value=value,
        type=type_,
        kind=ConstantKind.MACRO,
        text="",
        uses=(),
        where=Place(header="linux/example.h", path="linux/example.h", line=1),
    )
    assert literal(constant) == spelled


@pytest.mark.parametrize("example", [e for _, e in EXAMPLES], ids=[name for name, _ in EXAMPLES])
def test_every_break_has_a_witness_or_a_reason(example: Example) -> None:
    assert unexplained(example_witnessed(example)) == []


def test_a_member_of_a_space_that_changes_has_one_all_the_same() -> None:
    before = """
        // header: linux/kvm.h
        #define KVM_REG_ARCH_MASK 0xff00000000000000ULL
        #define KVM_REG_SIZE_SHIFT 52
        #define KVM_REG_SIZE_MASK 0x00f0000000000000ULL
        #define KVM_REG_SIZE_U2048 0x0080000000000000ULL
    """
    report = witnessed(before, before.replace("0x0080", "0x0100"))
    assert [(f.rule, (f.witness or "").splitlines()[-1:]) for f in report.findings] == [
        (
            "register-size-outside-mask",
            ['_Static_assert((KVM_REG_SIZE_U2048) == 0x0080000000000000ULL, "KVM_REG_SIZE_U2048");'],
        )
    ]


def test_no_constant_expression_of_c_tells_where_a_bit_field_stands() -> None:
    before = "struct point { __u32 up : 3; __u32 down : 5; };"
    (finding,) = witnessed(before, "struct point { __u32 left : 1; __u32 up : 3; __u32 down : 5; };").findings
    assert (finding.severity, finding.witness) == (Severity.BREAK, None)


def test_what_breaks_nothing_has_no_witness() -> None:
    report = witnessed("struct point { __u32 x; };", "struct point { __u32 x; __u32 y; };")
    assert [(f.severity, f.witness) for f in report.findings] == [(Severity.REVIEW, None)]


def test_a_definition_beyond_reach_is_asked_of_the_header_that_showed_it() -> None:
    before = "#include <linux/shape.h>\n#define POINT_COLOUR 16\n// header: linux/shape.h\n#define SHAPE_LIMIT 4\n"
    (finding,) = witnessed(before, before.replace("#include <linux/shape.h>\n", "")).findings
    assert (finding.witness or "").splitlines()[1:] == [
        "#include <linux/example.h>",
        "#ifndef SHAPE_LIMIT",
        "__typeof__(SHAPE_LIMIT) *use;",
        "#endif",
    ]
