"""A damaged, newer or missing atlas is one line that says where; a healthy one is read as far as asked."""

from pathlib import Path

import pytest

from tests.atlas.atlases import POINT, point, three
from uapicheck.atlas.place import VARIABLE, atlas_at, opened, shipped
from uapicheck.atlas.reading import table_name
from uapicheck.errors import AtlasError
from uapicheck.model.targets import TARGETS


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    three(tmp_path)
    return tmp_path


def damaged(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    atlas_at.cache_clear()


def read(directory: Path) -> None:
    for release, target in (("v1.0", "x86_64"), ("v1.0", "i386"), ("v1.1", "x86_64")):
        opened(directory).snapshot(release, target)


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("releases.tsv", "atlas/1", "atlas/2", "atlas of format '2', this program reads 1"),
        ("releases.tsv", "# uapicheck.atlas", "# another", "not an atlas"),
        ("releases.tsv", "\trelease\t", "\trelaese\t", "damaged atlas: no release"),
        ("releases.tsv", "\t2020-01-02\t", "\t2020\t", "damaged atlas: no release"),
        ("releases.tsv", "\nv1.0\t", "\n\t", "damaged atlas: no release"),
        ("releases.tsv", "x86_64 i386", "i386 i386", "a target stands there twice"),
        ("releases.tsv", "v1.1-rc1", "v1.0", "a release stands there twice"),
        ("releases.tsv", "\nv", "\n# v", "it has no release"),
        ("linux/point.tsv", "\tv1.0..", "\tv0.9..", "'v0.9' is unknown"),
        ("linux/point.tsv", "\t*\t", "\tvax\t", "'vax' is unknown"),
        ("linux/point.tsv", "\t0x4", "\tfour", "damaged atlas"),
        ("linux/point.tsv", "\tshift\t*\tv1.1\t\t1", "\tshift\t*\tv1.1\t\t9+1 1", "are not in order"),
        ("linux/point.tsv", "\t32 64@64", "\t32", "damaged atlas"),
        ("linux/point.tsv", "\t12\t4\t", "\t12\t-4\t", "damaged atlas"),
        ("linux/point.tsv", "\t12\t4\t", "\t-12\t4\t", "damaged atlas"),
        ("linux/point.tsv", "\t32 64@64", "\t32 -64@64", "damaged atlas"),
        ("linux/point.tsv", "\t6+1+2", "\t6-7+2", "damaged atlas"),
        ("linux/point.tsv", "\tshift\t*\tv1.1\t\t1+0", "\tshift\t*\tv1.1\t\t1-99", "damaged atlas"),
        ("index.tsv", "\tfile\t", "\tfail\t", "no line tells where linux/"),
    ],
)
def test_damage_is_told_with_its_place(directory: Path, file: str, old: str, new: str, words: str) -> None:
    damaged(directory / file, old, new)
    with pytest.raises(AtlasError) as caught:
        read(directory)
    assert words in str(caught.value)
    assert str(directory) in str(caught.value)
    assert ";" in str(caught.value), "it says what to do"


@pytest.mark.parametrize("header", ["../../secret.h", "/etc/secret.h", "linux/../../secret.h", "a\0b"])
def test_no_header_leads_out_of_the_atlas(header: str) -> None:
    with pytest.raises(AtlasError, match="no name of a header"):
        table_name(header)


@pytest.mark.parametrize("file", ["releases.tsv", "index.tsv", "linux/point.tsv"])
def test_a_file_that_is_missing_or_no_text_is_told(directory: Path, file: str) -> None:
    (directory / file).write_bytes(b"\xff\xfe")
    atlas_at.cache_clear()
    with pytest.raises(AtlasError, match="not UTF-8"):
        opened(directory).snapshot("v1.0", "x86_64")
    (directory / file).unlink()
    atlas_at.cache_clear()
    with pytest.raises(AtlasError, match=r"cannot be read \(no such file or directory\)"):
        opened(directory).snapshot("v1.0", "x86_64")


def test_another_directory_than_the_shipped_one_can_be_named(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(directory))
    assert shipped() == directory
    assert [release.name for release in opened().releases] == ["v1.0", "v1.1-rc1", "v1.1"]


def test_targets_share_facts_that_are_the_same(directory: Path) -> None:
    atlas = opened(directory)
    one, other = (atlas.snapshot("v1.1", name).facts[POINT].constants for name in ("x86_64", "arm64"))
    assert one["POINT_LIMIT"] is other["POINT_LIMIT"]


def test_a_target_that_the_release_lacks_is_no_snapshot(directory: Path) -> None:
    with pytest.raises(KeyError):
        opened(directory).snapshot("v1.0", "alpha")
    assert "alpha" in TARGETS


def test_only_what_is_asked_for_is_read(directory: Path) -> None:
    (directory / "linux" / "types.tsv").unlink()
    assert opened(directory).roots("v1.0")["x86_64"] == (POINT, "linux/types.h")
    assert len(point("")) == 5
