"""Patches that mail archives damaged."""

from pathlib import Path

import pytest

from tests.corpus import ABSENT, CORPUS
from tests.sources.small_diffs import file_patches
from uapicheck.frozen import replaced
from uapicheck.model.applied import Damaged, Loss
from uapicheck.model.patch import FilePatch, Mark, Patch
from uapicheck.sources.web_damage import advice, damage

BASE = """#define POINT_SHIFT\t52
#define POINT_MASK\t0x00f0000000000000ULL
#define POINT_U8\t0x0000000000000000ULL
#define POINT_U16\t0x0010000000000000ULL

struct point {
\t__u64 n; /* number of points on this line of ours */
};
"""
DIFF = """--- a/include/uapi/linux/point.h
+++ b/include/uapi/linux/point.h
@@ -2,6 +2,7 @@ struct line
 #define POINT_MASK\t0x00f0000000000000ULL
 #define POINT_U8\t0x0000000000000000ULL
 #define POINT_U16\t0x0010000000000000ULL
+#define POINT_U32\t0x0020000000000000ULL
~
 struct point {
 \t__u64 n; /* number of points on this line of ours */
""".replace("~", " ")


def mangled(*changes: tuple[str, str]) -> FilePatch:
    text = DIFF
    for old, new in changes:
        text = text.replace(old, new)
    (file,) = file_patches(text)
    return file


def losses(*changes: tuple[str, str]) -> tuple[Loss, ...]:
    found = damage(BASE, mangled(*changes))
    return () if found is None else found.losses


def test_a_patch_that_is_whole_has_no_damage() -> None:
    assert damage(BASE, mangled()) is None


def test_zeros_that_are_gone_are_recognised() -> None:
    found = damage(BASE, mangled(("000000000000ULL", "ULL")))
    assert isinstance(found, Damaged)
    assert found.losses == (Loss.ZEROS,)
    assert (found.line, found.number, found.hunk) == (2, 4, 1)
    assert (found.expected, found.found) == (
        "#define POINT_MASK\t0x00f0000000000000ULL",
        "#define POINT_MASK\t0x00f0ULL",
    )


def test_tabs_that_are_gone_or_blanks_are_recognised() -> None:
    assert losses(("\t", "")) == (Loss.WHITE_SPACE,)
    assert losses(("\t", "        ")) == (Loss.WHITE_SPACE,)
    assert losses(("\t", ""), ("000000000000ULL", "ULL")) == (Loss.WHITE_SPACE, Loss.ZEROS)


def test_wrapped_lines_are_recognised() -> None:
    file = mangled()
    (hunk,) = file.hunks
    *lines, last = hunk.lines
    start, end = last.text.split(" on ")
    wrapped = (replaced(last, text=start), replaced(last, text="on " + end, number=last.number + 1))
    found = damage(BASE, replaced(file, hunks=(replaced(hunk, lines=(*lines, *wrapped)),)))
    assert found is not None
    assert found.losses == (Loss.LINE_ENDS,)
    assert found.line == 7


def test_lines_of_an_author_who_writes_otherwise_are_not_damaged() -> None:
    assert losses(("POINT_U8\t", "POINT_U8 ")) == ()
    assert losses(("/* number of", "/*number of")) == ()


def test_other_numbers_are_no_damage() -> None:
    assert losses(("SHIFT\t52", "SHIFT\t520"), ("POINT_U16\t0x0010", "POINT_U16\t0x0030")) == ()
    base = BASE.replace("POINT_U8\t0x0000000000000000ULL", "POINT_U8\t100")
    assert damage(base, mangled(("POINT_U8\t0x0000000000000000ULL", "POINT_U8\t10"))) is None
    longer = BASE.replace("POINT_U8\t0x0000000000000000ULL", "POINT_U8\t0x00000000ULL")
    assert damage(longer, mangled()) is None


def test_too_little_text_says_nothing() -> None:
    file = mangled(("\t", ""))
    (hunk,) = file.hunks
    short = tuple(line for line in hunk.lines if line.mark is Mark.ADDED or not line.text)
    assert damage(BASE, replaced(file, hunks=(replaced(hunk, lines=short),))) is None


@pytest.mark.parametrize("name", ["", "x; rm -rf ~ @example.org", "a\x1b[31m@example.org"])
def test_a_strange_message_id_is_not_repeated(name: str) -> None:
    assert "MESSAGE-ID" in advice(Patch(name="x", source="-", files=(), message_id=name))


def test_the_advice_names_the_mail() -> None:
    assert "`b4 am 1234.5-6@example.org`" in advice(
        Patch(name="x", source="-", files=(), message_id="1234.5-6@example.org")
    )


@pytest.mark.skipif(not CORPUS.is_dir(), reason=ABSENT)
def test_the_thread_in_the_web_archive_is_damaged(tmp_path: Path) -> None:
    from tests.sources.conftest import git_in  # noqa: PLC0415 - its fixtures are not asked for
    from uapicheck.sources.old_side import chosen_base  # noqa: PLC0415 - the same
    from uapicheck.sources.patched import patched  # noqa: PLC0415 - the same
    from uapicheck.sources.patches.reading import series_in  # noqa: PLC0415 - the same
    from uapicheck.sources.repository import repository_in  # noqa: PLC0415 - the same

    git_in(CORPUS, "clone", "--quiet", "--bare", str(CORPUS / "kvm-history.bundle"), str(tmp_path / "history"))
    path = CORPUS / "mail" / "thread-2048-bit-registers.txt"
    series, _ = series_in(path.read_bytes(), source=path.name)
    repository = repository_in(tmp_path / "history")
    for asked in ("v4.20-rc1", ""):
        base = chosen_base(series[0], repository, asked=asked)
        found = patched(base.tree, series[0].patches[0].files)
        (each,) = found.damaged
        assert set(each.losses) == {Loss.WHITE_SPACE, Loss.ZEROS}
        assert not found.applied
        assert not found.is_whole
        assert base.all_apply is bool(asked)  # nobody asks whether a revision that was named fits
