"""Diffs of every make, whole and damaged."""

import difflib
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uapicheck.model.patch import FileFate, FilePatch, Hunk, Mark, Patch, Unread
from uapicheck.sources.patches.reading import series_in

GIT = """\
diff --git a/include/uapi/linux/point.h b/include/uapi/linux/point.h
index 1111111..2222222 100644
--- a/include/uapi/linux/point.h
+++ b/include/uapi/linux/point.h
@@ -3,3 +3,4 @@ struct point {
 \t__u32 x;
 \t__u32 y;
+\t__u32 z;
 };
"""


def read(text: str | bytes) -> tuple[list[Patch], list[Unread]]:
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
    series, unread = series_in(raw, source="it.patch")
    return [patch for each in series for patch in each.patches], list(unread)


def patch(text: str | bytes) -> Patch:
    (found,), _ = read(text)
    return found


def file(text: str | bytes) -> FilePatch:
    (found,) = patch(text).files
    return found


def shown(hunk: Hunk) -> list[str]:
    return [line.mark + line.text for line in hunk.lines]


def signs(text: str) -> list[str]:
    return [sign.what for sign in patch(text).damage]


def test_a_git_diff_is_read_whole() -> None:
    found = file(GIT)
    (hunk,) = found.hunks
    assert (found.fate, found.old_path, found.new_path) == (
        FileFate.CHANGED,
        "include/uapi/linux/point.h",
        "include/uapi/linux/point.h",
    )
    assert (found.old_blob, found.new_blob, found.number) == ("1111111", "2222222", 1)
    assert (hunk.old_start, hunk.old_count, hunk.new_start, hunk.new_count) == (3, 3, 3, 4)
    assert (hunk.section, hunk.number) == ("struct point {", 5)
    assert [(line.mark, line.text, line.number) for line in hunk.lines] == [
        (Mark.CONTEXT, "\t__u32 x;", 6),
        (Mark.CONTEXT, "\t__u32 y;", 7),
        (Mark.ADDED, "\t__u32 z;", 8),
        (Mark.CONTEXT, "};", 9),
    ]
    assert patch(GIT).damage == ()
    assert (patch(GIT).name, patch(GIT).source) == ("it.patch", "it.patch")


CHANGED = "@@ -1 +1 @@\n-x\n+y\n"
ADDED = "@@ -0,0 +1 @@\n+x\n"
REMOVED = "@@ -1 +0,0 @@\n-x\n"

HEADERS = {
    "renamed": (
        "diff --git a/old.h b/new.h\nsimilarity index 100%\nrename from old.h\nrename to new.h\n",
        (FileFate.RENAMED, "old.h", "new.h"),
    ),
    "copied": (
        "diff --git a/old.h b/new.h\nsimilarity index 100%\ncopy from old.h\ncopy to new.h\n",
        (FileFate.COPIED, "old.h", "new.h"),
    ),
    "renamed in a directory called mode": (
        "diff --git a/mode 120000/a.h b/mode.h\nrename from mode 120000/a.h\nrename to mode.h\n",
        (FileFate.RENAMED, "mode 120000/a.h", "mode.h"),
    ),
    "created": (
        "diff --git a/n.h b/n.h\nnew file mode 100644\nindex 0000000..1111111\n--- /dev/null\n+++ b/n.h\n" + ADDED,
        (FileFate.CREATED, None, "n.h"),
    ),
    "created empty": (
        "diff --git a/n.h b/n.h\nnew file mode 100644\nindex 0000000..e69de29\n",
        (FileFate.CREATED, None, "n.h"),
    ),
    "deleted": (
        "diff --git a/n.h b/n.h\ndeleted file mode 100644\nindex 1111111..0000000\n--- a/n.h\n+++ /dev/null\n"
        + REMOVED,
        (FileFate.DELETED, "n.h", None),
    ),
    "mode only": ("diff --git a/n.h b/n.h\nold mode 100644\nnew mode 100755\n", (FileFate.CHANGED, "n.h", "n.h")),
    "spaces in names": (
        "diff --git a/a b.h b/a b.h\n--- a/a b.h\t\n+++ b/a b.h\t\n" + CHANGED,
        (FileFate.CHANGED, "a b.h", "a b.h"),
    ),
    "quoted names": (
        'diff --git "a/\\303\\244\\".h" "b/\\303\\244\\".c"\nrename from "\\303\\244.h"\nrename to "\\303\\244.c"\n',
        (FileFate.RENAMED, "ä.h", "ä.c"),
    ),
    "without prefixes": (
        "diff --git linux/n.h linux/n.h\n--- linux/n.h\n+++ linux/n.h\n" + CHANGED,
        (FileFate.CHANGED, "linux/n.h", "linux/n.h"),
    ),
    "with prefixes that tell the sides": (
        "diff --git i/n.h w/n.h\n--- i/n.h\n+++ w/n.h\n" + CHANGED,
        (FileFate.CHANGED, "n.h", "n.h"),
    ),
    "of two trees": (
        "--- linux-6.1/include/n.h\t2020-01-01 10:00:00\n+++ linux/include/n.h\t2020-01-02 10:00:00.0 +0000\n"
        + CHANGED,
        (FileFate.CHANGED, "include/n.h", "include/n.h"),
    ),
    "a file's backup": ("--- n.h.orig\n+++ n.h\n" + CHANGED, (FileFate.CHANGED, "n.h", "n.h")),
    "created, as the time says": (
        "--- linux.orig/n.h\t1970-01-01 00:00:00.0 +0000\n+++ linux/n.h\t2020-01-02 10:00:00.0 +0000\n" + ADDED,
        (FileFate.CREATED, None, "n.h"),
    ),
    "of files without a time": (
        "--- a/n.h\t1970-01-01 00:00:01.0 +0000\n+++ b/n.h\t1970-01-01 00:00:01.0 +0000\n" + CHANGED,
        (FileFate.CHANGED, "n.h", "n.h"),
    ),
    "of subversion": (
        "Index: n.h\n=======\n--- n.h\t(r 1)\n+++ n.h\t(r 2)\n" + CHANGED,
        (FileFate.CHANGED, "n.h", "n.h"),
    ),
    "first line wrapped": (
        "diff --git a/include/n.h\nb/include/n.h\nindex 1111111..2222222 100644\n--- a/include/n.h\n+++ b/include/n.h\n"
        + CHANGED,
        (FileFate.CHANGED, "include/n.h", "include/n.h"),
    ),
}


