"""Patches for the tree of `stage.py`, as mails and as plain diffs, in our own words."""

from difflib import unified_diff

from tests.cli.stage import KERNEL

HOUSE = "include/uapi/linux/house.h"
_TEXT = KERNEL[HOUSE]


def diff(path: str, old: str, new: str) -> str:
    """Return what `git diff` says of two texts of a file, without the `index` line."""
    lines = unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), f"a/{path}", f"b/{path}", n=3)
    return f"diff --git a/{path} b/{path}\n" + "".join(lines)


def mail(subject: str, changes: str, *, number: int = 1, more: str = "", author: str = "") -> str:
    """Return a mail with a diff; `more` are further headers."""
    return (
        f"From: {author or 'Jo Builder <jo@example.org>'}\n"
        "To: houses@vger.kernel.org\n"
        "Cc: Al Mason <al@example.org>\n"
        f"Subject: {subject}\n"
        f"Date: Thu, 2 Jan 2020 0{number}:00:00 +0000\n"
        f"Message-ID: <2020010{number}.house@example.org>\n"
        f"{more}\nA change of the house.\n\nSigned-off-by: Jo Builder <jo@example.org>\n---\n"
        f"{changes}-- \n2.30.2\n\n"
    )


def _limit(text: str) -> str:
    return text.replace("#define HOUSE_LIMIT 7\n", "#define HOUSE_LIMIT 7\n#define HOUSE_FLOORS 3\n")


def _insert(text: str) -> str:
    return text.replace("\t__u32 rooms;\n", "\t__u32 walls;\n\t__u32 rooms;\n")


def _raise(text: str) -> str:
    return text.replace("HOUSE_LIMIT 7", "HOUSE_LIMIT 8")


CLEAN = mail("[PATCH] house: count the floors", diff(HOUSE, _TEXT, _limit(_TEXT)))
BROKEN = mail("[PATCH 2/3] house: give it walls", diff(HOUSE, _TEXT, _insert(_TEXT)))
ELSEWHERE = mail("[PATCH] house: paint it", diff("drivers/house.c", "int red;\n", "int blue;\n"))
MISFIT = mail("[PATCH] house: sell it", diff(HOUSE, _TEXT.replace("rooms", "halls"), _TEXT.replace("rooms", "barns")))
_REPLY = "In-Reply-To: <20200101.house@example.org>\n"
SERIES = "".join(
    "From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\n" + text
    for text in (
        mail("[PATCH v2 0/3] house: build on", ""),
        mail("[PATCH v2 1/3] house: raise it", diff(HOUSE, _TEXT, _raise(_TEXT)), number=2, more=_REPLY),
        mail(
            "[PATCH v2 2/3] house: give it walls",
            diff(HOUSE, _raise(_TEXT), _insert(_raise(_TEXT))),
            number=3,
            more=_REPLY,
        ),
        mail(
            "[PATCH v2 3/3] house: lower it",
            diff(HOUSE, _insert(_raise(_TEXT)), _insert(_TEXT)),
            number=4,
            more=_REPLY,
        ),
    )
)
PATCHES = {
    "patches/clean.eml": CLEAN,
    "patches/broken.eml": BROKEN,
    "patches/elsewhere.eml": ELSEWHERE,
    "patches/misfit.eml": MISFIT,
    "patches/series.mbox": SERIES,
    "patches/words.eml": "From: Jo Builder <jo@example.org>\nSubject: hello\n\nNo change at all.\n",
    "patches/plain.diff": diff(HOUSE, _TEXT, _limit(_TEXT)),
}
"""By the path at which they lie on the stage."""
