"""Input that nobody would send in good faith: never a traceback, never without end."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.corpus import ABSENT, CORPUS
from uapicheck.sources.patches.reading import series_in

NAMES = b"diff --git a/n.h b/n.h\n--- a/n.h\n+++ b/n.h\n"
HEAD = b"From: a@example.org\nSubject: [PATCH] x\nMessage-Id: <1@x>\n"
PIECES = [
    *(
        b"From a@b Mon Sep 17 00:00:00 2001\n",
        b"Subject: [PATCH 1/2] x\n",
        b"From: a\n",
        b"\n",
        b"\r\n",
        b"\0",
        b"\xff",
    ),
    *(b"Content-Type: multipart/mixed; boundary=b\n", b"--b\n", b"--b--\n", b"Content-Transfer-Encoding: base64\n"),
    *(
        b"Content-Type: text/plain; charset*0*=\xff''x; format=flowed\n",
        b"Content-Type: message/rfc822\n",
        b"QUJD\n",
        b"=41=\n",
    ),
    *(
        b"diff --git a/n.h b/n.h\n",
        b"diff --cc n.h\n",
        b"--- a/n.h\n",
        b"+++ b/n.h\n",
        b"@@ -1,2 +1,2 @@\n",
        b"@@@ -1 -1 +1 @@@\n",
    ),
    *(
        b" a\n",
        b"-b\n",
        b"+c\n",
        b"\\ No newline\n",
        b"-- \n",
        b"> ",
        b">>",
        b"index 1111..2222 120000\n",
        b"rename from x\n",
    ),
    *(b'diff --git "a/\\', b"commit 1111111111111111111111111111111111111111\nAuthor: x\n", b"=?utf-8?b?=?=", b"a\n"),
    *(b"Content-Type: text/plain; charset=punycode\n", b"*** a\n--- b\n***************\n", b"GIT binary patch\n"),
]


@given(st.one_of(st.binary(max_size=200), st.lists(st.sampled_from(PIECES), max_size=25).map(b"".join)))
def test_no_bytes_raise_an_error(raw: bytes) -> None:
    series, unread = series_in(raw, source="-")
    assert series or unread


@pytest.mark.skipif(not CORPUS.is_dir(), reason=ABSENT)
def test_no_mutilated_mail_raises_an_error() -> None:
    rng = random.Random(4)
    for path in sorted([*CORPUS.glob("mail/*"), *CORPUS.glob("patches/*.mbox")])[::6]:
        lines = path.read_bytes().split(b"\n")
        for _ in range(4):
            copy = [line for line in lines if rng.random() > 0.03]
            for _ in range(10):
                copy[rng.randrange(len(copy))] = rng.choice(PIECES).strip(b"\n")
            raw = b"\n".join(copy)
            series, unread = series_in(raw[: rng.randrange(len(raw))], source="-")
            assert series or unread


LARGE = {
    "a long hunk": NAMES + b"@@ -1,90000 +1,90000 @@\n" + b" #define A 1\n" * 90_000,
    "counts beyond the text": NAMES + b"@@ -1,999999999 +1,999999999 @@\n" + b" a\n" * 50_000,
    "counts beyond numbers": NAMES + b"@@ -1," + b"9" * 100_000 + b" +1 @@\n a\n",
    "many hunks": NAMES + b"@@ -1,9 +1,9 @@\n-a\n+b\n" * 30_000,
    "many files": (NAMES + b"@@ -1 +1 @@\n-a\n+b\n") * 22_000,
    "wrapped lines": NAMES + b"@@ -1,99999999 +1,9999999 @@\n" + b" a\nb\n" * 40_000,
    "deep quotation": b"".join(b">" * (n % 50) + b" diff --git a/x b/x\n" for n in range(90_000)),
    "quoted copies": b"".join(b"> " + line + b"\n" for line in (NAMES + b"@@ -1 +1 @@\n-a\n+b").split(b"\n")) * 9_000,
    "many mails": b"From a@b Mon Sep 17 00:00:00 2001\nFrom: x\nSubject: [PATCH 1/9] x\n\n" * 9_000,
    "nested parts": HEAD
    + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(5_000)),
    "many parts": HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 50_000,
    "nested mails": HEAD + b"Content-Type: message/rfc822\n\nFrom: a\n" * 9_000,
    "encoded words": b"From: a\nSubject: " + b"=?a?q?" * 200_000 + b"\n\n" + NAMES,
    "brackets": b"From: a\nSubject: " + b"[" * 8_000 + b"x]" * 8_000 + b"\n\n" + NAMES,
    "recipients": b"From: a\nSubject: x\nTo: " + b'((((<,"' * 200_000 + b"\n\n" + NAMES,
    "one long line": NAMES + b"@@ -1 +1 @@\n-a\n+" + b"#define x " * 1_000_000,
    "ranges": b"diff --cc n.h\nindex 1111,2222..3333\n@@@" + b" -1,2" * 500_000 + b" +1,2 @@@\n",
    "padding": HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"QUJD=QUJD=A=B=CC==\n" * 50_000,
}


@pytest.mark.parametrize("raw", LARGE.values(), ids=LARGE.keys())
def test_time_grows_with_the_size_alone(raw: bytes) -> None:
    start = time.process_time()
    series, unread = series_in(raw, source="-")
    assert series or unread
    assert time.process_time() - start < 10, "a hundred times what it takes when nothing grows faster than the input"


def test_more_than_anybody_mails_is_refused() -> None:
    _, (unread,) = series_in(b"x\n" * 600_000, source="-")
    assert unread.why == "more than 500000 lines"
    _, (unread,) = series_in(b"x" * (33 << 20), source="-")
    assert unread.why == "larger than 32 MiB"