@pytest.mark.parametrize(("text", "expected"), HEADERS.values(), ids=HEADERS.keys())
def test_the_names_of_a_diff_are_those_in_the_tree(
    text: str, expected: tuple[FileFate, str | None, str | None]
) -> None:
    found = file(text)
    assert (found.fate, found.old_path, found.new_path) == expected
    assert not found.symlink


@pytest.mark.parametrize("mode", ["120000", "160000"])
def test_links_are_told_by_their_mode(mode: str) -> None:
    head = f"diff --git a/n.h b/n.h\nnew file mode {mode}\nindex 0000000..1111111\n"
    assert file(f"{head}--- /dev/null\n+++ b/n.h\n@@ -0,0 +1 @@\n+x\n\\ No newline at end of file\n").symlink


def test_binary_files_have_no_hunks() -> None:
    text = "diff --git a/i.png b/i.png\nindex 1111111..2222222 100644\nGIT binary patch\nliteral 3\nKcmZo\n\n" + GIT
    first, second = patch(text).files
    assert (first.binary, first.hunks, first.path) == (True, (), "i.png")
    assert len(second.hunks) == 1
    assert file("diff --git a/i.png b/i.png\nindex 1111111..2222222\nBinary files a/i.png and b/i.png differ\n").binary


def test_a_missing_newline_belongs_to_its_line() -> None:
    text = "--- a/n.h\n+++ b/n.h\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x\n\\ Kein Zeilenumbruch\n"
    (hunk,) = file(text).hunks
    assert [line.ends for line in hunk.lines] == [False, False]
    (hunk,) = file(text.replace("\\ Kein Zeilenumbruch\n", "")).hunks
    assert [line.ends for line in hunk.lines] == [False, True]


def test_lines_that_look_like_headers_count_by_the_hunk() -> None:
    text = "--- a/n.sql\n+++ b/n.sql\n@@ -1,2 +1,2 @@\n--- old comment\n-- \n+++ more\n+x\n@@ -9 +9 @@\n-a\n+b\n"
    one, two = file(text).hunks
    assert shown(one) == ["--- old comment", "-- ", "+++ more", "+x"]
    assert shown(two) == ["-a", "+b"]


def test_carriage_returns_are_no_part_of_lines() -> None:
    assert file(GIT.replace("\n", "\r\n").encode()) == file(GIT)


def test_utf_16_is_read_as_some_shells_write_it() -> None:
    assert file(b"\xff\xfe" + GIT.encode("utf-16-le")) == file(GIT)
    assert file(b"\xef\xbb\xbf" + GIT.encode()) == file(GIT)


def test_bytes_that_are_no_utf_8_are_kept() -> None:
    (hunk,) = file(GIT.encode().replace(b"__u32 z", b"__u32 \xe4")).hunks
    assert hunk.lines[2].text.encode("utf-8", "surrogateescape") == b"\t__u32 \xe4;"


