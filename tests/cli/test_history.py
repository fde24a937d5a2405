"""`history`: since when a name is there, what became of it, and by which commit."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli
from tests.cli.history_stage import in_history
from tests.cli.stage import git, written
from tests.golds import check_gold
from tests.render.schemas import complaints


@pytest.fixture(scope="module")
def repository_(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return in_history(tmp_path_factory.mktemp("history") / "demo")


@pytest.fixture
def demo(repository_: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the repository, which is the working directory."""
    monkeypatch.chdir(repository_)
    return repository_


def events(cli: Cli, *arguments: str) -> dict[str, list[dict[str, Any]]]:
    done = cli("history", *arguments, "-o", "json")
    assert done.status == 0, done.err
    found: dict[str, list[dict[str, Any]]] = json.loads(done.out)["names"]
    return found


def told(cli: Cli, name: str) -> list[tuple[str, str, str | None, str | None]]:
    """Return event, release, old and new of each event of a name."""
    return [(e["event"], e["release"], e["old"], e["new"]) for e in events(cli, name, "-C", ".")[name]]


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_every_format_writes_what_it_is_known_to_write(
    demo: Path, cli: Cli, form: str, pytestconfig: pytest.Config
) -> None:
    del demo
    done = cli("history", "-C", ".", "-o", form)
    assert (done.status, done.err) == (0, "")
    extension = {"text": "txt"}.get(form, form)
    check_gold(f"history.{extension}", done.out, accept=pytestconfig.getoption("--accept"))


@pytest.mark.oracle
def test_a_page_of_all_that_the_atlas_knows_is_not_much_more_than_its_words(tmp_path: Path, cli: Cli) -> None:
    page = tmp_path / "all.html"
    assert cli("history", "-o", f"html={page}").status == 0
    text = page.read_text(encoding="utf-8")
    names = text.count("<details")
    assert names > 2000
    assert len(text) < 600 * names


@pytest.mark.parametrize("closed", [False, True])
def test_json_keeps_to_its_schema(demo: Path, cli: Cli, *, closed: bool) -> None:
    del demo
    document = json.loads(cli("history", "-C", ".", "-o", "json").out)
    assert complaints("history-1.schema.json", document, closed=closed) == []
    assert list(document)[:3] == ["schema", "releases", "names"]
    event = document["names"]["DEMO_TYPE_MASK"][0]
    assert list(event)[:5] == ["event", "release", "targets", "old", "new"]
    assert {e["release"] for of in document["names"].values() for e in of} <= set(document["releases"])


def test_the_first_line_answers_since_when_a_name_is_there(demo: Path, cli: Cli) -> None:
    commit = git(demo, "rev-parse", "--short=7", "v1.1-rc1~2")
    first = " ".join(cli("history", "DEMO_SIZE_U32", "-C", ".").out.split("\n  v1.1-rc1")[0].split())
    when = f"v1.1-rc1 (commit {commit}, 2021-03-02)"
    assert first == f"DEMO_SIZE_U32: since {when}, now on all 5 targets, 0x0020000000000000"


def test_a_name_that_was_there_all_the_time_says_so(demo: Path, cli: Cli) -> None:
    del demo
    done = cli("history", "DEMO_API_VERSION", "-C", ".")
    assert done.status == 0
    assert done.out.startswith("DEMO_API_VERSION: there since before v1.0, now on all ")


def test_an_event_names_the_first_tag_that_has_it(demo: Path, cli: Cli) -> None:
    del demo
    assert told(cli, "DEMO_TYPE_MASK")[0] == ("changed", "v1.1", "0xff", "0xf")
    assert told(cli, "DEMO_DEBUG") == [("removed", "v1.1", "4", None)]


def test_what_no_tag_has_yet_is_named_after_the_last_tag_and_the_commit(demo: Path, cli: Cli) -> None:
    head = git(demo, "rev-parse", "--short=7", "HEAD")
    assert told(cli, "DEMO_CAP_THREE") == [("added", f"v1.1+{head}", None, "3")]


def test_the_commit_is_the_one_inside_a_merge(demo: Path, cli: Cli) -> None:
    (event, *_) = events(cli, "DEMO_CAP_TWO", "-C", ".")["DEMO_CAP_TWO"]
    assert event["commit"] == git(demo, "rev-parse", "caps")


def test_a_commit_without_headers_is_no_step(demo: Path, cli: Cli) -> None:
    steps = json.loads(cli("history", "-C", str(demo), "-o", "json").out)["steps"]
    assert "demo: no header changes here" not in [step["commit"]["subject"] for step in steps]


def test_a_renaming_stands_under_both_names(demo: Path, cli: Cli) -> None:
    del demo
    renaming = ("renamed", "v1.1-rc1", "DEMO_QUIRK_LINT", "DEMO_X86_QUIRK_LINT")
    assert told(cli, "DEMO_QUIRK_LINT") == [renaming]
    assert told(cli, "DEMO_X86_QUIRK_LINT")[0] == renaming


