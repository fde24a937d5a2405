"""Which revision patches are applied to."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sources.conftest import Git, Write, git_in
from tests.sources.small_diffs import diff_text, series_of
from uapicheck.errors import RevisionError, SourceError
from uapicheck.frozen import replaced
from uapicheck.model.applied import Damaged
from uapicheck.model.patch import Series
from uapicheck.sources.git_names import blob_ids, revisions
from uapicheck.sources.old_side import Base, chosen_base
from uapicheck.sources.patched import patched
from uapicheck.sources.repository import repository_in

PATH = "include/uapi/linux/line.h"
FIRST = "".join(f"#define LINE_{n}\t{n}\n" for n in range(1, 13))
SECOND = FIRST.replace("LINE_8\t8\n", "LINE_8\t8\n#define LINE_A\t100\n")
THIRD = SECOND.replace("LINE_9\t9\n", "LINE_9\t9\n#define LINE_B\t101\n")


@pytest.fixture
def history(repository: Path, write: Write, git: Git, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository in which `line.h` grows: v2.1, v2.2 and, at HEAD, without a tag."""
    for day, (tag, text) in enumerate([("v2.1", FIRST), ("v2.2", SECOND), ("", THIRD)], start=1):
        write(repository, {PATH: text})
        git(repository, "add", "--all")
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"2021-01-0{day}T00:00:00Z")
        subprocess.run(["git", "-C", repository, "commit", "--quiet", f"--message=state {day}"], check=True)
        if tag:
            git(repository, "tag", tag)
    return repository


def chosen(series: Series, directory: Path, asked: str = "") -> Base:
    return chosen_base(series, repository_in(directory), asked=asked)


def with_blob(text: str, blob: str) -> str:
    return f"index {blob}..0000001 100644\n{text}"


def change(old: str, line: str = "LINE_9") -> str:
    """Return a diff that changes a line of a text."""
    return diff_text(old, old.replace(f"{line}\t", f"{line}\t0"), path=PATH)


def test_head_is_taken_where_all_hunks_apply(history: Path) -> None:
    base = chosen(series_of(change(THIRD)), history)
    assert (base.revision, base.why, base.tried, base.all_apply) == ("HEAD", "all hunks apply to HEAD", (), True)
    assert base.tree.provenance.note == base.why
    assert base.tree.files[PATH] == THIRD


def test_else_the_newest_tag_to_which_all_hunks_apply(history: Path) -> None:
    base = chosen(series_of(change(SECOND)), history)
    assert (base.revision, base.why) == ("v2.2", "the newest tag to which all hunks apply")
    assert base.tried == (f"HEAD: hunk 1 of 1 of {PATH} does not apply (the context differs)",)
    assert chosen(series_of(change(FIRST)), history).revision == "v2.1"


def test_the_revision_asked_for_comes_first(history: Path) -> None:
    base = chosen(series_of(change(FIRST)), history, asked="v2.2")
    assert (base.revision, base.why) == ("v2.2", "--base names it")
    with pytest.raises(RevisionError):
        chosen(series_of(change(FIRST)), history, asked="--upload-pack=x")


def test_the_mails_base_commit_comes_next(history: Path, git: Git) -> None:
    id_ = git(history, "rev-parse", "v2.2")
    base = chosen(series_of(change(THIRD, "LINE_2"), base_commit=id_), history)
    assert (base.revision, base.why) == (id_[:12], "the mail's base-commit")
    assert base.tree.files[PATH] == SECOND


@pytest.mark.parametrize("text", ["f" * 40, "--help", "HEAD", "v2.1\nHEAD", "0123456\x1b[31m"])
def test_a_base_commit_that_is_not_there_is_told(history: Path, text: str) -> None:
    base = chosen(series_of(change(THIRD), base_commit=text), history)
    assert base.revision == "HEAD"
    assert base.tried == ((f"base-commit {'f' * 12} is not in the repository",) if text[0] == "f" else ())


def test_a_base_commit_to_which_nothing_applies_is_passed_over(history: Path, git: Git) -> None:
    base = chosen(series_of(change(THIRD), base_commit=git(history, "rev-parse", "v1.0")), history)
    assert base.revision == "HEAD"
    assert "there is no such file" in base.tried[0]


def test_the_blob_of_the_index_line_names_a_revision(history: Path, git: Git) -> None:
    blob = git(history, "rev-parse", f"v2.1:{PATH}")[:12]
    base = chosen(series_of(with_blob(change(FIRST, "LINE_2"), blob)), history)
    assert (base.revision, base.why) == ("v2.1", f"it has the blob of the index line ({blob})")


def test_a_blob_that_no_tag_has_is_put_into_head(history: Path, git: Git, tmp_path: Path) -> None:
    (tmp_path / "between.h").write_text(FIRST + "#define LINE_BETWEEN\t1\n", encoding="utf-8")
    blob = git(history, "hash-object", "-w", str(tmp_path / "between.h"))[:10]
    base = chosen(series_of(with_blob(change(FIRST, "LINE_2"), blob)), history)
    assert base.revision == "HEAD"
    assert base.why == f"with the blob of the index line ({blob}), which no tag has"
    assert base.tree.files[PATH].endswith("LINE_BETWEEN\t1\n")
    assert base.tree.files["include/uapi/linux/kvm.h"]


def test_a_blob_that_is_nowhere_is_told(history: Path) -> None:
    base = chosen(series_of(with_blob(change(THIRD), "0123456789")), history)
    assert base.tried == ("no revision has the blob of the index line (0123456789)",)
    assert base.revision == "HEAD"


