"""Declarations made of facts: on one line or many, natural where they can be, refused where they cannot."""

import pytest

from tests.extract.headers import extracted
from uapicheck.engine.declarators import declared, used_names
from uapicheck.engine.declaring import (
    UndeclarableError,
    enum_declaration,
    record_declaration,
    typedef_declaration,
)
from uapicheck.engine.definitions import definitions
from uapicheck.engine.literals import typed_literal
from uapicheck.frozen import replaced
from uapicheck.model.facts import Constant, ConstantKind, Enum, Record, Typedef
from uapicheck.model.place import Place
from uapicheck.model.targets import TARGETS

NOWHERE = Place(header="linux/point.h", path="linux/point.h", line=1)


def one_line(text: str, target: str = "x86_64") -> list[str]:
    """Return what each declaration of a header becomes."""
    made = definitions(tuple(extracted(text, target).facts.values()), TARGETS[target])
    lines = []
    for each in made.ordered:
        match each.fact:
            case Record() as record:
                lines.append(record_declaration(record, made.declaring, names=each.names, one_line=True))
            case Enum() as enum:
                lines.append(enum_declaration(enum, made.declaring, names=each.names, one_line=True))
            case Typedef() as typedef:
                lines.append(typedef_declaration(typedef, made.declaring))
            case _:
                pass
    return lines


@pytest.mark.parametrize(
    "line",
    [
        "struct point { int x; int y; };",
        "struct point { union { int x; char bytes[4]; }; char *name; };",
        "struct point { struct { short low; short high; } halves[2]; };",
        "struct point { unsigned int a : 3; unsigned int b : 29; };",
        "struct point { char a; int b; } __attribute__((packed));",
        "struct point { char a; int b __attribute__((aligned(8))); };",
        "union point { int x; struct { char a; char b; }; };",
        "typedef struct { int x; } point_t, *point_p;",
        "typedef int (*call_t)(int, char *);",
        "typedef long long slack_t __attribute__((aligned(2)));",
        "enum colour { RED, GREEN = 5, BLUE, };",
        "typedef enum { LOW = -1, HIGH, } level_t;",
        "struct point { enum { NEAR, FAR, } reach; int x; };",
    ],
)
def test_a_declaration_on_one_line_is_as_a_person_writes_it(line: str) -> None:
    assert one_line(line) == [line]


def test_what_a_definition_needs_stands_before_it() -> None:
    text = """
        typedef struct late late_t;
        struct late { late_t *next; enum kind { ONE } kind; int rows[ONE + 1]; };
        struct user { late_t first; };
    """
    assert [line.partition(" {")[0] for line in one_line(text)] == [
        "typedef struct late late_t;",
        "enum kind",
        "struct late",
        "struct user",
    ]


@pytest.mark.parametrize(
    ("type_", "name", "declaration"),
    [
        ("int", "x", "int x"),
        ("char *", "x", "char *x"),
        ("__u8[16][2]", "x", "__u8 x[16][2]"),
        ("int (*)(int, char *)", "x", "int (*x)(int, char *)"),
        ("char *(*[3])(void)", "x", "char *(*x[3])(void)"),
        ("int (*(*)(int))[4]", "x", "int (*(*x)(int))[4]"),
        ("void (int)", "f", "void f(int)"),
    ],
)
def test_a_name_stands_where_c_puts_it(type_: str, name: str, declaration: str) -> None:
    assert declared(type_, name) == declaration


def test_a_tag_must_be_defined_only_where_its_size_counts() -> None:
    assert dict(used_names("struct a[sizeof(struct b)]")) == {"struct a": True, "struct b": True}
    assert dict(used_names("struct a *[2]")) == {"struct a": False}
    assert dict(used_names("word_t (*)(struct a *, other_t)")) == {
        "word_t": True,
        "struct a": False,
        "other_t": True,
    }


@pytest.mark.parametrize(
    ("value", "type_", "written"),
    [
        (-5, "int", "(-5)"),
        (-(1 << 63), "long long", "(-9223372036854775807LL - 1)"),
        (1, "_Bool", "((_Bool)1)"),
        (-2, "short", "((short)(-2))"),
        (7, "unsigned long", "7UL"),
        (3 << 64 | 5, "unsigned __int128", "(((unsigned __int128)0x3ULL << 64) | 0x5ULL)"),
        (-1, "__int128", "(-((__int128)0x1ULL))"),
        (-(1 << 127), "__int128", "(-(((__int128)0x7fffffffffffffffULL << 64) | 0xffffffffffffffffULL) - 1)"),
    ],
)
def test_a_value_is_written_with_its_type(value: int, type_: str, written: str) -> None:
    kind = ConstantKind.MACRO
    assert (
        typed_literal(Constant(name="X", value=value, type=type_, kind=kind, text="", uses=(), where=NOWHERE))
        == written
    )


@pytest.mark.parametrize(
    "damage",
    [
        {"align": 3},
        {"align": 0},
        {"size": 7},
        {"size": 4},
        {"size": 1 << 40},
    ],
)
def test_facts_that_contradict_each_other_are_refused(damage: dict[str, int]) -> None:
    (facts,) = extracted("struct point { int x, y; };").facts.values()
    record = replaced(facts.records["struct point"], **damage)
    declaring = definitions((facts,), TARGETS["x86_64"]).declaring
    with pytest.raises(UndeclarableError):
        record_declaration(record, declaring)
