"""What one extraction remembers changes nothing of what the next one finds."""

import gc
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.corpus import ABSENT, archives, release
from tests.extract.headers import HEADER, KVM_TARGETS, tree
from uapicheck.extract.collect import Collector
from uapicheck.extract.memory import entries
from uapicheck.extract.outcomes import Known
from uapicheck.extract.program import Program
from uapicheck.extract.snapshot import Extractor, snapshot
from uapicheck.extract.tokens import tokens
from uapicheck.model.facts import Snapshot
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import Form, HeaderTree
from uapicheck.sources.opening import opened

Ask = tuple[HeaderTree, str]

TYPES = st.sampled_from(
    [
        "int",
        "char",
        "long",
        "u_t",
        "v_t",
        "struct s",
        "struct t",
        "struct u *",
        "enum e",
        "w_t",
        "long long",
        "double",
        "__builtin_va_list",
        "__int128",
        "__int128_t",
    ]
)
NUMBERS = st.sampled_from(
    [
        "1",
        "-1",
        "A",
        "B",
        "C",
        "F(A)",
        "F(2)",
        "G(A, B)",
        "E1",
        "E2",
        "sizeof(struct s)",
        "sizeof(u_t)",
        "sizeof(long)",
        "'\\xff'",
        "(1 << A)",
        "(char)200",
        "_IOR('x', 1, v_t)",
        "_IO(1, A)",
        "~0ul",
        "X",
        "sizeof(T(A))",
        "((struct s *)0)->m0",
        "A B",
    ]
)
CONDITIONS = st.sampled_from(
    [
        "if defined __LP64__",
        "ifdef __x86_64__",
        "ifdef A",
        "ifndef B",
        "if A > 1",
        "if F(1)",
        "if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__",
        "ifdef __CHAR_UNSIGNED__",
        "if '\\xff' < 0",
        "ifdef __KERNEL__",
        "ifdef X",
    ]
)

ONE_PARAMETER = st.sampled_from(["(x)", "x + 1", "(x + A)", "#x", "x ## 1", "B", "sizeof(u_t) + (x)"])
WHOLE = st.sampled_from(["G(x, y) (x + y)", "G(x, y...) x", "T(x) #x", "T(x) F(x)", "u_t int", "A 1 + 2", "A 1+2"])


@st.composite
def lines(draw: st.DrawFn) -> str:
    """Return a line or two such as headers have, in names that meet again and again."""
    kind = draw(st.integers(0, 11))
    if kind <= 2:
        return f"#define {draw(st.sampled_from('ABCX'))} {draw(NUMBERS)}"
    if kind == 3:
        return f"#define F(x) {draw(ONE_PARAMETER)}"
    if kind == 4:
        return f"#define {draw(WHOLE)}"
    if kind == 5:
        return f"#undef {draw(st.sampled_from('ABCFX'))}"
    if kind == 6:
        return f"#{draw(CONDITIONS)}\n{draw(lines())}\n#else\n{draw(lines())}\n#endif"
    if kind <= 8:
        members = draw(
            st.lists(st.tuples(TYPES, st.sampled_from(["", "[2]", "[A]", "[]", ":3"])), min_size=1, max_size=3)
        )
        body = " ".join(f"{type_} m{n}{suffix};" for n, (type_, suffix) in enumerate(members))
        attribute = draw(st.sampled_from(["", "", " __attribute__((packed))", " __attribute__((aligned(A)))"]))
        return f"{draw(st.sampled_from(['struct s', 'struct t', 'struct u', 'union z']))} {{ {body} }}{attribute};"
    if kind == 9:
        return f"typedef {draw(TYPES)} {draw(st.sampled_from(['u_t', 'v_t', 'w_t', 'v_t[A]', '*w_t']))};"
    if kind == 10:
        return f"enum {draw(st.sampled_from(['e', '']))} {{ E1 = {draw(NUMBERS)}, E2 }};"
    return draw(
        st.sampled_from(
            ["#include <linux/other.h>", "#pragma pack(1)", "#pragma pack()", "int f(u_t, struct s *);", "struct s;"]
        )
    )


HEADERS = st.lists(lines(), max_size=9).map(lambda found: "\n".join(found) + "\n")
IOCTLS = """
#define _IOC(d, t, n, s) (((d) << 30) | ((t) << 8) | (n) | ((s) << 16))
#define _IO(t, n) _IOC(0U, (t), (n), 0)
#define _IOR(t, n, a) _IOC(2U, (t), (n), (sizeof(a)))
"""


