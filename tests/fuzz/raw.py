"""Bytes and documents mutated: mails, archives, TOML, JSON, TSV, and words of a command line."""

import bz2
import gzip
import io
import json
import lzma
import re
import tarfile
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from tests.sources.patches import test_hostile_input as mail_pieces

MAIL_PIECES = tuple(mail_pieces.PIECES)
VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1,
        2**31,
        2**63,
        2**64,
        -(2**64),
        10**40,
        0.5,
        "",
        " ",
        "x",
        "0x",
        "-0x1",
        "0x" + "f" * 40,
    ),
    *(
        "a" * 5_000,
        "\0",
        "\x1b[31m",
        "\udcff",
        "\u202e",
        "<b>&\"'",
        "\n",
        [],
        {},
        [[]],
        {"": ""},
        [None],
        "struct point",
    ),
    *("1e9", "..", "/", "linux/types.h", "unsigned long long", "int[", "int (*)[3]", "x86_64", "uapicheck.snapshot/1"),
)
TOML_VALUES = (
    *(
        "1",
        "-1",
        "9" * 30,
        "nan",
        "-inf",
        "1e400",
        "true",
        '""',
        '"x"',
        "''",
        "[]",
        "{}",
        "[[]]",
        "2030-12-31",
        "00:00:00",
    ),
    *(
        "2030-12-31T00:00:00Z",
        "0x10",
        '"\\u0000"',
        '"\\u001b[31m"',
        '["*"]',
        '["["]',
        '"*"',
        '"0xff00000000000000"',
        "{a = 1}",
    ),
    *('"KVM_REG_SIZE_MASK"', '["KVM_CAP_*", 3]', '"number-duplicated"', "[" * 2_000, '"""', "0001-01-01", "9999-12-31"),
)


_PATHS = (b"include/uapi/linux/house.h", b"/dev/null", b"../../x.h", b'"a\\001"', b"a b", b"")
_FIELDS = (b"Subject", b"Message-ID", b"Date", b"From", b"In-Reply-To", b"Content-Type", b"To")
_CONTENTS = (
    b"",
    b"=?utf-8?q?=1b[31m?=",
    b"\xff\xfe",
    b"<" * 900,
    b"[PATCH 9/2] \0",
    b"[PATCH v" + b"9" * 99 + b" 1/1] x",
)


def scarred(raw: bytes, random: Random, pieces: Sequence[bytes] = ()) -> bytes:
    """Return bytes with one to six wounds: flips, cuts, copies, pieces put in."""
    for _ in range(random.choice((1, 1, 2, 3, 6))):
        at = random.randint(0, len(raw))
        match random.randrange(7 if pieces else 6):
            case 0:
                raw = raw[:at] + bytes([random.randrange(256)]) + raw[at + 1 :]
            case 1:
                raw = raw[:at] + raw[at + random.choice((1, 2, 10, 100, 1_000)) :]
            case 2:
                raw = raw[:at] if random.randrange(3) == 0 else raw
            case 3:
                raw = raw[:at] + raw[at : at + random.choice((1, 30, 300))] * random.choice((2, 2, 50)) + raw[at:]
            case 4:
                lines = raw.split(b"\n")
                one, other = random.randrange(len(lines)), random.randrange(len(lines))
                lines[one], lines[other] = lines[other], lines[one]
                raw = b"\n".join(lines)
            case 5:
                raw = _other_number(raw, random)
            case _:
                raw = raw[:at] + random.choice(pieces) + raw[at:]
    return raw[:600_000]


def _other_number(raw: bytes, random: Random) -> bytes:
    places = list(re.finditer(rb"\d+", raw))
    if not places:
        return raw
    place = random.choice(places)
    number = random.choice((b"0", b"1", b"-1", b"99999999", b"9" * 40, b"%d" % (int(place[0][:18]) + 1)))
    return raw[: place.start()] + number + raw[place.end() :]