def test_empty_context_lines_may_have_lost_their_space() -> None:
    text = "--- a/n.h\n+++ b/n.h\n@@ -1,3 +1,3 @@\n\n-x\n+y\n\n"
    assert shown(file(text).hunks[0]) == [" ", "-x", "+y", " "]
    assert signs(text) == []


def test_a_combined_diff_is_taken_against_its_first_parent() -> None:
    text = (
        "diff --cc n.h\nindex 1111111,2222222..3333333\n--- a/n.h\n+++ b/n.h\n"
        "@@@ -10,4 -20,4 +30,5 @@@ struct point {\n"
        "  a\n- gone from ours\n -gone from theirs\n +ours\n+ theirs\n++both\n  b\n\n"
    )
    found = file(text)
    (hunk,) = found.hunks
    assert (found.combined, found.old_blob, found.new_blob) == (2, "1111111", "3333333")
    assert (hunk.old_start, hunk.old_count, hunk.new_start, hunk.new_count) == (10, 4, 30, 5)
    assert shown(hunk) == [" a", "-gone from ours", " ours", "+theirs", "+both", " b"]


def test_a_combined_diff_may_have_many_parents() -> None:
    text = "diff --combined n.h\nindex 1111,2222,3333..4444\n@@@@ -1,2 -1,1 -1,1 +1,2 @@@@\n   a\n ++b\n"
    found = file(text)
    assert (found.combined, shown(found.hunks[0])) == (3, [" a", " b"])


DAMAGED = {
    "wrapped": (GIT.replace("+\t__u32 z;", "+\t__u32\nz;"), ["a line is wrapped"], 4),
    "too many": (GIT.replace("-3,3 +3,4", "-3,9 +3,10"), ["a hunk's counts do not fit its lines"], 4),
    "too few": (GIT.replace("-3,3 +3,4", "-3,1 +3,1") + GIT, ["a hunk's counts do not fit its lines"], 4),
    "no counts": (GIT.replace("@@ -3,3 +3,4 @@", "@@"), ["a hunk does not say where it belongs"], 4),
    "cut off": (GIT[: GIT.index("+\t__u32")], ["a hunk's counts do not fit its lines"], 2),
    "no hunk": (GIT[: GIT.index("@@")], ["the hunks of a file are missing"], None),
    "mark lost": (GIT.replace(" \t__u32 y", "\t__u32 y"), ["the mark at a line's start is lost"], 4),
    "joined": (GIT.replace("point.h\nindex", "point.h index", 1), ["two lines became one"], 4),
    "trimmed": (GIT + "[...]\n@@ -9 +9 @@\n-\ta\n+\tb\n", ["text stands between hunks"], 4),
    "entities": (GIT.replace("__u32 z;", "z = 1 &lt;&lt; 3;"), ["HTML entities stand for characters"], 4),
    "encoded": (GIT.replace("__u32 z;", "z =3D 3;"), ["quoted-printable text is not decoded"], 4),
    "spaces": (GIT.replace("\t", "        "), ["tabs became spaces, or are gone"], 4),
    "hard spaces": (GIT.replace("__u32 z", "__u32\u00a0z"), ["non-breaking spaces stand for spaces"], 4),
    "glued": (GIT.replace("\t__u32 z;", "#define POINT_MAX0x00ffULL"), ["the space between name and value is gone"], 4),
}


@pytest.mark.parametrize(("text", "expected", "lines"), DAMAGED.values(), ids=DAMAGED.keys())
def test_damage_is_said(text: str, expected: list[str], lines: int | None) -> None:
    assert signs(text) == expected
    hunks = patch(text).files[0].hunks
    assert (len(hunks[0].lines) if hunks else None) == lines


SOUND = {
    "a file indented by spaces and tabs": GIT.replace("\t__u32 y", "        __u32 y"),
    "documentation with spaces": GIT.replace("point.h", "point.rst").replace("\t", "   "),
    "a macro without value": GIT.replace("\t__u32 z;", "#define POINT_H_0"),
    "a signature": GIT + "-- \n2.20.1\n",
    "a list's footer": GIT + "_______\nsome mailing list\n",
    "a name below": GIT + "-- \nA U Thor\n",
    "a greeting with a dash": GIT + "\n- A U Thor\n",
    "the base": GIT + "\nbase-commit: 1234567890123456789012345678901234567890\n-- \n2.20.1\n",
}


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND.keys())
def test_no_damage_is_made_up(text: str) -> None:
    assert signs(text) == []
    assert len(file(text).hunks[0].lines) == 4


REFUSED = {
    "../etc/point.h": "leaves the tree",
    "x/../../etc/point.h": "leaves the tree",
    "/etc/point.h": "is absolute",
    ".git/config": "is one of git's own",
}


