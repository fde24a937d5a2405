"""Real mails, mailboxes and patches are read as git reads them."""

import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.corpus import ABSENT, CORPUS
from uapicheck.model.patch import FilePatch, Mark, Patch, Series, Unread
from uapicheck.sources.patches.reading import series_in

MAILS = sorted(CORPUS.glob("mail/*.eml"))
MAILBOXES = sorted(CORPUS.glob("series/*.mbox"))
PATCHES = sorted([*CORPUS.glob("patches/*.mbox"), *CORPUS.glob("patches/*.patch")])
DAMAGED = "RE-PATCH-v18-6-7"
"""A mail program joined lines of it, so that git refuses it."""
COMBINED = ("36-", "38-")
"""git reads no combined diffs from mails."""

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=ABSENT)


def read(path: Path) -> tuple[tuple[Series, ...], tuple[Unread, ...]]:
    return series_in(path.read_bytes(), source=path.name)


def patches(path: Path) -> list[Patch]:
    return [patch for series in read(path)[0] for patch in series.patches]


def counts(file: FilePatch) -> tuple[str, str, str]:
    marks = Counter(line.mark for hunk in file.hunks for line in hunk.lines)
    if file.binary:
        return ("-", "-", file.path)
    return (str(marks[Mark.ADDED]), str(marks[Mark.REMOVED]), file.path)


def by_git(raw: bytes, directory: Path) -> list[tuple[str, ...]]:
    """Return what git counts in the patch of a mail: added, removed, path."""
    taken = ["git", "mailinfo", "-u", "message", "patch"]
    subprocess.run(taken, input=raw, cwd=directory, check=True, capture_output=True)
    # The numbers of a renamed file come with its new name under -z.
    done = subprocess.run(
        ["git", "apply", "--numstat", "-z", "--allow-empty", "patch"], cwd=directory, check=True, capture_output=True
    )
    return [tuple(row.split("\t")) for row in done.stdout.decode().split("\0") if row]


@pytest.mark.parametrize(
    "path",
    [path for path in (*MAILS, *PATCHES) if not path.name.startswith((DAMAGED, *COMBINED))],
    ids=lambda p: p.name,
)
def test_git_finds_the_same_files_and_counts_in_a_mail(path: Path, tmp_path: Path) -> None:
    raw = path.read_bytes()
    expected = by_git(raw if path.suffix != ".patch" else b"Subject: it\n\n" + raw, tmp_path)
    assert sorted(counts(file) for patch in patches(path) for file in patch.files) == sorted(expected)
    assert expected


@pytest.mark.parametrize("path", MAILBOXES, ids=lambda path: path.name)
def test_git_finds_the_same_in_every_mail_of_a_mailbox(path: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "mailsplit", f"-o{tmp_path}", str(path)], check=True, capture_output=True)
    expected = [sorted(by_git(mail.read_bytes(), tmp_path)) for mail in sorted(tmp_path.glob("0*"))]
    found = [sorted(counts(file) for file in patch.files) for patch in patches(path)]
    assert sorted(found) == sorted(each for each in expected if each)


@pytest.mark.parametrize("path", MAILBOXES, ids=lambda path: path.name)
def test_a_mailbox_is_one_whole_series_in_order(path: Path) -> None:
    (series,), unread = read(path)
    assert unread == ()
    assert series.cover is not None
    assert series.missing == ()
    assert [patch.part for patch in series.patches] == list(range(1, series.cover.parts + 1))
    assert not any(patch.damage for patch in series.patches)


def test_every_file_is_read_and_almost_none_is_damaged() -> None:
    damaged: Counter[str] = Counter()
    for path in (*MAILS, *MAILBOXES, *PATCHES):
        series, unread = read(path)
        assert len(series) == 1, path.name
        assert unread == (), path.name
        damaged.update({path.name for patch in series[0].patches if any(sign.certain for sign in patch.damage)})
    assert [name[: len(DAMAGED)] for name in damaged] == [DAMAGED]


def test_the_copy_of_a_thread_shows_its_patch_and_its_damage() -> None:
    (series,), unread = read(CORPUS / "mail" / "thread-2048-bit-registers.txt")
    (patch,) = series.patches
    (file,) = patch.files
    (hunk,) = file.hunks
    assert unread == ()
    assert (patch.part, patch.parts, patch.version, patch.tags, patch.quoted) == (14, 23, 2, ("RFC",), 1)
    assert patch.name == "KVM: Allow 2048-bit register access via ioctl interface"
    assert (file.path, file.old_blob, hunk.old_start) == ("include/uapi/linux/kvm.h", "251be35", 1110)
    assert [line.text.split()[1][:18] for line in hunk.lines if line.mark is Mark.ADDED] == ["KVM_REG_SIZE_U2048"]
    assert (len(hunk.lines), hunk.old_count, hunk.new_count) == (7, 6, 7)
    assert [(sign.what, sign.certain) for sign in patch.damage] == [
        ("quoted with >", False),
        ("the space between name and value is gone", True),
        ("tabs became spaces, or are gone", False),
    ]


def test_lines_joined_by_a_mail_program_are_damage() -> None:
    (path,) = (path for path in MAILS if path.name.startswith(DAMAGED))
    (patch,) = patches(path)
    assert {sign.what for sign in patch.damage if sign.certain} == {
        "two lines became one",
        "a hunk's counts do not fit its lines",
    }
    assert "include/uapi/linux/kvm.h" in [file.path for file in patch.files]


@pytest.mark.parametrize(("start", "added"), [("36-", 3), ("38-", 1)])
def test_a_merge_is_read_against_its_first_parent(start: str, added: int) -> None:
    (path,) = (path for path in PATCHES if path.name.startswith(start))
    (patch,) = patches(path)
    file = next(file for file in patch.files if file.path == "include/uapi/linux/kvm.h")
    assert file.combined == 2
    assert patch.damage == ()
    lines = [line for hunk in file.hunks for line in hunk.lines]
    assert sum(line.mark is Mark.ADDED for line in lines) == added
