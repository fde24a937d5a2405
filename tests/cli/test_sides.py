"""Which two sides are compared, and that every way to name them comes to the same."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli
from tests.cli.stage import KERNEL, NEW_HOUSE, git, written

HOUSE = "include/uapi/linux/house.h"


def report(cli: Cli, *arguments: str) -> dict[str, Any]:
    done = cli("check", *arguments, "-o", "json")
    assert done.err == ""
    made: dict[str, Any] = json.loads(done.out)
    return made


def found(made: dict[str, Any]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(each["rule"], each["symbol"], tuple(each["targets"])) for each in made["findings"]]


def ends(made: dict[str, Any]) -> tuple[str, str]:
    return made["old"]["label"], made["new"]["label"]


GONE = [("field-removed", "struct house.rooms", ("x86_64", "i386", "arm64"))]


@pytest.fixture
def inside(repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in the repository."""
    monkeypatch.chdir(repository)
    return repository


def test_without_names_a_clean_tree_is_the_last_commit(inside: Path, cli: Cli) -> None:
    assert inside.is_dir()
    made = report(cli)
    assert ends(made) == ("HEAD^", "HEAD")
    assert found(made) == GONE


def test_without_names_a_dirty_tree_is_what_is_not_committed(inside: Path, cli: Cli) -> None:
    written(inside, {HOUSE: NEW_HOUSE.replace("HOUSE_LIMIT 7", "HOUSE_LIMIT 8")})
    made = report(cli)
    assert ends(made) == ("HEAD", "work tree")
    assert [symbol for _, symbol, _ in found(made)] == ["HOUSE_LIMIT"]


