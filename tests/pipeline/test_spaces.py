"""`spaces` as a user runs it: which headers and spaces are looked at, and what is said where something is missing."""

import json
from pathlib import Path

import pytest

from tests.cli.stage import written
from tests.render.survey_samples import ARM64, END, KVM, X86
from uapicheck.cli.main import main

TREE = {
    "include/uapi/linux/kvm.h": KVM + END,
    "include/uapi/linux/point.h": "#define POINT_COLOUR_RED 1\n#define POINT_COLOUR_BLUE 3\n",
    "arch/arm64/include/uapi/asm/kvm.h": ARM64,
    "arch/x86/include/uapi/asm/kvm.h": X86,
}
OWN = '[[space]]\nname = "POINT_COLOUR"\nkind = "numbers"\ntitle = "colour"\n'


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return written(tmp_path / "tree", TREE)


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main(["spaces", *(str(each) for each in arguments)])
    seen = capsys.readouterr()
    return status, seen.out, seen.err


def names(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, dict[str, object]]:
    status, out, err = run(capsys, *arguments, "-o", "json")
    assert (status, err) == (0, "")
    return {space["name"]: space for space in json.loads(out)["spaces"]}


def test_all_architectures_of_a_tree_count(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    caps = names(capsys, tree)["KVM_CAP"]
    assert caps["holes"] == ["0x3", "0x5", "0x6", "0x7", "0x8"]
    assert caps["next"] == "0xa", "9 is x86's"


def test_a_narrower_run_says_what_it_did_not_look_at(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, tree, "--target", "arm64")
    assert status == 0
    assert "x86: a number that only they show" in " ".join(out.split())


def test_a_source_of_one_architecture_says_that_it_has_no_more(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "arch/arm64/include/uapi/asm/kvm.h").unlink()
    assert "without other architectures than x86" in " ".join(run(capsys, tree)[1].split())


def test_headers_without_spaces_are_not_read(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "include/uapi/linux/broken.h").write_text("#include <linux/nowhere.h>\n", encoding="utf-8")
    assert run(capsys, tree)[0] == 0
    assert run(capsys, tree, "--header", "linux/*.h")[0] == 3


def test_a_config_describes_spaces_of_other_headers(
    tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    found = names(capsys, tree, "--config", tmp_path / "own.toml")
    assert found["POINT_COLOUR"]["taken"] == {"POINT_COLOUR_RED": "0x1", "POINT_COLOUR_BLUE": "0x3"}
    assert found["POINT_COLOUR"]["holes"] == ["0x2"]
    assert "KVM_CAP" in found


def test_the_config_of_the_tree_counts_by_itself(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / ".uapicheck.toml").write_text(OWN, encoding="utf-8")
    assert "POINT_COLOUR" in names(capsys, tree)
    (tree / ".uapicheck.toml").write_text(OWN + "widht = 1\n", encoding="utf-8")
    status, _, err = run(capsys, tree)
    assert status == 2
    assert "widht" in err


def test_spaces_are_asked_for_by_name_or_glob(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert set(names(capsys, tree, "--space", "KVM_CAP")) == {"KVM_CAP"}
    assert set(names(capsys, tree, "--space", "KVM_CAP_")) == {"KVM_CAP"}
    assert {"KVM_REG_SIZE", "KVM_REG_ARCH"} <= set(names(capsys, tree, "--space", "KVM_REG_*"))
    assert "KVM_CAP_DEMO_FOUR" not in run(capsys, tree)[1]
    assert "4 FOUR" in run(capsys, tree, "--space", "KVM_CAP")[1]
    assert "4 FOUR" in run(capsys, tree, "-v")[1]


def test_a_space_that_is_not_there_is_an_error_with_the_nearest(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, tree, "--space", "KVM_CPA")
    assert (status, out) == (2, "")
    assert err == "uapicheck: no number space is called 'KVM_CPA'; did you mean KVM_CAP?\n"
    assert "lists them" in run(capsys, tree, "--space", "zzz")[2]


def test_headers_without_any_space_are_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "point.h").write_text("#define POINT 1\n", encoding="utf-8")
    status, out, err = run(capsys, tmp_path / "point.h")
    assert (status, out) == (2, "")
    assert "no number space that is known" in err


def test_a_header_alone_has_its_spaces(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "my_copy.h").write_text(KVM.replace("#include <asm/kvm.h>\n", "") + END, encoding="utf-8")
    found = names(capsys, tmp_path / "my_copy.h")
    assert found["KVM_REG_SIZE"]["next"] == "0x4"
    assert "a number that other headers have seems free" in " ".join(run(capsys, tmp_path / "my_copy.h")[1].split())


def test_a_snapshot_has_the_spaces_of_its_source(
    tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "taken.json"
    assert main(["snapshot", str(tree), "-q", "-o", f"json={taken}"]) == 0
    assert names(capsys, taken) == names(capsys, tree)


def test_what_cannot_be_read_makes_the_status_three(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    header = tree / "arch/x86/include/uapi/asm/kvm.h"
    header.write_text(X86 + "#include <asm/nowhere.h>\n", encoding="utf-8")
    status, out, err = run(capsys, tree)
    assert (status, err) == (3, "")
    assert "numbers in them may be taken" in out
    assert "asm/kvm.h:3: " in out


def test_work_in_several_processes_gives_the_same_bytes(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, tree, "--jobs", "1") == run(capsys, tree, "--jobs", "3")
