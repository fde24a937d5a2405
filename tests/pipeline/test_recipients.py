"""Who is told of a patch, by the tree's MAINTAINERS."""

import pytest

from uapicheck.model.patch import FileFate, FilePatch, Patch
from uapicheck.pipeline.recipients import suggested

TEXT = """\
How to send patches
F: this line belongs to the prose before any entry

HOUSES
M:\tJo Builder <jo@example.org>
R:\tReader <reader@example.org>
L:\thouses@vger.kernel.org
L:\tcrew@example.org (subscribers-only)
L:\tlocal@example.org (moderated for non-subscribers)
F:\tinclude/uapi/linux/house*
F:\tarch/*/include/uapi/asm/door.h
X:\tinclude/uapi/linux/house_of_cards.h

WALLS
M:\tAl Mason <al@example.org>
F:\tinclude/uapi/walls/
F:\tinclude/uapi/bricks

THE REST
L:\tlinux-kernel@vger.kernel.org
F:\t*
F:\t*/
"""
HOUSES = ("houses@vger.kernel.org", "local@example.org", "Jo Builder <jo@example.org>")


def touching(*paths: str) -> Patch:
    """Return a patch to these files."""
    files = (FilePatch(fate=FileFate.CHANGED, old_path=path, new_path=path, hunks=()) for path in paths)
    return Patch(name="a change", source="-", files=tuple(files))


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("include/uapi/linux/house.h", HOUSES),
        ("include/uapi/linux/house/deep.h", ()),
        ("include/uapi/linux/house_of_cards.h", ()),
        ("arch/x86/include/uapi/asm/door.h", HOUSES),
        ("arch/x86/kvm/include/uapi/asm/door.h", ()),
        ("include/uapi/walls/brick/red.h", ("Al Mason <al@example.org>",)),
        ("include/uapi/bricks/red.h", ("Al Mason <al@example.org>",)),
        ("include/uapi/bricks.h", ()),
        ("README", ()),
    ],
)
def test_patterns_name_files_as_get_maintainer_reads_them(path: str, found: tuple[str, ...]) -> None:
    assert suggested(TEXT, touching(path)) == found


def test_lists_come_before_people_and_each_once() -> None:
    found = suggested(TEXT, touching("include/uapi/linux/house.h", "include/uapi/walls/a.h"))
    assert found == (*HOUSES, "Al Mason <al@example.org>")


def test_hostile_patterns_make_nobody_wait() -> None:
    glob = "a*" * 2000 + "b"
    text = f"EVIL\nM:\tx@example.org\nF:\t{glob}\nF:\t{'*' * 5000}\nF:\t[\nL:\t \n"
    assert suggested(text, touching("a" * 4000)) in {(), ("x@example.org",)}
    assert suggested("", touching("a")) == ()
