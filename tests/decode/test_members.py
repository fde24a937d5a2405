"""Members of structs found by their place."""

import pytest

from tests.decode.headers import known
from uapicheck.decode.members import measure, member

TEXT = """
    typedef unsigned int __u32;
    typedef unsigned long long __u64;
    typedef struct { __u32 low; __u32 high; } pair_t;
    union word { __u64 whole; __u32 half[2]; };
    struct inner { __u32 a; __u32 b[2][3]; };
    struct outer {
        __u32 first;
        struct inner in[2];
        union word w;
        pair_t pair;
        struct { __u32 x; __u32 y; };
        __u32 last;
        __u32 more[];
    };
    #define OUTER_REG(name) (offsetof(struct outer, name) / sizeof(__u32))
    #define OUTER_BYTES(n) (offsetof(struct outer, n) / 4)
    #define OUTER_LONGS(n) (offsetof(struct outer, n) / sizeof(unsigned long))
    #define OUTER_ODD(n) (offsetof(struct nowhere, n) / 4)
    #define OUTER_NONE(n) ((n) + 1)
"""
BY = known("arm64", {"linux/kvm.h": TEXT})


@pytest.mark.parametrize(
    ("byte", "bits", "path", "start"),
    [
        (0, 32, "first", 0),
        (4, 32, "in[0].a", 4),
        (8, 32, "in[0].b[0][0]", 8),
        (28, 32, "in[0].b[1][2]", 28),
        (32, 32, "in[1].a", 32),
        (56, 32, "in[1].b[1][2]", 56),
        (64, 64, "w.whole", 64),
        (64, 32, "w.half[0]", 64),
        (68, 32, "w.half[1]", 68),
        (68, 64, "w.half[1]", 68),
        (66, 64, "w.whole", 64),
        (72, 32, "pair.low", 72),
        (76, 32, "pair.high", 76),
        (80, 32, "x", 80),
        (84, 32, "y", 84),
        (88, 32, "last", 88),
    ],
)
def test_a_member_is_found_by_its_place(byte: int, bits: int, path: str, start: int) -> None:
    found = member(BY.records["struct outer"], byte * 8, BY, bits=bits)
    assert found is not None
    assert (found.path, found.bit_offset) == (path, start * 8)


@pytest.mark.parametrize("byte", [60, 92, 96, 1 << 40])
def test_padding_and_what_lies_behind_have_no_member(byte: int) -> None:
    assert member(BY.records["struct outer"], byte * 8, BY, bits=32) is None


@pytest.mark.parametrize(("macro", "unit"), [("OUTER_REG", 4), ("OUTER_BYTES", 4), ("OUTER_LONGS", 8)])
def test_a_macro_says_what_it_measures_in(macro: str, unit: int) -> None:
    found = measure(macro, BY)
    assert found is not None
    assert (found.record.name, found.unit) == ("struct outer", unit)


@pytest.mark.parametrize("macro", ["OUTER_ODD", "OUTER_NONE", "NO_SUCH_MACRO"])
def test_a_macro_that_measures_nothing_known_is_none(macro: str) -> None:
    assert measure(macro, BY) is None
