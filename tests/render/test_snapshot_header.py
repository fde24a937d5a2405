"""A header made of facts alone: read again, it gives the same facts."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.corpus import ABSENT, CORPUS, PROJECT
from tests.extract.headers import extracted
from tests.oracle.random_types import Shapes
from tests.render.snapshot_samples import SNAPSHOT, snapshots_by_chance
from tests.round_trip import count, differences, header_of, read_again
from uapicheck.errors import UsageError
from uapicheck.extract.snapshot import Extractor
from uapicheck.frozen import replaced
from uapicheck.model.facts import Snapshot
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import Form
from uapicheck.render.formats import snapshots_rendered
from uapicheck.render.options import Options
from uapicheck.sources.opening import opened
from uapicheck.sources.single import in_file

BUNDLE = CORPUS / "kvm-history.bundle"
SEVERAL = ("x86_64", "i386", "arm", "arm64", "s390x", "powerpc", "mips64el", "m68k", "sparc64", "parisc")
ALL_KINDS = """
    #ifndef KINDS_H
    #define KINDS_H
    #include <linux/types.h>
    #include <linux/ioctl.h>
    #define KINDS_EMPTY
    #define KINDS_TEXT "a  b\\n"
    #define KINDS_HALF 0.5
    #define KINDS_ALIAS struct kinds_bits *
    #define KINDS_LOST sizeof(struct kinds_nowhere)
    #define KINDS_OPEN do { struct kinds_bits
    #define KINDS_STRING(x, y) #x "y" # y
    #define KINDS_PASTE(a, b) a ## b ## _t
    #define KINDS_CALL(f, ...) f(1, ##__VA_ARGS__)
    #define KINDS_ARGS(f, args...) f(args)
    #define KINDS_NOTHING()
    #define KINDS_FLAG (1 << 3)
    #define KINDS_HEX 0x0080000000000000ULL
    #define KINDS_MINUS -5
    #define KINDS_LEAST (-9223372036854775807LL - 1)
    #define KINDS_LEAST_INT (-2147483647 - 1)
    #define KINDS_WORD (~0UL)
    #define KINDS_SIGNED_WORD (-3L)
    #define KINDS_BIG 0xffffffff
    #define KINDS_BYTE ((unsigned char)300)
    #define KINDS_SHORT ((short)-2)
    #define KINDS_TRUTH ((_Bool)7)
    #define KINDS_LETTER 'k'
    #ifdef __SIZEOF_INT128__
    # define KINDS_WIDE ((unsigned __int128)1 << 100)
    # define KINDS_WIDE_MINUS (-((__int128)1 << 100))
    struct kinds_wide { char c; __u128 u; __int128 s[2]; };
    #endif
    #define pad dap
    enum kinds_plain { KINDS_ZERO, KINDS_ONE, KINDS_FOUR = 4, KINDS_FIVE };
    enum kinds_large { KINDS_TOP = 0x80000000, KINDS_NEXT };
    enum kinds_below { KINDS_BELOW = -1, KINDS_ABOVE = 0x7fffffff };
    enum kinds_vast { KINDS_VAST = 0x100000000ULL };
    enum { KINDS_UNTAGGED = KINDS_FIVE };
    typedef enum { KINDS_NAMED } kinds_named_t;
    #define KINDS_ONE KINDS_ONE
    struct kinds_later;
    typedef struct kinds_later kinds_later_t;
    typedef int (*kinds_fn_t)(struct kinds_somewhere *, kinds_later_t *);
    typedef __u16 kinds_row_t[3];
    typedef __u64 __attribute__((aligned(4))) kinds_loose_t;
    typedef struct { __u32 x; } kinds_untagged_t, *kinds_untagged_p;
    struct kinds_later { kinds_later_t *next; kinds_fn_t call; void (*direct)(struct kinds_bits *); };
    struct kinds_bits {
        __u32 a:3, b:7, :0, c:20;
        __u8 d:4;
        __u64 e:40;
        enum kinds_plain f:2;
        unsigned short :5;
        __s16 g:9;
    };
    struct kinds_packed { __u8 a; __u32 b; __u64 c:33, d:5; __u16 e; } __attribute__((packed));
    struct kinds_squeezed { __u8 a; __u32 b; __u64 c; } __attribute__((packed, aligned(4)));
    struct kinds_aligned { __u8 a; __u64 b __attribute__((aligned(8))); __u32 c; } __attribute__((aligned(16)));
    struct kinds_empty { };
    struct kinds_hole { __u8 a; unsigned int :32; __u8 b; __u8 c __attribute__((aligned(4))); };
    struct kinds_nested {
        __u32 type;
        union {
            struct { __u8 one; union { __u16 two; struct { __u8 low; __u8 high; }; }; };
            struct { __u64 gpa; __u8 data[8]; } mmio;
            struct { struct { __u8 x; __u16 y; } cells[2][3]; } grid;
            __u8 pad[64];
            __DECLARE_FLEX_ARRAY(__u8, bytes);
            __DECLARE_FLEX_ARRAY(struct kinds_packed, rows);
        };
        union { struct kinds_bits bits; char raw[256]; } s;
        enum { KINDS_INNER, KINDS_OUTER } state;
        enum { KINDS_SEVERAL } several[2];
        struct { } nothing;
        kinds_row_t rows2[2];
        kinds_loose_t loose;
        kinds_untagged_p pointer;
        struct { int hidden; } *opaque;
        struct kinds_nested *(*chooser[2])(int, char *);
        int (*matrix)[4];
    };
    struct kinds_flexible { __u16 n; struct { __u8 tag; __u32 value; } entries[]; };
    struct kinds_zero { __u32 n; __u64 entries[0]; };
    union kinds_union { __u8 a[5]; __u16 b; struct { __u32 c; } d; __u32 e:9; };
    union kinds_stretched { __u8 a; } __attribute__((aligned(32)));
    struct kinds_grouped { __u32 first; __struct_group(kinds_header, header, , __u16 kind; __u16 size;); __u32 last; };
    static __inline__ int kinds_twice(struct kinds_bits *of) { return of->a * 2; }
    extern int kinds_declared(struct kinds_unseen *of);
    #define KINDS_RESET _IO('k', 1)
    #define KINDS_SET _IOW(0xae, 0x80, struct kinds_bits)
    #define KINDS_GET _IOR('k', 3, __u64[4])
    #define KINDS_BOTH _IOWR('k', 4, struct kinds_nested)
    #define KINDS_SIZED _IOR('k', 5, sizeof(int))
    #define KINDS_RAW _IOC(_IOC_READ, 'k', 6, 12)
    #define KINDS_RAW_TYPED _IOC(_IOC_WRITE, 'k', 7, sizeof(struct kinds_bits))
    #define KINDS_RAW_WIDE _IOC(_IOC_NONE, 'k', 8, 24UL)
    #endif
