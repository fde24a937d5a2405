"""Headers of git revisions."""

import gc
import os
import pickle
import re
import shutil
import subprocess
import warnings
from pathlib import Path

import pytest

from uapicheck.errors import RevisionError, SourceError
from uapicheck.model.tree import Form
from uapicheck.sources.objects import Objects
from uapicheck.sources.opening import opened
from uapicheck.sources.repository import Repository, repository_in


def test_a_tag_names_the_headers_of_its_commit(repository: Path) -> None:
    tree = opened("v1.0", repository=repository)
    assert tree.files["include/uapi/linux/point.h"] == "struct point { int x; };\n"
    assert (tree.form, tree.provenance.kind, tree.provenance.label) == (Form.SOURCE, "git revision", "v1.0")
    assert re.fullmatch("[0-9a-f]{40}", tree.provenance.id)
    assert tree.provenance.note == ""


@pytest.mark.parametrize("text", ["v1.1", "HEAD", "main", "@", "v1.1^{commit}", "main~0", "HEAD^{/second}", ":/second"])
def test_every_way_to_write_a_revision_works(repository: Path, text: str) -> None:
    assert "int y" in opened(text, repository=repository).files["include/uapi/linux/point.h"]


def test_only_uapi_files_are_listed(repository: Path) -> None:
    files = opened("v1.0", repository=repository).files
    assert "include/linux/internal.h" not in files
    assert "drivers/misc/point.h" not in files
    assert len(files) == len(list(files)) == 5


def test_a_file_that_is_not_there_is_a_key_error(repository: Path) -> None:
    with pytest.raises(KeyError):
        opened("HEAD", repository=repository).files["include/uapi/linux/absent.h"]


def test_nothing_of_the_repository_changes(repository: Path) -> None:
    def state() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in sorted(repository.rglob("*")) if path.is_file()}

    before = state()
    os.utime(repository / "include/uapi/linux/point.h", (1, 1))  # makes git want to refresh its index
    tree = opened("v1.0", repository=repository)
    list(tree.files.values())
    repository_in(repository).changed()
    assert state() == before


def test_an_unknown_revision_suggests_the_nearest_tag(repository: Path) -> None:
    with pytest.raises(
        RevisionError, match=r"v1\.0x: no such revision in .*, and no such path; did you mean v1\.[01]\?"
    ):
        opened("v1.0x", repository=repository)


@pytest.mark.parametrize(
    "text", ["--output=x", "-v", "v1.0\nHEAD", "v1.0 HEAD", "a..b..c", "", "\0", "*", "/dev/absent"]
)
def test_strange_names_are_one_line_errors(repository: Path, text: str) -> None:
    with pytest.raises(SourceError) as caught:
        opened(text, repository=repository)
    assert "Traceback" not in str(caught.value)


def test_a_tree_is_no_commit(repository: Path) -> None:
    with pytest.raises(RevisionError, match="no commit"):
        repository_in(repository).commit("HEAD:include")


def test_a_name_of_a_tag_and_a_branch_is_the_tag_and_that_is_said(repository: Path) -> None:
    subprocess.run(["git", "-C", repository, "branch", "v1.0", "v1.1"], check=True)
    tree = opened("v1.0", repository=repository)
    assert "int y" not in tree.files["include/uapi/linux/point.h"]
    assert tree.provenance.note == "v1.0 is a tag and a branch; the tag counts, as in git"