@pytest.mark.parametrize(("path", "why"), REFUSED.items())
def test_a_path_outside_of_the_tree_is_refused_and_the_rest_is_read(path: str, why: str) -> None:
    bad = f"diff --git a/{path} b/{path}\n--- a/{path}\n+++ b/{path}\n@@ -1 +1 @@\n-x\n+y\n"
    (found,), (unread,) = read(bad + GIT)
    assert [file.path for file in found.files] == ["include/uapi/linux/point.h"]
    assert (unread.number, unread.why) == (1, f"the path '{path}' {why}")


def test_an_absolute_path_without_prefix_is_refused() -> None:
    patches, (unread,) = read("--- /etc/passwd\n+++ /etc/passwd\n@@ -1 +1 @@\n-x\n+y\n")
    assert patches == []
    assert unread.why == "the path '/etc/passwd' is absolute"


def test_a_path_is_shown_without_its_control_characters() -> None:
    text = 'diff --git "a/\\033[31m.h" "b/\\033[31m.h"\nold mode 100644\nnew mode 100755\n'
    assert read(text)[1][0].why == "the path '\\x1b[31m.h' has control characters"


@pytest.mark.parametrize(
    ("text", "number", "why"),
    [
        ("", 1, "empty"),
        ("\n \n", 1, "empty"),
        ("hello\n", 1, "no diff in it"),
        ("see diff --git\ndiff --git is a command\n", 1, "no diff in it"),
        ("x\0y", 1, "not a text"),
        ("x\n*** a.h\n--- b.h\n***************\n*** 1 ****\n", 2, "a context diff; make it again with `diff -u`"),
        ("x\n@@ -1 +1 @@\n-a\n+b\n", 2, "a hunk without the name of its file"),
    ],
)
def test_what_is_no_patch_says_why(text: str, number: int, why: str) -> None:
    patches, unread = read(text)
    assert patches == []
    assert [(each.number, each.why) for each in unread] == [(number, why)]


def test_a_diff_inside_the_message_is_not_the_patch() -> None:
    inner = "".join(f"    {line}\n" for line in GIT.replace("point", "other").splitlines())
    assert [each.path for each in patch(f"Some words.\n\n{inner}---\n 1 file changed\n\n{GIT}").files] == [
        "include/uapi/linux/point.h"
    ]


TEXT = st.lists(
    st.sampled_from(
        ["", " ", "-- ", "--- a", "+++ b", "@@ -1 +1 @@", "\\ x", "diff --git a/x b/x", "a", "b", "\tc;", ">", "é"]
    ),
    max_size=25,
)


def applied(old: list[str], hunks: tuple[Hunk, ...]) -> list[str]:
    result: list[str] = []
    at = 0
    for hunk in hunks:
        start = hunk.old_start - 1 if hunk.old_count else hunk.old_start
        result += old[at:start]
        before = [line.text for line in hunk.lines if line.mark is not Mark.ADDED]
        assert old[start : start + hunk.old_count] == before
        result += [line.text for line in hunk.lines if line.mark is not Mark.REMOVED]
        at = start + hunk.old_count
    return result + old[at:]


@given(TEXT, TEXT, st.integers(min_value=0, max_value=3))
def test_any_unified_diff_reads_back_to_its_two_texts(old: list[str], new: list[str], context: int) -> None:
    diff = list(difflib.unified_diff(old, new, "a/n.txt", "b/n.txt", n=context, lineterm=""))
    if diff:
        found = patch("\n".join(["words", "", *diff, "-- ", "2.20.1", ""]))
        assert found.damage == ()
        assert applied(old, found.files[0].hunks) == new


@given(st.lists(TEXT, min_size=2, max_size=2), st.integers(min_value=0, max_value=3))
def test_a_reply_gives_back_what_it_quotes(texts: list[list[str]], depth: int) -> None:
    old, new = texts
    diff = list(difflib.unified_diff(old, new, "a/n.txt", "b/n.txt", lineterm=""))
    if diff:
        found = patch("\n".join(["> " * depth + line for line in ["diff -u x y", *diff]]))
        assert (found.quoted, applied(old, found.files[0].hunks)) == (depth, new)


def test_what_git_writes_reads_back(tmp_path: Path) -> None:
    old, new = [f"line {n}" for n in range(60)], [f"line {n}" if n % 13 else f"other {n}" for n in range(3, 60)]
    for name, lines in (("old", old), ("new", new)):
        (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
    for flags in ([], ["-U0"], ["-U10"], ["--patience", "-W"]):
        done = subprocess.run(
            ["git", "diff", "--no-index", *flags, "old", "new"], cwd=tmp_path, check=False, capture_output=True
        )
        found = patch(done.stdout)
        assert found.damage == ()
        assert applied(old, found.files[0].hunks) == new
