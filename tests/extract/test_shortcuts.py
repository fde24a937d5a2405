"""Each shortcut that extraction takes gives what the long way gives."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.corpus import ABSENT, archives
from tests.extract.headers import KVM_TARGETS, extracted, places, record
from uapicheck.extract import border, composition
from uapicheck.extract.snapshot import snapshot
from uapicheck.extract.source import Shape
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
def test_a_member_is_read_alike_however_pycparser_learns_of_typedefs(
    body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"typedef unsigned short length_t;\nstruct point {{ {body} }};\n"
    short = extracted(text)
    assert places(record(text, "struct point"))
    by_declared_typedefs(monkeypatch)
    assert short == extracted(text)


@pytest.mark.skipif(not archives(), reason=ABSENT)
@pytest.mark.parametrize("target", ["x86_64", "powerpc"])
def test_real_headers_come_out_alike_the_long_way(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def kvm(archive: Path) -> Mapping[str, HeaderFacts]:
        return snapshot(opened(str(archive), repository=None), TARGETS[target], ("linux/kvm.h",)).facts

    short = kvm(archives()[-1])
    by_expansion(monkeypatch)
    by_declared_typedefs(monkeypatch)
    assert short == kvm(archives()[-1])
