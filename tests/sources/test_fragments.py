"""Lines of patches put into texts that they were not made for: what is placed, what is left out, and why."""

import time

import pytest

from tests.sources.small_diffs import file_patches
from uapicheck.model.applied import Fragments, Rejected
from uapicheck.sources.applying import applied
from uapicheck.sources.fragments import fragments

TEXT = """\
#ifndef POINT_H
#define POINT_H
enum colour {
\tCOLOUR_RED,
\tCOLOUR_BLUE,
\tCOLOUR_MAX,
};
struct point {
\t__u32 x;
\t__u32 y;
\t__u32 pad[2];
};
#define POINT_CAP_LINE\t1
#define POINT_CAP_AREA\t2
#define POINT_MOVE\t_IOWR('p', 1, struct point)
/* the end */
#endif
"""


def rejected(body: str, text: str = TEXT) -> Rejected:
    """Return what becomes of hunks that do not apply; `body` has their lines, without counts."""
    hunks = []
    for number, lines in enumerate(body.strip("\n").split("\n@@\n"), start=1):
        marks = [line[:1] or " " for line in lines.split("\n")]
        old, new = len(marks) - marks.count("+"), len(marks) - marks.count("-")
        at = number * 100
        hunks.append(f"@@ -{at},{old} +{at},{new} @@\n" + "\n".join(line or " " for line in lines.split("\n")))
    (file,) = file_patches("--- a/point.h\n+++ b/point.h\n" + "\n".join(hunks) + "\n")
    outcome = applied(text, file, most_fuzz=0)
    assert isinstance(outcome, Rejected)
    return outcome


def placed(body: str, text: str = TEXT, *, may_assume: bool = True) -> Fragments:
    outcome = fragments(text, rejected(body, text), may_assume=may_assume)
    assert isinstance(outcome, Fragments)
    return outcome


def whys(body: str, text: str = TEXT) -> list[str]:
    """Return why the lines of a patch are left out, all of them."""
    anchor = "@@\n #define POINT_CAP_AREA\t2\n+#define POINT_ANCHOR 77\n #define POINT_UNSEEN 9"
    outcome = placed(f"{body}\n{anchor}", text)
    assert "POINT_ANCHOR" in outcome.text
    assert outcome.text.replace("#define POINT_ANCHOR 77\n", "") == text
    return [left.why for left in outcome.left]


def test_a_macro_goes_behind_the_nearest_line_that_the_file_has_once() -> None:
    found = placed(
        " #define POINT_CAP_AREA\t2\n #define POINT_CAP_UNSEEN\t3\n+#define POINT_CAP_CURVE\t4\n \n struct unseen {"
    )
    assert "POINT_CAP_AREA\t2\n#define POINT_CAP_CURVE\t4\n" in found.text
    assert "UNSEEN" not in found.text
    assert (found.placed, found.left, found.before) == (1, (), None)


def test_else_before_the_nearest_below() -> None:
    found = placed(" #define POINT_CAP_UNSEEN\t3\n+#define POINT_CAP_CURVE\t4\n /* the end */")
    assert "#define POINT_CAP_CURVE\t4\n/* the end */\n" in found.text


def test_a_macro_without_neighbours_goes_to_the_end_of_the_guarded_text() -> None:
    found = placed(" #define UNSEEN 1\n+#define POINT_CAP_CURVE \\\n+\t4\n #define UNSEEN_TOO 2")
    assert found.text.endswith("/* the end */\n#define POINT_CAP_CURVE \\\n\t4\n#endif\n")
    assert found.placed == 2


def test_a_last_line_without_an_end_gets_one() -> None:
    found = placed(" #define UNSEEN 1\n+#define POINT_CAP_CURVE 4\n #define UNSEEN_TOO 2", "struct point { int x; };")
    assert found.text == "struct point { int x; };\n#define POINT_CAP_CURVE 4\n"


def test_removed_lines_that_are_there_once_are_replaced() -> None:
    found = placed(" #define UNSEEN 1\n-#define POINT_CAP_AREA\t2\n+#define POINT_CAP_AREA\t3\n #define UNSEEN_TOO 2")
    assert found.text == TEXT.replace("AREA\t2", "AREA\t3")
    assert (found.placed, found.before) == (2, None)


def test_a_definition_that_the_file_never_had_so_changes_between_two_sides_that_have_it() -> None:
    body = """
 #define UNSEEN 1
-#define POINT_MOVE\t_IOW('p', 1, struct point)
-#define POINT_TURN\t_IOW('p', 2, struct point)
+#define POINT_MOVE\t_IOWR('p', 1, struct point)
+#define POINT_TURN\t_IOWR('p', 2, struct point)
 #define UNSEEN_TOO 2"""
    found = placed(body)
    turn = "#define POINT_TURN\t_IOWR('p', 2, struct point)\n"
    assert found.text == TEXT.replace("struct point)\n", "struct point)\n" + turn)
    assert found.before == found.text.replace("_IOWR", "_IOW")
    assert isinstance(fragments(TEXT, rejected(body), may_assume=False), Rejected)


