"""Headers drawn from facts give the facts back, on every target, with the lines of the release in order."""

import re
from pathlib import Path

import pytest

from tests.atlas.atlases import SEVERAL
from tests.extract.headers import tree as headers_tree
from tests.round_trip import differences
from uapicheck.atlas.collecting import Collection
from uapicheck.atlas.manifest import Recorded, manifest_of
from uapicheck.atlas.place import opened, write
from uapicheck.atlas.spans import Spans
from uapicheck.atlas.texts import Drawings, tree
from uapicheck.atlas.writing import files
from uapicheck.extract.snapshot import Extractor
from uapicheck.model.release import Release, ReleaseKind
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import Provenance
from uapicheck.pipeline.atlas import kept_files

HOUSE = """\
#ifndef _LINUX_HOUSE_H
#define _LINUX_HOUSE_H

#include <linux/types.h>

#define HOUSE_ROOMS 4
#ifdef __x86_64__
#define HOUSE_WORD 1
#else
#define HOUSE_WORD 2
#endif
#ifndef HOUSE_DOORS
#define HOUSE_DOORS 3
#endif
#define HOUSE_GET _IOR('h', 1, struct house)
#define HOUSE_ROOM(n) ((n) << 4)

enum house_kind {
\tHOUSE_SMALL,
\tHOUSE_LARGE = 5,
\tHOUSE_HUGE,
#define HOUSE_HUGE HOUSE_HUGE
};

typedef struct {
\t__u8 wood;
} house_door;

struct house {
\t__u32 kind;
#ifdef __s390x__
\t__u32 moat;
#endif
#define HOUSE_WINDOWS 6
\t__u16 windows[HOUSE_WINDOWS], chimneys;
\tunion {
\t\tstruct {
\t\t\t__u64 from;
\t\t\t__u64 to;
\t\t} lease;
\t\t__u8 pad[24];
\t};
\tstruct house_roof {
\t\t__u8 tiles : 3;
\t\t__u8 : 2;
\t\t__u8 gutter : 1;
\t} roof;
\thouse_door doors[HOUSE_DOORS];
\tchar name[];
};
struct house_packed {
\t__u8 a;
\t__u64 b;
} __attribute__((packed));
typedef __u64 house_time __attribute__((aligned(8)));
int house_open(struct house *which);

#endif
"""
TYPES = """\
typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
#define _IOR(type, nr, size) (((sizeof(size)) << 16) | ((type) << 8) | (nr))
"""
SOURCES = {"linux/house.h": HOUSE, "linux/types.h": TYPES}


@pytest.fixture
def drawings(tmp_path: Path) -> Drawings:
    made, extractor = headers_tree(SOURCES), Extractor()
    collection = Collection(Spans(["v1.0"], tuple(TARGETS)))
    for name in SEVERAL:
        snapshot = extractor.snapshot(made, TARGETS[name], ("linux/house.h",))
        assert snapshot.gaps == ()
        collection.add(0, snapshot, kept_files(made, snapshot))
    release = Release(name="v1.0", kind=ReleaseKind.RELEASE, date="2020-01-02", origin="git 1")
    recorded = Recorded(release=release, targets=SEVERAL, headers=("linux/house.h",))
    write(tmp_path, files(collection, manifest_of([recorded])))
    return Drawings(opened(tmp_path), "v1.0")


@pytest.mark.parametrize("target", SEVERAL)
def test_a_drawn_header_gives_the_same_facts(drawings: Drawings, target: str) -> None:
    drawn, _ = tree(drawings.atlas, "v1.0", Provenance(label="drawn", kind="drawn", id="drawn"))
    again = Extractor().snapshot(drawn, TARGETS[target], ("linux/house.h",))
    kept = drawings.atlas.snapshot("v1.0", target)
    # A drawn header has an include guard of its own.
    assert [each for each in differences(kept, again) if not each.startswith(("macro _LINUX_", "macro _ATLAS_"))] == []
    assert again.reaches == kept.reaches


def test_what_some_targets_have_stands_in_conditions(drawings: Drawings) -> None:
    text = drawings["include/uapi/linux/house.h"]
    assert re.search(r"#if \(defined\(__s390\w*\)\)\n__u32 moat;\n#endif\n", text)
    assert "#ifndef HOUSE_DOORS\n#define HOUSE_DOORS 3\n#endif\n" in text


def test_a_macro_between_members_stays_there(drawings: Drawings) -> None:
    text = drawings["include/uapi/linux/house.h"]
    assert "#define HOUSE_WINDOWS 6\n__u16 windows[HOUSE_WINDOWS], chimneys;\n" in text


def test_lines_stand_where_the_release_has_them(drawings: Drawings) -> None:
    drawn = drawings.drawn("include/uapi/linux/house.h")
    own = HOUSE.splitlines()
    assert list(drawn.places) == sorted(drawn.places)
    for wanted in ("#define HOUSE_ROOMS 4", "struct house {", "__u32 kind;", "char name[];", "HOUSE_LARGE = 5,"):
        place = drawn.places[drawn.lines.index(wanted)]
        assert own[place - 1].strip() == wanted


def test_what_the_release_lacks_has_no_text(drawings: Drawings) -> None:
    assert "include/uapi/linux/nowhere.h" not in drawings
    with pytest.raises(KeyError):
        drawings["include/uapi/linux/nowhere.h"]
    assert sorted(drawings) == ["include/uapi/linux/house.h", "include/uapi/linux/types.h"]
