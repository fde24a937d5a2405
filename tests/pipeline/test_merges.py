"""Merges as combined diffs show them: numbers that two parents gave away."""

import pytest

from uapicheck.model.patch import FilePatch
from uapicheck.pipeline.merges import by_parent, collisions, is_merge
from uapicheck.pipeline.patch import mails

HEAD = "diff --cc {path}\nindex 1111111,2222222..3333333\n--- a/{path}\n+++ b/{path}\n"
PATH = "include/uapi/linux/point.h"


def merged(body: str, *, counts: str = "@@@ -1,3 -1,3 +1,4 @@@", path: str = PATH) -> FilePatch:
    read = mails([("-", (HEAD.format(path=path) + counts + "\n" + body).encode())])
    (series,) = read.series
    (file,) = series.patches[0].files
    return file


BODY = (
    "  #define POINT_CAP_LINE 1\n -#define POINT_CAP_AREA 2\n"
    " +#define POINT_CAP_CURVE 2\n++#define POINT_CAP_AREA 3\n  \n"
)


def test_a_number_that_both_parents_gave_away_is_told_with_both_names() -> None:
    (found,) = collisions(merged(BODY))
    assert (found.name, found.parent, found.number, found.becomes) == ("POINT_CAP_AREA", 2, "2", "3")
    assert (found.rival, found.rival_parent) == ("POINT_CAP_CURVE", 1)


def test_the_nr_of_an_ioctl_counts_whatever_its_structs() -> None:
    body = (
        "- #define POINT_IO_MOVE _IOW(PIO, 0xD2, struct a)\n + #define POINT_IO_TURN _IOR(PIO, 0xd2, struct b)\n"
        "++#define POINT_IO_MOVE _IOW(PIO, 0xd3, struct a)\n"
    ).replace(" + #", "+ #")
    (found,) = collisions(merged(body, counts="@@@ -1,1 -1,1 +1,2 @@@"))
    assert (found.name, found.parent, found.rival, found.number) == ("POINT_IO_MOVE", 1, "POINT_IO_TURN", "PIO 0xd2")


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("another family", BODY.replace("POINT_CAP_CURVE", "POINT_EXIT_CURVE")),
        ("the merge keeps both", BODY.replace("AREA 3", "AREA 2")),
        ("the merge gives the number to neither", BODY.replace("CURVE 2", "CURVE 4")),
        ("no number", BODY.replace("AREA 2", "AREA here").replace("CURVE 2", "CURVE here")),
    ],
)
def test_no_collision_is_seen_where_there_is_none(what: str, body: str) -> None:
    assert list(collisions(merged(body))) == [], what


def test_a_document_that_quotes_a_header_has_no_numbers_of_its_own() -> None:
    assert list(collisions(merged(BODY, path="Documentation/virt/kvm/api.rst"))) == []


def test_a_merge_is_one_plain_patch_for_each_parent() -> None:
    read = mails([("-", (HEAD.format(path=PATH) + "@@@ -1,3 -1,3 +1,4 @@@\n" + BODY).encode())])
    assert is_merge(read.series[0])
    marks = [
        [f"{line.mark}{line.text[-1:]}" for line in each.patches[0].files[0].hunks[0].lines]
        for each in by_parent(read.series[0])
    ]
    assert marks == [[" 1", " 2", "+3", " "], [" 1", "-2", "+2", "+3", " "]]