def made(point: str, other: str) -> HeaderTree:
    return tree({HEADER: IOCTLS + point, "linux/other.h": other, "linux/third.h": f"#include <linux/other.h>\n{point}"})


def fresh(asked: Sequence[Ask]) -> list[Snapshot]:
    return [snapshot(of, TARGETS[target], of.headers[TARGETS[target].arch]) for of, target in asked]


def shared(asked: Sequence[Ask], extractor: Extractor | None = None) -> list[Snapshot]:
    extractor = extractor or Extractor()
    return [extractor.snapshot(of, TARGETS[target], of.headers[TARGETS[target].arch]) for of, target in asked]


def text(found: Snapshot) -> str:
    """Return all of a snapshot: equal text means equal to the last line number, and in the same order."""
    return repr(found)


@settings(max_examples=50)
@given(HEADERS, HEADERS, HEADERS, st.permutations(KVM_TARGETS))
def test_a_pair_extracted_together_is_as_if_each_was_alone(
    point: str, other: str, changed: str, targets: list[str]
) -> None:
    old, new = made(point, other), made(changed, other)
    asked = [(side, target) for target in targets[:5] for side in (old, new)]
    alone = list(map(text, fresh(asked)))
    assert list(map(text, shared(asked))) == alone
    assert list(map(text, shared(asked, Extractor(most=0)))) == alone


def test_an_extractor_starts_anew_between_targets_and_never_between_the_sides_of_one() -> None:
    old, new = tree("struct s { int a; };\n"), tree("struct s { int a; };\n#define A 1\n")
    for most, is_kept in ((0, False), (1000, True)):
        before, after, again, other, last = shared(
            [(old, "x86_64"), (new, "x86_64"), (old, "x86_64"), (new, "s390x"), (old, "s390x")], Extractor(most=most)
        )
        first, *more = (of.facts[HEADER].records["struct s"] for of in (before, after, again, other, last))
        assert [each is first for each in more] == [True, True, is_kept, is_kept]


def test_a_chain_of_states_keeps_an_extractor_within_its_bound() -> None:
    states = [tree("".join(f"#define A{step}_{n} {n}\n" for n in range(50))) for step in range(20)]
    extractor, most = Extractor(most=1000), 0
    for one in shared([(of, "x86_64") for of in states], extractor):
        assert text(one)
        most = max(most, entries(extractor.known))
    for of in states:
        extractor.snapshot(of, TARGETS["x86_64"], [HEADER])
        most = max(most, entries(extractor.known))
    alone = Extractor()
    alone.snapshot(states[0], TARGETS["x86_64"], [HEADER])
    assert 1000 < most < 1000 + 2 * entries(alone.known)


def test_nothing_at_work_outlives_a_snapshot() -> None:
    extractor = Extractor()
    extractor.snapshot(tree("struct s { nowhere_t; what };\n#define A (1 / 0)\nint f(;\n"), TARGETS["x86_64"], [HEADER])
    gc.collect()
    assert not [each for each in gc.get_objects() if isinstance(each, Collector | Program)]


def test_a_declaration_is_one_object_wherever_the_same_runs_lead_to_it() -> None:
    other = "struct a { int x; };\nstruct b {\n#ifdef __LP64__\nlong y;\n#endif\nint z;\n};\nint c(void);\n"
    of = made("", other)
    extractor = Extractor()
    for target in ("x86_64", "i386", "arm64"):
        extractor.snapshot(of, TARGETS[target], of.headers[TARGETS[target].arch])
    words = [" ".join(word.text for word in declaration.words) for declaration in extractor.known.outcomes.words]
    assert sorted(words) == [
        "int c ( void ) ;",
        "int c ( void ) ;",
        "struct a { int x ; } ;",
        "struct b { int z ; } ;",
        "struct b { long y ; int z ; } ;",
    ]


@pytest.mark.parametrize("runs", [3, 100])
def test_a_declaration_that_many_runs_make_up_is_read_as_from_one(runs: int) -> None:
    parts = [f"#ifndef NEVER\nint m{n};\n#endif\n" for n in range(runs)]
    of = tree("struct s {\n" + "".join(parts) + "};\nstruct t { int a; };\n")
    extractor = Extractor()
    for target in ("x86_64", "i386"):
        found = extractor.snapshot(of, TARGETS[target], [HEADER]).facts[HEADER].records
        assert [field.path for field in found["struct s"].fields] == [f"m{n}" for n in range(runs)]
        assert [field.where.line for field in found["struct s"].fields] == [3 * n + 3 for n in range(runs)]
        assert found["struct t"].size == 4


