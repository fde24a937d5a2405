"""A comparison that is known is told as one that is worked out, byte for byte, and nothing else is taken for it."""

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.cli.stage import git, written
from tests.corpus import ABSENT, CORPUS, archives
from uapicheck.atlas.place import atlas_at, shipped
from uapicheck.atlas.reading import Atlas
from uapicheck.cache.database import NAME
from uapicheck.extract.snapshot import Extractor
from uapicheck.model.facts import Snapshot
from uapicheck.model.target import Target
from uapicheck.model.tree import HeaderTree
from uapicheck.render.formats import FORMATS

BUNDLE = CORPUS / "kvm-history.bundle"
WAIVER = (
    '[[waiver]]\nrule = "field-removed"\nsymbol = "struct house.rooms"\nreason = "nobody counts"\nuntil = 2030-05-06\n'
)
HOUSE = "include/uapi/linux/house.h"

Forbid = Callable[[], None]


def every_format(cli: Cli, directory: Path, *arguments: str) -> dict[str, str]:
    """Return what each format says, and how the run ended."""
    directory.mkdir()
    outputs = [word for name in FORMATS for word in ("-o", f"{name}={directory / name}")]
    done = cli("check", *arguments, *outputs)
    texts = {path.name: path.read_text(encoding="utf-8") for path in directory.iterdir()}
    return texts | {"status": str(done.status), "out": done.out, "err": done.err}


def same(cli: Cli, forbid: Forbid, place: Path, *arguments: str) -> None:
    """Check that a cold run, a warm one and one without the cache tell the same."""
    place.mkdir(exist_ok=True)
    bare = every_format(cli, place / "bare", *arguments, "--no-cache")
    assert every_format(cli, place / "cold", *arguments) == bare
    forbid()
    assert every_format(cli, place / "warm", *arguments) == bare
    assert len(bare) == len(FORMATS) + 3


@pytest.mark.parametrize("more", [(), ("--witness",), ("--profile", "strict"), ("--with-waived", "--fail-on", "note")])
def test_revisions(repository: Path, cli: Cli, not_again: Forbid, more: tuple[str, ...]) -> None:
    same(cli, not_again, repository.parent / "told", "v1.0", "v1.1", "-C", str(repository), *more)


@pytest.mark.parametrize("name", ["same", "broken", "doubtful", "noted", "blind", "both"])
def test_headers_given_alone(stage: Path, cli: Cli, not_again: Forbid, name: str) -> None:
    same(cli, not_again, stage / "told", f"old/linux/{name}.h", f"new/linux/{name}.h", "--target", "x86_64")


def test_a_header_in_its_place_in_a_revision(repository: Path, cli: Cli, not_again: Forbid) -> None:
    house = repository.parent / "house.h"
    house.write_text((repository / HOUSE).read_text(encoding="utf-8"), encoding="utf-8")
    same(cli, not_again, repository.parent / "told", "v1.0", str(house), "-C", str(repository))


def test_archives(repository: Path, cli: Cli, not_again: Forbid) -> None:
    for tag in ("v1.0", "v1.1"):
        git(repository, "archive", f"--output=../linux-{tag}.tar.gz", tag)
    old, new = (str(repository.parent / f"linux-{tag}.tar.gz") for tag in ("v1.0", "v1.1"))
    same(cli, not_again, repository.parent / "archives", old, new)


def test_a_directory_against_an_archive(repository: Path, cli: Cli, not_again: Forbid) -> None:
    git(repository, "archive", "--output=../linux-v1.0.tar", "v1.0")
    same(cli, not_again, repository.parent / "told", str(repository.parent / "linux-v1.0.tar"), str(repository))


def test_the_work_tree(repository: Path, cli: Cli, not_again: Forbid) -> None:
    written(repository, {HOUSE: (repository / HOUSE).read_text(encoding="utf-8").replace("__u32", "__u64")})
    same(cli, not_again, repository.parent / "told", "-C", str(repository))


def test_a_patch(repository: Path, cli: Cli, not_again: Forbid) -> None:
    patch = repository.parent / "house.patch"
    patch.write_text(git(repository, "format-patch", "--stdout", "v1.0..v1.1") + "\n", encoding="utf-8")
    asked = ("patch", str(patch), "-C", str(repository), "--base", "v1.0", "-o", "json")
    bare = cli(*asked, "--no-cache")
    assert cli(*asked) == bare
    not_again()
    assert cli(*asked) == bare


@pytest.fixture(autouse=True)
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program's files count as settled: who has just edited one wants to run these tests, too."""
    monkeypatch.setattr("uapicheck.cache.program._BEGIN", time.time_ns() + 10**12)


def sampled() -> list[object]:
    """Return pairs of neighbours, a few of them in each run of the tests, all of them where there is time."""
    return [
        pytest.param(at, marks=() if at % 46 == 5 else pytest.mark.oracle)  # ten pairs take half a minute
        for at in range(5, 93, 9)
    ]


