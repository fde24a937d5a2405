"""Mails in every encoding, with attachments, signatures, quotations."""

import base64
import quopri
from email.message import EmailMessage

import pytest

from tests.sources.patches.test_diffs import GIT, patch, read
from uapicheck.sources.patches.reading import series_in

HEAD = """\
From: =?UTF-8?q?J=C3=B6rg?= <jorg@example.org>
To: Ada <ada@example.org>, "Bob, the builder" <bob@example.org>
Cc: linux-api@vger.kernel.org
Subject: [PATCH RFC v3 04/11 net-next] uapi: give
 points a third dimension
Date: Fri,  3 May 2019 13:43:45 +0100
Message-Id: <20190503124427.1-5-jorg@example.org>
In-Reply-To: <20190503124427.1-1-jorg@example.org>
References: <20190503124427.1-1-jorg@example.org>
MIME-Version: 1.0
"""
BODY = (
    f"Points are flat, Jörg says.\n\nSigned-off-by: A U Thor <a@example.org>\n---\n point.h | 1 +\n\n{GIT}-- \n2.20.1\n"
)


def test_the_headers_are_those_of_the_mail() -> None:
    found = patch(f"{HEAD}Content-Type: text/plain; charset=utf-8\n\n{BODY}")
    assert found.name == "uapi: give points a third dimension"
    assert found.subject == "[PATCH RFC v3 04/11 net-next] uapi: give points a third dimension"
    assert (found.part, found.parts, found.version, found.tags) == (4, 11, 3, ("RFC", "net-next"))
    assert (found.author, found.date) == ("Jörg <jorg@example.org>", "Fri, 3 May 2019 13:43:45 +0100")
    assert found.to == ("Ada <ada@example.org>", '"Bob, the builder" <bob@example.org>')
    assert found.cc == ("linux-api@vger.kernel.org",)
    assert found.message_id == "20190503124427.1-5-jorg@example.org"
    assert found.in_reply_to == "20190503124427.1-1-jorg@example.org"
    assert found.message.startswith("Points are flat, Jörg says.\n")
    assert found.damage == ()


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "koi8-r", "us-ascii", "no-such-thing", "punycode"])
@pytest.mark.parametrize("encoding", ["8bit", "base64", "quoted-printable"])
def test_every_encoding_gives_the_same_diff(charset: str, encoding: str) -> None:
    body = BODY.replace("Jörg", "Jorg" if charset in {"koi8-r", "us-ascii", "punycode"} else "Jörg")
    raw = body.encode("iso-8859-1" if charset == "iso-8859-1" else "utf-8")
    sent = {"8bit": raw, "base64": base64.encodebytes(raw), "quoted-printable": quopri.encodestring(raw)}[encoding]
    head = f"{HEAD}Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n"
    found = patch(head.encode() + sent)
    first = patch(f"{HEAD}Content-Type: text/plain\nContent-Transfer-Encoding: 8bit\n\n{body}")
    assert found.files == first.files
    assert found.message == first.message


def test_lines_are_counted_in_the_file_and_as_if_decoded() -> None:
    plain = f"{HEAD}\n{BODY}"
    (at,) = (number for number, line in enumerate(plain.splitlines(), start=1) if line.startswith("@@"))
    assert patch(plain).files[0].hunks[0].number == at
    coded = base64.encodebytes(BODY.encode()).decode()
    assert patch(f"{HEAD}Content-Transfer-Encoding: base64\n\n{coded}").files[0].hunks[0].number == at + 1
    box = f"From a@b Mon Sep 17 00:00:00 2001\n{plain}\nFrom a@b Mon Sep 17 00:00:00 2001\n{plain}"
    size = len(plain.splitlines()) + 2
    hunks = [
        each.files[0].hunks[0].number for each in read(box.replace("-5-", "-6-", 1).replace("04/11", "05/11", 1))[0]
    ]
    assert sorted(hunks) == [at + 1, at + 1 + size]


def test_a_lists_footer_behind_base64_is_passed_over() -> None:
    coded = base64.encodebytes(BODY.encode()).decode() + "_______________\nlist@example.org\n"
    assert (
        patch(f"{HEAD}Content-Transfer-Encoding: base64\n\n{coded}").files
        == patch(f"{HEAD}Content-Type: text/plain\n\n{BODY}").files
    )


def test_flowed_text_is_put_together_again() -> None:
    flowed = GIT.replace("\n ", "\n  ").replace(
        "diff --git a/include/uapi/linux/point.h ", "diff --git a/include/uapi/linux/point.h \n"
    )
    found = patch(f"{HEAD}Content-Type: text/plain; format=flowed\n\nwords \nmore\n{flowed}")
    assert (found.damage, found.message) == ((), "words more")
    assert [line.text for line in found.files[0].hunks[0].lines] == ["\t__u32 x;", "\t__u32 y;", "\t__u32 z;", "};"]
    cut = flowed.replace("include/uapi/linux/point.h \n", "include/uapi/linux/point.h  \n")
    assert (
        patch(f"{HEAD}Content-Type: text/plain; format=flowed; delsp=yes\n\nwords \nmore\n{cut}").files == found.files
    )


def attached(*, html: bool = False, image: bool = False, inline: str = "See the attachment.\n") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Message-Id"] = "a@example.org", "[PATCH] points", "<1@example.org>"
    mail.set_content(inline)
    if html:
        mail.add_alternative("<pre>" + GIT + "</pre>", subtype="html")
    if image:
        mail.add_attachment(b"\x89PNG\0", maintype="image", subtype="png", filename="screen.png")
    return mail