@pytest.mark.oracle
@settings(max_examples=12)
@given(HEADERS, HEADERS, st.integers(0, 2**16))
def test_the_order_of_targets_and_sides_is_irrelevant(point: str, other: str, seed: int) -> None:
    sides = [made(point, other), made(other, point)]
    asked = [(number, target) for target in KVM_TARGETS for number in (0, 1)]
    mixed = Random(seed).sample(asked, len(asked))
    seen = [
        {which: text(found) for which, found in zip(order, shared([(sides[n], t) for n, t in order]), strict=True)}
        for order in (asked, mixed)
    ]
    assert seen[0] == seen[1]


@settings(max_examples=30)
@given(HEADERS, HEADERS, st.sampled_from(KVM_TARGETS))
def test_the_order_of_headers_is_irrelevant_and_the_same_input_gives_the_same(
    point: str, other: str, target: str
) -> None:
    of = made(point, other)
    row = TARGETS[target]
    names = of.headers[row.arch]
    assert text(snapshot(of, row, names)) == text(snapshot(of, row, names[::-1] + names))


@given(HEADERS, st.sampled_from(list(Form)))
def test_no_form_of_tree_raises(point: str, form: Form) -> None:
    of = tree({HEADER: point, "linux/other.h": "#define B 2\n"}, form)
    assert snapshot(of, TARGETS["x86_64"], [HEADER]).headers == (HEADER,)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "#define T(x) #x\n#define L(x) T(x)\n#define A 1 + 2\n#define B sizeof(L(A))\n",
            "#define T(x) #x\n#define L(x) T(x)\n#define A 1+2\n#define B sizeof(L(A))\n",
        ),
        ("#define ARG int\n#define A _IOR('x', 1, ARG)\n", "#define ARG unsigned int\n#define A _IOR('x', 1, ARG)\n"),
        ("#define A _IO(1, 2)\n", "#define A (((0U) << 30) | (((1)) << 8) | ((2)) | ((0) << 16))\n"),
        ("enum { E = 1 };\n#define A (E + 1)\n", "enum { E = 2 };\n#define A (E + 1)\n"),
        ("#define E 1\nenum { F = E };\n", "#define E 2\nenum { F = E };\n"),
        ("typedef int t;\nstruct s { t a; };\n", "typedef long t;\nstruct s { t a; };\n"),
        ("struct t { int a; };\nstruct s { struct t a; };\n", "struct t { long a; };\nstruct s { struct t a; };\n"),
        (
            "typedef struct t t_t;\nstruct t { int a; };\nstruct s { t_t a; };\n",
            "typedef struct t t_t;\nstruct t { long a; };\nstruct s { t_t a; };\n",
        ),
        (
            "struct s { struct t *a; };\nstruct t { int b; };\n#define A sizeof(*((struct s *)0)->a)\n",
            "struct s { struct t *a; };\nstruct t { long b; };\n#define A sizeof(*((struct s *)0)->a)\n",
        ),
        ("#pragma pack(1)\nstruct s { char a; int b; };\n", "\nstruct s { char a; int b; };\n"),
        ("struct s { t a; };\n", "typedef int t;\nstruct s { t a; };\n"),
        ("#define A B\n#define B 1\n", "#define A B\n#define B (A + 1)\n"),
        ("#define N 2\nstruct s { int a[N]; };\n", "enum { N = 3 };\nstruct s { int a[N]; };\n"),
        ("struct s { char a; };\n#define A sizeof(struct s)\n", "\n\n#define A sizeof(struct s)\n"),
        ("#define A 1\n", "\n\n\n#define A 1\n"),
        ("struct s { int a; };\n", "\n\n\nstruct s { int\n a; };\n"),
        ("#ifdef NEVER\n#endif\nint x;\n", "#define NEVER\n#ifdef NEVER\n#endif\nint x;\n"),
    ],
)
def test_sides_that_are_nearly_alike_are_told_apart(first: str, second: str) -> None:
    sides = [made(first, ""), made(second, "")]
    for order in (sides, sides[::-1]):
        asked = [(of, target) for target in ("x86_64", "i386", "arm64", "s390x") for of in order]
        for one, alone in zip(shared(asked), fresh(asked), strict=True):
            assert text(one) == text(alone)


