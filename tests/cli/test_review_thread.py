"""The review thread that the tool was born from, on the real history of the KVM headers."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli
from tests.corpus import ABSENT, CORPUS

BUNDLE = CORPUS / "kvm-history.bundle"
HEADER = "include/uapi/linux/kvm.h"

pytestmark = pytest.mark.skipif(not BUNDLE.exists(), reason=ABSENT)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a bare clone of the history of the KVM headers."""
    clone = tmp_path_factory.mktemp("history")
    subprocess.run(["git", "clone", "--quiet", "--bare", BUNDLE, clone], check=True)
    return clone


def asked(cli: Cli, history: Path, new: str) -> tuple[int, dict[str, Any]]:
    done = cli("check", "v4.20-rc1", new, "-C", str(history), "--header", "linux/kvm.h", "-o", "json")
    assert done.err == ""
    return done.status, json.loads(done.out)


def with_u2048(history: Path, directory: Path, value: str) -> str:
    """Write the header of v5.2-rc1 with another value of the new size, and return its path."""
    shown = subprocess.run(
        ["git", "-C", history, "show", f"v5.2-rc1:{HEADER}"], check=True, capture_output=True, text=True
    )
    assert shown.stdout.count("0x0080000000000000ULL") == 1
    path = directory / "linux" / "kvm.h"
    path.parent.mkdir()
    path.write_text(shown.stdout.replace("0x0080000000000000ULL", value), encoding="utf-8")
    return str(path)


def test_the_new_size_fits_and_leaves_seven_codes(cli: Cli, history: Path) -> None:
    status, made = asked(cli, history, "v5.2-rc1")
    assert (status, made["gaps"]) == (0, [])
    added = {each["symbol"]: each for each in made["additions"]}["KVM_REG_SIZE_U2048"]
    assert int(added["value"], 16) == 0x0080 << 48
    space = next(each for each in made["spaces"] if each["name"] == "KVM_REG_SIZE")
    assert (space["bits"], space["capacity"], len(space["taken"]), len(space["free"])) == ("55-52", 16, 9, 7)
    remarks = " ".join(space["remarks"])
    assert "262144 bits" in remarks
    assert "59-56" in remarks
    assert "KVM_REG_ARCH_MASK" in remarks


@pytest.mark.parametrize(
    ("value", "facts"),
    [
        ("0x0100000000000000ULL", ("KVM_REG_SIZE_MASK", "KVM_REG_ARCH_MASK")),
        ("0x0080ULL", ("KVM_REG_SIZE_MASK",)),
    ],
)
def test_a_size_outside_its_mask_is_one_finding(
    cli: Cli, history: Path, tmp_path: Path, value: str, facts: tuple[str, ...]
) -> None:
    status, made = asked(cli, history, with_u2048(history, tmp_path, value))
    assert (status, made["gaps"]) == (1, [])
    (finding,) = [each for each in made["findings"] if "U2048" in each["symbol"]]
    assert (finding["rule"], finding["severity"]) == ("register-size-outside-mask", "break")
    words = " ".join([finding["message"], *(each["message"] for each in finding["also"])])
    for fact in facts:
        assert fact in words
