"""What git is given to show of a header."""

from pathlib import Path

import pytest

from tests.cli.conftest import Cli


def test_a_struct_that_cannot_be_read_is_shown_as_text(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text(
        "#include <linux/far.h>\nstruct bag {\n\tstruct far away; /* far\n\t away */\n\tint   near;\n};\n"
        "#define LIMIT 4\n",
        encoding="utf-8",
    )
    done = cli("textconv", str(path))
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [
        "text: #include <linux/far.h>",
        "text: struct bag {",
        "text: struct far away;",
        "text: int near;",
        "text: };",
        "macro LIMIT = 0x4 (int)",
    ]


def test_what_differs_between_targets_is_marked_by_the_shorter_list(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "x.h").write_text("struct word { unsigned long w; };\n", encoding="utf-8")
    out = cli("textconv", str(tmp_path / "x.h"), "--target", "x86_64", "--target", "arm64", "--target", "i386").out
    assert out.splitlines() == [
        "struct word: 4 bytes, aligned to 4  [i386]",
        "struct word: 8 bytes, aligned to 8  [all but i386]",
        "struct word.w: byte 0, 4 bytes, unsigned long  [i386]",
        "struct word.w: byte 0, 8 bytes, unsigned long  [all but i386]",
    ]


def test_an_ioctl_shows_its_number(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "x.h").write_text("#include <linux/ioctl.h>\n#define RING _IOW('b', 1, int)\n", encoding="utf-8")
    out = cli("textconv", str(tmp_path / "x.h"), "--target", "arm64").out
    assert out == "macro RING = 0x40046201: _IOW('b', 0x1, int), 4 bytes\n"


@pytest.mark.parametrize(
    "raw", [b"", b"\0\1", b"\xff\xfe#define A 1\n", b"#if\n", b"struct {", b"/* open", b"{" * 3000]
)
def test_the_status_is_0_whatever_the_file_is(cli: Cli, tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "x").write_bytes(raw)
    done = cli("textconv", str(tmp_path / "x"))
    assert (done.status, done.err) == (0, "")
    assert "x" not in done.out.replace("text:", "").split(), "the temporary name differs each time"


def test_a_file_that_is_gone_is_a_line_too(cli: Cli, tmp_path: Path) -> None:
    done = cli("textconv", str(tmp_path / "x"))
    assert (done.status, done.out, done.err) == (0, "not read: no such file or directory\n", "")
