"""The action for GitHub: its steps run in checkouts as a runner makes them."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.forges.runner import ACTION, Action, loaded
from tests.forges.tree import HOUSE, Forge
from tests.sources.clones import ZEROS, git


def test_a_clean_request_passes_with_a_summary_and_a_page(forge: Forge, action: Action) -> None:
    head, merge = forge.requested("clean")
    ran = action.run(forge.checkout(merge), forge.pull_request(head, merge))
    assert (ran.status, ran.annotations) == (0, [])
    assert "PASS" in ran.summary
    assert "HOUSE_LIMIT" in ran.summary
    assert (ran.outputs["status"], ran.outputs["verdict"]) == ("0", "pass")
    report = json.loads(Path(ran.outputs["json"]).read_text(encoding="utf-8"))
    assert report["old"]["id"] == forge.first
    assert report["new"]["id"] == merge
    (kept,) = ran.used
    assert kept["uses"].startswith("actions/upload-artifact@")
    assert ran.outputs["html"] in kept["path"]
    assert "<html" in Path(ran.outputs["html"]).read_text(encoding="utf-8")


def test_what_others_broke_meanwhile_is_not_the_requests(forge: Forge, action: Action) -> None:
    head, merge = forge.requested("clean")
    ran = action.run(forge.checkout(merge, depth=0), forge.pull_request(head, merge))
    assert (ran.status, ran.outputs["verdict"]) == (0, "pass")


def test_a_breaking_request_fails_with_annotations_and_all_files(forge: Forge, action: Action) -> None:
    head, merge = forge.requested("breaking")
    ran = action.run(forge.checkout(merge), forge.pull_request(head, merge), sarif="true", name="abi")
    assert (ran.status, ran.outputs["status"], ran.outputs["verdict"]) == (1, "1", "break")
    (annotation,) = ran.annotations
    assert annotation.startswith(f"::error file={HOUSE},line=")
    assert "struct house.rooms" in ran.summary
    artifact, upload = ran.used
    assert artifact["name"] == "abi"
    assert (upload["sarif_file"], upload["category"]) == (ran.outputs["sarif"], "abi")
    sarif = json.loads(Path(ran.outputs["sarif"]).read_text(encoding="utf-8"))
    assert sarif["runs"][0]["results"][0]["ruleId"] == "field-removed"


@pytest.mark.parametrize(("incomplete", "status"), [("warn", 0), ("fail", 3)])
def test_a_gap_warns_and_fails_where_it_is_to(forge: Forge, action: Action, incomplete: str, status: int) -> None:
    head, merge = forge.requested("gappy")
    ran = action.run(forge.checkout(merge), forge.pull_request(head, merge), incomplete=incomplete)
    assert (ran.status, ran.outputs["status"], ran.outputs["verdict"]) == (status, "3", "incomplete")
    assert {each.split(" ")[0] for each in ran.annotations} == {"::warning"}
    assert "stdlib.h" in ran.summary


def test_a_request_that_touches_no_header_passes_and_says_so(forge: Forge, action: Action) -> None:
    head, merge = forge.requested("elsewhere")
    ran = action.run(forge.checkout(merge), forge.pull_request(head, merge))
    assert (ran.status, ran.annotations, ran.outputs["verdict"]) == (0, [], "pass")
    assert "no difference that user space can see" in ran.summary


def test_gaps_that_a_request_does_not_touch_are_not_told(forge: Forge, action: Action) -> None:
    head, merge = forge.requested("clean")
    ran = action.run(forge.checkout(merge), forge.pull_request(head, merge))
    assert ran.outputs["verdict"] == "pass"


def test_a_push_is_compared_with_the_branch_before_it(forge: Forge, action: Action) -> None:
    forge.pushed("breaking")
    after = forge.pushed("elsewhere")
    ran = action.run(forge.checkout(after), forge.push(forge.first, after))
    assert (ran.status, ran.outputs["verdict"]) == (1, "break"), "HEAD^..HEAD would have passed"


def test_a_new_branch_without_a_commit_passes(forge: Forge, action: Action) -> None:
    git(forge.work, "push", "--quiet", "origin", "HEAD:refs/heads/stable")
    ran = action.run(forge.checkout(forge.first, depth=0), forge.push(ZEROS, forge.first, "stable"))
    assert (ran.status, ran.outputs["verdict"]) == (0, "pass")


def test_a_base_may_be_named(forge: Forge, action: Action) -> None:
    after = forge.pushed("breaking")
    last = forge.pushed("elsewhere")
    checkout = forge.checkout(last, depth=0)
    assert action.run(checkout, forge.push(after, last)).status == 0
    assert action.run(checkout, forge.push(after, last), base=f"{forge.first}..{last}").status == 1
    assert action.run(checkout, forge.push(after, last), base=forge.first).status == 1


def test_without_fetch_the_command_to_run_is_an_annotation(forge: Forge, action: Action) -> None:
    head, merge = forge.requested("breaking")
    checkout = forge.checkout(merge)
    ran = action.run(checkout, forge.pull_request(head, merge), fetch="false")
    (error,) = ran.annotations
    assert (ran.status, ran.outputs["status"], ran.outputs["verdict"]) == (2, "2", "")
    match = re.search(r"`(git fetch [^`]+)`", error)
    assert match, error
    subprocess.run(["bash", "-c", match[1]], cwd=checkout, check=True, capture_output=True)
    assert action.run(checkout, forge.pull_request(head, merge), fetch="false").status == 1


def test_a_config_that_is_wrong_is_an_annotation(forge: Forge, action: Action) -> None:
    before = forge.pushed("unreadable")
    after = forge.pushed("clean")
    ran = action.run(forge.checkout(after), forge.push(before, after))
    assert ran.status == 2
    (error,) = ran.annotations
    assert error.startswith("::error title=uapicheck::uapicheck: ")
    assert "nosuch" in error


@pytest.mark.parametrize(
    "inputs",
    [{"incomplete": "maybe"}, {"html": "yes"}, {"fail_on": "everything"}, {"targets": "vax"}, {"headers": "no/such.h"}],
    ids=str,
)
def test_a_wrong_input_fails_the_job(forge: Forge, action: Action, inputs: dict[str, str]) -> None:
    head, merge = forge.requested("clean")
    ran = action.run(forge.checkout(merge), forge.pull_request(head, merge), **inputs)
    assert ran.status == 2
    assert len(ran.annotations) == 1


def test_headers_and_targets_narrow_the_view(forge: Forge, action: Action) -> None:
    head, merge = forge.requested("breaking")
    checkout, environment = forge.checkout(merge), forge.pull_request(head, merge)
    (checkout / "linux").mkdir()
    (checkout / "linux/types.h").touch()  # a shell that matched the glob would find this one
    assert action.run(checkout, environment, headers="linux/*.h", targets="x86_64 i386").status == 1
    assert action.run(checkout, environment, headers="linux/types.h asm/*.h").status == 0


EVIL = "$(touch owned)`touch owned`'; touch owned; '\"; touch owned; \"; touch owned; %0A::error::x"


def test_no_input_runs_anything(forge: Forge, action: Action, tmp_path: Path) -> None:
    head, merge = forge.requested("clean")
    checkout, environment = forge.checkout(merge), forge.pull_request(head, merge)
    for name in sorted({*loaded(ACTION)["inputs"]} - {"working-directory", "python", "name"}):
        ran = action.run(checkout, environment, **{name.replace("-", "_"): EVIL})
        assert ran.status == 2, name
        assert len(ran.annotations) == 1
        assert ran.annotations[0].startswith("::error title=uapicheck::")
    assert not list(tmp_path.rglob("owned"))


@pytest.mark.parametrize("branch", ["a$(touch${IFS}owned)`touch${IFS}owned`;touch${IFS}owned;'\"", "--x=y"])
def test_no_name_of_a_branch_runs_anything(forge: Forge, action: Action, tmp_path: Path, branch: str) -> None:
    git(forge.work, "push", "--quiet", "origin", f"{forge.first}:refs/heads/{branch}")
    after = forge.pushed("breaking", "topic")
    environment = forge.pull_request(after, after, branch)
    environment |= {"GITHUB_BASE_REF": branch, "GITHUB_REF": f"refs/heads/{branch}"}
    ran = action.run(forge.checkout(after), environment)
    assert (ran.status, ran.outputs["verdict"]) == (1, "break"), ran.log
    assert not list(tmp_path.rglob("owned"))


def test_no_name_of_a_header_runs_anything(forge: Forge, action: Action, tmp_path: Path) -> None:
    odd = "include/uapi/linux/$(touch${IFS}owned)`touch${IFS}owned`;"  # make's lists have no header with a space
    name = odd + "%0A::error,line=1::y.h"
    before = forge.commit("odd", {name: "#ifndef G\n#define G\n#define GONE 1\n#endif\n"})
    after = forge.commit("odder", {name: "#ifndef G\n#define G\n#endif\n"})
    git(forge.work, "push", "--quiet", "origin", "main")
    ran = action.run(forge.checkout(after), forge.push(before, after))
    assert (ran.status, len(ran.annotations)) == (1, 1), ran.log
    assert ran.annotations[0].startswith(f"::error file={odd}%250A%3A%3Aerror%2Cline=1%3A%3Ay.h,line=3,")
    assert not list(tmp_path.rglob("owned"))


def test_no_expression_stands_inside_a_script() -> None:
    steps = loaded(ACTION)["runs"]["steps"]
    assert [step for step in steps if "${{" in step.get("run", "")] == []
    assert all(step["uses"].count("@") == 1 for step in steps if "uses" in step)


def test_every_input_is_described_and_used() -> None:
    text = ACTION.read_text(encoding="utf-8")
    for name, each in loaded(ACTION)["inputs"].items():
        assert each["description"]
        assert isinstance(each["default"], str)
        assert f"inputs.{name} " in text


@pytest.mark.oracle
def test_the_action_installs_itself_beside_the_jobs_python(forge: Forge, tmp_path: Path) -> None:
    action = Action(tmp_path / "runner")
    head, merge = forge.requested("breaking")
    environment = forge.pull_request(head, merge)
    ran = action.run(forge.checkout(merge), environment)
    assert ran.status == 1, ran.log
    assert (action.temporary / "uapicheck/venv/bin/uapicheck").is_file()