def test_what_the_file_defines_otherwise_is_left_out() -> None:
    assert whys(" #define UNSEEN 1\n+#define POINT_CAP_AREA\t7\n #define UNSEEN_TOO 2") == [
        "the file defines POINT_CAP_AREA otherwise"
    ]
    assert whys(" #define UNSEEN 1\n-#define POINT_CAP_AREA\t7\n+#define POINT_CAP_AREA\t8\n #define UNSEEN_TOO 2") == [
        "the file defines POINT_CAP_AREA otherwise"
    ]
    assert whys(" struct unseen;\n+struct point {\n+\t__u64 z;\n+};\n /* the end */") == [
        "the file defines point otherwise"
    ]


def test_what_is_there_already_is_no_rest() -> None:
    outcome = fragments(
        TEXT, rejected(" #define UNSEEN 1\n+#define POINT_CAP_AREA   2\n #define UNSEEN_TOO 2"), may_assume=True
    )
    assert isinstance(outcome, Rejected)
    assert outcome.is_there_already
    assert outcome.why == "the file has POINT_CAP_AREA 2 already"


def test_a_whole_declaration_goes_to_the_top_level() -> None:
    found = placed(" struct unseen;\n \n+struct line {\n+\tstruct point from;\n+};\n+\n /* the end */\n #endif /* x */")
    assert "struct point)\nstruct line {\n\tstruct point from;\n};\n\n/* the end */\n" in found.text


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (" struct unseen {\n \t__u32 x;\n+\t__u32 z;\n \t__u32 y;\n };", "what stands around them differs"),
        (" \t__u32 y;\n+\t__u32 z;\n \t__u64 pad[2];\n };", "what stands around them differs"),
        (" \tCOLOUR_RED,\n+\tCOLOUR_GREEN,\n \tCOLOUR_UNSEEN,\n \tCOLOUR_MAX,", "what stands around them differs"),
        (
            " struct point {\n \t__u32 z;\n-\t__u64 pad[1];\n+\t__u64 w;\n };",
            "the file does not have the lines that they replace",
        ),
        (" #define UNSEEN 1\n+struct line {\n+\t__u32 x;\n /* the end */", "what stands around them differs"),
        (" #define UNSEEN 1\n+static int f(void) { return 0; }\n /* the end */", "they are no whole declarations"),
    ],
)
def test_what_cannot_be_placed_safely_is_left_out(body: str, why: str) -> None:
    assert whys(body) == [why]


def test_a_field_is_placed_where_its_struct_is_as_the_patch_shows_it() -> None:
    found = placed(
        " struct unseen;\n struct point {\n \t__u32 x;\n+\t__u32 z;\n \t__u32 y;\n \t__u32 pad[2];\n };\n int unseen;"
    )
    assert found.text == TEXT.replace("\t__u32 x;\n", "\t__u32 x;\n\t__u32 z;\n")


def test_an_enumerator_is_placed_where_its_enum_is_as_the_patch_shows_it() -> None:
    found = placed(" \tCOLOUR_RED,\n \tCOLOUR_BLUE,\n+\tCOLOUR_GREEN,\n \tCOLOUR_MAX,\n };\n struct unseen;")
    assert found.text == TEXT.replace("\tCOLOUR_MAX", "\tCOLOUR_GREEN,\n\tCOLOUR_MAX")
    twice = TEXT + "enum hue { COLOUR_GREEN };\n"
    assert "the file defines COLOUR_GREEN otherwise" in whys(
        " \tCOLOUR_RED,\n \tCOLOUR_BLUE,\n+\tCOLOUR_GREEN,\n \tCOLOUR_MAX,\n };\n struct unseen;", twice
    )


def test_a_hunk_that_applies_by_itself_is_placed_as_a_whole() -> None:
    body = (
        " struct unseen;\n+struct a *b\n int unseen;\n@@\n struct point {\n"
        " \t__u32 x;\n-\t__u32 y;\n+\t__u64 y;\n \t__u32 pad[2];\n };"
    )
    found = placed(body)
    assert found.text == TEXT.replace("__u32 y", "__u64 y")
    assert [(left.hunk, left.lines) for left in found.left] == [(1, 1)]


def test_comments_are_nothing_to_judge() -> None:
    assert whys(" /* unseen\n- * old words\n+ * new words\n  */") == []


@pytest.mark.parametrize("line", ["#define POINT_CAP_LINE 1", "struct point{"])
def test_nothing_is_taken_of_a_patch_that_may_be_damaged(line: str) -> None:
    body = rejected(f" {line}\n+#define POINT_CAP_CURVE 4\n #define UNSEEN 5")
    assert fragments(TEXT, body, may_assume=True) == body


def test_a_huge_patch_takes_bounded_time() -> None:
    start = time.monotonic()
    many = "\n".join(f" #define UNSEEN_{n} 1\n+#define POINT_CAP_{n} {n}" for n in range(3000)) + "\n #define UNSEEN 5"
    found = placed(many, TEXT + "int a;\n" * 20_000)
    assert "there are too many of them" in {left.why for left in found.left}
    placed(' #define UNSEEN 1\n+#define QUOTE "' + '\\"' * 50_000 + "\n+#define X 1\n #define UNSEEN_TOO 1")
    assert time.monotonic() - start < 20
