"""A file's patch applied to a text: as git does it, else as GNU patch does it."""

import shutil
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sources.small_diffs import diff_text, file_patch, file_patches
from uapicheck.frozen import replaced
from uapicheck.model.applied import Applied, Rejected
from uapicheck.model.patch import FileFate, FilePatch
from uapicheck.sources.applying import applied

LINES = [f"#define POINT_{n} {n}" for n in range(1, 31)]
OLD = "".join(f"{line}\n" for line in LINES)
NEW = OLD.replace("#define POINT_15 15\n", "#define POINT_15 15\n#define POINT_NEW 99\n")
PATH = "include/uapi/linux/point.h"


def taken(text: str | None, file: FilePatch) -> Applied:
    outcome = applied(text, file)
    assert isinstance(outcome, Applied), outcome
    return outcome


def refused(text: str | None, file: FilePatch) -> Rejected:
    outcome = applied(text, file)
    assert isinstance(outcome, Rejected), outcome
    return outcome


def test_a_patch_applies_to_the_text_that_it_was_made_of() -> None:
    outcome = taken(OLD, file_patch(OLD, NEW))
    assert (outcome.text, outcome.offset, outcome.fuzz, outcome.is_exact) == (NEW, 0, 0, True)
    assert (outcome.path, outcome.old_path) == (PATH, PATH)


def test_a_hunk_is_found_further_down_and_the_offset_is_told() -> None:
    outcome = taken("/* new */\n" * 7 + OLD, file_patch(OLD, NEW))
    assert outcome.text == "/* new */\n" * 7 + NEW
    (place,) = outcome.places
    assert (place.offset, place.fuzz, place.line) == (7, 0, 20)
    assert outcome.is_exact


def test_of_two_places_the_nearer_one_is_taken() -> None:
    twice = OLD + "/* between */\n" * 10 + OLD
    assert taken(twice, file_patch(OLD, NEW)).text == NEW + "/* between */\n" * 10 + OLD
    late = taken("/* above */\n" * 30 + twice, file_patch("/* x */\n" * 60 + OLD, "/* x */\n" * 60 + NEW))
    assert late.text == "/* above */\n" * 30 + OLD + "/* between */\n" * 10 + NEW


def test_context_that_differs_is_left_out_and_that_is_told() -> None:
    text = OLD.replace("POINT_13 13", "POINT_13 0x13").replace("POINT_18 18", "POINT_18 0x18")
    outcome = taken(text, file_patch(OLD, NEW))
    assert outcome.text == text.replace("#define POINT_15 15\n", "#define POINT_15 15\n#define POINT_NEW 99\n")
    assert (outcome.fuzz, outcome.is_exact) == (1, False)
    assert isinstance(applied(text, file_patch(OLD, NEW), most_fuzz=0), Rejected)


def test_a_change_next_to_the_hunk_is_not_left_out() -> None:
    text = OLD.replace("#define POINT_15 15\n", "#define POINT_15 0x15\n")
    outcome = refused(text, file_patch(OLD, NEW))
    assert (outcome.hunk, outcome.hunks, outcome.line) == (1, 1, 15)
    assert (outcome.expected, outcome.found) == ("#define POINT_15 15", "#define POINT_15 0x15")
    assert outcome.number == 6
    assert diff_text(OLD, NEW).split("\n")[outcome.number - 1] == " #define POINT_15 15"


def test_a_line_that_is_removed_is_never_guessed() -> None:
    file = file_patch(OLD, OLD.replace("#define POINT_15 15\n", ""))
    assert refused(OLD.replace("POINT_15 15", "POINT_15 16"), file).why == "the context differs"


@pytest.mark.parametrize(
    ("old", "new"), [("15 15\n", "15\t15\n"), ("15 15\n", "15 15 \n"), ("#define POINT_16", "# define POINT_16")]
)
def test_white_space_counts(old: str, new: str) -> None:
    assert refused(OLD.replace(old, new), file_patch(OLD, NEW)).why == "the context differs"


def test_what_is_there_already_is_not_put_there_again() -> None:
    outcome = refused(NEW, file_patch(OLD, NEW))
    assert outcome.is_there_already
    assert "already" in outcome.why


def test_fuzz_does_not_put_a_line_in_twice() -> None:
    old = "".join(f"#define POINT_{n} {n}\n" for n in range(1, 10)) + "#endif\n"
    new = old.replace("#endif\n", "#define POINT_10 10\n#endif\n")
    assert refused(new, file_patch(old, new)).is_there_already


def test_hunks_stay_in_order_and_apart() -> None:
    text = OLD.replace("POINT_3 ", "POINT_THREE ")
    new = OLD.replace("POINT_5 5", "POINT_5 50").replace("POINT_25 25", "POINT_25 250")
    outcome = refused(OLD.replace("POINT_5 5", "POINT_5 0x5"), file_patch(OLD, new))
    assert (outcome.hunk, outcome.hunks, outcome.line) == (1, 2, 5)
    outcome = refused(OLD.replace("POINT_25 25", "POINT_25 0x25"), file_patch(OLD, new))
    assert (outcome.hunk, outcome.hunks, outcome.line) == (2, 2, 25)
    assert taken(text, file_patch(OLD, new)).places[0].fuzz == 2


def test_what_is_left_of_the_context_needs_a_word() -> None:
    old = "int a;\n\n\n\n\nint b;\n"
    new = "int a;\n\n\nint c;\n\n\nint b;\n"
    far = "int z;\n\n\n\n\nint y;\n"
    file = file_patch(old, new, context=2)
    assert taken(old, file).text == new
    assert refused(far.replace("\n\n\n\n", "\n\n"), file).why == "the context differs"


