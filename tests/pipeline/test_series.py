"""A series: which of its patches causes what, and what a later one takes back."""

from collections.abc import Sequence
from difflib import unified_diff
from pathlib import Path

import pytest

from uapicheck.model.review import Review
from uapicheck.pipeline.patch import mails, reviews
from uapicheck.pipeline.scope import Scope

PATH = "include/uapi/linux/point.h"
BASE = """\
/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
#ifndef _UAPI_POINT_H
#define _UAPI_POINT_H
#define POINT_COLOUR 7
#define POINT_CAP_FLAT 1
#define POINT_CAP_ROUND 2
#define POINT_STEP 3
#endif
"""


def changed(*steps: tuple[str, str]) -> list[str]:
    """Return the text after each step, which replaces something once."""
    texts = [BASE]
    for old, new in steps:
        assert texts[-1].count(old) == 1
        texts.append(texts[-1].replace(old, new))
    return texts


def mailbox(texts: Sequence[str], names: Sequence[str]) -> bytes:
    """Return a series as a mailbox: each patch leads from one text to the next."""
    found = []
    for number, (name, old, new) in enumerate(zip(names, texts, texts[1:], strict=False), start=1):
        lines = unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), f"a/{PATH}", f"b/{PATH}")
        found.append(
            f"From 1 Mon Sep 17 00:00:00 2001\nFrom: A <a@example.org>\nMessage-Id: <{number}@example.org>\n"
            f"Subject: [PATCH {number}/{len(names)}] {name}\n\nWords.\n---\n"
            f"diff --git a/{PATH} b/{PATH}\n{''.join(lines)}-- \n2.30\n\n"
        )
    return "".join(found).encode()


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Return a kernel tree with one header."""
    header = tmp_path / "linux" / PATH
    header.parent.mkdir(parents=True)
    header.write_text(BASE)
    (tmp_path / "linux" / "arch/x86/include/uapi/asm").mkdir(parents=True)
    (tmp_path / "linux" / "arch/x86/include/uapi/asm/bits.h").write_text("#define POINT_BITS 64\n")
    return tmp_path / "linux"


def reviewed(base: Path, *steps: tuple[str, str]) -> Review:
    names = [f"step {number}" for number in range(1, len(steps) + 1)]
    read = mails([("series.mbox", mailbox(changed(*steps), names))])
    (review,) = reviews(read, Scope(jobs=1, targets=("x86_64",)), base=str(base))
    return review


def findings(review: Review) -> list[tuple[str, str, str | None]]:
    return [(each.rule, each.symbol, each.patch) for each in review.report.findings]


def test_a_finding_names_the_patch_that_causes_it(base: Path) -> None:
    review = reviewed(base, ("COLOUR 7", "COLOUR 8"), ("#define POINT_STEP 3\n", ""))
    assert findings(review) == [
        ("macro-value-changed", "POINT_COLOUR", "1/2 step 1"),
        ("macro-removed", "POINT_STEP", "2/2 step 2"),
    ]


def test_what_a_later_patch_takes_back_is_no_finding_of_the_series(base: Path) -> None:
    review = reviewed(base, ("COLOUR 7", "COLOUR 8"), ("STEP 3", "STEP 3 /* as ever */"), ("COLOUR 8", "COLOUR 7"))
    assert findings(review) == []
    (mended,) = review.mended
    assert (mended.finding.symbol, mended.finding.patch, mended.by) == ("POINT_COLOUR", "1/3 step 1", "3/3 step 3")


def test_what_comes_and_changes_within_the_series_breaks_nothing(base: Path) -> None:
    review = reviewed(
        base, ("#define POINT_STEP 3\n", "#define POINT_STEP 3\n#define POINT_NEW 4\n"), ("NEW 4", "NEW 5")
    )
    assert findings(review) == []
    assert [each.symbol for each in review.report.additions] == ["POINT_NEW"]
    assert review.report.additions[0].value == "5"


def test_a_finding_that_turns_into_another_one_is_not_mended(base: Path) -> None:
    review = reviewed(base, ("COLOUR 7", "COLOUR 8"), ("#define POINT_COLOUR 8\n", ""))
    assert findings(review) == [("macro-removed", "POINT_COLOUR", "2/2 step 2")]
    assert review.mended == ()


def test_a_patch_of_other_files_is_no_news(base: Path) -> None:
    diff = b"--- a/kernel/point.c\n+++ b/kernel/point.c\n@@ -1 +1 @@\n-int a;\n+int b;\n"
    (review,) = reviews(mails([("c.patch", diff)]), Scope(jobs=1), base=str(base))
    assert review.report.verdict.value == "pass"
    assert review.steps[0].elsewhere == ("kernel/point.c",)