@pytest.mark.parametrize("subtype", ["x-patch", "x-diff", "plain"])
def test_an_attached_patch_is_the_patch(subtype: str) -> None:
    mail = attached(image=True)
    mail.add_attachment(BODY, subtype=subtype, filename="0001-points.patch")
    found = patch(mail.as_bytes())
    assert [each.path for each in found.files] == ["include/uapi/linux/point.h"]
    assert found.name == "points"


def test_an_attached_output_of_git_says_what_it_is() -> None:
    mail = attached()
    commit = "0123456789" * 4
    for part in (1, 2):
        head = f"From {commit} Mon Sep 17 00:00:00 2001\nFrom: B <b@example.org>\n"
        head += f"Subject: [PATCH v2 {part}/2] part {part}\n\n"
        mail.add_attachment(
            (head + BODY).encode(), maintype="application", subtype="octet-stream", filename=f"{part}.patch"
        )
    (series,), unread = series_in(mail.as_bytes(), source="-")
    assert unread == ()
    assert [(each.name, each.author, each.commit, each.part) for each in series.patches] == [
        ("part 1", "B <b@example.org>", commit, 1),
        ("part 2", "B <b@example.org>", commit, 2),
    ]


def test_html_beside_the_text_is_passed_over() -> None:
    assert len(patch(attached(html=True, inline=BODY).as_bytes()).files) == 1
    patches, (unread,) = read(attached(html=True, inline="Hello.\n").as_bytes())
    assert (patches, unread.why) == ([], "no diff in it")


def test_a_signed_mail_is_read() -> None:
    signed = (
        f'{HEAD}Content-Type: multipart/signed; boundary="=_b"; micalg=pgp-sha256\n\n--=_b\n'
        "Content-Type: text/plain\n\n"
        f"{BODY}\n--=_b\nContent-Type: application/pgp-signature\n\n-----BEGIN PGP SIGNATURE-----\n--=_b--\n"
    )
    assert patch(signed).files == patch(signed.replace("multipart/signed", "multipart/mixed")).files
    cut = patch(signed[: signed.index(" };")])
    assert [sign.what for sign in cut.damage] == ["a hunk's counts do not fit its lines"]


def test_a_forwarded_mail_is_the_mail() -> None:
    mail = f"From: c@example.org\nSubject: Fwd: this\nContent-Type: message/rfc822\n\n{HEAD}\n{BODY}"
    assert patch(mail).author == "Jörg <jorg@example.org>"


def test_headers_in_the_body_count_for_the_patch() -> None:
    found = patch(f"{HEAD}\nFrom: Ada <ada@example.org>\nSubject: [PATCH] other\n\nMessage.\n---\n{GIT}")
    assert (found.author, found.name, found.part) == ("Ada <ada@example.org>", "other", 1)
    assert found.message == "Message.\n---"


def test_what_stands_above_scissors_is_talk() -> None:
    found = patch(f"{HEAD}\nHi,\nhow about this?\n-- >8 --\nSubject: uapi: third\n\nMessage.\n{GIT}")
    assert (found.name, found.message) == ("uapi: third", "Message.")


def test_the_base_is_read_where_git_writes_it() -> None:
    base, before = "1" * 40, "2" * 40
    found = patch(f"{HEAD}\n{GIT}\nbase-commit: {base}\nprerequisite-patch-id: {before}\n-- \n2.20.1\n")
    assert (found.base_commit, found.prerequisites) == (base, (before,))


REPLY = HEAD.replace("Subject: ", "Subject: Re: ")


def test_a_reply_with_comments_between_gives_the_quoted_patch() -> None:
    lines = [f"> > {line}" for line in GIT.splitlines()]
    lines[7:7] = ["> Why?", "", "Because.", ">"]
    found = patch(REPLY + "\nA wrote:\n> B wrote:\n" + "\n".join(lines) + "\n\nThanks\n")
    assert (found.quoted, found.part, found.reply) == (2, 4, True)
    assert [line.text for line in found.files[0].hunks[0].lines] == ["\t__u32 x;", "\t__u32 y;", "\t__u32 z;", "};"]
    assert [(sign.what, sign.certain) for sign in found.damage] == [("quoted with >", False)]


def test_quotation_without_spaces_is_understood() -> None:
    found = patch(REPLY + "\n" + "\n".join(f">>{line}" for line in GIT.splitlines()))
    assert (found.quoted, len(found.files[0].hunks[0].lines)) == (2, 4)


def test_what_a_reply_adds_counts_before_what_it_quotes() -> None:
    quoted = "\n".join(f"> {line}" for line in GIT.splitlines())
    found = patch(f"{REPLY}\n{quoted}\n\nRather:\n\n{GIT.replace('__u32 z', '__u64 z')}")
    assert (found.quoted, found.part, found.parts, found.reply) == (0, 1, 1, True)
    assert found.files[0].hunks[0].lines[2].text == "\t__u64 z;"


def test_the_most_complete_of_several_quotations_counts() -> None:
    whole = "\n".join(f"> > > {line}" for line in GIT.splitlines())
    cut = "\n".join(f"> {line}" for line in GIT.splitlines()[:8])
    found = patch(f"{REPLY}\n{cut}\n\nHm.\n\n{whole}\n")
    assert (found.quoted, len(found.files[0].hunks[0].lines)) == (3, 4)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (
            "Content-Transfer-Encoding: x-uuencode\n\nbegin 644 x\n",
            "a part of a mail is uuencoded; fetch the mail as it was sent",
        ),
        ("Content-Transfer-Encoding: base64\n\nAAAA\n", "a part of a mail that says it is text is none"),
        ("\nNo diff here.\n", "a mail that says it is a patch has no diff"),
    ],
)
def test_a_mail_without_a_readable_patch_says_why(lines: str, why: str) -> None:
    patches, unread = read(HEAD + lines)
    assert patches == []
    assert why in [each.why for each in unread]
