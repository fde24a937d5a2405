"""`atlas` and its releases as sources, as a person types them."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.corpus import PROJECT
from tests.render.schemas import complaints
from uapicheck.atlas.place import VARIABLE, atlas_at


def test_the_releases_are_listed_for_people_and_programs(cli: Cli) -> None:
    done = cli("atlas", "list")
    assert done.status == 0
    lines = done.out.splitlines()
    assert any(line.startswith("v5.2 ") and "release" in line and "2019-07-07" in line for line in lines)
    assert lines[-1].endswith("of them baselines")
    told = json.loads(cli("atlas", "list", "-o", "json").out)
    assert complaints("releases-1.schema.json", told) == []
    assert len(told["releases"]) == len(lines) - 1
    assert {row["kind"] for row in told["releases"]} == {"release", "candidate", "distribution", "tree"}
    assert [row["baseline"] for row in told["releases"] if row["name"] == "v5.2-rc1"] == [False]


def test_an_atlas_of_ones_own_is_built_verified_and_used(
    cli: Cli, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = str(tmp_path / "own")
    build = ("atlas", "build", "--atlas", own, "-C", str(repository), "--header", "linux/house.h")
    done = cli(*build, "v1.0", "--date", "v1.0=2001-02-03")
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines()[0].startswith("added v1.0 (release, 2001-02-03): ")
    assert cli(*build, "v1.1").status == 0
    done = cli("atlas", "verify", "--atlas", own, "-C", str(repository), "v1.0", "v1.1")
    assert done.status == 0
    assert done.out.startswith("2 releases, ")
    assert done.out.endswith("compared with their sources: 0 differences\n")
    monkeypatch.setenv(VARIABLE, own)
    told = cli("check", "atlas:^", "atlas:", "-o", "terse")
    same = cli("check", "v1.0", "v1.1", "-C", str(repository), "-o", "terse", "--header", "linux/house.h")
    assert told.status == same.status == 1
    assert told.out == same.out
    table = tmp_path / "own" / "linux" / "house.tsv"
    table.write_text(table.read_text("utf-8").replace("\t0x7\t7", "\t0x8\t8"), "utf-8")
    atlas_at.cache_clear()
    done = cli("atlas", "verify", "--atlas", own, "-C", str(repository), "v1.0")
    assert done.status == 1
    assert "linux/house.h: HOUSE_LIMIT differs" in done.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("atlas",), "ACTION is missing"),
        (("atlas", "build"), "SOURCE is missing"),
        (("atlas", "lsit"), "unknown command: 'lsit'; did you mean list?"),
        (("atlas", "build", "--atlas", "own", "--date", "soon", "x"), "--date soon says nothing; write it like v6.1="),
        (("atlas", "build", "--atlas", "own", "nowhere"), "nowhere: no such file or directory"),
        (("atlas", "verify", "--atlas", "nowhere"), "the atlas cannot be read (no such file or directory)"),
        (("atlas", "list", "-o", "html"), "unknown format 'html'"),
        (("check", "atlas:v5.1", "atlas:v5.2"), "the nearest are v4.19.26 and v5.2"),
        (("snapshot", "atlas:v5.2", "-o", "header"), "a header holds for one target"),
        (("patch", "same.patch", "--also", "atlas:v0.1"), "the atlas does not have it"),
    ],
)
def test_wrong_use_is_one_line_that_helps(cli: Cli, stage: Path, arguments: tuple[str, ...], said: str) -> None:
    diff = (PROJECT / "tests/demo/2048-bit-registers.patch").read_text("utf-8")
    (stage / "same.patch").write_text(diff, "utf-8")
    done = cli(*arguments)
    assert done.status == 2
    assert said in done.err
    assert done.err.count("\n") == 1
    assert done.out == ""


def test_an_old_side_of_facts_is_compared_with_a_tree(cli: Cli, stage: Path) -> None:
    done = cli("snapshot", "atlas:v5.2", "--target", "arm64", "-o", f"json={stage / 'kvm.json'}")
    assert done.status == 0
    done = cli("check", str(stage / "kvm.json"), "atlas:v5.2", "-o", "terse")
    assert (done.status, done.out) == (0, "")
    done = cli("snapshot", "atlas:v5.2", "--target", "x86_64", "-o", f"header={stage / 'kvm.h'}")
    assert done.status == 0
    assert "KVM_REG_SIZE_U2048" in (stage / "kvm.h").read_text("utf-8")


def test_a_damaged_atlas_is_one_line(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "releases.tsv").write_text("# uapicheck.atlas/7\n", "utf-8")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    for arguments in (("spaces",), ("decode", "4"), ("history", "KVM_RUN"), ("snapshot", "atlas:")):
        done = cli(*arguments)
        assert done.status == 2
        assert "atlas of format '7', this program reads 1" in done.err
        assert done.err.count("\n") == 1
