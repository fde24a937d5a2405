"""Git repositories as people and machines leave them: each gives the right answer or one line that helps."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.cli.stage import NEW_HOUSE, git, written

HOUSE = "include/uapi/linux/house.h"
BROKEN = "BREAK: 1 change breaks user space"
Build = Callable[[Path], tuple[str, ...]]
"""Makes something of `kernel/`, where v1.1 takes a field of v1.0 away; returns what `check` is asked."""


def beside(root: Path, name: str) -> str:
    return str(root.parent / name)


def shallow(root: Path) -> tuple[str, ...]:
    git(root.parent, "clone", "--quiet", "--depth=2", f"file://{root}", "shallow")
    return "-C", beside(root, "shallow"), "HEAD^", "HEAD"


def shallower(root: Path) -> tuple[str, ...]:
    git(root.parent, "clone", "--quiet", "--depth=1", f"file://{root}", "shallow")
    return "-C", beside(root, "shallow"), "HEAD^", "HEAD"


def partial(root: Path) -> tuple[str, ...]:
    git(root, "config", "uploadpack.allowFilter", "true")
    git(root.parent, "clone", "--quiet", "--filter=blob:none", "--no-checkout", f"file://{root}", "partial")
    return "-C", beside(root, "partial"), "v1.0", "v1.1"


def without_promisor(root: Path) -> tuple[str, ...]:
    asked = partial(root)
    root.rename(root.parent / "gone")
    return asked


def treeless_without_promisor(root: Path) -> tuple[str, ...]:
    git(root, "config", "uploadpack.allowFilter", "true")
    git(root.parent, "clone", "--quiet", "--filter=tree:0", "--no-checkout", f"file://{root}", "partial")
    root.rename(root.parent / "gone")
    return "-C", beside(root, "partial"), "v1.0", "v1.1"


def bare(root: Path) -> tuple[str, ...]:
    git(root.parent, "clone", "--quiet", "--bare", str(root), "bare.git")
    return "-C", beside(root, "bare.git"), "v1.0", "v1.1"


def bare_without_names(root: Path) -> tuple[str, ...]:
    return bare(root)[:2]


def sha256(root: Path) -> tuple[str, ...]:
    copy = root.parent / "sha256"
    git(root, "clone", "--quiet", ".", str(copy))
    git(copy, "checkout", "--quiet", "v1.0")
    shutil.rmtree(copy / ".git")
    git(copy, "init", "--quiet", "--object-format=sha256")
    git(copy, "add", "--all")
    git(copy, "commit", "--quiet", "--message=first")
    written(copy, {HOUSE: NEW_HOUSE})
    return "-C", str(copy), "HEAD"


def linked(root: Path) -> tuple[str, ...]:
    git(root, "worktree", "add", "--quiet", beside(root, "linked"), "v1.0")
    written(root.parent / "linked", {HOUSE: NEW_HOUSE})
    return "-C", beside(root, "linked"), "HEAD"


def linked_to_nothing(root: Path) -> tuple[str, ...]:
    asked = linked(root)
    root.rename(root.parent / "gone")
    return asked


def submodule(root: Path) -> tuple[str, ...]:
    above = root.parent / "above"
    git(root.parent, "init", "--quiet", "above")
    git(above, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(root), "kernel")
    return "-C", str(above / "kernel"), "v1.0", "v1.1"


def packed(root: Path) -> tuple[str, ...]:
    git(root, "pack-refs", "--all")
    git(root, "gc", "--quiet", "--aggressive", "--prune=now")
    return "-C", str(root), "v1.0", "v1.1"


def reftable(root: Path) -> tuple[str, ...]:
    copy = root.parent / "tables"
    made = subprocess.run(
        ["git", "clone", "--quiet", "--ref-format=reftable", root, copy], check=False, capture_output=True
    )
    if made.returncode:
        pytest.skip("this git has no reftable")
    return "-C", str(copy), "v1.0", "v1.1"


def unicode_names(root: Path) -> tuple[str, ...]:
    git(root, "branch", "caf\u00e9/\u4e2d", "v1.0")
    git(root, "update-ref", "refs/heads/a$b;c'd\"e&f", "v1.1")
    return "-C", str(root), "caf\u00e9/\u4e2d", "a$b;c'd\"e&f"


def a_range_of_odd_names(root: Path) -> tuple[str, ...]:
    git(root, "branch", "caf\u00e9/\u4e2d", "v1.0")
    return "-C", str(root), "caf\u00e9/\u4e2d..@"


def leading_dash(root: Path) -> tuple[str, ...]:
    (root / ".git/refs/tags/-n").write_text(git(root, "rev-parse", "v1.0") + "\n", encoding="utf-8")
    return "-C", str(root), "refs/tags/-n", "v1.1"


def locked(root: Path) -> tuple[str, ...]:
    for name in ("HEAD.lock", "index.lock", "packed-refs.lock", "refs/tags/v1.0.lock"):
        (root / ".git" / name).write_text("", encoding="utf-8")
    return "-C", str(root), "v1.0", "v1.1"


def a_lock_for_a_name(root: Path) -> tuple[str, ...]:
    return "-C", str(root), "HEAD.lock", "v1.1"


def a_tag_and_a_branch(root: Path) -> tuple[str, ...]:
    git(root, "branch", "v1.0", "v1.1")
    return "-C", str(root), "v1.0", "v1.1"


def a_branch_called_head(root: Path) -> tuple[str, ...]:
    git(root, "update-ref", "refs/heads/HEAD", "v1.0")
    return "-C", str(root), "refs/heads/HEAD", "HEAD"


def object_of(root: Path, name: str) -> Path:
    found = git(root, "rev-parse", name)
    return root / ".git/objects" / found[:2] / found[2:]


def corrupt(name: str, content: bytes) -> Build:
    def build(root: Path) -> tuple[str, ...]:
        place = object_of(root, name)
        place.chmod(0o600)
        place.write_bytes(content)
        return "-C", str(root), "v1.0", "v1.1"

    return build


def missing(name: str) -> Build:
    def build(root: Path) -> tuple[str, ...]:
        object_of(root, name).unlink()
        return "-C", str(root), "v1.0", "v1.1"

    return build


def a_reference_to_nothing(root: Path) -> tuple[str, ...]:
    (root / ".git/refs/tags/v1.0").write_text("1" * 40 + "\n", encoding="utf-8")
    return "-C", str(root), "v1.0", "v1.1"


def a_head_to_nothing(root: Path) -> tuple[str, ...]:
    (root / ".git/refs/heads/main").write_text("1" * 40 + "\n", encoding="utf-8")
    return "-C", str(root), "v1.0", "HEAD"


def a_reference_of_rubbish(root: Path) -> tuple[str, ...]:
    (root / ".git/refs/tags/v1.0").write_bytes(b"\0\xff rubbish")
    return "-C", str(root), "v1.0", "v1.1"


def a_head_of_rubbish(root: Path) -> tuple[str, ...]:
    (root / ".git/HEAD").write_text("ref: refs/heads/nowhere\n", encoding="utf-8")
    return "-C", str(root), "v1.0", "v1.1"


def a_config_of_rubbish(root: Path) -> tuple[str, ...]:
    (root / ".git/config").write_text("[core\n", encoding="utf-8")
    return "-C", str(root), "v1.0", "v1.1"


def no_commits(root: Path) -> tuple[str, ...]:
    git(root.parent, "init", "--quiet", "empty")
    return ("-C", beside(root, "empty"))


def replaced(root: Path) -> tuple[str, ...]:
    git(root, "replace", "v1.1", "v1.0")
    return "-C", str(root), "v1.0", "v1.1"


def grafted(root: Path) -> tuple[str, ...]:
    """Give the first commit the second for a parent, so that history goes in a circle."""
    git(root, "config", "advice.graftFileDeprecated", "false")
    first, second = git(root, "rev-parse", "v1.0"), git(root, "rev-parse", "v1.1")
    (root / ".git/info").mkdir(exist_ok=True)
    (root / ".git/info/grafts").write_text(f"{second} {first}\n{first}\n", encoding="utf-8")
    return "-C", str(root), "v1.0...v1.1"


def a_header_that_is_a_link(root: Path) -> tuple[str, ...]:
    (root / HOUSE).rename(root / "include/uapi/linux/home.h")
    (root / HOUSE).symlink_to("home.h")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=a link")
    return "-C", str(root), "v1.0", "HEAD", "--header", "linux/house.h"


def a_header_that_is_a_submodule(root: Path) -> tuple[str, ...]:
    git(root, "rm", "--quiet", "--cached", HOUSE)
    git(root, "update-index", "--add", "--cacheinfo", f"160000,{git(root, 'rev-parse', 'HEAD')},{HOUSE}")
    git(root, "commit", "--quiet", "--message=a submodule")
    return "-C", str(root), "v1.0", "HEAD", "--header", "linux/house.h"


def carriage_returns(root: Path) -> tuple[str, ...]:
    git(root, "checkout", "--quiet", "v1.0")
    written(root, {".gitattributes": "*.h text eol=crlf\n"})
    for place in root.rglob("*.h"):
        place.write_bytes(place.read_bytes().replace(b"\n", b"\r\n"))
    return "-C", str(root), "v1.0", str(root)


def another_directory(root: Path) -> tuple[str, ...]:
    """Leave and return nothing but two names: GIT_DIR has to tell where they are."""
    os.environ["GIT_DIR"], os.environ["GIT_WORK_TREE"] = str(root / ".git"), str(root)
    return "v1.0", "v1.1"


def a_directory_that_is_gone(root: Path) -> tuple[str, ...]:
    os.environ["GIT_DIR"] = str(root / "nowhere")
    return "-C", str(root), "v1.0", "v1.1"


def somebody_elses(root: Path) -> tuple[str, ...]:
    os.environ["GIT_TEST_ASSUME_DIFFERENT_OWNER"] = "1"
    return "-C", str(root), "v1.0", "v1.1"


def alternates_that_are_gone(root: Path) -> tuple[str, ...]:
    git(root.parent, "clone", "--quiet", "--shared", str(root), "shared")
    root.rename(root.parent / "gone")
    return "-C", beside(root, "shared"), "v1.0", "v1.1"


def the_git_directory_itself(root: Path) -> tuple[str, ...]:
    return "-C", str(root / ".git"), "v1.0", "v1.1"


BLOB = f"v1.0:{HOUSE}"
ANSWERED: dict[str, tuple[Build, int, str]] = {
    "shallow": (shallow, 1, BROKEN),
    "partial, with its promisor": (partial, 1, BROKEN),
    "bare": (bare, 1, BROKEN),
    "a bare one without names": (bare_without_names, 1, BROKEN),
    "sha256": (sha256, 1, BROKEN),
    "a linked work tree": (linked, 1, BROKEN),
    "a submodule": (submodule, 1, BROKEN),
    "packed": (packed, 1, BROKEN),
    "reftable": (reftable, 1, BROKEN),
    "names beyond ASCII, names with quotes": (unicode_names, 1, BROKEN),
    "a range of names beyond ASCII": (a_range_of_odd_names, 1, BROKEN),
    "a tag that begins with a dash": (leading_dash, 1, BROKEN),
    "locked by another git": (locked, 1, BROKEN),
    "a tag and a branch of one name": (a_tag_and_a_branch, 1, "v1.0 is a tag and a branch; the tag counts, as in git"),
    "a branch called HEAD": (a_branch_called_head, 1, BROKEN),
    "replaced: the commit of the name counts": (replaced, 1, BROKEN),
    "grafted": (grafted, 1, BROKEN),
    "a header that is a link": (a_header_that_is_a_link, 1, BROKEN),
    "a header that is a submodule": (a_header_that_is_a_submodule, 1, "macro-removed"),
    "carriage returns in the work tree": (carriage_returns, 0, "PASS"),
    "GIT_DIR and GIT_WORK_TREE": (another_directory, 1, BROKEN),
    "a HEAD that leads nowhere": (a_head_of_rubbish, 1, BROKEN),
    "the git directory itself": (the_git_directory_itself, 1, BROKEN),
}
REFUSED: dict[str, tuple[Build, str]] = {
    "too shallow": (shallower, "the clone is shallow"),
    "partial, without its promisor": (without_promisor, "`git fetch --refetch --no-filter` brings"),
    "treeless, without its promisor": (treeless_without_promisor, "`git fetch --refetch --no-filter` brings"),
    "a work tree whose repository is gone": (linked_to_nothing, "not a git repository"),
    "a lock for a name": (a_lock_for_a_name, "HEAD.lock: "),
    "a corrupt commit": (corrupt("v1.0", b"rubbish"), "git fsck"),
    "a corrupt tree": (corrupt("v1.0^{tree}", b"rubbish"), "git fsck"),
    "a corrupt header": (corrupt(BLOB, b"x\x9c"), "git fetch"),
    "an empty header": (corrupt(BLOB, b""), "git fetch"),
    "a missing commit": (missing("v1.0"), "git fsck"),
    "a missing tree": (missing("v1.0^{tree}"), "git fetch"),
    "a missing directory": (missing("v1.0:include/uapi"), "git fetch"),
    "a missing header": (missing(BLOB), "`git fetch --refetch --no-filter` brings"),
    "a reference to nothing": (a_reference_to_nothing, "git fsck"),
    "a HEAD that leads to nothing": (a_head_to_nothing, "HEAD: what it names is missing or damaged"),
    "a reference of rubbish": (a_reference_of_rubbish, "v1.0: "),
    "a config of rubbish": (a_config_of_rubbish, "config"),
    "no commits": (no_commits, "the repository has no commit yet"),
    "a GIT_DIR that is gone": (a_directory_that_is_gone, "not a git repository"),
    "somebody else's": (somebody_elses, "safe.directory"),
    "alternates that are gone": (alternates_that_are_gone, "git fsck"),
}


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_TEST_ASSUME_DIFFERENT_OWNER"):
        monkeypatch.setenv(name, "")  # so that it is put back whatever a case makes of it
        monkeypatch.delenv(name)


@pytest.mark.parametrize("name", ANSWERED)
def test_a_repository_that_has_the_headers_is_read(repository: Path, cli: Cli, name: str) -> None:
    build, status, words = ANSWERED[name]
    done = cli("check", *build(repository))
    assert (done.status, done.err) == (status, "")
    assert words in " ".join(done.out.split())


@pytest.mark.parametrize("name", REFUSED)
def test_a_repository_that_lacks_something_is_one_line_that_helps(repository: Path, cli: Cli, name: str) -> None:
    build, words = REFUSED[name]
    done = cli("check", *build(repository))
    assert (done.status, done.out) == (2, "")
    assert words in done.err
    assert done.err.startswith("uapicheck: ")
    assert done.err.count("\n") == 1
    assert "internal error" not in done.err
