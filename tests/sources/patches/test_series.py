"""Mails put together into the series that they were sent as."""

import pytest

from tests.sources.patches.test_diffs import GIT
from uapicheck.model.patch import Series
from uapicheck.sources.patches.reading import series_in
from uapicheck.sources.patches.subjects import subject_of

FROM = "From a@example.org Fri May  3 13:43:45 2019\n"


def mail(subject: str, number: int, root: int = 1, *, diff: str = GIT, head: str = "") -> str:
    reply = f"In-Reply-To: <{root}@example.org>\n" if root != number else ""
    return (
        f"{FROM}From: a@example.org\nSubject: {subject}\nMessage-Id: <{number}@example.org>\n{reply}{head}\n"
        f"Words.\n---\n{diff}-- \n2.20.1\n\n"
    )


def read(*mails: str) -> tuple[Series, ...]:
    return series_in("".join(mails).encode(), source="box")[0]


def shape(*mails: str) -> list[tuple[str, list[int], tuple[int, ...], bool]]:
    return [
        (series.name, [patch.part for patch in series.patches], series.missing, series.cover is not None)
        for series in read(*mails)
    ]


def test_a_series_is_ordered_by_its_numbers() -> None:
    found = shape(mail("[PATCH 2/2] b", 3), mail("[PATCH 1/2] a", 2), mail("[PATCH 0/2] all", 1))
    assert found == [("all", [1, 2], (), True)]


def test_missing_parts_are_named() -> None:
    assert shape(mail("[PATCH 2/4] b", 3), mail("[PATCH 4/4] d", 5)) == [("b", [2, 4], (1, 3), False)]


def test_versions_in_one_thread_are_two_series() -> None:
    found = read(
        mail("[PATCH 0/2] all", 1), mail("[PATCH 1/2] a", 2), mail("[PATCH 2/2] b", 3),
        mail("[PATCH v2 0/2] all", 4), mail("[PATCH v2 1/2] a", 5, 4), mail("[PATCH v2 2/2] b", 6, 4),
    )  # fmt: skip
    assert [(series.version, len(series.patches), series.missing) for series in found] == [(1, 2, ()), (2, 2, ())]


def test_series_of_one_shape_are_told_apart_by_their_threads() -> None:
    found = shape(
        mail("[PATCH 0/2] one", 1), mail("[PATCH 0/2] two", 11, 11),
        mail("[PATCH 2/2] b2", 13, 11), mail("[PATCH 1/2] a1", 2), mail("[PATCH 1/2] b1", 12, 11),
        mail("[PATCH 2/2] a2", 3),
    )  # fmt: skip
    assert found == [("one", [1, 2], (), True), ("two", [1, 2], (), True)]


def test_files_of_git_put_together_are_told_apart_by_their_order() -> None:
    one, two = (
        "".join(
            f"From {n}{'0' * 39} Mon Sep 17 00:00:00 2001\nFrom: a@example.org\n"
            f"Subject: [PATCH {part}/2] {n} {part}\n\n{GIT}\n"
            for part in (1, 2)
        )
        for n in (1, 2)
    )
    assert shape(one, two) == [("1 1", [1, 2], (), False), ("2 1", [1, 2], (), False)]


def test_unnumbered_output_of_git_is_one_series() -> None:
    found = "".join(
        f"From {n}{'0' * 39} Mon Sep 17 00:00:00 2001\nFrom: a@example.org\nSubject: [PATCH] {n}\n\n{GIT}\n"
        for n in (1, 2)
    )
    assert shape(found) == [("1", [1, 2], (), False)]


def test_unnumbered_mails_are_series_of_their_own() -> None:
    assert shape(mail("[PATCH] a", 1), mail("[PATCH] b", 2, 2)) == [("a", [1], (), False), ("b", [1], (), False)]


def test_a_mail_that_two_lists_carried_counts_once() -> None:
    assert shape(mail("[PATCH 1/1] a", 1), mail("[PATCH 1/1] a", 1)) == [("a", [1], (), False)]


def test_what_a_reply_quotes_is_no_second_patch() -> None:
    quoted = "".join(f"> {line}\n" for line in GIT.splitlines())
    box = [
        mail("[PATCH 1/1] a", 1),
        mail("Re: [PATCH 1/1] a", 2, diff=quoted),
        mail("Re: [PATCH 1/1] a", 3, diff="Fine.\n"),
    ]
    assert shape(*box) == [("a", [1], (), False)]
    assert len(shape(*box[1:])) == 1


