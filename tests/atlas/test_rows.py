"""What an atlas keeps of a snapshot is all of it, each fact once."""

from pathlib import Path

import pytest

from tests.atlas.atlases import FIRST, POINT, SECOND, SEVERAL, THIRD, atlas_of, point, three
from tests.extract.headers import extracted
from tests.render.test_snapshot_header import ALL_KINDS
from uapicheck.atlas.definitions import members, restored
from uapicheck.atlas.home import at_home
from uapicheck.frozen import replaced
from uapicheck.model.facts import Snapshot
from uapicheck.model.tree import Form


def as_kept(snapshot: Snapshot, release: str) -> Snapshot:
    """Return a snapshot under the names that the atlas gives it."""
    return replaced(at_home(snapshot), source=release, asked_headers=snapshot.headers)


def test_a_snapshot_with_all_kinds_of_facts_comes_back(tmp_path: Path) -> None:
    # The kernel's basic headers are stood in for.
    snapshots = [extracted(ALL_KINDS, target, form=Form.SINGLE) for target in SEVERAL]
    atlas = atlas_of(tmp_path, {"v1.0": snapshots})
    for snapshot in snapshots:
        assert sum(len(facts.constants) for facts in snapshot.facts.values())
        assert atlas.snapshot("v1.0", snapshot.target) == as_kept(snapshot, "v1.0")


def test_every_release_comes_back_with_its_own_lines(tmp_path: Path) -> None:
    atlas = three(tmp_path)
    for name, text in (("v1.0", FIRST), ("v1.1-rc1", SECOND), ("v1.1", THIRD)):
        for snapshot in point(text):
            assert atlas.snapshot(name, snapshot.target) == as_kept(snapshot, name)


def rows(directory: Path, name: str, kind: str) -> list[str]:
    table = (directory / "linux" / "point.tsv").read_text(encoding="utf-8")
    return [line for line in table.splitlines() if line.startswith(f"{name}\t{kind}\t")]


def test_a_fact_that_only_moved_stands_once(tmp_path: Path) -> None:
    three(tmp_path)
    (row,) = rows(tmp_path, "POINT_MORE", "macro")
    assert row.split("\t")[2:4] == ["*", "v1.1-rc1.."]
    first, second = rows(tmp_path, "POINT_LIMIT", "macro")
    assert first.split("\t")[3] == "v1.0..v1.1-rc1"
    assert second.split("\t")[3] == "v1.1.."


def test_what_targets_differ_in_names_them(tmp_path: Path) -> None:
    three(tmp_path)
    found = {tuple(row.split("\t")[2:4]) for row in rows(tmp_path, "struct point", "layout")}
    assert ("i386", "v1.0..v1.1-rc1") in found
    assert ("x86_64 arm64 s390x mips64el", "v1.0..v1.1-rc1") in found


def test_no_comment_and_no_line_of_a_header_is_kept(tmp_path: Path) -> None:
    three(tmp_path)
    texts = "".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.tsv"))
    assert "comment" not in texts
    assert "here as well" not in texts
    assert "struct point {" not in texts
    assert "#define" not in texts


def test_files_are_sorted_and_say_their_format(tmp_path: Path) -> None:
    three(tmp_path)
    for path in tmp_path.rglob("*.tsv"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith("# uapicheck.atlas/1")
        if path.name != "releases.tsv":
            facts = [line.split("\t") for line in lines if not line.startswith("#")]
            plain = [cells[0] for cells in facts if cells[1] != "shift"]
            assert plain == sorted(plain)


def test_an_architecture_that_comes_later_joins_what_the_others_have(tmp_path: Path) -> None:
    few = [snapshot for snapshot in point(FIRST) if snapshot.target != "arm64"]
    atlas = atlas_of(tmp_path, {"v1.0": few, "v1.1": point(FIRST)})
    (row,) = rows(tmp_path, "POINT_LIMIT", "macro")
    assert row.split("\t")[2:4] == ["*", "v1.0.."]
    assert "arm64" not in atlas.roots("v1.0")
    assert atlas.roots("v1.1")["arm64"] == (POINT, "linux/types.h")


def test_a_fact_that_went_and_came_back_has_two_rows(tmp_path: Path) -> None:
    without = FIRST.replace("#define POINT_LIMIT 4\n", "")
    atlas_of(tmp_path, {"v1.0": point(FIRST), "v1.1-rc1": point(without), "v1.1": point(FIRST)})
    assert [row.split("\t")[3] for row in rows(tmp_path, "POINT_LIMIT", "macro")] == ["v1.0", "v1.1.."]


@pytest.mark.parametrize(
    ("definition", "written"),
    [
        ("{ __u32 a; }", "{ a ~ __u32; }"),
        ("{ __u32 a, b[2]; __u8 c : 3; }", "{ a, b[2] ~ __u32; c : 3 ~ __u8; }"),
        ("{ union { __u64 c; } u; unsigned long d; }", "{ u ~ union { c ~ __u64; }; d ~ unsigned long; }"),
        ("{ union { __u64 c; __u32 d[N + 1]; }; }", "{ union { c ~ __u64; d[N + 1] ~ __u32; }; }"),
        ("{ }", "{ }"),
        ("packed { __u8 a; }", "packed { a ~ __u8; }"),
        ("{ void (*call)(int); }", "{ void (*call)(int); }"),
        ("{ __DECLARE_FLEX_ARRAY; }", "{ __DECLARE_FLEX_ARRAY; }"),
    ],
)
def test_a_definition_is_written_by_its_names(definition: str, written: str) -> None:
    assert members(definition) == written
    assert restored(written) == definition