def test_a_move_to_one_architecture_is_a_loss_on_the_others(demo: Path, cli: Cli) -> None:
    del demo
    found = {e["event"]: e for e in events(cli, "DEMO_S390_STOP", "-C", ".")["DEMO_S390_STOP"]}
    assert found["moved"]["targets"] == ["s390x"]
    assert (found["moved"]["old"], found["moved"]["new"]) == ("linux/demo.h", "asm/demo.h")
    assert found["removed"]["targets"] == ["x86_64", "i386"]
    assert (found["removed"]["rule"], found["removed"]["severity"]) == ("macro-removed", "break")


def test_a_struct_brings_its_fields_and_the_finding_they_hang_beneath(demo: Path, cli: Cli) -> None:
    del demo
    found = events(cli, "struct demo_line", "-C", ".")
    first = found["struct demo_line"][0]
    assert (first["event"], first["old"], first["new"]) == ("changed", "8 bytes", "12 bytes")
    assert found["struct demo_line.owner"][0]["event"] == "added"
    moved = found["struct demo_line.level"][0]
    assert (moved["old"], moved["new"]) == ("__u32 at byte 0", "__u32 at byte 4")
    assert moved["root"] == "struct demo_line.owner"


def test_an_architecture_that_joins_is_told_of_apart(demo: Path, cli: Cli) -> None:
    del demo
    (event,) = events(cli, "DEMO_CAP_ONE", "-C", ".")["DEMO_CAP_ONE"]
    assert (event["event"], event["with"], event["elsewhere"]) == ("added", "linux/demo.h", True)
    assert "riscv64" in event["targets"]
    said = cli("history", "DEMO_CAP_ONE", "DEMO_CAP_TWO", "-C", ".").out
    assert "there since before v1.0, and nothing happened to them: DEMO_CAP_ONE" in said


def test_a_range_and_limits_narrow_the_time(demo: Path, cli: Cli) -> None:
    del demo
    assert set(events(cli, "--range", "v1.1-rc1..v1.1", "--header", "linux/demo.h", "--target", "s390x")) == {
        "DEMO_CAP_TWO", "DEMO_DEBUG", "DEMO_TYPE_MASK",
    }  # fmt: skip
    by_release = events(cli, "-C", ".", "--since", "v1.1-rc1", "--until", "v1.1-rc1", "--target", "s390x")
    by_day = events(cli, "-C", ".", "--since", "2021-03-02", "--until", "2021-03-04", "--target", "s390x")
    assert by_release == by_day
    assert "DEMO_SIZE_U32" in by_day
    assert "DEMO_CAP_TWO" not in by_day


def test_a_release_that_is_no_step_is_compared_as_a_version(demo: Path, cli: Cli) -> None:
    del demo
    assert "DEMO_CAP_TWO" in events(cli, "-C", ".", "--since", "v1.0.5", "--until", "v1.9", "--target", "s390x")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("DEMO_CAP_TOW", "-C", "."), "DEMO_CAP_TOW: no name matches at any time; did you mean DEMO_CAP_TWO"),
        (("DEMO_NOPE_*", "-C", "."), "no name matches at any time"),
        (("v1.0..v1.1", "-C", "."), "--range v1.0..v1.1 names commits"),
        (("KVM_CAP_USER_MEMROY",), "no name matches at any time; did you mean KVM_CAP_USER_MEMORY"),
        (("-C", ".", "--since", "v1.1-rc2x"), "is no release and no day; did you mean v1.1-rc1?"),
        (("-C", ".", "--since", "2030"), "nothing happened in that time"),
        (("--range", "v1.0..v9.9"), "no such revision"),
        (("--range", "v1.0..--all"), "this cannot be a git revision"),
        (("--range", "v1.0", "--of", "a"), "--range and --of name two chains"),
    ],
)  # fmt: skip
def test_wrong_use_is_one_line_that_helps(demo: Path, cli: Cli, arguments: tuple[str, ...], said: str) -> None:
    del demo
    done = cli("history", *arguments)
    assert done.status == 2
    assert said in done.err
    assert done.err.count("\n") == 1
    assert done.out == ""


def test_any_sources_make_a_chain(stage: Path, cli: Cli) -> None:
    del stage
    done = cli("history", "struct line*", "--target", "x86_64", "-o", "json", "--of", "x86_64=old", "x86_64=new")
    assert done.status == 0, done.err
    (event,) = json.loads(done.out)["names"]["struct line.from"]
    assert (event["event"], event["release"], event["rule"]) == ("removed", "x86_64=new", "field-removed")


def test_a_name_that_may_only_be_hidden_is_doubtful(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = {"linux/a.h": "#include <linux/b.h>\n#define KEPT 1\n", "linux/b.h": "#define HIDDEN 1\n"}
    written(tmp_path / "old", before | {"asm/x.h": ""})
    shutil.copytree(tmp_path / "old", tmp_path / "new")
    (tmp_path / "new" / "linux" / "b.h").unlink()
    done = cli("history", "HIDDEN", "--target", "x86_64", "--of", "x86_64=old", "x86_64=new", "--header", "linux/a.h")
    assert done.status == 3
    assert "perhaps not: could not read" in done.out


def test_the_same_is_told_by_one_process_and_by_two(demo: Path, cli: Cli) -> None:
    del demo
    one, two = (cli("history", "-C", ".", "-o", "json", "--jobs", jobs).out for jobs in ("1", "2"))
    assert one == two
