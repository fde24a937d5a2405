"""Configs as a user has them: whose counts, what they accept, and what is said of them."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.cli.stage import git, written
from tests.render.schemas import complaints

WAIVER = '[[waiver]]\nrule = "field-removed"\nsymbol = "struct house.rooms"\nreason = "nobody counts them"\n'
BROKEN = ("check", "old/linux/broken.h", "new/linux/broken.h", "--target", "x86_64")
POINT = '[[waiver]]\nrule = "field-removed"\nsymbol = "struct point.y"\nreason = "flat now"\n'


def committed(repository: Path, text: str | None, message: str) -> None:
    """Commit a config, or its removal."""
    config = repository / ".uapicheck.toml"
    if text is None:
        config.unlink()
    else:
        config.write_text(text, encoding="utf-8")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", f"--message={message}")


@pytest.fixture
def waived(repository: Path) -> Path:
    """Return a repository whose v1.0 has a waiver for what v1.1 breaks."""
    git(repository, "checkout", "--quiet", "v1.0")
    committed(repository, WAIVER, "a waiver")
    git(repository, "tag", "v1.0-waived")
    git(repository, "checkout", "--quiet", "v1.1")
    committed(repository, WAIVER, "the same waiver")
    git(repository, "tag", "v1.1-waived")
    return repository


def test_the_old_side_waives(waived: Path, cli: Cli) -> None:
    done = cli("check", "v1.0-waived", "v1.1-waived", "-C", str(waived))
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("PASS: nothing to report beyond 1 waived finding\n")
    assert "\npolicy  v1.0-waived:.uapicheck.toml, profile uapi\n" in done.out
    assert done.out.endswith(
        "\nWaived: 1 finding\n  break struct house.rooms  [field-removed]\n        nobody counts them\n"
    )


def test_a_patch_does_not_waive_itself(waived: Path, cli: Cli) -> None:
    done = cli("check", "v1.0", "v1.1-waived", "-C", str(waived), "-o", "terse")
    assert (done.status, done.err) == (1, "")
    assert "ERROR: field rooms of struct house is gone" in done.out
    assert ".uapicheck.toml:1: CHECK: .uapicheck.toml is new; it does not count here [policy-changed]\n" in done.out


def test_a_config_that_went_away_still_counts(waived: Path, cli: Cli) -> None:
    done = cli("check", "v1.0-waived", "v1.1", "-C", str(waived), "-o", "terse")
    assert (done.status, done.err) == (0, "")
    said = ".uapicheck.toml is gone; the old side's counted here [policy-changed] (old)"
    assert done.out == f".uapicheck.toml:1: CHECK: {said}\n"


def test_a_new_config_that_cannot_be_used_is_told_before_it_counts(waived: Path, cli: Cli) -> None:
    committed(waived, WAIVER.replace("removed", "remvoed"), "a slip")
    done = cli("check", "v1.1-waived", "HEAD", "-C", str(waived), "-o", "terse")
    assert done.status == 0
    assert "WARNING: .uapicheck.toml differs; the old side's counts here; the new one cannot be used: " in done.out
    assert "line 2: unknown rule 'field-remvoed'" in done.out
    after = cli("check", "HEAD", "v1.1", "-C", str(waived))
    assert (after.status, after.out) == (2, "")
    assert after.err == (
        "uapicheck: HEAD:.uapicheck.toml:2: unknown rule 'field-remvoed'; did you mean field-removed?\n"
    )


def test_a_config_that_is_named_counts_alone(waived: Path, cli: Cli) -> None:
    written(waived.parent, {"none.toml": ""})
    done = cli("check", "v1.0-waived", "v1.1", "-C", str(waived), "-o", "terse", "--config", "none.toml")
    assert done.status == 1
    assert "toml" not in done.out


def test_a_release_against_itself_is_clean_whatever_its_config(waived: Path, cli: Cli) -> None:
    git(waived, "tag", "again")
    done = cli("check", "v1.1-waived", str(waived), "-C", str(waived), "-o", "terse")
    assert (done.status, done.out, done.err) == (0, "", "")


def test_the_clock_ends_a_waiver(stage: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    written(stage, {"point.toml": POINT + "until = 2020-01-31\n"})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1580515199")  # the last second of that day
    assert cli(*BROKEN, "--config", "point.toml", "-o", "terse").status == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1580515200")
    done = cli(*BROKEN, "--config", "point.toml", "-o", "terse")
    assert done.status == 1
    assert "point.toml:1: CHECK: waiver field-removed struct point.y was good until 2020-01-31; what it" in done.out
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "now")
    assert cli(*BROKEN, "--config", "point.toml").err == (
        "uapicheck: SOURCE_DATE_EPOCH: is no number of seconds; unset it, or set it to one\n"
    )
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "9" * 60)
    assert cli(*BROKEN, "--config", "point.toml").status == 2


def test_waivers_that_are_printed_are_refused_until_they_have_a_reason(stage: Path, cli: Cli) -> None:
    done = cli(*BROKEN, "-o", "waivers=point.toml")
    assert (done.status, done.out) == (1, "")
    assert cli(*BROKEN, "--config", "point.toml").err == (
        "uapicheck: point.toml:5: reason of the waiver is blank; a waiver names rule, symbol and reason\n"
    )
    text = (stage / "point.toml").read_text(encoding="utf-8")
    (stage / "point.toml").write_text(text.replace('""', '"flat now"'), encoding="utf-8")
    assert cli(*BROKEN, "--config", "point.toml").status == 0


def test_json_has_policy_and_reason(stage: Path, cli: Cli) -> None:
    written(stage, {"point.toml": '[uapicheck]\nprofile = "kvm"\n' + POINT})
    done = cli(*BROKEN, "--config", "point.toml", "-o", "json")
    report = json.loads(done.out)
    assert complaints("report-1.schema.json", report, closed=True) == []
    assert (report["verdict"], report["policy"]) == ("pass", {"config": "point.toml", "profile": "kvm"})
    assert report["findings"][0]["waived"] == {"reason": "flat now", "until": None}
    assert "policy" not in json.loads(cli(*BROKEN, "-o", "json").out)


def test_severities_and_rules_of_a_config_count(stage: Path, cli: Cli) -> None:
    written(stage, {"soft.toml": '[severity]\nfield-removed = "note"\nstruct-resized = "note"\n'})
    assert cli(*BROKEN, "--config", "soft.toml").out.startswith("NOTE: nothing breaks user space; 1 change worth a l")
    written(stage, {"none.toml": '[uapicheck]\nignore = ["field-removed", "struct-resized"]\n'})
    assert cli(*BROKEN, "--config", "none.toml").out.startswith("PASS: ")


@pytest.mark.parametrize("text", [b"\xff", b"\x00", b"[" * 500, b"a" * 2_000_000, b"x = 1\r\n"])
def test_a_file_that_is_no_config_is_one_line(stage: Path, cli: Cli, text: bytes) -> None:
    (stage / "evil.toml").write_bytes(text)
    done = cli(*BROKEN, "--config", "evil.toml")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("uapicheck: evil.toml")
    assert done.err.count("\n") == 1


def test_hostile_words_of_a_config_are_spelled_out(stage: Path, cli: Cli) -> None:
    evil = "\\u001b[31m\\u202e</script>"
    written(stage, {"evil.toml": POINT.replace("flat now", evil) + POINT.replace("point.y", evil)})
    for form in ("text", "json", "html", "terse", "waivers"):
        done = cli(*BROKEN, "--config", "evil.toml", "-o", form)
        assert done.status == 0
        assert [char for char in done.out if not char.isprintable() and char != "\n"] == []
        assert form != "html" or done.out.count("</script>") == 1