def test_a_diff_in_a_cover_letter_is_not_the_patch() -> None:
    (series,) = read(mail("[PATCH v2 0/1] all", 1, diff=f"Interdiff against v1:\n{GIT}"), mail("[PATCH v2 1/1] a", 2))
    assert series.cover is not None
    assert series.cover.files == ()
    assert [len(patch.files) for patch in series.patches] == [1]


def test_an_indented_interdiff_is_not_the_patch() -> None:
    inner = "Interdiff against v1:\n" + "".join(f"  {line}\n" for line in GIT.splitlines())
    (series,) = read(mail("[PATCH v2] a", 1, diff=f"{inner}\n{GIT}"))
    assert len(series.patches[0].files) == 1


def test_the_base_of_the_cover_letter_is_the_base_of_the_series() -> None:
    cover = mail("[PATCH 0/1] all", 1, diff=f"Words.\n\nbase-commit: {'1' * 40}\n")
    assert read(cover, mail("[PATCH 1/1] a", 2))[0].base_commit == "1" * 40


def test_a_cover_letter_alone_is_no_series() -> None:
    series, unread = series_in(mail("[PATCH 0/2] all", 1, diff="Words.\n").encode(), source="box")
    assert (series, [each.why for each in unread]) == ((), ["a cover letter without its patches"])


def test_the_lines_that_mailboxes_escape_are_restored() -> None:
    text = mail("[PATCH] a", 1).replace("Words.", ">From here on\n>>From there")
    assert "From here on\n>From there" in read(text)[0].patches[0].message


def test_a_sentence_that_starts_with_from_starts_no_mail() -> None:
    text = mail("[PATCH] a", 1).replace("Words.", "\nFrom now on at 10:00 in 2020 all is well.\nIndeed.")
    assert len(read(text)[0].patches) == 1


def test_a_log_is_read_from_its_end() -> None:
    log = "".join(
        f"commit {n}{'0' * 39}\nAuthor: A <a@example.org>\nDate:   Fri May 3 13:43:45 2019 +0100\n\n"
        f"    number {n}\n\n    Why.\n\n" + GIT.replace("1111111..2222222", f"{n}111111..{n + 1}111111") + "\n"
        for n in (2, 1)
    )
    (series,) = read(log)
    assert [(patch.name, patch.part, patch.author) for patch in series.patches] == [
        ("number 1", 1, "A <a@example.org>"),
        ("number 2", 2, "A <a@example.org>"),
    ]
    assert series.patches[0].message == "number 1\n\nWhy."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[PATCH RFC v3 04/11 net-next] a", ("a", 4, 11, 3, ("RFC", "net-next"), False)),
        ("[PATCHv8 03/34] a", ("a", 3, 34, 8, (), False)),
        ("[BONUS][PATCH v2 16/16] a", ("a", 16, 16, 2, ("BONUS",), False)),
        ("[GIT PULL 03/15] a", ("a", 3, 15, 1, ("GIT", "PULL"), False)),
        ("[PATCH/RFC] a", ("a", 1, 1, 1, ("RFC",), False)),
        ("[PATCH 07/14] a [ver #18]", ("a", 7, 14, 18, (), False)),
        ("[PATCH AUTOSEL 5.8 29/29] a", ("a", 29, 29, 1, ("AUTOSEL", "5.8"), False)),
        ("Re: RE: [PATCH 1/2] a", ("a", 1, 2, 1, (), True)),
        ("Fwd: [PATCH v2.1 1/2] a", ("a", 1, 2, 2, (), False)),
        ("linux-next: manual merge", ("linux-next: manual merge", 1, 1, 1, (), False)),
        ("[PATCH 1/99999999999] a", ("a", 1, 1, 1, ("1", "99999999999"), False)),
        ("", ("", 1, 1, 1, (), False)),
    ],
)
def test_the_brackets_of_a_subject_say_part_version_and_tags(text: str, expected: tuple[object, ...]) -> None:
    found = subject_of(text)
    assert (found.name, found.part, found.parts, found.version, found.tags, found.reply) == expected
