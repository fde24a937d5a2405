"""Each shortcut that extraction takes gives what the long way gives."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.corpus import ABSENT, archives
from tests.extract.headers import HEADER, KVM_TARGETS, extracted, places, record, tree
from uapicheck.extract import border, collect, composition, declared_facts, memory, reading
from uapicheck.extract.declared_facts import Facts
from uapicheck.extract.likeness import moved
from uapicheck.extract.macros import Trace
from uapicheck.extract.program import Program
from uapicheck.extract.references import references
from uapicheck.extract.snapshot import Extractor, snapshot
from uapicheck.extract.source import Define, Interner, Shape
from uapicheck.extract.tokens import tokens
from uapicheck.model.facts import HeaderFacts
from uapicheck.model.targets import TARGETS
from uapicheck.sources.opening import opened

MACROS = """
#define FIELD(n, at) ((n) << (at))
#define LOOSE(n) n * 4
#define TYPED(t) (sizeof(t) * 2)
#define JOINED(x) (x ## UL)
#define ONE 1
#define MINUS -1
#define SUM 1 + 2
#define ALIAS SUM
#define WRAPPED (SUM)
#define A (ONE | 6)
#define B (ALIAS * 2)
#define C (WRAPPED * 2)
#define D FIELD(A, 8)
#define E FIELD(1 + 2, 3)
#define F LOOSE(1 + 2)
#define G (LOOSE(ONE) | 1)
#define H (4 MINUS)
#define I TYPED(struct point)
#define J TYPED(length_t)
#define K JOINED(7)
#define L (FIRST | 8)
#define SELF (SELF + 1)
#define PING (PONG)
#define PONG (PING)
#define UNKNOWN (ONE | NOWHERE)
#define WORD ((length_t)-1)
#define BIG 0x80000000
#define LARGE (BIG << 1)
typedef unsigned long length_t;
struct point { length_t x; int y; };
enum { FIRST = 3 };
"""


def by_expansion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composition.Compositions, "composed", lambda *_: None)


def by_pycparser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "plain_meaning", lambda *_: None)


def by_declared_typedefs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(border, "_with_tags", lambda *_: None)


@pytest.mark.parametrize("target", KVM_TARGETS)
def test_a_value_that_is_put_together_is_that_of_the_expansion(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    short = extracted(MACROS, target)
    by_expansion(monkeypatch)
    assert short == extracted(MACROS, target)


def test_some_values_are_put_together_and_some_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this the comparison above could compare expansion with itself."""
    told: dict[str, bool] = {}
    composed = composition.Compositions.composed

    def noted(home: composition.Compositions, shape: Shape, *rest: object) -> object:
        found = composed(home, shape, *rest)  # type: ignore[arg-type]  # passed on as they came
        told[shape.name] = found is not None
        return found

    monkeypatch.setattr(composition.Compositions, "composed", noted)
    extracted(MACROS)
    assert all(told[name] for name in ("A", "C", "D", "E", "I", "J", "L"))
    assert not any(told[name] for name in ("B", "F", "H", "SELF", "PING", "UNKNOWN"))


