"""What CI environments say to compare, and which fetch they ask for where a clone lacks it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.sources.clones import ZEROS, checked_out, committed, event, git, github, gitlab, obeyed, on_forge
from uapicheck.errors import RevisionError, SourceError
from uapicheck.sources.fetching import MissingCommitError
from uapicheck.sources.opening import opened
from uapicheck.sources.pairs import NothingToCompareError, pair
from uapicheck.sources.repository import repository_at
from uapicheck.sources.source import Source

PULL = "refs/pull/7/merge"


@pytest.fixture
def forge(tmp_path: Path) -> tuple[Path, Mapping[str, str]]:
    root = tmp_path / "forge"
    return root, on_forge(root)


def sides(clone: Path, environment: Mapping[str, str]) -> tuple[Source, Source]:
    repository_at.cache_clear()
    return pair(None, None, repository=clone, environment=environment)


def old(clone: Path, environment: Mapping[str, str]) -> str:
    """Return the id of the commit that is compared with."""
    return git(clone, "rev-parse", f"{sides(clone, environment)[0].text}^{{commit}}")


def after_fetch(clone: Path, environment: Mapping[str, str], *words: str) -> str:
    """Return what is compared with once the command of the error was run; it has these words."""
    with pytest.raises(MissingCommitError) as caught:
        sides(clone, environment)
    command = obeyed(caught.value, clone)
    assert all(word in command for word in words), command
    return old(clone, environment)


# Requests


@pytest.mark.parametrize("depth", [0, 2])
def test_a_pull_request_is_compared_with_the_first_parent_of_its_merge(
    tmp_path: Path, forge: tuple[Path, Mapping[str, str]], depth: int
) -> None:
    root, made = forge
    clone = checked_out(root, tmp_path / "clone", made["merge"], depth=depth)
    environment = github("pull_request", made["merge"], PULL, GITHUB_BASE_REF="main")
    assert old(clone, environment) == made["second"], "not v1.0, where the branch left, nor where main is by now"
    assert sides(clone, environment)[0].label == "main"


def test_a_pull_request_cloned_to_depth_one_asks_for_its_base_alone(
    tmp_path: Path, forge: tuple[Path, Mapping[str, str]]
) -> None:
    root, made = forge
    clone = checked_out(root, tmp_path / "clone", made["merge"], depth=1)
    environment = github("pull_request", made["merge"], PULL, GITHUB_BASE_REF="main")
    found = after_fetch(clone, environment, f"git fetch --no-tags --depth=1 origin {made['second']}")
    assert found == made["second"]


def test_a_checkout_of_the_branch_itself_is_compared_with_where_it_left(
    tmp_path: Path, forge: tuple[Path, Mapping[str, str]]
) -> None:
    root, made = forge
    clone = checked_out(root, tmp_path / "clone", made["two"])
    assert old(clone, github("pull_request", made["merge"], PULL, GITHUB_BASE_REF="main")) == made["first"]


def test_a_shallow_checkout_of_the_branch_asks_for_both_histories(
    tmp_path: Path, forge: tuple[Path, Mapping[str, str]]
) -> None:
    root, made = forge
    clone = checked_out(root, tmp_path / "clone", made["two"], depth=1)
    environment = github("pull_request", made["merge"], PULL, GITHUB_BASE_REF="main")
    fetch = f"git fetch --no-tags --unshallow origin {made['two']} +refs/heads/main:refs/remotes/origin/main"
    assert after_fetch(clone, environment, fetch) == made["first"]


def test_a_branch_of_which_the_clone_has_the_end_alone_is_no_base_yet(
    tmp_path: Path, forge: tuple[Path, Mapping[str, str]]
) -> None:
    root, made = forge
    clone = checked_out(root, tmp_path / "clone", made["two"], depth=1, refspec="+main:refs/remotes/origin/main")
    environment = github("pull_request", made["merge"], PULL, GITHUB_BASE_REF="main")
    assert after_fetch(clone, environment, "--unshallow") == made["first"]


def test_a_merge_base_that_may_not_be_the_best_one_is_not_taken(tmp_path: Path) -> None:
    root = tmp_path / "forge"
    root.mkdir()
    git(root, "init", "--quiet", "--initial-branch=main")
    committed(root, "root")
    git(root, "checkout", "--quiet", "-b", "topic")
    best = committed(root, "one")
    for name in ("two", "three"):
        committed(root, name)
    git(root, "checkout", "--quiet", "-b", "side", best)
    for name in ("s1", "s2", "s3", "s4"):
        committed(root, name)
    git(root, "checkout", "--quiet", "main")
    git(root, "merge", "--quiet", "--no-ff", "--message=merge", "side")
    git(root, "branch", "--quiet", "-D", "side")
    committed(root, "last")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=4", "--no-single-branch", f"file://{root}", str(clone))
    git(clone, "checkout", "--quiet", "topic")
    wrong = git(clone, "merge-base", "origin/main", "HEAD")
    assert wrong != best, "git answers, and the answer is another one than that of the whole history"
    environment = {"CHANGE_TARGET": "main"}
    assert after_fetch(clone, environment, "--unshallow") == best


def test_a_shallow_clone_that_reaches_behind_the_fork_needs_no_fetch(
    tmp_path: Path, forge: tuple[Path, Mapping[str, str]]
) -> None:
    root, made = forge
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=3", "--no-tags", "--no-single-branch", f"file://{root}", str(clone))
    git(clone, "checkout", "--quiet", "topic")
    assert repository_at(str(clone)).is_shallow
    assert old(clone, {"CHANGE_TARGET": "main"}) == made["first"]


def test_a_single_branch_clone_asks_for_the_other_branch(tmp_path: Path, forge: tuple[Path, Mapping[str, str]]) -> None:
    root, made = forge
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--single-branch", "--branch=topic", f"file://{root}", str(clone))
    fetch = "git fetch --no-tags origin +refs/heads/main:refs/remotes/origin/main"
    assert after_fetch(clone, {"CHANGE_TARGET": "main"}, fetch) == made["first"]


@pytest.mark.parametrize("name", ["fix;touch${IFS}owned", "a$(touch owned)", "it's", "x&&touch owned"])
def test_a_branch_with_a_name_for_the_shell_is_quoted(
    tmp_path: Path, forge: tuple[Path, Mapping[str, str]], name: str
) -> None:
    root, made = forge
    is_branch = " " not in name
    if is_branch:
        git(root, "branch", name, "main")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--single-branch", "--branch=topic", f"file://{root}", str(clone))
    if is_branch:
        assert after_fetch(clone, {"GITHUB_BASE_REF": name}) == made["first"]
    else:
        with pytest.raises(RevisionError):
            sides(clone, {"GITHUB_BASE_REF": name})
    assert not list(tmp_path.rglob("owned"))


def test_a_merge_request_is_compared_with_the_base_of_its_diff(
    tmp_path: Path, forge: tuple[Path, Mapping[str, str]]
) -> None:
    root, made = forge
    clone = checked_out(root, tmp_path / "clone", made["two"], depth=1)
    environment = gitlab(
        "merge_request_event", made["two"], CI_MERGE_REQUEST_DIFF_BASE_SHA=made["first"],
        CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main", CI_MERGE_REQUEST_EVENT_TYPE="detached",
    )  # fmt: skip
    assert after_fetch(clone, environment, f"--depth=1 origin {made['first']}") == made["first"]


@pytest.mark.parametrize("kind", ["merged_result", "merge_train"])
def test_a_merged_result_is_compared_with_its_first_parent(
    tmp_path: Path, forge: tuple[Path, Mapping[str, str]], kind: str
) -> None:
    root, made = forge
    clone = checked_out(root, tmp_path / "clone", made["merge"], depth=1)
    environment = gitlab(
        "merge_request_event", made["merge"], CI_MERGE_REQUEST_DIFF_BASE_SHA=made["first"],
        CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main", CI_MERGE_REQUEST_EVENT_TYPE=kind,
    )  # fmt: skip
    assert after_fetch(clone, environment) == made["second"], "what main did since the fork is not the request's"


# Merge queues, pushes, tags


def test_a_merge_group_is_compared_with_what_it_stands_on(
    tmp_path: Path, forge: tuple[Path, Mapping[str, str]]
) -> None:
    root, made = forge
    clone = checked_out(root, tmp_path / "clone", made["merge"], depth=1)
    told = event(tmp_path / "event.json", {"merge_group": {"base_sha": made["second"], "head_sha": made["merge"]}})
    ref = "refs/heads/gh-readonly-queue/main/pr-7"
    environment = github("merge_group", made["merge"], ref, GITHUB_EVENT_PATH=told)
    assert after_fetch(clone, environment, f"--depth=1 origin {made['second']}") == made["second"]


def pushed(tmp_path: Path, head: str, branch: str, before: str, *, forced: bool = False) -> Mapping[str, str]:
    payload = {"before": before, "after": head, "forced": forced, "repository": {"default_branch": "main"}}
    told = event(tmp_path / "event.json", payload)
    return github("push", head, f"refs/heads/{branch}", GITHUB_EVENT_PATH=told, GITHUB_BASE_REF="")


def test_a_push_is_compared_with_the_branch_before_it(tmp_path: Path, forge: tuple[Path, Mapping[str, str]]) -> None:
    root, made = forge
    clone = checked_out(root, tmp_path / "clone", made["third"], depth=1)
    environment = pushed(tmp_path, made["third"], "main", made["first"])
    assert after_fetch(clone, environment, f"--depth=1 origin {made['first']}") == made["first"]
    assert sides(clone, environment)[0].label == "main before the push"


@pytest.mark.parametrize(("before", "forced"), [(ZEROS, False), ("rewritten", True)])
def test_a_branch_that_is_new_or_rewritten_is_compared_with_where_it_left_the_default_one(
    tmp_path: Path,
    forge: tuple[Path, Mapping[str, str]],
    before: str,
    forced: bool,  # noqa: FBT001 - a case
) -> None:
    root, made = forge
    clone = checked_out(root, tmp_path / "clone", made["two"])
    environment = pushed(
        tmp_path, made["two"], "topic", made.get(before, "1" * 40 if forced else before), forced=forced
    )
    assert old(clone, environment) == made["first"]


def test_a_default_branch_that_was_rewritten_is_compared_with_what_is_left_of_it(
    tmp_path: Path, forge: tuple[Path, Mapping[str, str]]
) -> None:
    root, made = forge
    git(root, "reset", "--quiet", "--hard", made["second"])
    anew = committed(root, "anew")
    clone = checked_out(root, tmp_path / "clone", anew, depth=1)
    environment = pushed(tmp_path, anew, "main", made["third"], forced=True)
    with pytest.raises(MissingCommitError) as caught:
        sides(clone, environment)
    assert f"--depth=1 origin {made['third']}" in obeyed(caught.value, clone)
    assert after_fetch(clone, environment, "--unshallow") == made["second"]
    assert sides(clone, environment)[0].label == "what the push left of main"


def test_a_new_branch_without_a_commit_of_its_own_is_nothing_to_compare(
    tmp_path: Path, forge: tuple[Path, Mapping[str, str]]
) -> None:
    root, made = forge
    clone = checked_out(root, tmp_path / "clone", made["first"])
    with pytest.raises(NothingToCompareError, match="it is the merge base of origin/main and HEAD"):
        sides(clone, pushed(tmp_path, made["first"], "stable", ZEROS))


def test_a_tag_is_compared_with_the_tag_before_it(tmp_path: Path, forge: tuple[Path, Mapping[str, str]]) -> None:
    root, made = forge
    git(root, "tag", "--annotate", "--message=release", "v1.1", made["third"])
    payload = {"before": ZEROS, "after": made["third"], "repository": {"default_branch": "main"}}
    environment = github("push", made["third"], "refs/tags/v1.1", GITHUB_EVENT_PATH=event(tmp_path / "e", payload))
    clone = checked_out(root, tmp_path / "clone", made["third"], depth=1)
    assert after_fetch(clone, environment, "git fetch --tags --unshallow origin") == made["first"]
    assert sides(clone, environment)[0].label == "v1.0"
    assert old(clone, gitlab("push", made["third"], CI_COMMIT_TAG="v1.1", CI_COMMIT_BEFORE_SHA=ZEROS)) == made["first"]


def test_an_event_of_another_checkout_says_nothing(tmp_path: Path, forge: tuple[Path, Mapping[str, str]]) -> None:
    root, made = forge
    clone = checked_out(root, tmp_path / "clone", made["two"])
    assert old(clone, pushed(tmp_path, made["third"], "main", made["first"])) == made["one"], "HEAD^, as outside of CI"


@pytest.mark.parametrize("text", ["{", "[]", '{"before": 7}', '{"before": "--upload-pack=x"}'])
def test_an_event_that_says_nothing_or_cannot_be_read_chooses_nothing(
    tmp_path: Path, forge: tuple[Path, Mapping[str, str]], text: str
) -> None:
    root, made = forge
    clone = checked_out(root, tmp_path / "clone", made["third"])
    (tmp_path / "event.json").write_text(text, encoding="utf-8")
    environment = github("push", made["third"], "refs/heads/main", GITHUB_EVENT_PATH=str(tmp_path / "event.json"))
    if text == "{":
        with pytest.raises(SourceError, match="the event cannot be read: this is no JSON"):
            sides(clone, environment)
    else:
        assert old(clone, environment) == made["second"]


def test_a_branch_pipeline_is_compared_with_the_branch_before_the_push(
    tmp_path: Path, forge: tuple[Path, Mapping[str, str]]
) -> None:
    root, made = forge
    environment = gitlab("push", made["third"], CI_COMMIT_BRANCH="main", CI_COMMIT_BEFORE_SHA=made["first"])
    assert old(checked_out(root, tmp_path / "whole", made["third"]), environment) == made["first"]
    assert old(checked_out(root, tmp_path / "deep", made["third"], depth=4), environment) == made["first"]
    shallow = checked_out(root, tmp_path / "shallow", made["third"], depth=1)
    with pytest.raises(MissingCommitError) as caught:
        sides(shallow, environment)
    obeyed(caught.value, shallow)
    assert after_fetch(shallow, environment, f"--unshallow origin {made['third']}") == made["first"]


def test_a_branch_pipeline_of_a_new_or_rewritten_branch_starts_where_it_left_the_default_one(
    tmp_path: Path, forge: tuple[Path, Mapping[str, str]]
) -> None:
    root, made = forge
    clone = checked_out(root, tmp_path / "clone", made["two"])
    for before in (ZEROS, made["third"]):
        environment = gitlab("push", made["two"], CI_COMMIT_BRANCH="topic", CI_COMMIT_BEFORE_SHA=before)
        assert old(clone, environment) == made["first"]


# Clones that lack objects


@pytest.mark.parametrize("kind", ["blob:none", "tree:0"])
@pytest.mark.parametrize("state", ["away", "no longer asked"])
def test_a_partial_clone_says_what_brings_the_rest(
    tmp_path: Path, forge: tuple[Path, Mapping[str, str]], kind: str, state: str
) -> None:
    root, made = forge
    git(root, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--no-checkout", f"--filter={kind}", f"file://{root}", str(clone))
    if state == "away":
        root.rename(tmp_path / "elsewhere")
    else:
        for key in ("promisor", "partialclonefilter"):
            git(clone, "config", "--unset", f"remote.origin.{key}")
    with pytest.raises(SourceError) as caught:
        dict(opened(made["first"], repository=clone).files)
    repository_at.cache_clear()
    if state == "away":
        assert "the clone is partial, and git could not fetch what is missing" in str(caught.value)
        (tmp_path / "elsewhere").rename(root)
    assert obeyed(caught.value, clone) == "git fetch --refetch --no-filter"
    assert len(dict(opened(made["first"], repository=clone).files)) == 2


@pytest.mark.parametrize("name", ["v1.0", "first", "HEAD~2", "origin/topic"])
def test_what_a_shallow_clone_lacks_comes_by_the_command_that_is_printed(
    tmp_path: Path, forge: tuple[Path, Mapping[str, str]], name: str
) -> None:
    root, made = forge
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", "--no-tags", f"file://{root}", str(clone))
    text = made.get(name, name)
    with pytest.raises(MissingCommitError) as caught:
        opened(text, repository=clone)
    obeyed(caught.value, clone)
    repository_at.cache_clear()
    assert opened(text, repository=clone).provenance.id in made.values()


# Hooks


def test_the_ends_that_pre_commit_was_given_are_compared(tmp_path: Path, forge: tuple[Path, Mapping[str, str]]) -> None:
    root, made = forge
    del tmp_path
    environment = {"PRE_COMMIT": "1", "PRE_COMMIT_FROM_REF": made["third"], "PRE_COMMIT_TO_REF": "topic"}
    before, after = sides(root, environment)
    assert (before.text, after.text) == (made["first"], made["two"])


def test_a_commit_hook_never_looks_at_the_last_commit(forge: tuple[Path, Mapping[str, str]]) -> None:
    root, _ = forge
    with pytest.raises(NothingToCompareError):
        sides(root, {"PRE_COMMIT": "1"})
    (root / "include/uapi/linux/first.h").write_text("#define OURS_FIRST 2\n", encoding="utf-8")
    assert [side.text for side in sides(root, {"PRE_COMMIT": "1"})] == ["HEAD", "work tree"]