def mail(raw: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """Return a mail or diff with lines of others, pieces of mails, other line ends, hunk counts and encodings."""
    for _ in range(random.choice((1, 1, 2, 4))):
        match random.randrange(8):
            case 0:
                raw = raw.replace(b"\n", random.choice((b"\r\n", b"\r", b"\n\n", b" \n", b"\n> ", b"\n\t")))
            case 1:
                theirs = random.choice(others).split(b"\n")
                start = random.randrange(len(theirs))
                lines = raw.split(b"\n")
                at = random.randint(0, len(lines))
                lines[at:at] = theirs[start : start + random.choice((1, 5, 60))]
                raw = b"\n".join(lines)
            case 2:
                raw = raw + random.choice((b"", b"\n", b"From x\n")) + random.choice(others)
            case 3:
                raw = _replaced(raw, random, rb"^@@ -\d+(?:,\d+)?", b"@@ -%d,%d" % _two(random))
            case 4:
                raw = _encoded(raw, random)
            case 5:
                sign = random.choice((b"--- a/", b"+++ b/"))
                raw = _replaced(raw, random, b"^" + re.escape(sign) + rb"\S+", sign + random.choice(_PATHS))
            case 6:
                name = random.choice(_FIELDS)
                raw = _replaced(raw, random, b"^" + name + b":.*$", name + b": " + random.choice(_CONTENTS))
            case _:
                raw = scarred(raw, random, MAIL_PIECES)
    return raw[:600_000]


def _replaced(raw: bytes, random: Random, pattern: bytes, to: bytes) -> bytes:
    """Return bytes with the first place, or every place, that a pattern matches replaced."""
    return re.sub(pattern, lambda _: to, raw, count=random.choice((1, 0)), flags=re.MULTILINE | re.IGNORECASE)


def _two(random: Random) -> tuple[int, int]:
    return random.choice((0, 1, 7, 4_000_000_000)), random.choice((0, 1, 8, 10**9))


def _encoded(raw: bytes, random: Random) -> bytes:
    import base64  # noqa: PLC0415 - only here
    import quopri  # noqa: PLC0415 - the same

    head, gap, body = raw.partition(b"\n\n")
    kind = random.choice((b"base64", b"quoted-printable", b"8bit", b"uuencode", b"x"))
    body = base64.encodebytes(body) if kind == b"base64" else quopri.encodestring(body) if kind[:1] == b"q" else body
    charset = random.choice(
        (b"utf-8", b"utf-16", b"utf-7", b"idna", b"nonsense", b"iso-2022-jp", b"zlib", b"unicode_escape")
    )
    return (
        head + b"\nContent-Type: text/plain; charset=" + charset + b"\nContent-Transfer-Encoding: " + kind + gap + body
    )


def archive(files: Mapping[str, bytes], random: Random) -> bytes:
    """Return a tar of files with members that no honest tar has, compressed or not, and wounds in it."""
    buffer = io.BytesIO()
    with tarfile.open(
        fileobj=buffer, mode="w", format=random.choice((tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT))
    ) as made:
        top = random.choice(("", "./", "linux-6.1/", "/", "../", "a/../", "usr/"))
        for name, raw in files.items():
            member = tarfile.TarInfo(top + name)
            member.size = len(raw)
            if made.format == tarfile.PAX_FORMAT and random.randrange(6) == 0:
                member.pax_headers = random.choice(
                    (
                        {"size": "99999999999"},
                        {"path": "x" * 300},
                        {"GNU.sparse.map": "0,9,a"},
                        {"GNU.sparse.major": "1", "GNU.sparse.minor": "0"},
                        {"mtime": "nan"},
                    )
                )
            made.addfile(member, io.BytesIO(raw))
            if random.randrange(5) == 0:
                made.addfile(_strange(top + name, random))
    raw = buffer.getvalue()
    if random.randrange(2):
        raw = _tar_headers(raw, random)
    pack = random.choice((bytes, bytes, gzip.compress, bz2.compress, lambda data: lzma.compress(data, preset=0)))
    raw = pack(raw)
    return scarred(raw, random) if random.randrange(3) == 0 else raw


def _strange(name: str, random: Random) -> tarfile.TarInfo:
    member = tarfile.TarInfo(random.choice((name, name + "x.h", "include/linux/odd.h", "a" * 90 + ".h")))
    member.type = random.choice(
        (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE, b"Z")
    )
    member.linkname = random.choice((name, member.name, "../../etc/passwd", "/dev/zero", "", "nowhere.h", "x" * 99))
    return member


def _tar_headers(raw: bytes, random: Random) -> bytes:
    """Return a tar with a field of some header replaced, and the checksum put right as often as not."""
    data = bytearray(raw)
    blocks = [at for at in range(0, len(data), 512) if data[at + 257 : at + 262] == b"ustar"]
    for at in random.sample(blocks, min(len(blocks), random.choice((1, 2, 5)))):
        start, length = random.choice(
            ((124, 12), (156, 1), (100, 8), (157, 100), (0, 100), (345, 155), (136, 12), (265, 32))
        )
        filler = random.choice(
            (b"\0", b"7", b"\x80" + b"\xff" * 11, b"-1", b" ", b"S", b"L", b"K", b"x", b"g", b"\xff" * length)
        )
        data[at + start : at + start + length] = (filler * length)[:length]
        if random.randrange(3):
            data[at + 148 : at + 156] = b" " * 8
            data[at + 148 : at + 156] = b"%06o\0 " % sum(data[at : at + 512])
    return bytes(data)


def toml(text: str, random: Random, others: Sequence[str]) -> str:
    """Return TOML with values of other types, lines moved, and tables of others."""
    for _ in range(random.choice((1, 1, 2, 4))):
        lines = text.split("\n")
        at = random.randrange(len(lines))
        match random.randrange(6):
            case 0 | 1:
                key, equals, _ = lines[at].partition("=")
                lines[at] = f"{key}= {random.choice(TOML_VALUES)}" if equals else lines[at]
            case 2:
                lines.insert(random.randint(0, len(lines)), lines.pop(at))
            case 3:
                lines.insert(
                    at,
                    random.choice(
                        (
                            "[",
                            "[[waiver]]",
                            "[severity]",
                            "[uapicheck]",
                            "[[space]]",
                            "[[id]]",
                            "[[layout]]",
                            "a = 1",
                            "\x00",
                            "\ufeff",
                            "[a.b.c]",
                            "x.y = 2",
                        )
                    ),
                )
            case 4:
                lines += random.choice(others).split("\n")
            case _:
                text = scarred("\n".join(lines).encode("utf-8", "surrogateescape"), random).decode(
                    "utf-8", "surrogateescape"
                )
                lines = text.split("\n")
        text = "\n".join(lines)
    return text


def document(raw: bytes, random: Random) -> bytes:
    """Return JSON with values replaced, dropped and copied at any depth; sometimes plain damage."""
    if random.randrange(4) == 0:
        return scarred(raw, random)
    whole = json.loads(raw)
    for _ in range(random.choice((1, 1, 2, 5))):
        node: Any = whole
        while True:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            if not keys:
                break
            key = random.choice(keys)
            if isinstance(node[key], dict | list) and node[key] and random.randrange(6):
                node = node[key]
                continue
            match random.randrange(4):
                case 0 if isinstance(node, dict):
                    del node[key]
                case 1 if isinstance(node, dict) and isinstance(key, str):
                    node[random.choice((key + "x", key.lower(), "", "schema", "struct a.b", "\x1b"))] = node[key]
                case 2:
                    node[key] = node[random.choice(keys)]
                case _:
                    node[key] = random.choice(VALUES)
            break
    try:
        return json.dumps(whole).encode()
    except (ValueError, RecursionError):  # a value that holds itself
        return b"[" * random.choice((9, 900, 90_000))


def word(known: Sequence[str], random: Random) -> str:
    """Return a word of a command line, as it is or mutated; never a path that leads elsewhere."""
    text = random.choice(known)
    for _ in range(random.choice((0, 0, 0, 1, 2))):
        at = random.randint(0, len(text))
        match random.randrange(4):
            case 0:
                text = (
                    text[:at]
                    + random.choice(
                        (
                            "=",
                            "-",
                            ".",
                            "*",
                            "[",
                            "(",
                            "\n",
                            "\x1b",
                            "\u202e",
                            "0",
                            "9" * 30,
                            ":",
                            "\udcff",
                            "^",
                            "~",
                            "@{",
                        )
                    )
                    + text[at:]
                )
            case 1:
                text = text[:at] + text[at + 1 :]
            case 2:
                text += random.choice(known)
            case _:
                text = text[:at]
    return text.replace("/", "_").replace("\0", "") if not text.startswith("refs/") else text.replace("\0", "")
