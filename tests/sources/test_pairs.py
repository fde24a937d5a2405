"""Which two sides a command line means."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.sources.clones import obeyed
from uapicheck.errors import RevisionError, SourceError, UsageError
from uapicheck.model.tree import HeaderTree
from uapicheck.sources.fetching import MissingCommitError
from uapicheck.sources.opening import opened
from uapicheck.sources.pairs import pair

POINT = "include/uapi/linux/point.h"


def sides(repository: Path, *names: str, environment: Mapping[str, str] | None = None) -> tuple[HeaderTree, HeaderTree]:
    old, new = (*names, None, None)[:2]
    both = pair(old, new, repository=repository, environment=environment or {})
    return opened(both[0], repository=repository), opened(both[1], repository=repository)


def ids(trees: tuple[HeaderTree, HeaderTree]) -> tuple[str, str]:
    return trees[0].provenance.id, trees[1].provenance.id


def commit(repository: Path, text: str) -> str:
    done = subprocess.run(
        ["git", "-C", repository, "rev-parse", f"{text}^{{commit}}"], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def topic(repository: Path) -> Path:
    """Return a repository with `main` at v1.1, and `topic`, which left it at v1.0 and is checked out."""
    subprocess.run(["git", "-C", repository, "checkout", "-q", "-b", "topic", "v1.0"], check=True)
    (repository / "include/uapi/linux/topic.h").write_text("#define OURS_TOPIC 1\n")
    subprocess.run(["git", "-C", repository, "add", "-A"], check=True)
    subprocess.run(["git", "-C", repository, "commit", "-qm", "topic"], check=True)
    return repository


def test_two_dots_are_both_ends(repository: Path) -> None:
    assert ids(sides(repository, "v1.0..v1.1")) == (commit(repository, "v1.0"), commit(repository, "v1.1"))


def test_an_end_left_out_is_head(repository: Path) -> None:
    assert ids(sides(repository, "v1.0..")) == (commit(repository, "v1.0"), commit(repository, "HEAD"))


def test_three_dots_compare_the_merge_base_with_the_end(topic: Path) -> None:
    trees = sides(topic, "main...topic")
    assert ids(trees) == (commit(topic, "v1.0"), commit(topic, "topic"))
    assert trees[0].provenance.label == "merge base of main and topic"


def test_a_range_beside_another_name_is_wrong_use(repository: Path) -> None:
    with pytest.raises(UsageError, match="a range names both sides"):
        sides(repository, "v1.0..v1.1", "HEAD")


def test_a_path_upwards_is_no_range(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / "include")
    old, new = sides(repository, "../../repository", "..")
    assert old.provenance.id == new.provenance.id == str(repository)


def test_no_names_compare_head_with_its_parent(repository: Path) -> None:
    assert ids(sides(repository)) == (commit(repository, "v1.0"), commit(repository, "v1.1"))


def test_no_names_compare_a_dirty_work_tree_with_head(repository: Path) -> None:
    (repository / POINT).write_text("struct point { int z; };\n")
    (repository / "include/uapi/linux/new.h").write_text("#define OURS_NEW 1\n")
    (repository / "include/uapi/linux/kvm.h").unlink()
    old, new = sides(repository)
    assert old.provenance.id == commit(repository, "HEAD")
    assert (new.provenance.kind, new.provenance.id) == ("git work tree", str(repository))
    assert new.provenance.note == f"3 files differ from {commit(repository, 'HEAD')[:12]}"
    assert "int z" in new.files[POINT]
    assert "linux/new.h" in new.headers["x86"]
    assert "linux/new.h" not in old.headers["x86"]
    assert "include/uapi/linux/kvm.h" not in new.files
    with pytest.raises(KeyError):
        new.files["include/uapi/linux/kvm.h"]
    assert len(new.files) == len(list(new.files)) == 5


def test_a_dirty_driver_does_not_hide_the_last_commit(repository: Path) -> None:
    (repository / "drivers/misc/point.h").write_text("changed\n")
    assert ids(sides(repository)) == (commit(repository, "v1.0"), commit(repository, "v1.1"))


def test_staged_and_renamed_files_count(repository: Path) -> None:
    subprocess.run(["git", "-C", repository, "mv", POINT, "include/uapi/linux/moved.h"], check=True)
    _, new = sides(repository)
    assert "linux/moved.h" in new.headers["x86"]
    assert "linux/point.h" not in new.headers["x86"]


def test_build_output_that_git_ignores_is_no_addition(repository: Path) -> None:
    (repository / ".gitignore").write_text("generated/\n")
    made = repository / "arch/x86/include/generated/uapi/asm/types.h"
    made.parent.mkdir(parents=True)
    made.write_text("#include <asm-generic/types.h>\n")
    (repository / POINT).write_text("struct point { int z; };\n")
    _, new = sides(repository)
    assert not [path for path in new.files if "generated" in path]


def test_files_that_a_sparse_checkout_left_out_are_not_removed(repository: Path) -> None:
    subprocess.run(["git", "-C", repository, "sparse-checkout", "set", "--no-cone", "/include/"], check=True)
    assert not (repository / "arch").exists()
    (repository / POINT).write_text("struct point { int z; };\n")
    _, new = sides(repository)
    assert "asm/kvm.h" in new.headers["x86"]


def test_a_link_out_of_the_work_tree_is_not_followed(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("#define OURS_SECRET 1\n")
    (repository / POINT).unlink()
    (repository / POINT).symlink_to(tmp_path / "secret")
    _, new = sides(repository)
    assert POINT not in new.files


def test_one_name_is_compared_with_the_work_tree(repository: Path) -> None:
    assert ids(sides(repository, "v1.0")) == (commit(repository, "v1.0"), commit(repository, "HEAD"))
    (repository / POINT).write_text("struct point { int z; };\n")
    assert ids(sides(repository, "v1.0")) == (commit(repository, "v1.0"), str(repository))


def test_one_path_is_compared_with_the_repository(repository: Path, kernel: Path) -> None:
    assert ids(sides(repository, str(kernel))) == (str(kernel), commit(repository, "HEAD"))


@pytest.mark.parametrize("text", ["HEAD", "v1.1", "v1.1..HEAD", "HEAD...v1.0"])
def test_nothing_to_compare_is_wrong_use(repository: Path, text: str) -> None:
    with pytest.raises(UsageError, match="nothing to compare"):
        sides(repository, text)


def test_a_first_commit_has_nothing_to_compare_with(repository: Path) -> None:
    subprocess.run(["git", "-C", repository, "checkout", "-q", "v1.0"], check=True)
    with pytest.raises(UsageError, match="it is the first commit"):
        sides(repository)


def test_no_names_outside_a_repository_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not a git repository"):
        sides(tmp_path)


@pytest.mark.parametrize("variable", ["GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "CHANGE_TARGET"])
def test_in_ci_the_branch_that_the_environment_names_decides(topic: Path, variable: str) -> None:
    trees = sides(topic, environment={variable: "main"})
    assert ids(trees) == (commit(topic, "v1.0"), commit(topic, "topic"))
    assert trees[0].provenance.label == "merge base of main and HEAD"
    assert trees[0].provenance.note == f"main named by {variable}"


def test_in_ci_a_base_commit_is_taken_as_it_is(topic: Path) -> None:
    base = commit(topic, "v1.0")
    trees = sides(topic, environment={"CI_MERGE_REQUEST_DIFF_BASE_SHA": base, "GITHUB_BASE_REF": ""})
    assert ids(trees) == (base, commit(topic, "topic"))


def test_in_ci_a_branch_that_is_not_here_asks_for_a_fetch(repository: Path) -> None:
    with pytest.raises(
        RevisionError, match=r"git fetch --no-tags origin \+refs/heads/stable:refs/remotes/origin/stable"
    ):
        sides(repository, environment={"GITHUB_BASE_REF": "stable"})


def test_in_ci_head_itself_is_nothing_to_compare(repository: Path) -> None:
    with pytest.raises(UsageError, match="nothing to compare"):
        sides(repository, environment={"GITHUB_BASE_REF": "main"})


def test_histories_without_a_common_commit_have_no_merge_base(repository: Path) -> None:
    subprocess.run(["git", "-C", repository, "checkout", "-q", "--orphan", "other"], check=True)
    subprocess.run(["git", "-C", repository, "commit", "-qm", "other"], check=True)
    with pytest.raises(RevisionError, match="there is no merge base"):
        sides(repository, "main...other")


def test_a_shallow_parent_is_asked_for_alone(repository: Path, tmp_path: Path) -> None:
    shallow = tmp_path / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{repository}", shallow], check=True)
    with pytest.raises(MissingCommitError) as caught:
        sides(shallow)
    assert obeyed(caught.value, shallow) == f"git fetch --no-tags --depth=1 origin {commit(repository, 'v1.0')}"
    assert ids(sides(shallow)) == (commit(repository, "v1.0"), commit(repository, "v1.1"))