def test_targets_that_differ_in_the_sign_of_char_alone_are_told_apart() -> None:
    of = made(
        "#define A '\\xff'\n#define B (A < 0)\nenum { C = '\\xff', D = (char)200 };\n"
        "struct s { int a['\\xff' < 0 ? 1 : 2]; };\n",
        "",
    )
    asked = [(of, target) for target in ("x86_64", "arm64", "loongarch64", "riscv64")]
    for one, alone in zip(shared(asked), fresh(asked), strict=True):
        assert text(one) == text(alone)


def test_an_ioctl_whose_argument_the_target_names_is_told_apart_where_the_number_is_the_same() -> None:
    of = made(
        "#ifdef __LP64__\n#define ARG int\n#else\n#define ARG unsigned int\n#endif\n#define A _IOR('x', 1, ARG)\n", ""
    )
    asked = [(of, target) for target in ("x86_64", "i386", "arm64")]
    found = [one.facts[HEADER].constants["A"].ioctl for one in shared(asked)]
    assert [ioctl.argument for ioctl in found if ioctl is not None] == ["int", "unsigned int", "int"]


LAYOUTS = """
typedef unsigned int u_t;
typedef long long wide_t;
typedef long word_t;
enum e { E1, E2 = 0x80000000 };
struct narrow { u_t a; unsigned short b; char c[3]; };
struct wide { u_t a; wide_t b; };
struct word { u_t a; word_t b; void *c; };
struct pointing { char a; struct wide *b; int (*c)(long); };
struct holding { struct narrow a; enum e b; };
struct listing { char a; __builtin_va_list b; };
struct huge { char a; __int128_t b; };
struct floating { char a; double b; long double c; };
struct shifted { char a[(1UL << 8)], b[0x80000000 >> 28]; };
struct asking { char a[sizeof(word_t)]; int b __attribute__((aligned(sizeof(long)))); };
struct fields { char a; wide_t b : 3, : 0; u_t c : 7; };
struct later { struct unseen *a; u_t b; };
union both { struct narrow a; struct { wide_t b; } c[2]; };
"""


@pytest.mark.parametrize("step", [1, -1])
def test_what_a_layout_is_made_of_tells_targets_apart(step: int) -> None:
    asked = [(tree({HEADER: LAYOUTS}), name) for name in list(TARGETS)[::step]]
    assert list(map(text, shared(asked))) == list(map(text, fresh(asked)))


@pytest.mark.parametrize(
    ("declaration", "basics"),
    [
        ("struct a { unsigned int b; char *c; unsigned long d[2]; } ;", ("*", "int", "long")),
        ("typedef unsigned short a ;", ("short",)),
        ("struct a { enum e b; struct c d; f_t g; } ;", ()),
        ("enum a { B } ;", None),
        ("struct a { enum { B } c; } ;", None),
        ("struct a { __builtin_va_list b; } ;", None),
        ("struct a { char b[1UL]; } ;", None),
        ("struct a { char b[sizeof(long)]; } ;", None),
        ("struct a { char b[N]; } ;", None),
        ("int a ;", None),
    ],
)
def test_only_plain_layouts_are_shared_by_the_types_that_they_are_made_of(
    declaration: str, basics: tuple[str, ...] | None
) -> None:
    assert Known.of(tokens(declaration), frozenset({"f_t", "__builtin_va_list"})).basics == basics


@pytest.fixture(scope="module")
def releases() -> list[HeaderTree]:
    found = archives()
    if not found:
        pytest.skip(ABSENT)
    return [opened(str(path), repository=None) for path in found if release(path) in {"6.3.8", "7.2.0"}]


@pytest.mark.oracle
def test_two_releases_extracted_together_are_as_if_each_was_alone(releases: list[HeaderTree]) -> None:
    targets = ("i386", "x86_64", "arm64", "s390x", "mips64el")
    extractor = Extractor()
    for target in targets:
        row = TARGETS[target]
        for of in releases:
            together = extractor.snapshot(of, row, ["linux/kvm.h"])
            assert text(together) == text(snapshot(of, row, ["linux/kvm.h"]))
