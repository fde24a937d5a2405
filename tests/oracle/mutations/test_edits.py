"""The edits themselves: what is found in a header's text, and that chance has a seed."""

from random import Random

import pytest

from tests.corpus import ABSENT
from tests.oracle.mutations.bench import made
from tests.oracle.mutations.edits import KINDS, edit
from tests.oracle.mutations.grounds import BUNDLE, RELEASES, ground
from tests.oracle.mutations.sites import Header, masked

TEXT = """
#ifndef POINT_H
#define POINT_H
#include <linux/types.h>
#define POINT_LIMIT 16 /* struct { */
#define POINT_AT(x, y) \\
	((x) << 16 | (y))
enum point_kind { POINT_ROUND = 0, POINT_SQUARE, };
struct point {
	__u32 x; /* not; a member */
	union {
		__u8 pad[8];
		struct { __u16 low : 4, high : 12; __u16 rest : 16; } bits;
	};
	struct point *next;
};
typedef __u32 point_id;
#endif
"""


def test_comments_are_blanked_in_place() -> None:
    assert len(masked(TEXT)) == len(TEXT)
    assert masked(TEXT).splitlines()[4].rstrip() == "#define POINT_LIMIT 16"


def test_every_definition_is_found() -> None:
    header = Header("point.h", TEXT)
    assert header.guard == "POINT_H"
    assert [(d.name, d.body.replace("\t", "")) for d in header.defines] == [
        ("POINT_LIMIT", "16"),
        ("POINT_AT", "((x) << 16 | (y))"),
    ]
    assert [(entry.name, entry.value) for enum in header.enums for entry in enum.entries] == [
        ("POINT_ROUND", "0"),
        ("POINT_SQUARE", ""),
    ]
    assert [(body.kind, body.tag, body.depth) for body in header.bodies] == [
        ("struct", "point", 0),
        ("union", "", 1),
        ("struct", "", 2),
    ]
    assert [member.written() for body in header.bodies for member in body.members] == [
        "__u32 x;",
        "struct point* next;",
        "__u8 pad[8];",
        "__u16 rest : 16;",
    ]
    assert [name for _, _, _, name in header.typedefs] == ["point_id"]


@pytest.mark.skipif(not BUNDLE.exists(), reason=ABSENT)
def test_every_kind_of_edit_finds_something_to_edit() -> None:
    random = Random(1)
    idle = [
        kind
        for kind in KINDS
        if not any(edit(ground(release), kind, random) for release in RELEASES for _ in range(10))
    ]
    assert idle == []


@pytest.mark.skipif(not BUNDLE.exists(), reason=ABSENT)
def test_the_same_seed_gives_the_same_edits() -> None:
    assert made(RELEASES, 40, seed=5) == made(RELEASES, 40, seed=5)
    assert made(RELEASES, 40, seed=5) != made(RELEASES, 40, seed=6)
