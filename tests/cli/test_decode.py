"""`decode` as a program: what it reads, what it leaves, and that it looks no further than it must."""

import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.corpus import PROJECT
from tests.programs import run

SOURCE = ("--source", "ids")


def reads(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the standard input hold `text`."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


@pytest.mark.usefixtures("stage")
def test_the_standard_input_holds_one_a_line(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    reads("\t0x6030000000100000,\n\n# a remark\nARM64_SYS_REG(3, 0, 0, 0, 0), # MIDR\r\nKVM_CAP_HLT\n", monkeypatch)
    done = cli("decode", *SOURCE, "-", "-o", "json")
    assert [row["name"] for row in json.loads(done.out)] == ["regs.regs[0]", "MIDR_EL1", "KVM_CAP_HLT"]
    assert (done.status, done.err) == (0, "")


@pytest.mark.usefixtures("stage")
def test_a_line_that_is_nothing_is_named_by_its_number(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    for text, what in (("5\n0xfffffffffffffffff\n", "has 68 bits"), ("5\n'x'\n", "is neither a number")):
        reads(text, monkeypatch)
        done = cli("decode", *SOURCE, "-")
        assert (done.status, done.out) == (2, "")
        assert done.err.startswith("uapicheck: line 2 of the standard input: ")
        assert what in done.err


@pytest.mark.usefixtures("stage")
def test_an_empty_input_is_nothing_to_decode(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    reads("\n# nothing\n", monkeypatch)
    assert cli("decode", *SOURCE, "-").status == 2
    assert cli("decode", *SOURCE, "-", "-").status == 2


def test_an_architecture_that_the_first_source_lacks_is_looked_up_in_the_next(stage: Path, cli: Cli) -> None:
    (stage / "newer").mkdir()
    newer = stage / "newer" / "include" / "uapi" / "linux"
    newer.mkdir(parents=True)
    text = (stage / "ids/include/uapi/linux/kvm.h").read_text(encoding="utf-8")
    (newer / "kvm.h").write_text(text, encoding="utf-8")
    (newer / "ioctl.h").write_text((stage / "ids/include/uapi/linux/ioctl.h").read_text("utf-8"), encoding="utf-8")
    own = stage / "newer/arch/x86/include/uapi/asm/kvm.h"
    own.parent.mkdir(parents=True)
    own.write_text((stage / "ids/arch/x86/include/uapi/asm/kvm.h").read_text("utf-8"), encoding="utf-8")
    for asked in ("0x6030000000100000", "KVM_REG_ARM_PSCI_VERSION", "ARM64_SYS_REG(3, 0, 0, 0, 0)"):
        assert cli("decode", "--source", "newer", asked).status == 1
        done = cli("decode", "--source", "newer", "--source", "ids", asked, "-o", "json")
        (row,) = json.loads(done.out)
        assert (row["arch"], row["source"], row["problems"], done.status) == ("arm64", "ids", [], 0)


def test_a_snapshot_is_as_good_a_source_as_the_headers(stage: Path, cli: Cli) -> None:
    assert cli("snapshot", "ids", "--header", "linux/kvm.h", "-o", "json=ids.json").status == 0
    for asked in ("0x6030000000100000", "KVM_RUN", "0x4010aeab", "ARM64_SYS_REG(3, 0, 0, 0, 0)", "5"):
        ours, theirs = (
            json.loads(cli("decode", "--source", each, asked, "-o", "json").out) for each in ("ids", "ids.json")
        )
        for row in (*ours, *theirs):
            del row["source"]
        assert ours == theirs
    assert (stage / "ids.json").exists()


def test_a_register_is_decoded_without_what_only_others_need(stage: Path) -> None:
    arguments = ["-X", "importtime", "-m", "uapicheck", "decode", "--source", str(stage / "ids"), "0x6030000000100000"]
    done = run(arguments, directory=PROJECT)
    names = {line.rsplit("|", 1)[1].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert "uapicheck.decode.registers" in names
    heavy = {"difflib", "jinja2", "email", "tempfile", "tarfile", "uapicheck.diff", "uapicheck.rules"}
    assert names & heavy == set()