"""
"""One header with all that headers define."""


OPTIONS = Options(width=80)


def alone(text: str, target: str) -> Snapshot:
    """Return what a header of this text defines; the kernel's basic headers are stood in for."""
    return extracted(text, target, form=Form.SINGLE)


@pytest.mark.parametrize("target", SEVERAL)
def test_a_header_with_all_kinds_of_facts_comes_back(target: str) -> None:
    snapshot = alone(ALL_KINDS, target)
    assert snapshot.gaps == ()
    text = header_of(snapshot)
    assert differences(snapshot, read_again(text, target)) == []
    assert "Left out" not in text
    assert count(snapshot) > 200


@pytest.mark.parametrize("target", TARGETS)
def test_random_records_come_back_on_every_target(target: str) -> None:
    extractor = Extractor()
    for seed in range(2):
        snapshot = read_again(Shapes(seed).header(40), target, extractor)
        assert differences(snapshot, read_again(header_of(snapshot), target, extractor)) == []


@given(seed=st.integers(100, 10**6), target=st.sampled_from(SEVERAL))
@settings(max_examples=40)
def test_records_by_chance_come_back(seed: int, target: str) -> None:
    snapshot = read_again(Shapes(seed).header(3), target)
    assert differences(snapshot, read_again(header_of(snapshot), target)) == []


@pytest.mark.parametrize("target", SEVERAL)
def test_a_header_written_twice_is_the_same_text(target: str) -> None:
    """What is written says all: nothing of the first header is left that could tell."""
    once = read_again(header_of(alone(ALL_KINDS, target)), target)
    twice = read_again(header_of(once), target)
    assert body(header_of(once)) == body(header_of(twice))


def test_the_sample_is_what_the_header_of_the_demo_becomes(gold: Callable[[str, str], None]) -> None:
    tree = in_file(str(PROJECT / "tests" / "demo" / "new" / "registers.h"), name="registers.h", label="make demo")
    gold("registers.h", header_of(Extractor().snapshot(tree, TARGETS["i386"], ("registers.h",))))


def body(text: str) -> str:
    return text.partition("*/")[2]


def test_no_text_of_the_original_is_in_it() -> None:
    text = header_of(alone("""
        /* words of the author */
        #if defined(__linux__) // more words
        #define POINT_SHIFT 4
        #define POINT_MASK  (0xfUL << POINT_SHIFT) /* even more */
        #endif
        struct point { int x, y; /* words */ };
    """, "x86_64"))  # fmt: skip
    assert "words" not in text
    assert "more" not in text
    assert "#if" not in text
    assert "#define POINT_MASK\t0xf0UL" in text
    assert "struct point {\n\tint x;\n\tint y;\n};\n" in text