def test_a_series_is_tried_as_a_whole(history: Path) -> None:
    middle = SECOND.replace("LINE_9\t9", "LINE_9\t90")
    base = chosen(
        series_of(change(SECOND), diff_text(SECOND.replace("LINE_9\t", "LINE_9\t0"), middle, path=PATH)), history
    )
    assert (base.revision, base.all_apply) == ("v2.2", True)


def test_all_of_the_context_anywhere_beats_some_of_it_at_head(history: Path) -> None:
    series = series_of(change(SECOND, "LINE_11"))
    assert patched(chosen(series, history, asked="HEAD").tree, series.patches[0].files).is_whole
    assert chosen(series, history).revision == "v2.2"


def test_context_is_left_out_where_no_revision_has_all_of_it(history: Path) -> None:
    text = change(SECOND, "LINE_6").replace("LINE_3\t3", "LINE_3\t33")
    base = chosen(series_of(text), history)
    assert (base.revision, base.all_apply) == ("HEAD", True)
    assert base.why == "no revision takes all hunks as they are, this one does with 1 line of context left out"


def test_of_equals_a_revision_of_the_mails_time_is_taken(history: Path) -> None:
    text = change(SECOND, "LINE_6").replace("LINE_3\t3", "LINE_3\t33")
    series = series_of(text)
    (patch,) = series.patches
    for date, revision in (
        ("Sun, 04 Oct 2020 00:00:00 +0000", "v2.2"),  # ninety days before it
        ("Mon, 05 Oct 2020 00:00:00 +0000", "HEAD"),
        ("nonsense", "HEAD"),
        ("Mon, 99 Foo 99999 99:99:99 +9999", "HEAD"),
    ):
        assert chosen(replaced(series, patches=(replaced(patch, date=date),)), history).revision == revision


def test_damage_is_not_hidden_by_leaving_out_context(history: Path) -> None:
    text = change(SECOND).replace("\t", "")
    base = chosen(series_of(text), history)
    assert (base.revision, base.all_apply) == ("v2.2", False)
    assert "damaged" in base.why
    (outcome,) = patched(base.tree, series_of(text).patches[0].files).outcomes
    assert isinstance(outcome, Damaged)


def test_where_nothing_fits_the_best_is_taken_and_that_is_said(history: Path) -> None:
    base = chosen(series_of(change(THIRD.replace("LINE_9", "LINE_X"), "LINE_X")), history)
    assert (base.revision, base.all_apply) == ("HEAD", False)
    assert base.why.startswith("no revision takes all hunks")


def test_headers_that_no_revision_has_do_not_decide(history: Path) -> None:
    other = diff_text("a\n", "b\n", path="include/uapi/linux/absent.h")
    assert chosen(series_of(change(SECOND) + other), history).revision == "v2.2"
    base = chosen(series_of(other), history)
    assert (base.revision, base.why) == ("HEAD", "the repository has none of the headers that it touches")


def test_without_headers_it_is_head(history: Path) -> None:
    base = chosen(series_of(diff_text("a\n", "b\n", path="kernel/fork.c")), history)
    assert (base.revision, base.why, base.all_apply) == ("HEAD", "it touches no header", True)
    assert chosen(replaced(series_of(""), patches=()), history).revision == "HEAD"


def test_a_new_header_goes_into_head(history: Path) -> None:
    text = diff_text("", "#define NEW\n", path="include/uapi/linux/new.h").replace(
        "--- a/include/uapi/linux/new.h", "--- /dev/null"
    )
    base = chosen(series_of(text), history)
    assert (base.revision, base.all_apply) == ("HEAD", True)


def test_a_repository_without_headers_is_an_error(tmp_path: Path, git: Git, write: Write) -> None:
    root = write(tmp_path / "other", {"README": "text\n"})
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=first")
    with pytest.raises(SourceError, match="no revision of the repository has UAPI headers"):
        chosen(series_of(change(FIRST)), root)


def test_nothing_of_the_repository_changes(history: Path) -> None:
    def state() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in sorted(history.rglob("*")) if path.is_file()}

    before = state()
    chosen(series_of(change(SECOND)), history)
    assert state() == before


def test_revisions_come_newest_first(history: Path) -> None:
    assert [each.name for each in revisions(repository_in(history))] == ["HEAD", "v2.2", "v2.1", "v1.1", "v1.0"]


def test_names_that_break_lines_have_no_blob(history: Path) -> None:
    names = [f"HEAD:{PATH}", "HEAD:a\nHEAD:b", "HEAD", "", "HEAD:absent"]
    found = blob_ids(repository_in(history), names)
    assert (len(found[0]), found[1:]) == (40, ["", "", "", ""])


def test_thousands_of_tags_take_seconds(history: Path) -> None:
    head = git_in(history, "rev-parse", "v2.1")
    lines = "".join(f"create refs/tags/v3.{n} {head}\n" for n in range(5000))
    subprocess.run(["git", "-C", history, "update-ref", "--stdin"], input=lines, text=True, check=True)
    start = time.monotonic()
    assert chosen(series_of(change(SECOND)), history).revision == "v2.2"
    assert time.monotonic() - start < 20


def test_real_patches_find_their_release(corpus: Path, clone: Callable[[str], Path]) -> None:
    from uapicheck.sources.patches.reading import series_in  # noqa: PLC0415 - only who has the corpus needs it

    repository = clone("kvm-history")
    for name, release in (("01-reg-size-u2048", "v4.21-rc1"), ("18-genmask-leak", "v5.18-rc6")):
        path = corpus / "patches" / f"{name}.mbox"
        series, _ = series_in(path.read_bytes(), source=path.name)
        base = chosen(series[0], repository)
        assert (base.revision, base.all_apply) == (release, True)
        assert patched(base.tree, series[0].patches[0].files).is_whole