def test_a_revision_wins_over_a_path_and_that_is_said(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    (repository / "v1.0").mkdir()
    tree = opened("v1.0", repository=None)
    assert tree.provenance.kind == "git revision"
    assert "./v1.0 means the path" in tree.provenance.note
    with pytest.raises(SourceError, match="no UAPI headers in this directory"):
        opened("./v1.0", repository=None)


def test_outside_a_repository_the_error_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not a git repository"):
        opened("v5.2", repository=tmp_path)
    with pytest.raises(SourceError, match="no such directory"):
        opened("v5.2", repository=tmp_path / "absent")


def test_a_repository_without_commits_says_so(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    with pytest.raises(RevisionError, match="no commit yet"):
        opened("HEAD", repository=tmp_path)


def test_a_repository_without_headers_says_so(repository: Path) -> None:
    subprocess.run(["git", "-C", repository, "rm", "-rq", "include", "arch"], check=True)
    subprocess.run(["git", "-C", repository, "commit", "-qm", "third"], check=True)
    with pytest.raises(SourceError, match="the revision has no UAPI headers"):
        opened("HEAD", repository=repository)


def test_a_bare_repository_is_read(repository: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "-q", "--bare", repository, tmp_path / "bare"], check=True)
    assert "linux/point.h" in opened("v1.1", repository=tmp_path / "bare").headers["x86"]


def test_a_sha256_repository_is_read(kernel: Path) -> None:
    for command in (["init", "-q", "--object-format=sha256"], ["add", "-A"], ["commit", "-qm", "first"]):
        subprocess.run(["git", "-C", kernel, *command], check=True)
    tree = opened("HEAD", repository=kernel)
    assert len(tree.provenance.id) == 64
    assert "OURS_X86" in tree.files["arch/x86/include/uapi/asm/kvm.h"]


def test_a_worktree_beside_the_repository_is_read(repository: Path, tmp_path: Path) -> None:
    subprocess.run(
        ["git", "-C", repository, "worktree", "add", "-q", "--detach", tmp_path / "beside", "v1.0"], check=True
    )
    assert "int y" not in opened("HEAD", repository=tmp_path / "beside").files["include/uapi/linux/point.h"]


def test_a_shallow_clone_says_which_fetch_brings_the_commit(repository: Path, tmp_path: Path) -> None:
    first = repository_in(repository).commit("v1.0").id
    subprocess.run(
        ["git", "clone", "-q", "--depth=1", "--no-tags", f"file://{repository}", tmp_path / "shallow"], check=True
    )
    shallow = tmp_path / "shallow"
    with pytest.raises(RevisionError, match=f"the clone is shallow; `git fetch --no-tags --depth=1 origin {first}` b"):
        opened(first, repository=shallow)
    with pytest.raises(RevisionError, match=r"git fetch --depth=1 origin tag v1\.0"):
        opened("v1.0", repository=shallow)
    with pytest.raises(RevisionError, match="git fetch --unshallow"):
        opened("HEAD~1", repository=shallow)


def test_links_inside_the_tree_are_followed_and_others_are_not(repository: Path) -> None:
    uapi = repository / "include/uapi/linux"
    (uapi / "alias.h").symlink_to("point.h")
    (uapi / "outside.h").symlink_to("../../../../../etc/passwd")
    (uapi / "circle.h").symlink_to("circle.h")
    subprocess.run(["git", "-C", repository, "add", "-A"], check=True)
    subprocess.run(["git", "-C", repository, "commit", "-qm", "third"], check=True)
    tree = opened("HEAD", repository=repository)
    assert tree.files["include/uapi/linux/alias.h"] == tree.files["include/uapi/linux/point.h"]
    assert {"linux/outside.h", "linux/circle.h"}.isdisjoint(tree.headers["x86"])


def test_stray_bytes_and_carriage_returns_survive_reading(repository: Path) -> None:
    (repository / "include/uapi/linux/bytes.h").write_bytes(b"\xef\xbb\xbfint a\xff;\r\nint b;\0\n")
    subprocess.run(["git", "-C", repository, "add", "-A"], check=True)
    subprocess.run(["git", "-C", repository, "commit", "-qm", "third"], check=True)
    text = opened("HEAD", repository=repository).files["include/uapi/linux/bytes.h"]
    assert text == "int a\udcff;\nint b;\0\n"


def test_a_tree_can_be_read_in_a_forked_process(repository: Path) -> None:
    tree = opened("v1.1", repository=repository)
    assert tree.files["include/uapi/linux/kvm.h"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # forking beside threads, should a plugin have some
        child = os.fork()
    if child == 0:
        try:
            os._exit(0 if "int y" in tree.files["include/uapi/linux/point.h"] else 1)
        except BaseException:  # noqa: BLE001 - the child must not run the tests that follow
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert "int y" in tree.files["include/uapi/linux/point.h"]


def test_a_tree_can_be_sent_to_another_process(repository: Path) -> None:
    tree = opened("v1.1", repository=repository)
    files = pickle.loads(pickle.dumps(tree.files))  # noqa: S301 - our own bytes
    assert "int y" in files["include/uapi/linux/point.h"]


def test_the_git_process_ends_with_its_owner(repository: Path) -> None:
    objects = Objects(str(repository))
    assert objects.read(["HEAD"])[0]
    assert objects._git is not None
    process = objects._git.process
    del objects
    gc.collect()
    assert process.returncode is not None


def test_many_objects_are_read_in_order(repository: Path) -> None:
    found = Objects(str(repository)).read(["v1.0", "absent", "v1.1"] * 100)
    assert [each.kind if each else "" for each in found] == ["commit", "", "tag"] * 100


def test_a_missing_git_is_one_line(repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceError, match=r"git cannot be run: .*; install git"):
        Repository(str(repository))


def test_a_missing_blob_is_an_error_with_advice(repository: Path) -> None:
    blob = subprocess.run(
        ["git", "-C", repository, "rev-parse", "HEAD:include/uapi/linux/point.h"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    place = repository / ".git/objects" / blob[:2]
    shutil.rmtree(place)
    tree = opened("HEAD", repository=repository)
    with pytest.raises(SourceError, match="git fetch --refetch"):
        tree.files["include/uapi/linux/point.h"]