@pytest.fixture(scope="session")
def kvm(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[str, ...]]:
    """Return KVM's history and its commits, oldest first."""
    if not BUNDLE.is_file():
        pytest.skip(ABSENT)
    clone = tmp_path_factory.mktemp("kvm") / "history"
    subprocess.run(["git", "clone", "-q", "-n", BUNDLE, clone], check=True, capture_output=True)
    return clone, tuple(git(clone, "rev-list", "--first-parent", "--reverse", "HEAD").split())


@pytest.mark.parametrize("at", sampled())
def test_neighbours_in_the_history_of_kvm(
    kvm: tuple[Path, tuple[str, ...]], cli: Cli, not_again: Forbid, tmp_path: Path, at: int
) -> None:
    clone, commits = kvm
    header = ("--header", "linux/kvm.h", "--witness")
    same(cli, not_again, tmp_path / "told", commits[at], commits[at + 1], "-C", str(clone), *header)


@pytest.mark.oracle
def test_releases(cli: Cli, not_again: Forbid, tmp_path: Path) -> None:
    found = archives()
    if not found:
        pytest.skip(ABSENT)
    same(cli, not_again, tmp_path / "told", str(found[0]), str(found[-1]), "--target", "arm64")


def test_the_names_are_those_of_this_run(repository: Path, cli: Cli, not_again: Forbid) -> None:
    asked = ("-C", str(repository), "-o", "json")
    git(repository, "branch", "v1.1")  # an ambiguous name
    assert cli("check", "v1.0", "v1.1", *asked).status == 1
    bare = cli("check", "v1.0", "HEAD", *asked, "--no-cache")
    git(repository, "commit", "--quiet", "--allow-empty", "--message=nothing")
    last = cli("check", "v1.0", "HEAD", *asked, "--no-cache")
    git(repository, "reset", "--quiet", "--hard", "v1.1^0")
    assert cli("check", "v1.0", "HEAD", *asked) == bare
    not_again()
    assert cli("check", "v1.0", "HEAD", *asked) == bare
    git(repository, "commit", "--quiet", "--allow-empty", "--message=nothing")
    assert cli("check", "v1.0", "HEAD", *asked) == last != bare  # the same headers, another commit


def test_a_header_that_changed_is_another_answer(stage: Path, cli: Cli) -> None:
    asked = ("check", "old/linux/broken.h", "new/linux/broken.h", "--target", "x86_64", "-q")
    assert cli(*asked).status == 1
    written(stage / "new", {"linux/broken.h": (stage / "old/linux/broken.h").read_text(encoding="utf-8")})
    assert cli(*asked).status == 0


