"""Which headers two trees can differ in, and that looking at these alone finds what looking at all finds."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.corpus import ABSENT, CORPUS
from tests.sources.clones import git
from uapicheck.api import check
from uapicheck.pipeline.differing import differences
from uapicheck.pipeline.side import Headers
from uapicheck.sources.directory import in_directory

TREE = {
    "include/uapi/asm-generic/shape.h": "#define SHAPE 1\n",
    "include/uapi/linux/alone.h": "#define ALONE 1\n",
    "include/uapi/linux/first.h": "#include <asm/shape.h>\n#define FIRST SHAPE\n",
    "include/uapi/linux/second.h": '#include "first.h"\n#ifdef NEVER\n#include <linux/third.h>\n#endif\n',
    "include/uapi/linux/third.h": "#define THIRD 1\n",
    "arch/x86/include/uapi/asm/shape.h": "#include <asm-generic/shape.h>\n",
    "arch/arm64/include/uapi/asm/own.h": "#define OWN 1\n",
    "arch/arm64/include/uapi/asm/Kbuild": "generic-y += shape.h\ngeneric-y += size.h\n",
    "include/uapi/asm-generic/size.h": "#define SIZE 1\n",
}


ASKED = (
    *("asm/own.h", "asm/shape.h", "asm/size.h", "asm-generic/shape.h"),
    *("linux/alone.h", "linux/first.h", "linux/fourth.h", "linux/second.h", "linux/third.h"),
)


def written(root: Path, files: Mapping[str, str | None]) -> None:
    for path, text in files.items():
        place = root / path
        if text is not None:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")


def found(root: Path, changes: Mapping[str, str | None], arch: str = "arm64", *, alone: str = "") -> set[str]:
    was = {**TREE, **({"include/uapi/linux/alone.h": alone} if alone else {})}
    written(root / "old", was)
    written(root / "new", {**was, **changes})
    known = differences(*(Headers(tree=in_directory(str(root / side))) for side in ("old", "new")))
    assert known is not None
    return set(known.among(frozenset(ASKED), arch).headers)


def test_equal_trees_differ_in_no_header(tmp_path: Path) -> None:
    assert found(tmp_path, {}) == set()


def test_whatever_includes_a_changed_text_differs_whether_or_not_its_conditions_hold(tmp_path: Path) -> None:
    assert found(tmp_path, {"include/uapi/linux/third.h": "#define THIRD 2\n"}) == {"linux/third.h", "linux/second.h"}


def test_a_generic_header_differs_as_each_architecture_sees_it(tmp_path: Path) -> None:
    seen = found(tmp_path, {"include/uapi/asm-generic/shape.h": "#define SHAPE 2\n"})
    assert seen == {"asm-generic/shape.h", "asm/shape.h", "linux/first.h", "linux/second.h"}


def test_a_header_of_one_architecture_differs_for_that_one_alone(tmp_path: Path) -> None:
    news = {"arch/x86/include/uapi/asm/shape.h": "#define SHAPE 2\n"}
    seen = {"asm/shape.h", "asm-generic/shape.h", "linux/first.h", "linux/second.h"}
    assert found(tmp_path / "1", news, "x86") == seen
    assert found(tmp_path / "2", news, "arm64") == set()


@pytest.mark.parametrize(
    "text",
    [
        "#define WHICH <linux/third.h>\n#include WHICH\n",
        "#include_next <linux/alone.h>\n",
        "#if __has_include(<linux/fourth.h>)\n#define ALONE 1\n#endif\n",
        '#ifdef NEVER\n# include "fourth.h"\n#endif\n',
    ],
)
def test_what_an_include_may_come_to_counts(tmp_path: Path, text: str) -> None:
    assert "linux/alone.h" in found(tmp_path, {"include/uapi/linux/fourth.h": "#define FOURTH 2\n"}, alone=text)


def test_a_header_that_came_or_went_differs(tmp_path: Path) -> None:
    news = {"include/uapi/linux/third.h": None, "include/uapi/linux/fourth.h": "#define FOURTH 1\n"}
    assert found(tmp_path, news) >= {"linux/third.h", "linux/second.h", "linux/fourth.h"}


def test_what_kbuild_no_longer_takes_from_asm_generic_differs(tmp_path: Path) -> None:
    assert "linux/first.h" in found(tmp_path, {"arch/arm64/include/uapi/asm/Kbuild": "generic-y += size.h\n"})


def test_what_a_changed_header_includes_anew_is_looked_at_on_both_sides(tmp_path: Path) -> None:
    news = {"include/uapi/linux/third.h": "#include <linux/alone.h>\n#define THIRD 1\n"}
    assert "linux/alone.h" in found(tmp_path, news)


def test_what_neither_side_can_read_in_an_unchanged_text_is_no_gap(tmp_path: Path) -> None:
    blind = "#include <linux/third.h>\n#include <nowhere.h>\nstruct blind { nowhere_t a; };\n"
    trees = {"old": {}, "new": {"include/uapi/linux/third.h": "#define THIRD 2\n"}}
    for side, news in trees.items():
        written(tmp_path / side, {**TREE, "include/uapi/linux/blind.h": blind, **news})
    report = check(tmp_path / "old", tmp_path / "new", targets=["arm64"])
    assert [finding.symbol for finding in report.findings] == ["THIRD"]
    assert report.gaps == ()
    written(tmp_path / "new", {"include/uapi/linux/blind.h": blind + "#define BLIND 1\n"})
    report = check(tmp_path / "old", tmp_path / "new", targets=["arm64"])
    assert {(each.side, each.gap.what) for each in report.gaps} >= {("old", "#include <nowhere.h>")}


@pytest.mark.oracle
@pytest.mark.skipif(not CORPUS.is_dir(), reason=ABSENT)
def test_what_can_differ_tells_what_all_headers_tell_in_the_history_of_kvm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = tmp_path / "kvm"
    git(tmp_path, "clone", "--quiet", str(CORPUS / "kvm-history.bundle"), str(clone))
    commits = git(clone, "rev-list", "--first-parent", "--max-parents=1", "HEAD").split()
    assert len(commits) > 50
    for commit in commits[::9]:
        part = check(f"{commit}^..{commit}", repository=clone)
        with monkeypatch.context() as patch:
            patch.setattr("uapicheck.pipeline.check.differences", lambda *_: None)
            whole = check(f"{commit}^..{commit}", repository=clone)
        assert part.differing <= whole.differing == whole.headers == part.headers
        assert (part.findings, part.additions, part.spaces) == (whole.findings, whole.additions, whole.spaces), commit
        assert {each.gap.why for each in part.gaps} <= {each.gap.why for each in whole.gaps}
