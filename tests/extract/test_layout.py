"""Layouts: where members lie, on targets that differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extract.headers import extracted, facts, places, record
from uapicheck.model.targets import TARGETS

Layout = tuple[int, int, dict[str, tuple[int, int]]]


@pytest.mark.parametrize(
    ("body", "size", "align", "members"),
    [
        ("char a; int b;", 8, 4, {"a": (0, 8), "b": (32, 32)}),
        ("int b; char a;", 8, 4, {"b": (0, 32), "a": (32, 8)}),
        ("char a; long long b; char c;", 24, 8, {"a": (0, 8), "b": (64, 64), "c": (128, 8)}),
        ("char a[3]; short b;", 6, 2, {"a": (0, 24), "b": (32, 16)}),
        ("char a, *b, c[2], (*d)(int);", 32, 8, {"a": (0, 8), "b": (64, 64), "c": (128, 16), "d": (192, 64)}),
        ("void *p; int (*f)(void *, ...); int (*g[2])(void);", 32, 8, {"p": (0, 64), "f": (64, 64), "g": (128, 128)}),
        ("int (*rows)[4]; int grid[2][3];", 32, 8, {"rows": (0, 64), "grid": (64, 192)}),
        ("int n; char tail[];", 4, 4, {"n": (0, 32), "tail": (32, 0)}),
        ("char n; long long tail[];", 8, 8, {"n": (0, 8), "tail": (64, 0)}),
        ("int n; char tail[0];", 4, 4, {"n": (0, 32), "tail": (32, 0)}),
        ("", 0, 1, {}),
        ("struct { } none; int a;", 4, 4, {"none": (0, 0), "a": (0, 32)}),
        ("enum { RED, BLUE } shade; char a;", 8, 4, {"shade": (0, 32), "a": (32, 8)}),
        ("_Bool a; float b; double c;", 16, 8, {"a": (0, 8), "b": (32, 32), "c": (64, 64)}),
        ("__int128 a; char b;", 32, 16, {"a": (0, 128), "b": (128, 8)}),
        ("long double a;", 16, 16, {"a": (0, 128)}),
        ("const volatile unsigned a; signed char b;", 8, 4, {"a": (0, 32), "b": (32, 8)}),
        # bit-fields
        ("int a:3; int b:5;", 4, 4, {"a": (0, 3), "b": (3, 5)}),
        ("int a:30; int b:5;", 8, 4, {"a": (0, 30), "b": (32, 5)}),
        ("char a:5; char b:5;", 2, 1, {"a": (0, 5), "b": (8, 5)}),
        ("char a; int b:8;", 4, 4, {"a": (0, 8), "b": (8, 8)}),
        ("char a; int b:28;", 8, 4, {"a": (0, 8), "b": (32, 28)}),
        ("int a:8; char b;", 4, 4, {"a": (0, 8), "b": (8, 8)}),
        ("int a:3; int :0; int b:3;", 8, 4, {"a": (0, 3), "b": (32, 3)}),
        ("char a:3; int :0; char b;", 5, 1, {"a": (0, 3), "b": (32, 8)}),
        ("char a:3; int :5; char b:3;", 2, 1, {"a": (0, 3), "b": (8, 3)}),
        ("short a:9; int b:9; char c:3;", 4, 4, {"a": (0, 9), "b": (9, 9), "c": (18, 3)}),
        ("long long a:40; int b:10;", 8, 8, {"a": (0, 40), "b": (40, 10)}),
        ("int a:20; long long b:40;", 8, 8, {"a": (0, 20), "b": (20, 40)}),
        ("_Bool a:1; _Bool b:1; char c;", 2, 1, {"a": (0, 1), "b": (1, 1), "c": (8, 8)}),
        # anonymous and nested
        ("int a; union { int b; char c; }; int d;", 12, 4, {"a": (0, 32), "b": (32, 32), "c": (32, 8), "d": (64, 32)}),
        (
            "struct { char a; int b; } in; char c;",
            12,
            4,
            {"in": (0, 64), "in.a": (0, 8), "in.b": (32, 32), "c": (64, 8)},
        ),
        ("struct { char a; } in[3];", 3, 1, {"in": (0, 24), "in[].a": (0, 8)}),
        (
            "char x; struct { struct { union { short a; char b; }; }; };",
            4,
            2,
            {"x": (0, 8), "a": (16, 16), "b": (16, 8)},
        ),
        ("struct named { char a; } in; char c;", 2, 1, {"in": (0, 8), "c": (8, 8)}),
        ("struct named { char a; }; char c;", 1, 1, {"c": (0, 8)}),
        # packed and aligned
        ("char a; int b __attribute__((packed));", 5, 1, {"a": (0, 8), "b": (8, 32)}),
        ("char a; __attribute__((packed)) int b, c;", 9, 1, {"a": (0, 8), "b": (8, 32), "c": (40, 32)}),
        ("char a; int b __attribute__((aligned(8)));", 16, 8, {"a": (0, 8), "b": (64, 32)}),
        ("char a; char b __attribute__((aligned(4))), c;", 8, 4, {"a": (0, 8), "b": (32, 8), "c": (40, 8)}),
        ("char a; int b __attribute__((aligned(2)));", 8, 4, {"a": (0, 8), "b": (32, 32)}),
        ("char a; int b __attribute__((packed, aligned(2)));", 6, 2, {"a": (0, 8), "b": (16, 32)}),
        ("char a; int b __attribute__((__aligned__(sizeof(long))));", 16, 8, {"a": (0, 8), "b": (64, 32)}),
        ("char a; int b __attribute__((aligned));", 32, 16, {"a": (0, 8), "b": (128, 32)}),
        (
            "struct { char a; int b; } __attribute__((packed)) in; char c;",
            6,
            1,
            {"in": (0, 40), "in.a": (0, 8), "in.b": (8, 32), "c": (40, 8)},
        ),
        ('char a; int b __attribute__((deprecated("no"), unused));', 8, 4, {"a": (0, 8), "b": (32, 32)}),
    ],
)
def test_members_lie_where_gcc_puts_them_on_x86_64(
    body: str, size: int, align: int, members: dict[str, tuple[int, int]]
) -> None:
    found = record(f"struct s {{ {body} }};\n", "struct s")
    assert (found.size, found.align, places(found)) == (size, align, members)


@pytest.mark.parametrize(
    ("text", "size", "align", "members"),
    [
        ("struct s { char a; int b; } __attribute__((packed));", 5, 1, {"a": (0, 8), "b": (8, 32)}),
        ("struct __attribute__((packed)) s { char a; int b; };", 5, 1, {"a": (0, 8), "b": (8, 32)}),
        (
            "struct s { char a; int b:9; int c:9; } __attribute__((packed));",
            4,
            1,
            {"a": (0, 8), "b": (8, 9), "c": (17, 9)},
        ),
        ("struct s { char a; int b; } __attribute__((packed, aligned(4)));", 8, 4, {"a": (0, 8), "b": (8, 32)}),
        ("struct s { char a; } __attribute__((aligned(16)));", 16, 16, {"a": (0, 8)}),
        (
            "struct in { char x; int y; }; struct s { char a; struct in b; } __attribute__((packed));",
            9,
            1,
            {"a": (0, 8), "b": (8, 64)},
        ),
        (
            "typedef long long w __attribute__((aligned(4))); struct s { char a; w b; };",
            12,
            4,
            {"a": (0, 8), "b": (32, 64)},
        ),
        (
            "typedef int w __attribute__((aligned(16))); struct s { char a; w b; };",
            32,
            16,
            {"a": (0, 8), "b": (128, 32)},
        ),
        (
            "#pragma pack(push, 1)\nstruct s { char a; int b; };\n#pragma pack(pop)\nstruct t { char a; int b; };",
            5,
            1,
            {"a": (0, 8), "b": (8, 32)},
        ),
        ("#pragma pack(2)\nstruct s { char a; int b; };\n#pragma pack()\n", 6, 2, {"a": (0, 8), "b": (16, 32)}),
        (
            "#pragma pack(1)\n#pragma pack(push)\nstruct s { char a; int b; };\n#pragma pack(pop)\n",
            5,
            1,
            {"a": (0, 8), "b": (8, 32)},
        ),
        (
            "#pragma pack(push, name, 1)\nstruct s { char a; int b; };\n#pragma pack(pop, name)\n",
            5,
            1,
            {"a": (0, 8), "b": (8, 32)},
        ),
        ("#pragma pack(1)\n#pragma pack(0)\nstruct s { char a; int b; };", 8, 4, {"a": (0, 8), "b": (32, 32)}),
        ("#pragma pack(3)\nstruct s { char a; int b; };", 8, 4, {"a": (0, 8), "b": (32, 32)}),
        (
            "#pragma pack(push, 1)\n#pragma pack(pop)\n#pragma pack(pop)\nstruct s { char a; int b; };",
            8,
            4,
            {"a": (0, 8), "b": (32, 32)},
        ),
        (
            "typedef struct t t_t; struct t { char a; int b; }; struct s { t_t *p; t_t v; };",
            16,
            8,
            {"p": (0, 64), "v": (64, 64)},
        ),
        ("struct s { struct s *next; };", 8, 8, {"next": (0, 64)}),
        ("enum e { A } __attribute__((packed)); struct s { enum e a; char b; };", 2, 1, {"a": (0, 8), "b": (8, 8)}),
        ("enum e { A = 1ull << 40 }; struct s { enum e a; };", 8, 8, {"a": (0, 64)}),
        (
            "enum { N = 3 };\n#define M (N + 1)\nstruct s { char a[N], b[M], c[sizeof(long)]; };",
            15,
            1,
            {"a": (0, 24), "b": (24, 32), "c": (56, 64)},
        ),
        ("typedef int list[4]; struct s { list a; };", 16, 4, {"a": (0, 128)}),
        ("typedef struct { char x; } in; struct s { in a; in b[2]; };", 3, 1, {"a": (0, 8), "b": (8, 16)}),
        (
            (
                "#define GROUP(tag, body...) union { struct { body }; struct tag { body } tag; }\n"
                "struct s { char z; GROUP(in, char a; int b;); };"
            ),
            12,
            4,
            {"z": (0, 8), "a": (32, 8), "b": (64, 32), "in": (32, 64)},
        ),
        (
            (
                "#define FLEX(type, name) struct { struct { } empty_ ## name; type name[]; }\n"
                "struct s { int n; FLEX(short, tail); };"
            ),
            4,
            4,
            {"n": (0, 32), "empty_tail": (32, 0), "tail": (32, 0)},
        ),
        ("struct s { int a[__builtin_offsetof(struct { char x; int y; }, y)]; };", 16, 4, {"a": (0, 128)}),
        (
            "__extension__ struct s { __extension__ union { int a; __signed__ char b; }; };",
            4,
            4,
            {"a": (0, 32), "b": (0, 8)},
        ),
        ("extern struct s { int a; } x; static const int y = 3;", 4, 4, {"a": (0, 32)}),
    ],
)
def test_declarations_around_a_struct_shape_it_on_x86_64(
    text: str, size: int, align: int, members: dict[str, tuple[int, int]]
) -> None:
    found = record(text + "\n", "struct s")
    assert (found.size, found.align, places(found)) == (size, align, members)


def test_a_union_is_as_large_and_aligned_as_its_members_ask() -> None:
    found = record("union u { char a[9]; int b; struct { short c, d; }; int e:3; };\n", "union u")
    assert (found.kind, found.size, found.align) == ("union", 12, 4)
    assert places(found) == {"a": (0, 72), "b": (0, 32), "c": (0, 16), "d": (16, 16), "e": (0, 3)}


WIDE = "struct s { unsigned int a; unsigned long long b; long c; void *d; double e; };\n"


@pytest.mark.parametrize(
    ("target", "size", "align", "offsets"),
    [
        ("x86_64", 40, 8, (0, 8, 16, 24, 32)),
        ("i386", 28, 4, (0, 4, 12, 16, 20)),
        ("x32", 32, 8, (0, 8, 16, 20, 24)),
        ("arm", 32, 8, (0, 8, 16, 20, 24)),
        ("m68k", 28, 2, (0, 4, 12, 16, 20)),
        ("mips", 32, 8, (0, 8, 16, 20, 24)),
        ("csky", 28, 4, (0, 4, 12, 16, 20)),
        ("s390x", 40, 8, (0, 8, 16, 24, 32)),
    ],
)
def test_the_target_decides_sizes_and_alignments(target: str, size: int, align: int, offsets: tuple[int, ...]) -> None:
    found = record(WIDE, "struct s", target)
    assert (found.size, found.align) == (size, align)
    assert tuple(field.bit_offset // 8 for field in found.fields) == offsets


@pytest.mark.parametrize(
    ("body", "target", "size", "align"),
    [
        ("char a; int b;", "m68k", 6, 2),
        ("char a; short b; char c;", "m68k", 6, 2),
        ("long long a; char b;", "i386", 12, 4),
        ("char a; long long b __attribute__((aligned(8)));", "i386", 16, 8),
        ("int a; long long b:40;", "i386", 12, 4),
        ("char a; int :5; char b;", "arm64", 4, 4),
        ("char a; int :5; char b;", "x86_64", 3, 1),
        ("char a; int :0; char b;", "arm", 8, 4),
        ("char a; int :0; char b;", "i386", 5, 1),
        ("long double a;", "i386", 12, 4),
        ("long double a;", "arm", 8, 8),
    ],
)
def test_a_struct_has_the_size_that_its_target_gives_it(body: str, target: str, size: int, align: int) -> None:
    found = record(f"struct s {{ {body} }};\n", "struct s", target)
    assert (found.size, found.align) == (size, align)


@pytest.mark.parametrize("target", ["x86_64", "s390x", "powerpc", "mips"])
def test_bit_fields_count_from_the_first_byte_in_either_byte_order(target: str) -> None:
    found = record("struct s { unsigned a:4; unsigned b:12; unsigned short c; };\n", "struct s", target)
    assert places(found) == {"a": (0, 4), "b": (4, 12), "c": (16, 16)}
    assert [field.bitfield for field in found.fields] == [True, True, False]


def test_byte_order_conditions_swap_members() -> None:
    text = """
        struct s {
        #if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
            unsigned char low:4, high:4;
        #else
            unsigned char high:4, low:4;
        #endif
        };
        """
    assert places(record(text, "struct s", "x86_64"))["low"] == (0, 4)
    assert places(record(text, "struct s", "s390x"))["low"] == (4, 4)
    (condition,) = {field.guard for field in record(text, "struct s", "x86_64").fields}
    assert condition == ("__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__",)


def test_a_member_keeps_its_type_as_declared_and_as_it_resolves() -> None:
    text = """
        typedef unsigned int u32_t;
        typedef u32_t cookie;
        enum { N = 2 };
        struct in { int a; };
        struct s {
            cookie a;
            cookie b[N + 1];
            const struct in *c;
            u32_t (*d)(int, cookie);
            struct in e;
            enum tone { LOW } f;
            u32_t g:3;
            unsigned char h[];
        };
        """
    found = record(text, "struct s")
    assert [(f.path, f.type, f.canonical) for f in found.fields] == [
        ("a", "cookie", "unsigned int"),
        ("b", "cookie[N + 1]", "unsigned int[3]"),
        ("c", "struct in *", "struct in *"),
        ("d", "u32_t (*)(int, cookie)", "u32_t (*)(int, cookie)"),
        ("e", "struct in", "struct in"),
        ("f", "enum tone", "enum tone"),
        ("g", "u32_t", "unsigned int"),
        ("h", "unsigned char[]", "unsigned char[]"),
    ]
    assert [f.where.line for f in found.fields] == list(range(7, 15))
    assert set(found.uses) >= {"cookie", "struct in", "u32_t", "N"}


def test_an_untagged_struct_has_the_name_of_its_typedef() -> None:
    found = facts("typedef struct { int a; } point_t, *point_p;\ntypedef union { int a; } both_t;\n")
    assert set(found.records) == {"point_t", "both_t"}
    assert {name: (t.size, t.align) for name, t in found.typedefs.items()} == {
        "point_t": (4, 4),
        "point_p": (8, 8),
        "both_t": (4, 4),
    }


def test_a_typedef_of_a_struct_that_comes_later_gets_its_size() -> None:
    found = facts("typedef struct late late_t;\ntypedef struct never never_t;\nstruct late { int a, b; };\n")
    assert (found.typedefs["late_t"].size, found.typedefs["late_t"].align) == (8, 4)
    assert (found.typedefs["never_t"].size, found.typedefs["never_t"].align) == (None, None)


def test_functions_and_prototypes_are_kept_as_text() -> None:
    found = facts("int f( int a );\nstatic __inline__ int g(void) { return f(1); }\nextern int h(int (*)(void));\n")
    assert found.functions["f"].text == "int f(int a);"
    assert found.functions["g"].text == "static __inline__ int g(void) { return f(1); }"
    assert set(found.functions) == {"f", "g", "h"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("struct s { int a; };", "struct s { long b; };"),
        ("struct s { int a; };", "struct s { int a; };"),  # C23 allows it, what headers are compiled as does not
        ("enum e { A };", "enum e { A };"),
        ("typedef int word;", "typedef long word;"),
        ("typedef struct { int a; } word;", "typedef struct { long a; } word;"),
        ("enum e { A };", "enum e { B };"),
        ("enum { A, B };", "enum { B = 3 };"),
        ("typedef int word;", "typedef word *word;"),
    ],
)
def test_what_is_defined_twice_keeps_its_first_meaning_and_the_second_is_a_gap(first: str, second: str) -> None:
    found = extracted(f"{first}\n{second}\n#define AFTER 1\n")
    alone = extracted(f"{first}\n#define OTHER\n#define AFTER 1\n")
    assert [(gap.where.line, "is defined before" in gap.why) for gap in found.gaps] == [(2, True)]
    kept, wanted = found.facts["linux/point.h"], alone.facts["linux/point.h"]
    assert (kept.records, kept.typedefs, kept.enums) == (wanted.records, wanted.typedefs, wanted.enums)


@pytest.mark.parametrize("line", ["typedef int word;", "struct s;", "int f(void);"])
def test_what_is_said_twice_in_the_same_words_is_no_gap(line: str) -> None:
    assert extracted(f"{line}\n{line}\n").gaps == ()


MEMBERS = st.sampled_from(
    ["char", "short", "int", "long", "long long", "void *", "float", "double", "char:3", "int:7", "int:0"]
)


@given(st.lists(MEMBERS, min_size=1, max_size=9), st.sampled_from(sorted(TARGETS)), st.booleans())
def test_members_follow_each_other_and_nothing_lies_outside(kinds: list[str], target: str, packed: bool) -> None:  # noqa: FBT001 - hypothesis passes it
    declared = [
        f"{type_} {'' if width == '0' else f'm{n}'}{colon}{width};"
        for n, (type_, colon, width) in enumerate(kind.partition(":") for kind in kinds)
    ]
    attribute = " __attribute__((packed))" if packed else ""
    found = record(f"struct s {{ {' '.join(declared)} }}{attribute};\n", "struct s", target)
    end = 0
    for field in found.fields:
        assert field.bit_offset >= end
        end = field.bit_offset + field.bit_size
        assert field.bitfield or field.bit_offset % 8 == 0
    assert end <= found.size * 8
    assert found.size % found.align == 0
    if packed and "int:0" not in kinds:
        assert found.align == 1
        assert found.size * 8 - end < 8


@given(st.lists(MEMBERS, min_size=1, max_size=6))
def test_targets_of_one_data_model_agree(kinds: list[str]) -> None:
    body = " ".join(
        f"{k.split(':')[0]} m{n}{':' + k[-1] if ':' in k and k[-1] != '0' else ''};" for n, k in enumerate(kinds)
    )
    seen = {
        repr((found.size, found.align, places(found)))
        for target in ("x86_64", "s390x", "powerpc64", "mips64", "sparc64", "loongarch64")
        for found in [record(f"struct s {{ {body} }};\n", "struct s", target)]
    }
    assert len(seen) == 1