@pytest.mark.parametrize(
    "body",
    [
        "int a, length_t;",
        "unsigned length_t;",
        "length_t length_t;",
        "const length_t a; length_t *b, c[2];",
        "struct length_t { int x; } a; length_t b;",
        "int (*call)(length_t, const length_t *);",
        "length_t a : 3, : 2, b : 5;",
    ],
)
def test_a_member_is_read_alike_without_pycparser_and_however_that_learns_of_typedefs(
    body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"typedef unsigned short length_t;\nstruct point {{ {body} }};\n"
    short = extracted(text)
    assert places(record(text, "struct point"))
    by_pycparser(monkeypatch)
    assert short == extracted(text)
    by_declared_typedefs(monkeypatch)
    assert short == extracted(text)


def by_each_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every trace be held against the macros name by name."""
    monkeypatch.setattr(memory, "Settled", type(None))


def test_macros_that_stay_are_asked_for_at_once_as_they_are_one_by_one() -> None:
    shapes = {name: Interner().shape(name, None, "", tokens(name)) for name in "abc"}
    defines = {name: Define(shape=shapes[name], header="", line=1, guard=()) for name in "ab"}
    traces: tuple[Trace, ...] = (
        {},
        {"a": shapes["a"]},
        {"a": shapes["b"]},
        {"c": None},
        {"a": None},
        {"a": shapes["a"], "b": shapes["b"], "c": None},
        {"a": shapes["a"], "c": shapes["c"]},
        {"b": shapes["b"], "a": None},
    )
    for first in traces:
        for second in traces:
            known: memory.Traced[str] = memory.Traced()
            known.put("key", first, "first")
            known.put("key", second, "second")
            settled = memory.Settled(defines)
            assert known.get("key", settled) == known.get("key", defines)
            assert known.get("key", settled) == known.get("key", defines), "asked for again"


def test_what_comes_from_no_macro_is_written_as_it_stands() -> None:
    body = tokens("{ __u32 a; struct point b[N]; union { int c; } d; }")
    own = frozenset({"a", "b"})
    assert declared_facts._as_written(body) == body
    assert declared_facts._uses(body, own) == references(body, own)


@pytest.mark.skipif(not archives(), reason=ABSENT)
@pytest.mark.parametrize("target", ["x86_64", "powerpc"])
def test_real_headers_come_out_alike_the_long_way(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def kvm(archive: Path) -> Mapping[str, HeaderFacts]:
        return snapshot(opened(str(archive), repository=None), TARGETS[target], ("linux/kvm.h",)).facts

    short = kvm(archives()[-1])
    by_expansion(monkeypatch)
    by_each_name(monkeypatch)
    by_pycparser(monkeypatch)
    by_declared_typedefs(monkeypatch)
    assert short == kvm(archives()[-1])


FIXED = """
#define LENGTH 4
typedef unsigned long long u64_t;
typedef unsigned long word_t;
enum { COUNT = sizeof(long) };
struct plain { u64_t a; unsigned int b; union { char c[4]; struct { short d, e; }; }; };

struct wide { word_t a; };
struct counted { int a[COUNT]; };
struct sized { char a[sizeof(long)]; };
struct holder { int (*call)[COUNT]; };
struct expanded { char a[LENGTH]; };
struct plain_again { struct plain a; struct { int b; } c[]; };
enum colour { RED, GREEN = 5 };
struct packed_one { char a; u64_t b; } __attribute__((packed));
"""


def test_facts_that_are_taken_over_are_those_that_would_be_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stands before, and whichever target comes first."""
    trees = [tree(text) for text in (FIXED, f"\n\n#define MORE 1\n{FIXED}", FIXED.replace("LENGTH 4", "LENGTH 8"))]
    asked = [(each, TARGETS[target]) for target in ("x86_64", "i386", "arm", "m68k", "s390x") for each in trees]

    def found(order: int) -> list[Mapping[str, HeaderFacts]]:
        extractor = Extractor()
        made = [extractor.snapshot(each, target, (HEADER,)).facts for each, target in asked[::order]]
        return made[::order]

    taken: list[int] = []

    def noted(facts: Facts, by: int) -> Facts:
        taken.append(by)
        return moved(facts, by)

    monkeypatch.setattr(collect, "moved", noted)
    short = [found(1), found(-1)]
    assert len(taken) > len(asked)
    assert any(taken)
    monkeypatch.setattr(collect, "likeness", lambda *_: None)
    assert short == [found(1), found(-1)]


@pytest.mark.oracle
@pytest.mark.skipif(len(archives()) < 2, reason=ABSENT)
def test_facts_of_real_headers_are_taken_over_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    trees = [opened(str(archives()[place]), repository=None) for place in (0, -1)]

    def found() -> list[Mapping[str, HeaderFacts]]:
        extractor = Extractor()
        headers = ("linux/kvm.h", "linux/input.h", "linux/videodev2.h")
        return [
            extractor.snapshot(each, TARGETS[target], headers).facts
            for target in ("x86_64", "i386", "powerpc64le", "arm")
            for each in trees
        ]

    short = found()
    monkeypatch.setattr(collect, "likeness", lambda *_: None)
    assert short == found()


CALLS = """
#define _IOC(d, t, n, s) (((d) << 30) | ((t) << 8) | (n) | ((s) << 16))
#define _IOR(t, n, a) _IOC(2U, (t), (n), (sizeof(a)))
#define _IO(t, n) _IOC(0U, (t), (n), 0)
#define TYPE 0xAE
#define NEXT (TYPE + 1)
enum { NUMBER = 3 };
typedef unsigned long word_t;
struct point { word_t x; int y; };
#define A _IOR(TYPE, 1, struct point)
#define B _IOR(TYPE, 0x20 + 2, word_t)
#define C _IOR(NEXT, 2, int)
#define D _IO(TYPE, NUMBER)
#define E _IO(0x80000000, 4)
#define F _IOR(TYPE, 5, struct nowhere)
#define G _IOR(TYPE, G, int)
"""


def test_arguments_that_were_worked_out_are_those_of_the_call_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Arguments are remembered for each call; here all that they name means something else in the next header."""
    texts = [
        CALLS,
        CALLS.replace("TYPE 0xAE", "TYPE 0xAF"),
        CALLS.replace("TYPE 0xAE", "TYPE (0xAE | 1)"),
        CALLS.replace("TYPE 0xAE", "TYPE 0x80000000"),
        CALLS.replace("typedef unsigned long word_t;", "#define word_t short"),
        CALLS.replace("typedef unsigned long word_t;", "enum { word_t = 7 };").replace("word_t x", "int x"),
        CALLS.replace("NUMBER = 3", "NUMBER = 9"),
        CALLS.replace("enum { NUMBER = 3 };", "#define NUMBER 4"),
    ]
    asked = [(tree(text), TARGETS[target]) for target in ("x86_64", "i386", "powerpc") for text in texts]

    def found(order: int) -> list[Mapping[str, HeaderFacts]]:
        extractor = Extractor()
        return [extractor.snapshot(each, target, (HEADER,)).facts for each, target in asked[::order]][::order]

    alone = [snapshot(each, target, (HEADER,)).facts for each, target in asked]
    assert alone == found(1) == found(-1)
    monkeypatch.setattr(composition._Macros, "is_plain", lambda *_: False)
    assert alone == found(1)


TYPEDEFS = """
typedef struct later later_t;
typedef later_t later_again_t;
struct early { later_again_t a; };
#define EARLY sizeof(later_t)
struct later { char x; int y; };
struct late { char c; later_again_t a; later_t b[2]; };
typedef char wide_t __attribute__((aligned(8)));
struct aligned { char c; wide_t w; wide_t more[]; };
typedef int open_t[];
struct open { int n; open_t a; };
typedef int closed_t[sizeof(later_t)];
struct closed { closed_t a, b; };
"""


@pytest.mark.parametrize("target", ["x86_64", "m68k"])
def test_the_size_of_a_typedef_is_that_of_its_type(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    short = extracted(TYPEDEFS, target)
    assert {"struct late", "struct aligned", "struct open", "struct closed"} <= short.facts[HEADER].records.keys()
    assert "struct early" not in short.facts[HEADER].records
    monkeypatch.setattr(Program, "size", Program._size)
    monkeypatch.setattr(Program, "align", Program._align)
    assert short == extracted(TYPEDEFS, target)
