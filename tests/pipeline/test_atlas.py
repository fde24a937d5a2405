"""`atlas build` and `verify`: from git and trees, bit by bit or at once, and what they refuse."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.stage import git, in_repository, written
from uapicheck.atlas.place import atlas_at, opened
from uapicheck.errors import AtlasError, SourceError, UsageError
from uapicheck.model.release import ReleaseKind
from uapicheck.pipeline.atlas import Built, build, verify
from uapicheck.pipeline.scope import Scope

HOUSE = "linux/house.h"


@pytest.fixture
def kernel(tmp_path: Path) -> Path:
    """Return a repository with v1.0 and v1.1, a commit on the way to v1.2-rc1, and that candidate."""
    where = in_repository(tmp_path / "kernel")
    house = where / "include/uapi/linux/house.h"
    for message, tag in (("add a limit", ""), ("add another limit", "v1.2-rc1")):
        text = house.read_text(encoding="utf-8")
        house.write_text(text.replace("#endif", f"#define HOUSE_{len(text)} 1\n#endif"), encoding="utf-8")
        git(where, "commit", "-qam", message)
        if tag:
            git(where, "tag", tag)
    return where


def built(kernel: Path, directory: Path, *sources: str, headers: Sequence[str] = (HOUSE,)) -> Built:
    return build(sources, Scope(repository=kernel, headers=tuple(headers)), directory=directory, dates={})


def texts(directory: Path) -> dict[str, str]:
    return {path.relative_to(directory).as_posix(): path.read_text("utf-8") for path in directory.rglob("*.tsv")}


def test_a_range_brings_every_commit_under_its_name(kernel: Path, tmp_path: Path) -> None:
    made = built(kernel, tmp_path / "atlas", "..HEAD")
    assert made.gaps == ()
    names = [each.release.name for each in made.added]
    assert names[:2] == ["v1.0", "v1.1"]
    assert names[2].startswith("v1.1+")
    assert names[3:] == ["v1.2-rc1"]
    assert [each.release.kind for each in made.added] == [
        ReleaseKind.RELEASE,
        ReleaseKind.RELEASE,
        ReleaseKind.TREE,
        ReleaseKind.CANDIDATE,
    ]


def test_release_by_release_or_at_once_the_files_are_the_same(kernel: Path, tmp_path: Path) -> None:
    built(kernel, tmp_path / "once", "v1.0", "v1.1", "v1.2-rc1")
    for name in ("v1.0", "v1.1", "v1.2-rc1"):
        built(kernel, tmp_path / "bit", name)
    assert texts(tmp_path / "bit") == texts(tmp_path / "once")


def test_a_release_that_comes_late_finds_its_place(kernel: Path, tmp_path: Path) -> None:
    built(kernel, tmp_path / "once", "v1.0", "v1.1", "v1.2-rc1")
    for name in ("v1.2-rc1", "v1.0", "v1.1"):
        built(kernel, tmp_path / "late", name)
    assert [release.name for release in opened(tmp_path / "late").releases] == ["v1.0", "v1.1", "v1.2-rc1"]
    assert texts(tmp_path / "late") == texts(tmp_path / "once")


def test_what_a_release_did_not_change_keeps_its_lines(kernel: Path, tmp_path: Path) -> None:
    built(kernel, tmp_path / "atlas", "v1.0", "v1.1")
    before = set(texts(tmp_path / "atlas")["linux/house.tsv"].splitlines())
    built(kernel, tmp_path / "atlas", "v1.2-rc1")
    after = set(texts(tmp_path / "atlas")["linux/house.tsv"].splitlines())
    assert before <= after


def test_an_atlas_equals_what_it_was_made_of(kernel: Path, tmp_path: Path) -> None:
    built(kernel, tmp_path / "atlas", "..HEAD")
    scope = Scope(repository=kernel)
    found = list(verify(["..HEAD"], scope, directory=tmp_path / "atlas"))
    assert [each.differences for each in found] == [()] * 4
    assert all(each.facts and each.targets for each in found)
    assert [each.differences for each in verify([], scope, directory=tmp_path / "atlas")] == [()] * 4


def test_what_differs_is_told_by_name(kernel: Path, tmp_path: Path) -> None:
    built(kernel, tmp_path / "atlas", "v1.0")
    table = tmp_path / "atlas/linux/house.tsv"
    table.write_text(table.read_text("utf-8").replace("\t0x7\t7", "\t0x8\t8"), "utf-8")
    atlas_at.cache_clear()
    (found,) = verify(["v1.0"], Scope(repository=kernel), directory=tmp_path / "atlas")
    assert f"x86_64: {HOUSE}: HOUSE_LIMIT differs" in found.differences


@pytest.mark.parametrize("is_own", [False, True])
def test_a_target_that_the_atlas_lacks_differs_where_the_tree_has_its_headers(tmp_path: Path, *, is_own: bool) -> None:
    headers = {
        "include/linux/house.h": "#include <asm/door.h>\n#define HOUSE_LIMIT 7\n",
        "include/asm/door.h": "#define DOORS 3\n",
        "arch/x86/include/asm/door.h": "#define DOORS 2\n",
        "arch/riscv/include/asm/door.h" if is_own else "arch/riscv/include/asm/lock.h": "#define DOORS 4\n",
    }
    tree = str(written(tmp_path / "linux-6.1.9", headers))
    build([tree], Scope(headers=(HOUSE, "asm/door.h"), targets=("x86_64",)), directory=tmp_path / "atlas", dates={})
    (found,) = verify([tree], Scope(targets=("x86_64", "riscv64")), directory=tmp_path / "atlas")
    assert found.targets == 1
    assert found.differences == (("riscv64: the atlas does not have it",) if is_own else ())


def test_a_tree_is_named_after_its_version(tmp_path: Path) -> None:
    headers = {"include/linux/house.h": "#define HOUSE_LIMIT 7\n", "arch/x86/include/asm/door.h": "#define DOORS 2\n"}
    written(tmp_path / "linux-6.1.9", headers)
    made = build([str(tmp_path / "linux-6.1.9")], Scope(headers=(HOUSE,)), directory=tmp_path / "atlas", dates={})
    (added,) = made.added
    assert (added.release.name, added.release.kind, added.release.date) == ("v6.1.9", ReleaseKind.DISTRIBUTION, "")
    written(tmp_path / "headers", headers)
    with pytest.raises(UsageError, match="no version in its name"):
        build([str(tmp_path / "headers")], Scope(headers=(HOUSE,)), directory=tmp_path / "atlas", dates={})


def test_a_copy_of_what_linux_dropped_is_kept_and_not_shown(kernel: Path, tmp_path: Path) -> None:
    scope = Scope(repository=kernel, headers=(HOUSE,))
    build(["..HEAD"], scope, directory=tmp_path / "atlas", dates={}, dropped={"arm64": "v1.1"})
    atlas = opened(tmp_path / "atlas")
    assert "arm64" in atlas.roots("v1.0")
    for release in atlas.releases[1:]:
        assert atlas.recorded(release.name).left_over == ("arm64",)
        assert "arm64" not in atlas.roots(release.name)
        assert atlas.snapshot(release.name, "arm64").facts
    assert [each.differences for each in verify(["..HEAD"], scope, directory=tmp_path / "atlas")] == [()] * 4
    build(["v1.1"], scope, directory=tmp_path / "other", dates={}, dropped={"arm64": "v1.2"})
    assert opened(tmp_path / "other").recorded("v1.1").left_over == ()


def test_days_can_be_told(kernel: Path, tmp_path: Path) -> None:
    scope = Scope(repository=kernel, headers=(HOUSE,))
    made = build(["v1.0"], scope, directory=tmp_path / "atlas", dates={"v1.0": "2001-02-03"})
    assert [each.release.date for each in made.added] == ["2001-02-03"]


def test_what_is_there_is_not_written_twice(kernel: Path, tmp_path: Path) -> None:
    built(kernel, tmp_path / "atlas", "v1.0")
    before = texts(tmp_path / "atlas")
    for sources in (("v1.0",), ("v1.1", "v1.1")):
        with pytest.raises(UsageError, match="is there already"):
            built(kernel, tmp_path / "atlas", *sources)
    with pytest.raises(SourceError, match="no such revision"):
        built(kernel, tmp_path / "atlas", "v9.9")
    assert texts(tmp_path / "atlas") == before
    with pytest.raises(AtlasError, match="does not have it"):
        list(verify(["v1.1"], Scope(repository=kernel), directory=tmp_path / "atlas"))