def test_natural_layouts_need_no_attributes() -> None:
    text = """
        struct point { char tag; union { struct { int x, y; }; long long both; } at; short z; };
        struct row { struct point points[3]; unsigned int open:1, closed:4; };
    """
    for target in SEVERAL:
        assert "__attribute__" not in header_of(alone(text, target))


@pytest.mark.parametrize(
    ("written", "target", "expected"),
    [
        ("struct s { __u8 a; __u64 b __attribute__((aligned(8))); };", "i386", "__u64 b __attribute__((aligned(8)));"),
        ("struct s { __u8 a; __u32 b; } __attribute__((packed));", "x86_64", "} __attribute__((packed));"),
        ("struct s { __u8 a; __u8 :8; __u8 b; };", "x86_64", "unsigned char : 8;"),
        ("struct s { __u8 a; } __attribute__((aligned(8)));", "x86_64", "} __attribute__((aligned(8)));"),
        ("union s { __u8 a; struct { __u16 b, c; }; };", "s390x", "struct {\n\t\t__u16 b;\n\t\t__u16 c;\n\t};"),
        ("typedef struct { int x; } s, *t;", "x86_64", "} s, *t;"),
        ("struct s { int (*f)(struct r *, int); };", "x86_64", "struct r;\nstruct s {\n\tint (*f)(struct r *, int);"),
    ],
)
def test_what_is_not_natural_is_told_by_attributes_and_unnamed_bits(written: str, target: str, expected: str) -> None:
    assert expected in header_of(alone(f"#include <linux/types.h>\n{written}", target))


def test_what_one_header_cannot_say_is_listed() -> None:
    snapshot = extracted(
        {
            "linux/left.h": "typedef int word_t; struct point { word_t x; };\n#define POINT_SIDE 1\n",
            "linux/right.h": "typedef long word_t; struct line { word_t x; };\n#define POINT_SIDE 2\n",
        }
    )
    text = header_of(snapshot)
    assert "word_t of linux/right.h: another header defines it otherwise" in text
    assert "POINT_SIDE of linux/right.h: another header defines it otherwise" in text
    again = read_again(text, "x86_64").facts["again.h"].records
    assert [(name, each.size, each.fields[0].type) for name, each in again.items()] == [
        ("struct point", 4, "word_t"),
        ("struct line", 8, "long"),
    ]


def test_a_function_that_needs_what_no_header_has_is_left_out() -> None:
    text = header_of(alone("""
        static inline int kept(int x) { return x * 2; }
        static inline int lost(int x) { return nowhere(x); }
    """, "x86_64"))  # fmt: skip
    assert "static __inline__ int kept(int x) { return x * 2; }" in text
    assert "lost of linux/point.h: it needs nowhere, which no header here defines" in text


def test_a_header_holds_for_one_target() -> None:
    both = (alone("#define X 1", "x86_64"), alone("#define X 1", "i386"))
    with pytest.raises(UsageError, match="a header holds for one target, not for x86_64 i386; name it with --target"):
        snapshots_rendered("header", both, OPTIONS)
    assert snapshots_rendered("header", (), OPTIONS) == ""


def test_names_from_input_do_not_end_a_comment() -> None:
    hostile = replaced(alone("#define X 1", "x86_64"), source="a */ int evil; /* \n\x1b[31m", headers=("*/.h",))
    text = header_of(hostile)
    assert "evil" in text
    assert "\x1b" not in text
    assert read_again(text, "x86_64").gaps == ()
    assert set(read_again(text, "x86_64").facts["again.h"].functions) == set()


@given(snapshots_by_chance())
def test_any_snapshot_is_written_without_a_crash(snapshot: Snapshot) -> None:
    header_of(replaced(snapshot, target="s390x"))


def test_a_snapshot_of_an_unknown_target_is_refused() -> None:
    with pytest.raises(UsageError, match="pdp11 is no target"):
        header_of(replaced(SNAPSHOT, target="pdp11"))


@pytest.mark.skipif(not BUNDLE.exists(), reason=ABSENT)
@pytest.mark.parametrize("target", ["x86_64", "i386", "arm64", "s390x", "powerpc"])
def test_kvm_comes_back(target: str, tmp_path: Path) -> None:
    clone = tmp_path / "kvm"
    subprocess.run(["git", "clone", "--quiet", "--bare", BUNDLE, clone], check=True, capture_output=True)
    for revision in ("v3.11", "v5.2", "v7.2"):
        snapshot = Extractor().snapshot(opened(revision, repository=clone), TARGETS[target], ("linux/kvm.h",))
        text = header_of(snapshot)
        assert differences(snapshot, read_again(text, target)) == []
        assert "Left out" not in text
        assert count(snapshot) > 700