def test_a_header_that_changed_with_its_size_and_time_kept_is_another_answer(stage: Path, cli: Cli) -> None:
    asked = ("check", "old/linux/same.h", "new/linux/same.h", "--target", "x86_64", "-q")
    assert cli(*asked).status == 0
    file = stage / "new/linux/same.h"
    before = file.stat()
    file.write_text(file.read_text(encoding="utf-8").replace("4", "3"), encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert cli(*asked).status == 1


def test_an_archive_that_changed_with_its_size_and_time_kept_is_another_answer(repository: Path, cli: Cli) -> None:
    old, new = repository.parent / "old.tar", repository.parent / "new.tar"
    for path in (old, new):
        git(repository, "archive", f"--output={path}", "v1.0")
    assert cli("check", str(old), str(new), "-q").status == 0
    before = new.stat()
    new.write_bytes(new.read_bytes().replace(b"DOORS 4", b"DOORS 5"))
    os.utime(new, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert new.stat().st_size == before.st_size
    assert cli("check", str(old), str(new), "-q").status == 1


def test_a_branch_that_moved_is_another_answer(repository: Path, cli: Cli) -> None:
    asked = ("check", "v1.0", "main", "-C", str(repository), "-q")
    assert cli(*asked).status == 1
    git(repository, "reset", "--quiet", "--hard", "v1.0")
    assert cli(*asked).status == 0


@pytest.mark.parametrize(
    "more",
    [
        *(("--target", "arm64"), ("--header", "asm/door.h"), ("--witness",), ("--profile", "kvm")),
        ("--config", "config.toml"),
    ],
)
def test_what_is_asked_is_part_of_the_question(repository: Path, cli: Cli, more: tuple[str, ...]) -> None:
    (repository.parent / "config.toml").write_text('[uapicheck]\nignore = ["field-removed"]\n', encoding="utf-8")
    asked = ("check", "v1.0", "v1.1", "-C", str(repository), "-o", "json")
    bare, more_bare = cli(*asked, "--no-cache"), cli(*asked, *more, "--no-cache")
    assert bare != more_bare
    for _ in range(2):
        assert (cli(*asked), cli(*asked, *more)) == (bare, more_bare)


def test_a_config_that_changed_is_another_answer(repository: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    config = repository.parent / "config.toml"
    asked = ("check", "v1.0", "v1.1", "-C", str(repository), "--config", str(config), "-q")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1904255999")
    config.write_text("", encoding="utf-8")
    assert cli(*asked).status == 1
    config.write_text(WAIVER, encoding="utf-8")
    assert cli(*asked).status == 0
    config.write_text("[uapicheck\n", encoding="utf-8")
    assert cli(*asked).status == 2


def test_a_waiver_ends_whatever_is_known(repository: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    config = repository.parent / "config.toml"
    config.write_text(WAIVER, encoding="utf-8")
    asked = ("check", "v1.0", "v1.1", "-C", str(repository), "--config", str(config), "-q")
    for second, status in (("1904255999", 0), ("1904342400", 1), ("1904255999", 0)):  # 2030-05-05 and 2030-05-07
        monkeypatch.setenv("SOURCE_DATE_EPOCH", second)
        assert [cli(*asked).status for _ in range(2)] == [status, status]


def test_a_witness_is_tried_anew_each_time(repository: Path, cli: Cli, cache_home: Path) -> None:
    cli("check", "v1.0", "v1.1", "-C", str(repository), "--verify-witness", "-q")
    assert not cache_home.exists()


def test_no_cache_leaves_no_trace(repository: Path, cli: Cli, cache_home: Path) -> None:
    assert cli("check", "v1.0", "v1.1", "-C", str(repository), "--no-cache", "-q").status == 1
    assert not cache_home.exists()


def test_errors_are_not_kept(repository: Path, cli: Cli) -> None:
    asked = ("check", "v1.0", "v1.1", "-C", str(repository), "--header", "linux/none.h")
    assert [cli(*asked).status for _ in range(2)] == [2, 2]


def test_a_damaged_cache_is_told_once(repository: Path, cli: Cli, cache_home: Path) -> None:
    asked = ("check", "v1.0", "v1.1", "-C", str(repository))
    good = cli(*asked)
    file = cache_home / "uapicheck" / NAME
    file.write_bytes(b"\xff" * 5000)
    told = cli(*asked)
    assert (told.status, told.out) == (good.status, good.out)
    assert told.err == f"uapicheck: {file}: the cache was damaged and is made anew\n"
    assert cli(*asked) == good


@pytest.mark.parametrize("more", [("-o", "terse"), ("-q",)])
def test_a_damaged_cache_is_no_matter_for_programs(
    repository: Path, cli: Cli, cache_home: Path, more: tuple[str, ...]
) -> None:
    (cache_home / "uapicheck").mkdir(parents=True, mode=0o700)
    (cache_home / "uapicheck" / NAME).write_bytes(b"\xff" * 5000)
    assert cli("check", "v1.0", "v1.1", "-C", str(repository), *more).err == ""


@pytest.mark.parametrize("form", ["b4", "terse"])
def test_b4_gets_no_word_on_the_standard_error(repository: Path, cli: Cli, cache_home: Path, form: str) -> None:
    patch = repository.parent / "house.patch"
    patch.write_text(git(repository, "format-patch", "--stdout", "v1.0..v1.1") + "\n", encoding="utf-8")
    asked = ("patch", str(patch), "-C", str(repository), "--base", "v1.0", "-o", form)
    bare = cli(*asked, "--no-cache")
    (cache_home / "uapicheck").mkdir(parents=True, mode=0o700)
    (cache_home / "uapicheck" / NAME).write_bytes(b"\xff" * 5000)
    assert [cli(*asked) for _ in range(2)] == [bare, bare]
    assert bare.err == ""


def test_a_value_that_cannot_be_read_is_worked_out_again(repository: Path, cli: Cli, cache_home: Path) -> None:
    from uapicheck.cache.database import _sum  # noqa: PLC0415 - a forger would do the same

    asked = ("check", "v1.0", "v1.1", "-C", str(repository), "-o", "json")
    good = cli(*asked)
    with closing(sqlite3.connect(cache_home / "uapicheck" / NAME)) as file, file:
        keys = [key for (key,) in file.execute("SELECT key FROM entry")]
        for key in keys:
            file.execute("UPDATE entry SET sum = ?, value = 'no' WHERE key = ?", (_sum(key, b"no"), key))
            file.execute("UPDATE entry SET value = CAST(value AS BLOB)")
    file.close()
    assert cli(*asked) == good


@pytest.mark.parametrize("pattern", [(), ("ROOMS*",), ("struct house",)])
def test_a_history(repository: Path, cli: Cli, not_again: Forbid, pattern: tuple[str, ...]) -> None:
    asked = ("history", *pattern, "-C", str(repository), "-o", "json")
    bare = cli(*asked, "--no-cache")
    assert cli(*asked) == bare
    if bare.status != 2:
        not_again()
    assert cli(*asked) == bare


def test_a_history_with_another_commit_or_tag_is_another_answer(repository: Path, cli: Cli) -> None:
    asked = ("history", "-C", str(repository), "-o", "json")
    told = [cli(*asked)]
    git(repository, "tag", "v2.0")
    told.append(cli(*asked))
    written(repository, {HOUSE: "#define HOUSES 1\n"})
    git(repository, "commit", "--quiet", "--all", "--message=third")
    told.append(cli(*asked))
    assert len({done.out for done in told}) == 3
    assert told[-1] == cli(*asked, "--no-cache")


def test_another_profile_or_target_compares_nothing_again(
    repository: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("check", "v1.0", "v1.1", "-C", str(repository), "-o", "json")
    more = [(), ("--profile", "strict"), ("--target", "arm64"), ("--target", "x86_64", "--target", "arm64")]
    bare = [cli(*asked, *each, "--no-cache") for each in more]
    assert cli(*asked) == bare[0]
    monkeypatch.setattr(Extractor, "snapshot", None)
    assert [cli(*asked, *each) for each in more] == bare


def test_a_history_goes_no_step_twice(repository: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("history", "-C", str(repository), "-o", "json")
    for number, name in enumerate(("third", "fourth", "fifth")):
        written(repository, {HOUSE: f"#define HOUSES {number}\n"})
        git(repository, "commit", "--quiet", "--all", f"--message={name}")
    cli(*asked, "--range", "v1.0..HEAD")
    written(repository, {HOUSE: "#define HOUSES 7\n#define STREETS 1\n"})
    git(repository, "commit", "--quiet", "--all", "--message=sixth")
    git(repository, "tag", "v1.2")
    bare = cli(*asked, "--range", "v1.0..HEAD", "--no-cache")
    taken: list[str] = []
    snapshot = Extractor.snapshot

    def counted(self: Extractor, tree: HeaderTree, target: Target, headers: Sequence[str]) -> Snapshot:
        taken.append(tree.provenance.id)
        return snapshot(self, tree, target, headers)

    monkeypatch.setattr(Extractor, "snapshot", counted)
    assert cli(*asked, "--range", "v1.0..HEAD", "--jobs", "1") == bare
    assert set(taken) == set(git(repository, "rev-parse", "HEAD", "HEAD^").split())


@pytest.mark.oracle
@pytest.mark.parametrize(
    "asked",
    [
        *(("spaces",), ("spaces", "atlas:v5.2", "--space", "KVM_REG_SIZE"), ("check", "atlas:v5.1", "atlas:v5.2")),
        *(("history", "KVM_VM_MIPS_TE"), ("history", "KVM_CAP_ARM_*", "--since", "v6.1", "--all")),
    ],
    ids=" ".join,
)
def test_what_the_atlas_tells(
    cli: Cli, not_again: Forbid, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, ...]
) -> None:
    bare = cli(*asked, "-o", "json", "--no-cache")
    assert cli(*asked, "-o", "json") == bare
    not_again()
    monkeypatch.setattr(Atlas, "snapshot", None)
    assert cli(*asked, "-o", "json") == bare


@pytest.mark.oracle
def test_another_atlas_is_another_answer(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "atlas"
    shutil.copytree(shipped(), own)
    monkeypatch.setenv("UAPICHECK_ATLAS", str(own))
    asked = ("history", "KVM_VM_MIPS_TE", "-o", "json")
    before = cli(*asked)
    (own / "releases.tsv").write_text(
        (own / "releases.tsv").read_text(encoding="utf-8").replace("2019-02-27", "2019-02-28"), encoding="utf-8"
    )
    atlas_at.cache_clear()
    after = cli(*asked)
    assert (before.status, after.status, before.out == after.out) == (0, 0, False)
    assert after == cli(*asked, "--no-cache")
    atlas_at.cache_clear()


def test_spaces_of_a_tree_are_those_of_its_headers(repository: Path, cli: Cli) -> None:
    text = "#define KVM_CAP_IRQCHIP 0\n#define KVM_CAP_HLT 1\n"
    written(repository, {"include/uapi/linux/kvm.h": text, "arch/x86/include/uapi/asm/kvm.h": "#define X 1\n"})
    asked = ("spaces", str(repository), "-o", "json")
    bare = cli(*asked, "--no-cache")
    assert bare.status == 0
    assert [cli(*asked) for _ in range(2)] == [bare, bare]
    written(repository, {"include/uapi/linux/kvm.h": text + "#define KVM_CAP_MORE 2\n"})
    assert cli(*asked) == cli(*asked, "--no-cache") != bare