def test_a_hunk_without_context_goes_to_its_line() -> None:
    assert taken(OLD, file_patch(OLD, NEW, context=0)).text == NEW
    changed = OLD.replace("POINT_15 15", "POINT_15 0x15")
    assert taken(OLD, file_patch(OLD, changed, context=0)).text == changed


def test_a_hunk_without_context_moves_only_to_a_unique_line() -> None:
    file = file_patch(OLD, OLD.replace("POINT_15 15", "POINT_15 0x15"), context=0)
    moved = taken("\n\n" + OLD, file)
    assert (moved.offset, moved.text) == (2, "\n\n" + OLD.replace("POINT_15 15", "POINT_15 0x15"))
    assert "context" in refused("\n\n" + OLD + OLD, file).why


def test_files_come_and_go() -> None:
    made = FilePatch(fate=FileFate.CREATED, old_path=None, new_path=PATH, hunks=file_patch("", "int x;\n").hunks)
    assert taken(None, made).text == "int x;\n"
    assert refused("int y;\n", made).why == "it creates a file that is there already"
    assert refused("", made).why == "it creates a file that is there already"
    assert refused("int x;\n", made).is_there_already
    gone = FilePatch(fate=FileFate.DELETED, old_path=PATH, new_path=None, hunks=file_patch("int x;\n", "").hunks)
    assert taken("int x;\n", gone).text is None
    assert refused(None, gone).why == "there is no such file"
    assert "other lines" in refused("int x;\nint y;\n", gone).why or "context" in refused("int x;\nint y;\n", gone).why
    assert taken("int x;\n", replaced(gone, hunks=())).text is None


@pytest.mark.parametrize("field", ["binary", "symlink"])
def test_what_is_no_text_is_refused(field: str) -> None:
    assert refused(OLD, replaced(file_patch(OLD, NEW), **{field: True})).hunk == 0


def test_carriage_returns_of_a_patch_do_not_matter() -> None:
    (file,) = file_patches(diff_text(OLD, NEW))
    hunks = tuple(
        replaced(hunk, lines=tuple(replaced(line, text=line.text + "\r") for line in hunk.lines)) for hunk in file.hunks
    )
    assert taken(OLD, replaced(file, hunks=hunks)).text == NEW


@pytest.mark.parametrize(
    ("old", "new"),
    [("int x;", "int x;\n"), ("int x;\n", "int x;"), ("int x;\nint y;", "int y;"), ("int y;", "int x;\nint y;")],
)
def test_a_missing_end_of_the_last_line_is_kept(old: str, new: str) -> None:
    assert taken(old, file_patch(old, new)).text == new


@pytest.mark.parametrize("copies", [1, 2])
def test_files_and_hunks_of_equal_lines_take_little_time(copies: int) -> None:
    many = "int x;\n" * 60_000
    start = time.process_time()
    file = file_patch("int x;\n" * 3000 + "int z;\n" * copies, "int x;\n" * 1500 + "int y;\n", context=1500)
    applied(many, file)
    applied(many + "int y;\n", file)
    assert time.process_time() - start < 5


texts = st.lists(st.sampled_from("abcdef"), max_size=24).map(lambda found: "".join(f"{line}\n" for line in found))


@given(texts, texts, st.integers(0, 4))
def test_a_diff_applied_to_what_it_was_made_of_gives_the_other_text(old: str, new: str, context: int) -> None:
    if old != new:
        assert taken(old, file_patch(old, new, context=context)).text == new


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str, str]:
    """Return an old and a new text, and the old one changed elsewhere."""
    words = st.sampled_from([*LINES[:9], "", "};", "int a;", "int b;"])
    old = draw(st.lists(words, min_size=4, max_size=20))
    new, other = list(old), list(old)
    for text, most in ((new, 3), (other, 4)):
        for _ in range(draw(st.integers(1, most))):
            at = draw(st.integers(0, len(text)))
            text[at : at + draw(st.integers(0, 2))] = draw(st.lists(words, max_size=2))
    first, second, third = ("".join(f"{line}\n" for line in text) for text in (old, new, other))
    return first, second, third


def _made_by(command: list[str], directory: Path, text: str, diff: str) -> str | None:
    """Return what a program makes of a text, None where it refuses."""
    place = directory / PATH
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
    done = subprocess.run(command, cwd=directory, input=diff, capture_output=True, text=True, check=False)
    if done.returncode:
        return None
    return place.read_text(encoding="utf-8") if place.exists() else ""


GIT = ["git", "apply", "--whitespace=nowarn", "-"]
PATCH = ["patch", "-p1", "-F2", "-N", "-f", "--no-backup-if-mismatch", "-r-"]


@pytest.mark.skipif(not shutil.which("patch"), reason="needs GNU patch")
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edited())
def test_git_and_gnu_patch_agree(tmp_path: Path, drawn: tuple[str, str, str]) -> None:
    old, new, text = drawn
    if old == new or not text:
        return
    diff = diff_text(old, new, path=PATH)
    (file,) = file_patches(diff)
    ours = applied(text, file)
    by_git = _made_by(GIT, tmp_path, text, diff)
    if by_git is not None:
        assert isinstance(ours, Applied)
        assert (ours.text, ours.is_exact) == (by_git, True)
    elif isinstance(ours, Applied):
        assert _made_by(PATCH, tmp_path, text, diff) == ours.text