def test_without_names_ci_says_what_to_compare_with(inside: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    git(inside, "checkout", "--quiet", "-b", "topic", "v1.0")
    written(inside, {HOUSE: KERNEL[HOUSE].replace("HOUSE_LIMIT 7", "HOUSE_LIMIT 9")})
    git(inside, "commit", "--quiet", "--all", "--message=topic")
    monkeypatch.setenv("GITHUB_BASE_REF", "main")
    made = report(cli)
    assert made["old"]["label"] == "merge base of main and HEAD"
    assert [symbol for _, symbol, _ in found(made)] == ["HOUSE_LIMIT"]


def test_two_and_three_dots(inside: Path, cli: Cli) -> None:
    git(inside, "checkout", "--quiet", "-b", "topic", "v1.0")
    written(inside, {HOUSE: KERNEL[HOUSE].replace("HOUSE_LIMIT 7", "HOUSE_LIMIT 9")})
    git(inside, "commit", "--quiet", "--all", "--message=topic")
    assert [symbol for _, symbol, _ in found(report(cli, "main...topic"))] == ["HOUSE_LIMIT"]
    two = {symbol for _, symbol, _ in found(report(cli, "main..topic"))}
    assert "HOUSE_LIMIT" in two
    assert len(two) > 1, "the field that main took away is back"


def test_nothing_to_compare_is_wrong_use(inside: Path, cli: Cli) -> None:
    git(inside, "checkout", "--quiet", "v1.0")
    done = cli("check")
    assert (done.status, done.out) == (2, "")
    assert "nothing to compare" in done.err


def test_headers_of_different_names_are_compared(stage: Path, cli: Cli) -> None:
    written(stage, {"before.h": "#define LAMPS 1\n", "after.h": "#define LAMPS 2\n"})
    made = report(cli, "before.h", "after.h")
    assert [symbol for _, symbol, _ in found(made)] == ["LAMPS"]


def test_a_header_file_is_seen_among_the_headers_of_the_other_side(repository: Path, cli: Cli) -> None:
    written(repository.parent, {"mine/house.h": NEW_HOUSE})
    where = ("-C", str(repository))
    made = report(cli, "v1.0", "mine/house.h", *where)
    assert made["gaps"] == []
    assert found(made) == GONE
    assert made["new"]["note"] == "as linux/house.h among the headers of v1.0"
    back = report(cli, "mine/house.h", "v1.0", *where)
    assert {each["rule"] for each in back["findings"]} == {"field-appended"}
    assert report(cli, "v1.1", "mine/house.h", *where)["verdict"] == "pass"


def test_the_other_headers_of_a_tree_are_not_missed(repository: Path, cli: Cli) -> None:
    written(repository.parent, {"house.h": KERNEL[HOUSE]})
    done = cli("check", "v1.0", "house.h", "-C", str(repository), "--fail-on", "note", "-o", "terse")
    assert (done.status, done.out, done.err) == (0, "", "")


def test_the_include_guard_tells_whose_header_it_is(repository: Path, cli: Cli) -> None:
    text = KERNEL["arch/x86/include/uapi/asm/door.h"]
    written(repository.parent, {"door.h": text.replace("4", "5"), "bare.h/door.h": "#define DOORS 5\n"})
    where = ("-C", str(repository))
    assert found(report(cli, "v1.0", "door.h", *where)) == [("macro-value-changed", "DOORS", ("x86_64", "i386"))]
    done = cli("check", "v1.0", "bare.h/door.h", *where)
    assert done.status == 2
    assert done.err.endswith("asm/door.h of which architecture? arm64, x86 have one; say it: arm64=bare.h/door.h\n")
    assert found(report(cli, "v1.0", "arm64=bare.h/door.h", *where)) == [("macro-value-changed", "DOORS", ("arm64",))]


def test_a_source_header_given_alone_is_exported_first(stage: Path, cli: Cli) -> None:
    text = "#include <linux/compiler.h>\nstruct bag {\n\tvoid __user *handle;\n} __packed;\n"
    installed = "struct bag {\n\tvoid *handle;\n} __attribute__((packed));\n"
    written(stage, {"source.h": text, "installed.h": installed})
    assert report(cli, "source.h", "installed.h")["verdict"] == "pass"


def snapshot(cli: Cli, source: str, path: str, *more: str) -> str:
    done = cli("snapshot", source, "-o", f"json={path}", *more)
    assert (done.status, done.out, done.err) == (0, "", "")
    return path


def test_snapshots_compare_as_the_trees_they_were_taken_of(repository: Path, cli: Cli) -> None:
    where = ("-C", str(repository))
    old, new = (snapshot(cli, name, f"{name}.json", *where) for name in ("v1.0", "v1.1"))
    direct = report(cli, "v1.0", "v1.1", *where)
    for pair in ((old, new), (old, "v1.1"), ("v1.0", new)):
        made = report(cli, *pair, *where)
        for key in ("verdict", "targets", "findings", "gaps", "additions", "spaces"):
            assert made[key] == direct[key]


def test_a_snapshot_of_one_header_says_nothing_of_others(repository: Path, cli: Cli) -> None:
    where = ("-C", str(repository))
    taken = snapshot(cli, "v1.0", "house.json", "--header", "linux/house.h", "--target", "i386", *where)
    for pair, rule in (((taken, "v1.1"), "field-removed"), (("v1.1", taken), "field-appended")):
        made = report(cli, *pair, *where)
        assert [each["rule"] for each in made["findings"]] == [rule]
        assert (made["targets"], made["headers"]) == (["i386"], 1)
    done = cli("check", taken, "v1.1", "--header", "linux/types.h", *where)
    assert done.status == 2
    assert "a snapshot of linux/house.h alone" in done.err
    done = cli("check", taken, "v1.1", "--target", "arm64", *where)
    assert done.err == "uapicheck: house.json: it has no snapshot for arm64; --target names what it has: i386\n"
    other = snapshot(cli, "v1.1", "other.json", "--target", "arm64", *where)
    done = cli("check", taken, other)
    assert done.err == "uapicheck: the two snapshots have no target in common; they are of i386 and arm64\n"


def test_an_architecture_that_is_gone_is_news_in_snapshots_too(repository: Path, cli: Cli) -> None:
    git(repository, "rm", "--quiet", "-r", "arch/arm64")
    git(repository, "commit", "--quiet", "--message=third")
    where = ("-C", str(repository))
    direct = report(cli, "v1.1", "HEAD", *where)
    old, new = snapshot(cli, "v1.1", "old.json", *where), snapshot(cli, "HEAD", "new.json", *where)
    assert direct["verdict"] == "break"
    assert found(report(cli, old, new)) == found(direct)


def test_a_header_file_is_compared_with_a_snapshot_by_its_own_definitions(repository: Path, cli: Cli) -> None:
    written(repository.parent, {"types.h": KERNEL["include/uapi/linux/types.h"]})
    taken = snapshot(cli, "v1.0", "all.json", "-C", str(repository))
    made = report(cli, taken, "types.h")
    assert (made["verdict"], made["headers"]) == ("pass", 1)
    assert made["additions"] == []


def test_a_header_that_only_other_targets_have_is_said(repository: Path, cli: Cli) -> None:
    git(repository, "rm", "--quiet", "arch/arm64/include/uapi/asm/door.h")
    written(repository, {"arch/arm64/include/uapi/asm/gate.h": "#define GATES 1\n"})
    done = cli("snapshot", str(repository), "--header", "asm/gate.h", "--target", "x86_64")
    assert done.status == 2
    assert done.err == (
        "uapicheck: no target that was asked for exports 'asm/gate.h'; --target names others, and arm64 have it\n"
    )


def test_nothing_to_compare_is_a_report_where_that_is_allowed(inside: Path, cli: Cli) -> None:
    git(inside, "checkout", "--quiet", "v1.0")
    for names in ((), ("HEAD",), ("HEAD..v1.0",), ("v1.1...v1.0",)):
        done = cli("check", "--allow-empty", *names, "-o", "terse")
        assert (done.status, done.err) == (0, "")
    assert ends(report(cli, "--allow-empty")) == ("HEAD", "HEAD")


def test_a_commit_that_is_not_here_is_fetched_where_that_is_asked_for(
    repository: Path, tmp_path: Path, cli: Cli
) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repository}", str(clone))
    done = cli("check", "-C", str(clone))
    assert done.status == 2
    assert "`git fetch --no-tags --depth=1 origin " in done.err
    assert found(report(cli, "-C", str(clone), "--fetch")) == GONE
    done = cli("check", "-C", str(clone), "--fetch", "0" * 39 + "1", "HEAD")
    assert (done.status, done.out) == (2, "")
    assert "failed: " in done.err
    assert "fetch it by hand, or name the two sides" in done.err


def test_what_cannot_be_read_in_a_header_that_cannot_differ_is_no_gap(inside: Path, cli: Cli) -> None:
    git(inside, "checkout", "--quiet", "v1.0")
    written(inside, {"include/uapi/linux/blind.h": "#include <stdlib.h>\n#define BLIND 1\n"})
    git(inside, "add", "--all")
    git(inside, "commit", "--quiet", "--message=blind")
    written(inside, {HOUSE: NEW_HOUSE})
    told = report(cli)
    assert found(told) == GONE
    assert told["gaps"] == []
    assert told["headers"] > told["differing"]
    git(inside, "checkout", "--quiet", HOUSE)
    written(inside, {"include/uapi/linux/blind.h": "#include <stdlib.h>\n#define BLIND 1\n#define SPOT 1\n"})
    assert cli("check", "-q").status == 3
    assert cli("check", "-q", "--incomplete=warn").status == 0
